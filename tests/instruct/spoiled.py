"""Sets for the doctor: a clean one, one spoiled in structure, one spoiled in substance. All of it is invented.

The clean stories come from frames so full of slots that no two share five words in a row by more than chance. Each way
to spoil a row is a function with the fault's name, so that a test can say which row must be found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from newswright.instruct.files.sets import line_of
from newswright.records import Lesson, Message, Preference, Role

Teach = Lesson | Preference
S, U, A = Role.SYSTEM, Role.USER, Role.ASSISTANT
ASK = "Write a news article from the notes below, and say only what they say."
HEAD = "Write a headline for the article below."
LICENCE = "CC-BY-4.0"
START = datetime(2024, 1, 8, 9, tzinfo=UTC)

_NAMES = (
    "Odile Hamm",
    "Per Sandvik",
    "Mara Quill",
    "Ifan Rees",
    "Tove Brandt",
    "Luca Ferrant",
    "Nan Coyle",
    "Jonas Weil",
    "Edda Krogh",
    "Bram Oster",
)
_PLACES = (
    "Wexley",
    "Lower Quay",
    "Harrow Bay",
    "Oberau",
    "Ostermere",
    "Gull Point",
    "Stenby",
    "Marl Cross",
    "Pennfold",
    "Aldersund",
    "Tarn End",
)
_BODIES = (
    "harbour board",
    "town council",
    "water company",
    "bus operator",
    "school trust",
    "fire brigade",
    "market guild",
    "rowing club",
)
_THINGS = (
    "ferries",
    "culverts",
    "lamp posts",
    "orchards",
    "tram stops",
    "boathouses",
    "kilns",
    "footbridges",
    "reading rooms",
    "seed banks",
)
_DOES = ("closes", "repairs", "sells", "rebuilds", "inspects", "postpones", "funds", "rents out", "moves", "opens")
_DID = ("closed", "repaired", "sold", "rebuilt", "inspected", "postponed", "funded", "rented out", "moved", "opened")
_WHY = (
    "a burst main",
    "late frost",
    "missing permits",
    "falling fares",
    "a cracked pier",
    "rotten beams",
    "new tide tables",
    "a court order",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FRAMES = (
    "{body} {did} {n} {things} near {place} on {day}, blaming {why}.",
    "{name} called {why} unforeseen and asked {place} for {m} crowns.",
    "Of {n} {things}, {m} stay in use until {day}, {name} told {place2}.",
    "In {place}, {m} residents signed {name}'s letter against {why}.",
    "Costs rose from {n} to {m} crowns after {why}, said {body} clerk {name}.",
    "{place2} lends {m} {things}; {name} fetches them {day}.",
    "Last {day}, {name} counted {n} {things} beside {place} pier.",
    "{why} had already stopped {m} {things} at {place2}, {name} noted.",
)


def story(number: int) -> tuple[str, list[str], datetime]:
    """Return headline, sentences and date of a story; the same number is the same story, a lower one is older."""
    rng = random.Random(f"story {number}")

    def slots() -> dict[str, object]:
        at = rng.randrange(len(_DID))
        place, place2 = rng.sample(_PLACES, 2)
        return {
            "body": f"{place}'s {rng.choice(_BODIES)}", "did": _DID[at], "does": _DOES[at],
            "n": rng.randrange(2100, 9900), "m": rng.randrange(120, 990), "things": rng.choice(_THINGS),
            "place": place, "place2": place2,
            "day": rng.choice(_DAYS), "why": rng.choice(_WHY), "name": rng.choice(_NAMES),
        }  # fmt: skip

    headline = "{place} {does} {n} {things} after {why}".format(**slots())
    frames = [_FRAMES[0], *rng.sample(_FRAMES[1:], 6)]
    sentences = [frame.format(**slots()) for frame in frames]
    return headline, [one[0].upper() + one[1:] for one in sentences], START + timedelta(days=number)


def article(number: int) -> Lesson:
    """Return a lesson from notes to article."""
    _, sentences, date = story(number)
    notes = [" · ".join(reversed(one.rstrip(".").split(", "))) for one in reversed(sentences)]
    content, spans = ASK + "\n", []
    for note in notes:
        spans.append((len(content) + 1, len(content) + 1 + len(note)))
        content += "\n" + note
    user = Message(role=U, content=content, sources=tuple(spans))
    body = "\n\n".join((" ".join(sentences[:3]), " ".join(sentences[3:])))
    return _made("article", (user, Message(role=A, content=body)), number, date)


def headline(number: int) -> Lesson:
    """Return a lesson from article to headline."""
    title, sentences, date = story(number)
    begin = len(HEAD) + 2
    body = " ".join(sentences)
    user = Message(role=U, content=f"{HEAD}\n\n{body}", sources=((begin, begin + len(body)),))
    return _made("headline", (user, Message(role=A, content=title)), number, date)


def preference(number: int) -> Preference:
    """Return a pair: a sentence, and the same with a wrong number."""
    _, sentences, date = story(number)
    chosen = sentences[-1]
    rejected = "".join(chr(ord(c) % 9 + 49) if c.isdigit() else c for c in chosen).replace(".", " too.")
    user = Message(role=U, content=f"Write one sentence from this note.\n\n{chosen.rstrip('.')}")
    return Preference.make(
        "prefer", (user,), chosen, rejected, story=f"s{number}", date=date, licence=LICENCE, origin=f"story {number}"
    )


def _made(task: str, messages: Sequence[Message], number: int, date: datetime) -> Lesson:
    return Lesson.make(
        task, tuple(messages), story=f"s{number}", date=date, licence=LICENCE, origin=f"story {number}"
    )  # fmt: skip


def clean(first: int = 0, count: int = 40) -> list[Teach]:
    """Return lessons and preferences of `count` stories."""
    return [make(number) for number in range(first, first + count) for make in (article, headline, preference)]


def said(lesson: Lesson, *turns: tuple[Role, str]) -> Lesson:
    """Return `lesson` with other messages."""
    messages = tuple(Message(role=role, content=content) for role, content in turns)
    return Lesson.make(lesson.task, messages, **_rest(lesson))


def _rest(item: Teach) -> dict[str, object]:
    return {name: getattr(item, name) for name in ("story", "date", "licence", "origin", "derived")}


def answered(lesson: Lesson, answer: str) -> Lesson:
    """Return `lesson` with another last answer."""
    messages = (*lesson.messages[:-1], Message(role=A, content=answer))
    return Lesson.make(lesson.task, messages, **_rest(lesson))


def _words(lesson: Lesson) -> tuple[str, str]:
    return lesson.messages[0].content, lesson.messages[-1].content


# -- one row spoiled, by the name of the fault --


def _rendered(lesson: Lesson) -> Lesson:
    asked, answer = _words(lesson)
    return said(lesson, (A, f"<s>[INST] {asked} [/INST] {answer} </s>"))


def _pair(lesson: Lesson, chosen: str, rejected: str) -> Preference:
    return Preference.make("prefer", lesson.messages[:1], chosen, rejected, **_rest(lesson))


STRUCTURE: dict[str, Callable[[Lesson], Teach]] = {
    "turns out of order": lambda one: said(one, (U, _words(one)[0]), (U, "And briefly."), (A, _words(one)[1])),
    "ends without an answer": lambda one: said(one, (U, _words(one)[0]), (A, _words(one)[1]), (U, "Shorter, please.")),
    "rendered already": _rendered,
    "begin token in text": lambda one: said(one, (U, f"<s>{_words(one)[0]}"), (A, _words(one)[1])),
    "end token in answer": lambda one: answered(one, f"{_words(one)[1]}</s>"),
    "template mark in content": lambda one: answered(one, f"He typed [/INST] by mistake. {_words(one)[1]}"),
    "empty answer": lambda one: answered(one, " \n"),
    "short answer": lambda one: answered(one, "Ferries closed."),
    "chosen is rejected": lambda one: _pair(one, _words(one)[1], _words(one)[1] + "\n"),
}
"""Faults of structure, each as what it makes of a clean lesson."""

SUBSTANCE: dict[str, Callable[[Lesson], Teach]] = {
    "assistant's manners": lambda one: answered(one, f"Sure! Here is the article: {_words(one)[1]}"),
    "furniture in answer": lambda one: answered(one, f"{_words(one)[1]} Sign up for our weekly newsletter."),
    "markup in answer": lambda one: answered(one, f'<p>{_words(one)[1]} <a href="/x">Mill &amp; quay</a></p>'),
    "markup in prompt": lambda one: said(one, (U, f"{_words(one)[0]}<br/>More&nbsp;notes"), (A, _words(one)[1])),
    "broken characters": lambda one: answered(one, f"The townâ€™s clerk agreed. {_words(one)[1]}"),
    "hidden characters": lambda one: answered(one, f"The \u202eclerk\u202c agreed. {_words(one)[1]}"),
    "date missing": lambda one: one.model_copy(update={"date": None}),
    "date in the future": lambda one: one.model_copy(update={"date": datetime.now(UTC) + timedelta(days=400)}),
    "licence missing": lambda one: one.model_copy(update={"licence": ""}),
    "licence unknown": lambda one: one.model_copy(update={"licence": "Gull Press house terms"}),
    "licence forbids": lambda one: one.model_copy(update={"licence": "Not for AI training"}),
    "licence forbids sharing": lambda one: one.model_copy(update={"licence": "All rights reserved"}),
    "licence with duties": lambda one: one.model_copy(update={"licence": "CC BY-SA 4.0"}),
    "answer cut off": lambda one: answered(one, _words(one)[1][:-25].rstrip(".")),
    "prompt in the answer": lambda one: answered(one, f"{ASK} {_words(one)[1]}"),
    "copied from the sources": lambda one: answered(one, one.messages[0].content.partition("\n\n")[2] + "."),
    "parts made by code": lambda one: one.model_copy(update={"derived": ("notes",)}),
    "languages mixed": lambda one: answered(one, _GERMAN),
}
"""Faults of substance that show in one row."""

_GERMAN = (
    "Der Hafenmeister von Oberau hat am Dienstag zwölf Fähren stillgelegt, weil der Landungssteg nach dem Sturm riss. "
    "Die Gemeinde will die Kosten bis zum Frühjahr aufbringen und bittet die Anwohner um Geduld."
)


def spoiled_in_structure() -> list[Teach]:
    """Return a clean set with three rows of each fault of structure."""
    rows = clean(count=30)
    for place, spoil in enumerate(STRUCTURE.values()):
        rows += [spoil(article(-100 - 3 * place - copy)) for copy in range(3)]
    return rows


def spoiled_in_substance() -> tuple[list[Teach], list[Teach]]:
    """Return a training set and the set that judges it: copies, leaks, dates, licences, wording, all out of joint."""
    judged = clean(first=40, count=12)
    rows: list[Teach] = clean(count=30)
    for place, spoil in enumerate(SUBSTANCE.values()):
        rows += [spoil(article(-200 - 2 * place - copy)) for copy in range(2)]
    rows += [headline(41), _again(article(43), "s900"), _again(article(3), "s901")]
    rows += [article(5), article(5)]
    rows += [said(headline(number), (U, f"{HEAD} ({number})"), (A, "Nothing new from the quay")) for number in range(6)]
    rows += [answered(article(7), f"{story(8)[1][0]} {story(9)[1][1]} It ends here, said the clerk of the day.")]
    rows += [_pair(article(number), _words(article(number))[1], "No.") for number in range(-490, -400)]
    return rows, judged


def _again(lesson: Lesson, other: str) -> Lesson:
    """Return a near-copy of `lesson` as another story's."""
    asked, answer = _words(lesson)
    answer = answer.replace("on Monday", "this week").replace(" said ", " says ") + " The report is being updated."
    return said(lesson, (U, asked), (A, answer)).model_copy(update={"story": other})


def written(path: Path, rows: Sequence[Teach], *more: bytes) -> Path:
    """Write a set, and lines that are none behind it."""
    path.write_bytes(b"".join([*map(line_of, rows), *more]))
    return path
