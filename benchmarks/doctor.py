"""Prints the doctor's reports: on lessons built from Wikinews, and on two sets that were spoiled on purpose.

Run from the project's root: `python benchmarks/doctor.py [--articles FILE] [--length N] [--out FOLDER]`. The Wikinews
lessons are split twice: by date and story, as `instruct build` does, where nothing may be found across both sides; and
by a coin, as is often done, where the doctor must find what leaks. The spoiled sets are the tests'.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the spoiled sets are the tests'

from tests.instruct.spoiled import spoiled_in_structure, spoiled_in_substance

from newswright.instruct.building.articles import ArticleOptions, read_articles
from newswright.instruct.building.build import BuildOptions, build
from newswright.instruct.dividing.split import Side, SplitOptions, split
from newswright.instruct.files.rows import read_rows
from newswright.instruct.files.sets import read_set, write_set
from newswright.instruct.looking.doctor import doctor, report_text, write_report
from newswright.instruct.rendering.render import Renderer, RenderOptions
from newswright.instruct.rendering.template import find
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
from newswright.models.options import ModelOptions
from newswright.records import Lesson, Preference

ARTICLES = Path("../shared/data/wikinews/articles.jsonl")
Sets = tuple[Path, Path | None]


def ignored(_what: object) -> None:
    """Take what is left out; the benchmarks of the parts concerned count it."""


def built(articles: Path, folder: Path) -> Path:
    """Build every task's lessons of `articles`."""
    found = read_articles(read_rows(articles, ignored), ArticleOptions(licence="CC-BY-2.5"), ignored)
    write_set(folder / "wikinews.jsonl", build(found, BuildOptions(), ignored))
    return folder / "wikinews.jsonl"


def sides(whole: Path, folder: Path, name: str, judged: Callable[[Lesson | Preference], bool | None]) -> Sets:
    """Write two sides of a set: `judged` says on which a row is, None on neither."""
    parts: dict[bool, list[Lesson | Preference]] = {False: [], True: []}
    for item in read_set(whole, ignored):
        where = judged(item)
        if where is not None:
            parts[where].append(item)
    return _written(folder, name, parts[False], parts[True])


def _written(
    folder: Path, name: str, train: Iterable[Lesson | Preference], judged: Iterable[Lesson | Preference] = ()
) -> Sets:
    paths = folder / f"{name}.jsonl", folder / f"{name}-eval.jsonl"
    write_set(paths[0], train)
    return paths[0], paths[1] if write_set(paths[1], judged) else None


def main() -> None:
    """Make the sets and print the reports."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--articles", type=Path, default=ARTICLES)
    parser.add_argument("--length", type=int, default=2048)
    parser.add_argument("--out", type=Path, help="a folder for the reports and their pictures")
    asked = parser.parse_args()
    options = RenderOptions(length=asked.length)
    renderer = Renderer(find("chatml"), open_vocabulary("embedded", ModelOptions().folder), options)
    with tempfile.TemporaryDirectory() as name:
        for title, sets in made(asked.articles, Path(name)).items():
            reported(title, sets, renderer, asked.out)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def made(articles: Path, folder: Path) -> dict[str, Sets]:
    """Return the sets by their titles."""
    whole = built(articles, folder)
    plan = split(partial(read_set, whole, ignored), SplitOptions(eval=0.1, test=0.0))
    coin = random.Random(1)
    side = {Side.TRAIN: False, Side.EVAL: True}
    return {
        "Wikinews, split by date and story": sides(whole, folder, "dated", lambda one: side.get(plan.side(one))),
        "Wikinews, split by a coin": sides(whole, folder, "coin", lambda _one: coin.random() < 0.1),
        "Spoiled in structure": _written(folder, "structure", spoiled_in_structure()),
        "Spoiled in substance": _written(folder, "substance", *spoiled_in_substance()),
    }


def reported(title: str, sets: Sets, renderer: Renderer, out: Path | None) -> None:
    """Print the report on a set, and how fast it came."""
    start = time.perf_counter()
    diagnosis = doctor(*sets, renderer)
    seconds = time.perf_counter() - start
    rows = diagnosis.lessons + diagnosis.preferences
    print(f"== {title}: {'spoiled' if diagnosis.spoiled else 'not spoiled'}, {rows / seconds:,.0f} rows/s\n")
    print(report_text(diagnosis))
    if out:
        write_report(diagnosis, out / sets[0].stem)


if __name__ == "__main__":
    main()
