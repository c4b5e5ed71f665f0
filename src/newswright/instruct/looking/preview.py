"""A lesson as the model will see it: every token, what is trained, what is structure, and where it stands in the text.

`preview` makes a record from the renderer's own tokens; `terminal` and `html` show it. What does not show in a text is
made visible, and nothing in a lesson is obeyed: not by a terminal, not by a browser. Printing is left to the command
line.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newswright.errors import TemplateInvalid
from newswright.instruct.looking.visible import NEWLINE, SPACE, TAB, one_line, visible
from newswright.instruct.rendering.render import Renderer, Token
from newswright.instruct.vocabularies.kind import advice
from newswright.records import Lesson, Message, Preference, Record, Role

if TYPE_CHECKING:
    from rich.console import Group
    from rich.text import Text

MORE = "⋯"
"""Stands for a token that is a further part of the character before it."""
TRAINED, CONTROL, STRUCTURE, CONTENT = "trained", "control", "structure", "content"


class Shown(Record):
    """A token as it is shown."""

    id: int
    text: str
    """Its text with signs for what does not show; `⋯` for a further part of the character before it."""
    piece: str
    """The token as it stands in the vocabulary."""
    start: int
    """First character in the rendered text; `end` is one past the last."""
    end: int
    trained: bool
    control: bool
    message: int
    """Index of the message whose content it is; -1 for structure."""
    role: str
    """Whose words: `system`, `user`, `assistant`; "" for structure."""

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        if self.control:
            return CONTROL
        return STRUCTURE if self.message < 0 else CONTENT


class ShownRow(Record):
    """One sequence to train on."""

    name: str
    """`row 1`, or `chosen` and `rejected`."""
    tokens: tuple[Shown, ...]
    trained: int


class Preview(Record):
    """A lesson as the model will see it."""

    lesson: str
    task: str
    origin: str
    template: str
    vocabulary: str
    length: int
    """Tokens of a row at most."""
    rows: tuple[ShownRow, ...]
    tokens: int
    trained: int
    cut: int
    """Tokens left out for the length."""
    neutralised: int
    """Marks inside the content that were broken up."""
    warnings: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Trained tokens among all."""
        return self.trained / self.tokens if self.tokens else 0.0


def preview(lesson: Lesson | Preference, renderer: Renderer) -> Preview:
    """Show `lesson` as `renderer` gives it to the model; of a preference, both answers.

    Raises:
        Unrenderable: it has no row; the error says why.
    """
    rows: list[ShownRow] = []
    cut = neutralised = 0
    for name, one in _lessons(lesson):
        made = renderer.one(one)
        cut, neutralised = cut + made.cut, neutralised + made.neutralised
        roles = [message.role.value for message in one.messages]
        if made.cut:  # earlier turns may be gone; the last answer is the last turn still
            roles = roles[:1] * (roles[0] == Role.SYSTEM.value) + [Role.USER.value, Role.ASSISTANT.value] * len(roles)
        for number, tokens in enumerate(renderer.explain(one), 1):
            shown = tuple(_shown(token, renderer, roles) for token in tokens)
            trained = sum(token.trained for token in shown)
            rows.append(ShownRow(name=name or f"row {number}", tokens=shown, trained=trained))
    return Preview(
        lesson=lesson.id,
        task=lesson.task,
        origin=lesson.origin,
        template=renderer.form.template.name,
        vocabulary=renderer.vocabulary.name,
        length=renderer.options.length,
        rows=tuple(rows),
        tokens=sum(len(row.tokens) for row in rows),
        trained=sum(row.trained for row in rows),
        cut=cut,
        neutralised=neutralised,
        warnings=tuple(_warnings(renderer, cut, neutralised)),
    )


def _lessons(item: Lesson | Preference) -> Iterator[tuple[str, Lesson]]:
    if isinstance(item, Lesson):
        yield "", item
        return
    for name, answer in (("chosen", item.chosen), ("rejected", item.rejected)):
        messages = (*item.prompt, Message(role=Role.ASSISTANT, content=answer))
        yield name, Lesson.make(item.task, messages)


def _shown(token: Token, renderer: Renderer, roles: Sequence[str]) -> Shown:
    piece = renderer.vocabulary.text(token.id)
    return Shown(
        id=token.id,
        text=visible(token.text) or (MORE if token.end > token.start else "∅"),
        piece=visible(piece, spaces=False),
        start=token.start,
        end=token.end,
        trained=token.trained,
        control=token.control,
        message=token.message,
        role=roles[token.message] if token.message >= 0 else "",
    )


def _warnings(renderer: Renderer, cut: int, neutralised: int) -> Iterator[str]:
    form, vocabulary = renderer.form, renderer.vocabulary
    try:
        if told := advice(vocabulary, form.template.name):
            yield told
    except TemplateInvalid:
        pass  # a template of one's own: the command that opened its file says what is to be said
    if form.missing:
        yield f"The vocabulary lacks {', '.join(form.missing)}: written as ordinary text."
    if 0 < vocabulary.context < renderer.options.length:
        yield f"Rows may have {renderer.options.length:,} tokens; the model was made for {vocabulary.context:,}."
    if cut:
        yield f"{cut:,} tokens of sources and earlier turns are left out for the length of {renderer.options.length:,}."
    if neutralised:
        yield f"Marks inside the content are broken up by a space: {neutralised:,}."


