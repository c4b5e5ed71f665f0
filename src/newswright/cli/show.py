"""What people see: the only module that prints.

Tables and articles for people, and JSON for programs, go to standard output; progress, notices and errors to standard
error, so that a pipe gets nothing but the result.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console, Group
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from newswright.errors import NewswrightError
from newswright.instruct.files.rows import BadRow
from newswright.instruct.looking.preview import Preview, terminal
from newswright.instruct.rendering.form import Part
from newswright.progress import Progress as Told
from newswright.records import (
    Article,
    Assessment,
    Attempt,
    Decision,
    Gravity,
    Headline,
    Label,
    Origin,
    Outcome,
    Report,
    Sentence,
    Story,
    Verification,
)


class _Terminal(Console):
    """A console that leaves a closed pipe to `newswright.cli.ending`; Rich would end with code 1."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


out = _Terminal(highlight=False, soft_wrap=False)
err = _Terminal(stderr=True, highlight=False)

_MARK = {
    Outcome.PASSED: ("✓", "green"),
    Outcome.FAILED: ("✗", "red"),
    Outcome.NOTED: ("!", "yellow"),
    Outcome.IDLE: ("·", "dim"),
}


def as_json(value: Any) -> None:
    """Print `value` as JSON, indented, with nothing else on standard output; in UTF-8 whatever the locale is."""
    sys.stdout.flush()
    sys.stdout.buffer.write((json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
    sys.stdout.buffer.flush()


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the last column takes the room that is left."""
    grid = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False, expand=False)
    for column in columns:
        grid.add_column(column, overflow="fold", no_wrap=column == "id")
    for row in rows:
        grid.add_row(*(escape(cell) for cell in row))
    out.print(grid if rows else f"{title}: none")


def line(text: str) -> None:
    """Print one line of result."""
    out.print(escape(text), soft_wrap=True)


def note(text: str) -> None:
    """Say something beside the result."""
    err.print(escape(text), soft_wrap=True)


def failure(error: NewswrightError) -> None:
    """Show what the user must mend, in one piece."""
    err.print(Text.assemble(("Error: ", "bold red"), error.what), soft_wrap=True)
    if error.cure:
        err.print(Text.assemble(("  Cure: ", "bold"), error.cure), soft_wrap=True)


@contextmanager
def progress() -> Iterator[Told]:
    """Yield a function that shows how far something is; lines that are done stay."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    bars = Progress(*columns, console=err, transient=False)
    tasks: dict[str, Any] = {}

    def tell(what: str, done: int, total: int) -> None:
        if not tasks:
            bars.start()
        if what not in tasks:
            tasks[what] = bars.add_task(escape(what), total=total or None)
        bars.update(tasks[what], completed=done, total=total or None)

    try:
        yield tell
    finally:
        if tasks:  # without any it would leave an empty line
            bars.stop()


def bad_rows(rows: Sequence[BadRow]) -> None:
    """List rows that could not be read, the first twenty of them."""
    if rows:
        note(f"Bad rows: {len(rows)}")
    for row in rows[:20]:
        note(f"  {row.where}: {row.reason}")


def text(content: str) -> None:
    """Print text as it is, without colour or wrapping."""
    out.print(content, markup=False, soft_wrap=True)


def laid_out(parts: Sequence[Part]) -> None:
    """Print a conversation as a template lays it out: control tokens reversed, content plain, answers green."""
    shown = Text()
    for part in parts:
        style = "reverse" if part.control else "green" if part.answer >= 0 else "" if part.message >= 0 else "cyan"
        shown.append(part.text, style=style)
    out.print(Panel(shown, title="control tokens reversed, answers green, structure cyan", title_align="left"))


def tokens(shown: Preview, *, ids: bool) -> None:
    """Print a lesson's tokens, what is trained in colour."""
    out.print(terminal(shown, ids=ids, width=out.width))


def fields(pairs: Mapping[str, str]) -> None:
    """Print names and values below each other."""
    grid = Table.grid(padding=(0, 2))
    for name, value in pairs.items():
        grid.add_row(Text(name, style="bold"), escape(value))
    out.print(grid)


def article(copy: Article, sources: Mapping[str, str]) -> None:
    """Print an article as a reader gets it, each sentence with its checks and its evidence."""
    if copy.reason:
        out.print(Panel(escape(copy.reason), title=f"Refused: {escape(copy.headline)}", title_align="left"))
        return
    blocks: list[Group | Text] = [Text(f"{copy.dateline}\n", style="bold")] if copy.dateline else []
    for number, sentence in enumerate(copy.sentences, 1):
        blocks += [Text(f"{sentence.head}\n", style="bold")] if sentence.head else []
        blocks.append(_sentence(number, sentence))
    credit = Text("Sources: " + "; ".join(sources.get(item, item) for item in copy.sources), style="dim")
    out.print(
        Panel(Group(*blocks, credit), title=f"[bold]{escape(copy.headline)}[/bold]", title_align="left", padding=(1, 2))
    )


class Writing:
    """Shows articles while they are written: sentence by sentence where it is one, a line each where there are more."""

    def __init__(self, *, single: bool) -> None:
        self._single = single
        self._said = 0

    def sentence(self, _story: Story, sentence: Sentence) -> None:
        """Show a sentence as soon as it stands, with its checks."""
        if not self._single:
            return
        self._said += 1
        if sentence.head:
            out.print(Text(f"\n{sentence.head}", style="bold"))
        out.print(_sentence(self._said, sentence, proofs=False))

    def end(self, copies: Sequence[Article]) -> None:
        """Name the articles; one that was written before is shown whole."""
        for copy in copies:
            reason = f"  ({copy.reason})" if copy.reason else ""
            line(f"{copy.id}  {copy.status}  {copy.headline}{reason}")


def trace(copy: Article) -> None:
    """Print how an article was made: evidence chosen and left out, every version with its verdict, and the model."""
    made = copy.making
    if made is None:
        note("This article is of before it was kept how articles are made.")
        return
    fields(
        {
            "Model": copy.model,
            "Asked": made.asking,
            "Mode": made.mode,
            "Format": f"{made.format}, {made.length}" + (f", angle “{made.angle}”" if made.angle else ""),
            "Seed": str(made.seed),
        }
    )
    parts: list[tuple[str, Headline | Sentence]] = [("Headline", copy.title)] if copy.title else []
    for name, part in [*parts, *((f"Sentence {n}", s) for n, s in enumerate(copy.sentences, 1))]:
        out.print(Text.assemble((f"\n{name}: ", "bold"), part.text, (f"  [{part.origin.value}]", "italic cyan")))
        for attempt in part.attempts:
            out.print(_attempt(attempt))
    for title, left in (("Chosen, and came to nothing", made.dropped), ("Left out", made.left_out)):
        out.print(Text(f"\n{title}: {len(left)}", style="bold"))
        for one in left:
            out.print(Text(f"   {one.passage.source}: “{one.passage.text}” ({one.why})", style="dim"))


def _attempt(attempt: Attempt) -> Text:
    mark, style = ("✓", "green") if attempt.used else ("✗", "red") if attempt.lost else ("·", "dim")
    counts = f"{attempt.ask}, {attempt.prompt_tokens}+{attempt.reply_tokens} tokens, seed {attempt.seed}"
    why = f"\n       {attempt.lost}" if attempt.lost else ""
    return Text.assemble((f"   {mark} ", style), attempt.text, (f"  [{counts}]{why}", "dim"))


def _sentence(number: int, sentence: Sentence, *, proofs: bool = True) -> Group:
    whose = "the model's words" if sentence.origin is Origin.MODEL else "the source's words"
    checks = Text("   ")
    for check in sentence.verdict.checks:
        mark, style = _MARK[check.outcome]
        checks.append(f"{mark} {check.name}  ", style=style)
    evidence = [Text(f"   {piece.source}: “{piece.text}”", style="dim") for piece in sentence.evidence if proofs]
    head = Text.assemble(
        (f"{number}. ", "bold"), sentence.text, (f"  [{sentence.verdict.label}, {whose}]", "italic cyan")
    )
    return Group(head, checks, *evidence, Text(""))


_LABEL = {Label.SUPPORTED: ("✓", "green"), Label.CONTRADICTED: ("✗", "red"), Label.NOT_FOUND: ("?", "yellow")}
_DECISION = {
    Decision.PUBLISH: ("PUBLISH", "bold green"),
    Decision.LOOK: ("LOOK", "bold yellow"),
    Decision.REFUSE: ("REFUSE", "bold red"),
}
_GRAVITY = {Gravity.FAULT: "✗", Gravity.DOUBT: "!", Gravity.NOTE: "·"}


def verification(found: Verification) -> None:
    """Print a text's verdict: each sentence, what was found in it, and its nearest passage where something was."""
    for number, one in enumerate(found.sentences, 1):
        out.print(_assessed(number, one))
    for finding in found.findings:
        out.print(Text(f"{_GRAVITY[finding.gravity]} {finding.check}: {finding.detail}", style="yellow"))
    if found.left_out:
        note("Not checked: " + "; ".join(f"{name} ({why})" for name, why in found.left_out.items()))
    for source in found.sources:
        if source.copy_of:
            note(f"{source.outlet or source.id} repeats {source.copy_of}: the two count as one source.")
    word, style = _DECISION[found.decision]
    supported = sum(one.label is Label.SUPPORTED for one in found.sentences)
    counted = f"  {supported} of {len(found.sentences)} sentences supported"
    out.print(Text.assemble((word, style), counted, "; ".join(["", *found.reasons])))


def _assessed(number: int, one: Assessment) -> Group:
    mark, style = _LABEL[one.label]
    sure = "" if one.support is None else f", {one.support:.0%}"
    blocks: list[Text] = [
        Text.assemble((f"{mark} ", style), (f"{number}. ", "bold"), one.text, (f"  [{one.label}{sure}]", "italic cyan"))
    ]
    blocks += [Text(f"     {_GRAVITY[f.gravity]} {f.check}: {f.detail}", style=style) for f in one.findings]
    if one.label is not Label.SUPPORTED:
        blocks += [Text(f"       {piece.source}: “{piece.text}”", style="dim") for piece in one.evidence[:2]]
    return Group(*blocks)


def report(result: Report) -> None:
    """Print the figures of a run."""
    total = result.own + result.quoted
    share = f"{result.own / total:.0%}" if total else "none"
    spiked = ", ".join(f"{rule} {count}" for rule, count in sorted(result.spikes.items(), key=lambda pair: -pair[1]))
    fields(
        {
            "Items": f"{result.items}, of which {sum(result.spikes.values())} spiked ({spiked or 'none'})",
            "Stories": f"{result.stories}: {result.published} published, {result.refused} refused",
            "Sentences": f"{total}: {result.own} in the model's own words ({share}), {result.quoted} quoted",
            "Model": result.model,
            "Open": str(result.edition.index),
        }
    )
    for story, reason in result.unwritten.items():
        note(f"Story {story} is {reason}")
