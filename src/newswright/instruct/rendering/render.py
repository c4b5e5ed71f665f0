"""The one renderer: messages and a template become token ids, labels, and the text spans they came from.

Training takes `Renderer.batch`, inference `Renderer.prompt`, a preview `Renderer.explain`; all three encode the parts
of `form.py` with the same rule. A text is cut into runs at control tokens, and once more where the last answer begins:
what a model reads before it writes is encoded by itself, in training as in use, so no token reaches across that seam.
In several turns an earlier answer's seam is inside the prompt of the next. Where the tokenizer would join over it (an
answer that begins with a quotation mark behind a colon, two newlines in some byte-level vocabularies), the conversation
becomes one row a turn, each the exact prompt of its own answer.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import Field

from newswright.errors import Unrenderable
from newswright.instruct.rendering.encode import Encoder, Ids, Run, runs
from newswright.instruct.rendering.form import Form, Part, fit, joined
from newswright.instruct.rendering.marks import Marks, OnMarks
from newswright.instruct.rendering.shorten import shorten
from newswright.instruct.rendering.template import Template
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.records import Lesson, Message, Preference, Record, Role

PAIR_TOO_LONG = "it is longer than"
"""How the reason begins for which a preference that is too long is refused."""
IGNORED = -100
"""The label of a token that is not trained: what PyTorch's cross-entropy ignores by default."""


class RenderOptions(Record):
    """How conversations are rendered."""

    length: int = Field(2048, ge=16)
    """Tokens of a row at most. What is longer is shortened: sources first, the answer never."""
    on_marks: OnMarks = "neutralise"
    """What happens to a template's mark or a special token inside content: `neutralise` or `refuse`."""


class Row(NamedTuple):
    """One sequence to train on."""

    ids: list[int]
    trained: tuple[tuple[int, int], ...]
    """Ranges of `ids` (start, one past the end) that are trained: answers with their end tokens."""

    @property
    def labels(self) -> list[int]:
        """The ids where they are trained, `IGNORED` elsewhere; as long as `ids`."""
        labels = [IGNORED] * len(self.ids)
        for start, end in self.trained:
            labels[start:end] = self.ids[start:end]
        return labels


class Rendered(NamedTuple):
    """What became of one lesson."""

    lesson: str
    """Its id."""
    rows: tuple[Row, ...] = ()
    left: str = ""
    """Why there is no row; "" where there is one."""
    cut: int = 0
    """Tokens of sources and earlier turns that were left out for the length."""
    neutralised: int = 0
    """Marks in its content that were broken up."""


class Pair(NamedTuple):
    """A preference in token ids. Prompt and answer are joined as they are; an answer ends with its end token."""

    prompt: list[int]
    chosen: list[int]
    rejected: list[int]


class Token(NamedTuple):
    """A token with where it came from, for people to look at."""

    id: int
    text: str
    """The rendered text it stands for; a character that several tokens make up is the first one's, so that the texts of
    all tokens are the rendered text."""
    start: int
    """First character in the rendered text."""
    end: int
    trained: bool
    control: bool
    message: int
    """Index of the message; -1 for structure."""


class _Laid(NamedTuple):
    """A lesson on its way: cleaned, cut into runs, not yet encoded."""

    lesson: str
    messages: Sequence[Message] = ()
    neutralised: int = 0
    seams: Sequence[Run] = ()
    """With a seam at every answer."""
    joined: Sequence[Run] = ()
    """With a seam at the last answer alone; empty where there is one answer."""
    left: str = ""


