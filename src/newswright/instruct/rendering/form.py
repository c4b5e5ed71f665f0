"""A template fitted to a vocabulary, and a conversation laid out in it, part by part.

Everything that shows or encodes a conversation starts from `Form.parts`: the text, the token ids and the labels are
three readings of one list. `render.py` makes ids of it; `jinja.py` says the same in Jinja.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from newswright.errors import Unrenderable
from newswright.instruct.rendering.template import Template, split
from newswright.records import Message, Role

SHAPES = 1000
"""Layouts remembered: conversations differ in their roles, and in whether sources are a turn's tail."""
GAP = "\n\n"
"""What stands between an instruction and its sources."""


class Part(NamedTuple):
    """A stretch of the rendered text that comes from one place."""

    text: str
    control: bool = False
    """Whether it is one token of the vocabulary and no text."""
    message: int = -1
    """Index of the message whose content it is; -1 is structure."""
    start: int = 0
    """First character in that message's content."""
    answer: int = -1
    """Index of the answer (0 is the first) that it belongs to, with its white space and end token; -1 for none."""


class Slot(NamedTuple):
    """A place in a layout where a message's content goes."""

    message: int
    piece: Literal["whole", "instruction", "input"] = "whole"
    answer: int = -1


class Conversation(NamedTuple):
    """Messages in the order that every template expects."""

    system: int | None
    exchanges: tuple[tuple[int, int | None], ...]
    """Index of each user's message, and of its answer; None where it is still to be written."""


