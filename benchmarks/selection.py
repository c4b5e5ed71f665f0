"""Measures `instruct select`: how many spoiled lessons it keeps against a random draw, and what a large set costs.

Run from the project's root: `python benchmarks/selection.py [--articles FILE] [--made N]`. A Wikinews article gives one
lesson: the article from notes, which are its sentences in another order, every fourth left out. A quarter of them is
spoiled in one of five ways. A spoiled lesson kept is an error; so is a near-copy where both are kept. The spoilers know
the rules that find them: the figures say that the parts work together, not how news is spoiled elsewhere.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from newswright.instruct.dividing.select import SelectOptions, select
from newswright.records import Lesson, Message, Role
from newswright.text.sentences import sentences

DATA = Path("../shared/data/wikinews/articles.jsonl")
ASK = "Write a news article from these notes.\n\n"
SPOILED = 0.25
FURNITURE = (
    "Sign up for our newsletter.",
    "Read more: What it means for you",
    "© 2012 Wexley Press. All rights reserved.",
)
MARKUP = ('<a href="/x">{}</a>', "<b>{}</b>", "'''{}'''[[File:a.jpg]]", "[{}](https://wexley.example/a)")


def lesson(key: str, notes: Sequence[str], answer: str, date: datetime | None) -> Lesson:
    """Return a lesson of one article."""
    asked = ASK + "\n".join(notes)
    user = Message(role=Role.USER, content=asked, sources=((len(ASK), len(asked)),))
    said = (user, Message(role=Role.ASSISTANT, content=answer))
    return Lesson.make("article", said, story=key, date=date, licence="CC-BY-2.5", derived=("notes",))


def rows(path: Path, chance: random.Random) -> Iterator[tuple[str, list[str], str]]:
    """Yield key, notes and text of each article of 60 words or more."""
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text = "\n\n".join(row["paragraphs"])
        if len(text.split()) >= 60:
            notes = [span.text for span in sentences(text)]
            kept = [note for at, note in enumerate(notes) if at % 4 != 3]
            chance.shuffle(kept)
            yield row["id"], kept, text


def mixed(path: Path, seed: int) -> tuple[list[Lesson], list[str]]:
    """Return lessons, and for each how it was spoiled or ""."""
    chance = random.Random(seed)
    good = list(rows(path, chance))
    lessons, marks = [], []
    for at, (key, notes, text) in enumerate(good):
        how = chance.choice(list(SPOILERS)) if chance.random() < SPOILED else ""
        other = good[(at + 7) % len(good)]
        if how == "duplicate":
            lessons.append(lesson(key, notes, text, None))
            marks.append("")
        spoiled = SPOILERS[how](notes, text, other[1], chance) if how else (notes, text)
        lessons.append(lesson(key, *spoiled, datetime(2010, 1, 1, tzinfo=UTC)))
        marks.append(how)
    return lessons, marks


Spoiled = tuple[list[str], str]


def _cut(notes: list[str], text: str, _other: list[str], chance: random.Random) -> Spoiled:
    found = text.split(" ")
    return notes, " ".join(found[: chance.randrange(len(found) // 3, len(found) - 3)])


def _swapped(_notes: list[str], text: str, other: list[str], _chance: random.Random) -> Spoiled:
    return other, text


def _furnished(notes: list[str], text: str, _other: list[str], chance: random.Random) -> Spoiled:
    return notes, f"{text}\n\n{chance.choice(FURNITURE)}"


def _marked(notes: list[str], text: str, _other: list[str], chance: random.Random) -> Spoiled:
    found = text.split(" ")
    at = chance.randrange(len(found) - 3)
    return notes, " ".join([*found[:at], chance.choice(MARKUP).format(" ".join(found[at : at + 3])), *found[at + 3 :]])


def _duplicate(notes: list[str], text: str, _other: list[str], chance: random.Random) -> Spoiled:
    found = text.split(" ")
    return notes, " ".join(w for w in found if w[-1:] in '.,!?"”\n' or "\n" in w or chance.random() > 0.03)


SPOILERS: dict[str, Callable[[list[str], str, list[str], random.Random], Spoiled]] = {
    "cut off": _cut,
    "other sources": _swapped,
    "furniture": _furnished,
    "markup": _marked,
    "duplicate": _duplicate,
}


def quality(path: Path) -> None:
    """Print the share of spoiled lessons among the kept ones."""
    lessons, marks = mixed(path, 7)
    bad = sum(map(bool, marks))
    print(f"{len(lessons)} lessons, {bad} spoiled ({bad / len(lessons):.0%}): {dict(Counter(filter(None, marks)))}")
    print("a duplicate counts as kept only where both are\n")
    print("kept       by      spoiled kept  share  sound share  of all sound  which")
    for share in (0.1, 0.25, 0.5, 0.75):
        count = round(share * len(lessons))
        for drawn in (False, True):
            chosen = select(lambda: lessons, SelectOptions(keep=count, random=drawn, seed=1))
            kept = [at for at in range(len(lessons)) if chosen.kept(at)]
            wrong = [at for at in kept if marks[at] and (marks[at] != "duplicate" or at - 1 in kept)]
            sound, which = len(kept) - len(wrong), dict(Counter(marks[at] for at in wrong))
            shares = f"{len(wrong) / len(kept):<6.1%} {sound / len(kept):<12.1%} {sound / (len(lessons) - bad):<13.1%}"
            print(
                f"{share:<4.0%} {len(kept):<5} {'random' if drawn else 'select':<7} {len(wrong):<13} {shares} {which}"
            )


def cost(path: Path, count: int) -> None:
    """Print time and memory of selecting a tenth of `count` lessons made by mixing sentences of real articles."""
    pool = [span.text for _, _, text in rows(path, random.Random(1)) for span in sentences(text)]

    def made() -> Iterator[Lesson]:
        chance = random.Random(3)
        for at in range(count):
            said = chance.sample(pool, 8)
            yield lesson(f"s{at}", [*said[2:], *said[:1]], " ".join(said), None)

    began = time.perf_counter()
    for _ in made():
        pass
    making = time.perf_counter() - began
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    chosen = select(made, SelectOptions(keep=count // 10))
    took = time.perf_counter() - began - 2 * making
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{count} made lessons: {chosen.report.kept} kept in {took:.0f} s ({count / took:.0f} rows/s), ", end="")
    print(f"{more:.0f} MB more memory\n")


def main() -> None:
    """Run both measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, default=DATA)
    parser.add_argument("--made", type=int, default=20_000)
    given = parser.parse_args()
    if not given.articles.exists():
        parser.exit(1, f"There is no {given.articles}; give --articles FILE (JSONL with id and paragraphs).\n")
    cost(given.articles, given.made)
    quality(given.articles)


if __name__ == "__main__":
    main()