class Renderer:
    """Renders conversations in one template for one vocabulary."""

    def __init__(self, template: Template, vocabulary: Vocabulary, options: RenderOptions | None = None) -> None:
        """Fit `template` to `vocabulary`.

        Raises:
            Unrenderable: the vocabulary has no end token.
        """
        self.options = options or RenderOptions()
        self.vocabulary = vocabulary
        self.form: Form = fit(template, bos=vocabulary.bos, eos=vocabulary.eos, control=vocabulary.control)
        self.marks = Marks(template, vocabulary.control, self.options.on_marks)
        self._encoder = Encoder(vocabulary)

    # -- inference --

    def prompt(self, messages: Sequence[Message]) -> list[int]:
        """Return the ids that a model is given to answer `messages`, which end with a user's turn.

        Raises:
            Unrenderable: the turns cannot be laid out, or a mark in them is refused.
        """
        cut = runs(self._asked(messages), frozenset())
        return _row(cut, self._encoder.encode(cut)).ids

    def prompt_text(self, messages: Sequence[Message]) -> str:
        """Return the same as text. Raises what `prompt` raises."""
        return joined(self._asked(messages))

    def _asked(self, messages: Sequence[Message]) -> list[Part]:
        if not messages or messages[-1].role is not Role.USER:
            raise Unrenderable("The conversation does not end with a user's turn.", cure="Give the question last.")
        cleaned = [self.marks.cleaned(message)[0] for message in messages]
        return self.form.parts(cleaned, generation=True)

    # -- training --

    def one(self, lesson: Lesson) -> Rendered:
        """Render one lesson; see `batch`."""
        return self.batch([lesson])[0]

    def batch(self, lessons: Sequence[Lesson]) -> list[Rendered]:
        """Render `lessons`, in their order. What cannot be rendered has no row and says why."""
        laid = [self._lay(lesson) for lesson in lessons]
        ids = self._encoder.encode(run for one in laid for run in (*one.seams, *one.joined))
        return [self._finished(one, ids) for one in laid]

    def pair(self, preference: Preference) -> Pair:
        """Render a preference: the prompt as `prompt` gives it, each answer as it follows there, with its end token.

        Raises:
            Unrenderable: the turns cannot be laid out, a mark is refused, an answer is empty, or it does not fit.
        """
        answers = []
        for text in (preference.chosen, preference.rejected):
            messages = (*preference.prompt, Message(role=Role.ASSISTANT, content=text))
            made = self.one(Lesson.make(preference.task, messages))
            if made.left or made.cut:
                why = made.left or f"{PAIR_TOO_LONG} {self.options.length} tokens"
                raise Unrenderable(
                    f"Preference {preference.id}: {why}.",
                    cure="Mend it, raise the length, or leave it out: shortened for one answer, prompts would differ.",
                )
            answers.append(made.rows[-1])
        start = answers[0].trained[-1][0]
        chosen, rejected = (row.ids[start : row.trained[-1][1]] for row in answers)
        return Pair(answers[0].ids[:start], chosen, rejected)

    def _lay(self, lesson: Lesson) -> _Laid:
        try:
            cleaned = [self.marks.cleaned(message) for message in lesson.messages]
            messages = [message for message, _ in cleaned]
            _refuse_untrainable(messages)
            return _Laid(lesson.id, messages, sum(count for _, count in cleaned), *self._cut(messages))
        except Unrenderable as error:
            return _Laid(lesson.id, left=error.what)

    def _cut(self, messages: Sequence[Message]) -> tuple[list[Run], list[Run]]:
        parts = self.form.parts(messages)
        answers = frozenset(part.answer for part in parts if part.answer >= 0)
        last = max(answers)
        return runs(parts, answers), runs(parts, frozenset((last,))) if last else []

    def _finished(self, laid: _Laid, ids: Ids) -> Rendered:
        if laid.left:
            return Rendered(laid.lesson, left=laid.left)
        rows = self._rows(laid, ids)
        length = _longest(rows)
        if length <= self.options.length:
            return Rendered(laid.lesson, rows, neutralised=laid.neutralised)
        if len(laid.messages) == 1:
            return Rendered(laid.lesson, _pieces(rows[0], self.options.length), neutralised=laid.neutralised)
        short = shorten(laid.messages, self.options.length, lambda messages: _longest(self._again(messages)))
        if short.left:
            return Rendered(laid.lesson, left=short.left, neutralised=laid.neutralised)
        rows = self._again(short.messages)
        return Rendered(laid.lesson, rows, cut=length - _longest(rows), neutralised=laid.neutralised)

    def _again(self, messages: Sequence[Message]) -> tuple[Row, ...]:
        """Render messages that were cleaned before."""
        laid = _Laid("", messages, 0, *self._cut(messages))
        return self._rows(laid, self._encoder.encode((*laid.seams, *laid.joined)))

    def _rows(self, laid: _Laid, ids: Ids) -> tuple[Row, ...]:
        row = _row(laid.seams, ids)
        if not laid.joined:
            return (row,)
        if self.form.template.ends == "every" and row.ids == _row(laid.joined, ids).ids:
            return (row,)
        return tuple(_row(cut, self._encoder.encode(cut)) for cut in self._turns(laid.messages))

    def _turns(self, messages: Sequence[Message]) -> list[list[Run]]:
        """Return the runs of one row an answer: its exact prompt, and the answer."""
        ends = [at + 1 for at, message in enumerate(messages) if message.role is Role.ASSISTANT]
        return [self._cut(messages[:end])[-1] or self._cut(messages[:end])[0] for end in ends]

    # -- a preview --

    def explain(self, lesson: Lesson) -> list[list[Token]]:
        """Return the tokens of each row that `one` makes of `lesson`, with their places in the rendered text.

        The ids are the row's, to the last; only that the characters are asked for with them makes it slower.

        Raises:
            Unrenderable: there is no row; it says why.
        """
        made = self.one(lesson)
        if made.left:
            raise Unrenderable(f"Lesson {lesson.id} has no row: {made.left}", cure="Mend it, or leave it out.")
        laid = self._lay(lesson)
        messages: Sequence[Message] = laid.messages
        if made.cut:
            messages = shorten(messages, self.options.length, lambda some: _longest(self._again(some))).messages
        whole = len(made.rows) == 1 or len(messages) == 1
        cuts = [self._cut(messages)[0]] if whole else self._turns(messages)
        tokens = [list(self._tokens(cut)) for cut in cuts]
        if len(messages) == 1:
            length = self.options.length
            tokens = [tokens[0][at : at + length] for at in range(0, len(tokens[0]), length)]
        return tokens

    def _tokens(self, cut: Sequence[Run]) -> Iterator[Token]:
        offset = 0
        for run in cut:
            ends = list(itertools.accumulate(len(part.text) for part in run.parts))
            shown = 0
            for number, (start, end) in zip(*self._encoder.spans(run), strict=True):
                # Its last character decides whose a token is: " The" behind structure's space is the content's.
                part = run.parts[min(bisect_right(ends, max(start, end - 1)), len(ends) - 1)]
                yield Token(
                    id=number,
                    text=run.text[max(start, shown) : end],
                    start=offset + start,
                    end=offset + end,
                    trained=run.answer >= 0,
                    control=run.mode == "control",
                    message=part.message,
                )
                shown = max(shown, end)
            offset += len(run.text)


def _refuse_untrainable(messages: Sequence[Message]) -> None:
    if messages[-1].role is not Role.ASSISTANT:
        raise Unrenderable("The last turn is not an answer, so there is nothing to train.")
    if any(message.role is Role.ASSISTANT and not message.content.strip() for message in messages):
        raise Unrenderable("An answer is empty.")


def _row(cut: Sequence[Run], known: Ids) -> Row:
    """Join the ids of the runs `cut`; those that belong to an answer as a whole are trained."""
    ids: list[int] = []
    trained: list[tuple[int, int]] = []
    for run in cut:
        start = len(ids)
        ids += known[run.mode, run.text]
        if run.answer >= 0:
            if trained and trained[-1][1] == start:
                start = trained.pop()[0]
            trained.append((start, len(ids)))
    return Row(ids, tuple(trained))


def _longest(rows: Sequence[Row]) -> int:
    return max(len(row.ids) for row in rows)


def _pieces(row: Row, length: int) -> tuple[Row, ...]:
    """Cut a text for continued pretraining into rows, without losing a token: the end token is the last row's."""
    starts = range(0, len(row.ids), length)
    return tuple(Row(ids := row.ids[start : start + length], ((0, len(ids)),)) for start in starts)