@dataclass(frozen=True)
class Form:
    """A template with its tokens' texts put in."""

    template: Template
    bos: str
    eos: str
    end: str
    """The end token that is really used: the template's, or `eos` where the vocabulary has no such token."""
    control: frozenset[str]
    """The template's control texts that are single tokens here, `bos` and `eos` among them."""
    missing: tuple[str, ...] = ()
    """Control texts of the template that the vocabulary lacks: they are written as ordinary text."""
    _layouts: dict[tuple[object, ...], tuple[Part | Slot, ...]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def _controls(self) -> re.Pattern[str]:
        texts = sorted(filter(None, self.control), key=len, reverse=True)
        return re.compile("(" + "|".join(map(re.escape, texts)) + ")") if texts else re.compile(r"(?!)()")

    def parts(self, messages: Sequence[Message], *, generation: bool = False) -> list[Part]:
        """Lay `messages` out. With `generation`, one that ends with a user's turn ends where the answer begins.

        One assistant message alone is laid out as text for continued pretraining: no marks, its end token behind it.

        Raises:
            Unrenderable: the messages are not in an order that the template can hold.
        """
        if len(messages) == 1 and messages[0].role is Role.ASSISTANT:
            text = Part(messages[0].content, message=0, answer=0)
            return [*self._structure("{bos}"), text, Part(self.eos or self.end, control=True, answer=0)]
        laid = [
            self._fill(one, messages) if isinstance(one, Slot) else one for one in self._layout(messages, generation)
        ]
        return [part for part in laid if part.text]

    def _layout(self, messages: Sequence[Message], generation: bool) -> tuple[Part | Slot, ...]:
        """Return the layout of conversations of this shape; most of a set have one of a few."""
        shape = (generation, *((message.role, input_at(message) is not None) for message in messages))
        layout = self._layouts.get(shape)
        if layout is None:
            if len(self._layouts) >= SHAPES:
                self._layouts.clear()
            layout = self._layouts[shape] = tuple(self._laid(messages, self.order(messages), generation))
        return layout

    def _fill(self, slot: Slot, messages: Sequence[Message]) -> Part:
        """Return the content that stands in `slot`."""
        content, start = messages[slot.message].content, 0
        if slot.piece != "whole":
            tail = input_at(messages[slot.message]) or 0
            start, content = (tail, content[tail:]) if slot.piece == "input" else (0, content[: tail - len(GAP)])
        if self.template.strip:
            start += len(content) - len(content.lstrip())
            content = content.strip()
        return Part(content, False, slot.message, start, slot.answer)

    def order(self, messages: Sequence[Message]) -> Conversation:
        """Say which message is which, or why they cannot be laid out.

        Raises:
            Unrenderable: a turn is out of order, or the template has no place for it.
        """
        turns = list(range(len(messages)))
        system = turns.pop(0) if messages and messages[0].role is Role.SYSTEM else None
        if not turns:
            raise Unrenderable("The conversation has no user's turn.", cure="Give it at least one user message.")
        for place, index in enumerate(turns):
            wanted = Role.ASSISTANT if place % 2 else Role.USER
            if messages[index].role is not wanted:
                raise Unrenderable(
                    f"Message {index + 1} is the {messages[index].role}'s where the {wanted}'s must stand.",
                    cure="Turns must alternate: user, assistant, user; one system message may stand first.",
                )
        exchanges = tuple((turns[at], turns[at + 1] if at + 1 < len(turns) else None) for at in range(0, len(turns), 2))
        self._refuse(system, exchanges)
        return Conversation(system, exchanges)

    def _refuse(self, system: int | None, exchanges: tuple[tuple[int, int | None], ...]) -> None:
        name, user = self.template.name, self.template.user
        if len(exchanges) > 1 and self.template.turns == "one":
            raise Unrenderable(
                f"The template {name} holds one exchange, the conversation has {len(exchanges)}.",
                cure="Use another template, or keep one exchange a lesson.",
            )
        if system is not None and not (self.template.system or user.first_system):
            raise Unrenderable(
                f"The template {name} has no place for a system text.", cure="Leave it out, or use another template."
            )

    def _laid(self, messages: Sequence[Message], order: Conversation, generation: bool) -> Iterator[Part | Slot]:
        template, system = self.template, order.system
        yield from self._structure(template.begin)
        if template.system and system is not None:
            yield from self._filled(template.system, {"system": Slot(system)})
        elif system is None:
            yield from self._structure(template.no_system)
        for number, (asked, answered) in enumerate(order.exchanges):
            inside = system if number == 0 and not template.system else None
            tail = input_at(messages[asked]) is not None
            yield from self._user(asked, inside, first=number == 0, tail=tail)
            if answered is not None or generation:
                yield from self._structure(template.head)
            if answered is None:
                return
            last = number == len(order.exchanges) - 1
            yield from self._answer(answered, number, last=last)
            if not last:
                yield from self._structure(template.between)

    def _user(self, at: int, system: int | None, *, first: bool, tail: bool) -> Iterator[Part | Slot]:
        forms = self.template.user
        values = {"user": Slot(at), "instruction": Slot(at, "instruction"), "input": Slot(at, "input")}
        if system is not None:
            values["system"] = Slot(system)
            text = (tail and forms.first_system_input) or forms.first_system
        elif first:
            text = (tail and (forms.first_input or forms.input)) or forms.first or forms.any
        else:
            text = (tail and forms.input) or forms.any
        yield from self._filled(text, values)

    def _answer(self, at: int, number: int, *, last: bool) -> Iterator[Part | Slot]:
        for part in self._filled(self.template.answer, {"answer": Slot(at)}):
            yield part._replace(answer=number)
        if last or self.template.ends == "every":
            yield Part(self.end, control=True, answer=number)
        yield from self._structure(self.template.after)

    def _structure(self, text: str) -> Iterator[Part]:
        for kind, piece in self._pieces(text):
            yield Part(piece, control=kind == "control")

    def _filled(self, text: str, values: dict[str, Slot]) -> Iterator[Part | Slot]:
        """Yield the parts of a template's string, with `values` in the places of its variables."""
        for kind, piece in self._pieces(text):
            yield values[piece] if kind == "value" else Part(piece, control=kind == "control")

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        for place, piece in enumerate(split(text)):
            if place % 2 and piece not in {"bos", "eos"}:
                yield "value", piece
                continue
            literal = {"bos": self.bos, "eos": self.eos}[piece] if place % 2 else piece
            for at, one in enumerate(self._controls.split(literal)):
                if one:
                    yield ("control" if at % 2 else "text"), one


def fit(template: Template, *, bos: str, eos: str, control: Container[str]) -> Form:
    """Fit `template` to a vocabulary whose special tokens are `control`, with `bos` and `eos` ("" for none) among them.

    Raises:
        Unrenderable: the vocabulary has no end token, so a model could never learn to stop.
    """
    known = [text for text in template.control if text in control]
    end = template.end if template.end in known else eos
    if not end:
        raise Unrenderable(
            f"The vocabulary has neither {template.end} nor an end token of its own.",
            cure="Use a tokenizer with an EOS token: a model trained without one never stops.",
        )
    return Form(
        template=template,
        bos=bos,
        eos=eos,
        end=end,
        control=frozenset(filter(None, (*known, bos, eos, end))),
        missing=tuple(text for text in template.control if text not in known),
    )


def own_form(template: Template, *, bos: str = "<s>", eos: str = "</s>") -> Form:
    """Return `template` as in the models that were made for it: every control text is a token."""
    return fit(template, bos=bos, eos=eos, control=frozenset((*template.control, bos, eos)))


def text(template: Template, messages: Sequence[Message], *, bos: str, eos: str, generation: bool = False) -> str:
    """Return `messages` as text in `template`, every control text in its place. Raises what `Form.parts` raises."""
    return joined(own_form(template, bos=bos, eos=eos).parts(messages, generation=generation))


def around(template: Template, instruction: str) -> tuple[str, str]:
    """Return what stands before and behind a source's text in the prompt for an answer to `instruction` on it.

    It is the prompt of a lesson whose message is the instruction, a blank line and the text, cut in two at the text.
    The token that begins a text is left out: it is another one in each vocabulary, and an engine sets it itself where
    its vocabulary wants it.
    """
    stand_in = "…"
    content = f"{instruction}{GAP}{stand_in}"
    message = Message(role=Role.USER, content=content, sources=((len(content) - len(stand_in), len(content)),))
    form = own_form(template)
    parts = form.parts([message], generation=True)
    parts = parts[1:] if parts[0].control and parts[0].text == form.bos else parts
    before, _, behind = joined(parts).rpartition(stand_in)
    return before, behind


def joined(parts: Sequence[Part]) -> str:
    """Return the text of `parts`."""
    return "".join(part.text for part in parts)


def input_at(message: Message) -> int | None:
    """Return where the sources begin that are the content's tail, behind a blank line; None where they are not."""
    if not message.sources:
        return None
    start = min(begin for begin, _ in message.sources)
    ends = max(end for _, end in message.sources)
    if start <= len(GAP) or ends != len(message.content) or message.content[start - len(GAP) : start] != GAP:
        return None
    return start