def figures(shown: Preview) -> dict[str, str]:
    """Return what is counted, by name."""
    named = {
        "Lesson": one_line(f"{shown.lesson} {shown.task}".strip(), 100),
        "Origin": one_line(shown.origin, 200),
        "Template": f"{shown.template}, {shown.vocabulary}, at most {shown.length:,} tokens",
        "Tokens": f"{shown.tokens:,} in {len(shown.rows)} row{'s' * (len(shown.rows) != 1)}",
        "Trained": f"{shown.trained:,} ({shown.share:.0%})",
        "Left out": f"{shown.cut:,} tokens",
        "Broken up": f"{shown.neutralised:,} mark{'s' * (shown.neutralised != 1)}",
    }
    return {name: value for name, value in named.items() if value}


LEGEND = (
    (TRAINED, "trained: what the model learns to say, and where to stop"),
    (CONTROL, "control token"),
    (STRUCTURE, "structure: the template's own words"),
    (CONTENT, "content: what is read and not learned"),
)
SIGNS = f"{SPACE} space   {NEWLINE} line end   {TAB} tab   ⟨U+…⟩ hidden character   {MORE} more of the same character"

# -- the terminal --

_STYLES = {CONTROL: "reverse", STRUCTURE: "dim", CONTENT: ""}
_LEARNED = "black on green underline"
"""Dark on green, and underlined: the line says it where colours do not show."""


def terminal(shown: Preview, *, ids: bool = False, width: int = 100) -> Group:
    """Return what Rich prints: counts, warnings, legend, and the tokens; with `ids` each above its number.

    `width` is the number of columns, for lines with ids; without, Rich breaks the lines.
    """
    from rich.console import Group  # noqa: PLC0415 - the page needs no terminal
    from rich.text import Text  # noqa: PLC0415

    blocks = [Text(f"{name:<10} {value}") for name, value in figures(shown).items()]
    blocks += [Text(f"! {warning}", style="yellow") for warning in shown.warnings]
    legend = Text()
    for kind, meaning in LEGEND:
        legend.append(f" {meaning} ", style=_LEARNED if kind == TRAINED else _STYLES[kind]).append("  ")
    blocks += [Text(""), legend, Text(SIGNS, style="dim")]
    for row in shown.rows:
        blocks += [Text(""), Text(f"{row.name}: {len(row.tokens):,} tokens, {row.trained:,} trained", style="bold")]
        blocks += _with_ids(row.tokens, width) if ids else [_running(row.tokens)]
    return Group(*blocks)


def _style(token: Shown) -> str:
    if not token.trained:
        return _STYLES[token.kind]
    return f"{_LEARNED} bold" if token.control else _LEARNED


def _running(tokens: Sequence[Shown]) -> Text:
    from rich.text import Text  # noqa: PLC0415

    text = Text(no_wrap=False, overflow="fold")
    for token in tokens:
        body, newline, rest = token.text.partition("\n")
        text.append(body, style=_style(token))
        if newline:
            text.append("\n")
            text.append(rest, style=_style(token))
    return text


def _with_ids(tokens: Sequence[Shown], width: int) -> list[Text]:
    """Return pairs of lines: tokens, and below each its id."""
    from rich.cells import cell_len  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    made: list[Text] = []
    above, below, used = Text(), Text(), 0

    def flush() -> None:
        nonlocal above, below, used
        if used:
            made.extend((above, below, Text("")))
        above, below, used = Text(no_wrap=True), Text(no_wrap=True), 0

    for token in tokens:
        words = token.text.replace("\n", "")
        wide = max(cell_len(words), len(str(token.id))) + 1
        if used + wide > width:
            flush()
        above.append(words, style=_style(token)).append(" " * (wide - cell_len(words)))
        below.append(f"{token.id:<{wide}}", style="dim")
        used += wide
        if "\n" in token.text:
            flush()
    flush()
    return made


# -- the page --


def html(shown: Preview) -> str:
    """Return a page of its own: every token with its number and place, a table for screen readers, light and dark."""
    style, policy = _page_style()
    page = _environment().get_template("preview.html").render(
        shown=shown, figures=figures(shown), legend=LEGEND, signs=SIGNS, style=style, policy=policy
    )  # fmt: skip
    return page + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("newswright.instruct.looking", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _page_style() -> tuple[Markup, str]:
    """Return the style sheet, and the policy that allows it and nothing else."""
    sheet = resources.files("newswright.instruct.looking").joinpath("page", "preview.css")
    css = "\n" + sheet.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return Markup(css), policy  # noqa: S704 - our own file
