"""`newswright instruct prepare`: render a whole set into training rows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from newswright import teaching
from newswright.cli import show
from newswright.cli.app import HERE, AsJson, Folder
from newswright.cli.instruct.group import Length, Lessons, TemplateName, VocabularyName, group
from newswright.instruct.preparing.prepare import Prepared, PrepareOptions
from newswright.instruct.preparing.prepare import prepare as prepared


@group.command()
def prepare(  # noqa: PLR0913 - one option for each thing that can be chosen
    lessons: Lessons,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the Parquet parts.")] = Path("prepared"),
    template: TemplateName = "",
    vocabulary: VocabularyName = "",
    length: Length = None,
    processes: Annotated[int, typer.Option(help="Processes at work; 0 is one for each core.", min=0)] = 0,
    newsroom: Folder = HERE,
    json: AsJson = False,
) -> None:
    """Render a set into token ids and labels, ready to train on; the same command goes on where it stopped."""
    settings, words = teaching.opened(newsroom, vocabulary)
    options = PrepareOptions(
        length=length or settings.instruct.length,
        on_marks=settings.instruct.on_marks,
        processes=processes,
    )
    name = template or settings.instruct.template or teaching.own_template(words)
    with show.progress() as tell:
        made = prepared(lessons, out, name, words, options, tell)
    if json:
        show.as_json(made.model_dump(mode="json"))
    else:
        _show(made, name, words.name, out)


def _show(made: Prepared, template: str, vocabulary: str, out: Path) -> None:
    share = made.trained_tokens / made.tokens if made.tokens else 0.0
    show.fields(
        {
            "Template": f"{template}, in the vocabulary of {vocabulary}",
            "Rows": f"{made.rows} of {made.lessons} lessons",
            "Tokens": f"{made.tokens:,}, of which {made.trained_tokens:,} ({share:.0%}) are trained",
            "Shortened": f"{made.shortened} lessons by {made.cut_tokens:,} tokens",
            "Marks broken up": str(made.neutralised),
            "Bad rows": str(made.bad_rows),
            "Parts": f"{len(made.parts)} in {out}",
        }
    )
    for reason, found in made.left_out.items():
        show.note(f"Left out: {found.count}: {reason} (e.g. {', '.join(found.examples)})")
