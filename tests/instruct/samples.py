"""Conversations for the tests of formats and conversion. Everything in them is invented."""

from __future__ import annotations

from datetime import UTC, datetime

from newswright.records import Lesson, Message, Preference, Role

S, U, A = Role.SYSTEM, Role.USER, Role.ASSISTANT


def said(*turns: tuple[Role, str]) -> tuple[Message, ...]:
    return tuple(Message(role=role, content=content) for role, content in turns)


def with_input(instruction: str, source: str) -> Message:
    start = len(instruction) + 2
    return Message(role=U, content=f"{instruction}\n\n{source}", sources=((start, start + len(source)),))


def single() -> Lesson:
    return Lesson.make("", said((U, "Who runs the ferry to Lower Quay?"), (A, "The town of Harrow Bay runs it.")))


def rich() -> dict[str, Lesson | Preference]:
    """One lesson or preference of every kind, by what is special about it."""
    ask, tell = "What happened at the mill?", "The mill at Oberau burned down on Friday."
    source = "OBERAU: The old mill burned on Friday.\nNobody was hurt."
    two = f"{source}\n\nThe fire began in the attic."
    begin = len("Report it.\n\n")
    spans = ((begin + len(source) + 2, begin + len(two)), (begin, begin + len(source)))
    return {
        "one exchange": single(),
        "details": Lesson.make(
            "article-to-headline",
            said((U, ask), (A, tell)),
            story="s1",
            date=datetime(2024, 3, 1, 9, 30, tzinfo=UTC),
            licence="CC-BY-2.5",
            origin="https://example.org/mill",
            derived=("notes", "teaser"),
        ),
        "system text": Lesson.make("", said((S, "You write for a small daily."), (U, ask), (A, tell))),
        "several turns": Lesson.make("", said((U, ask), (A, tell), (U, "When?"), (A, "On Friday."))),
        "last turn unanswered": Lesson.make("", said((U, ask), (A, tell), (U, "And the miller?"))),
        "question alone": Lesson.make("", said((U, ask))),
        "text alone": Lesson.make("", said((A, "The mill at Oberau burned down.\n\nNobody was hurt."))),
        "input": Lesson.make("", (with_input("Write a headline.", source), *said((A, "Mill burns at Oberau")))),
        "two sources": Lesson.make(
            "", (Message(role=U, content=f"Report it.\n\n{two}", sources=spans), *said((A, tell)))
        ),
        "source inside": Lesson.make(
            "", (Message(role=U, content="About the mill: tell me.", sources=((6, 14),)), *said((A, tell)))
        ),
        "empty answer": Lesson.make("", said((U, ask), (A, ""))),
        "other scripts": Lesson.make(
            "", said((U, "Wie heißt die Bürgermeisterin von Łódka?"), (A, "Жанна Š. — 市長 🙂"))
        ),
        "headings": Lesson.make(
            "", said((U, "Summarise."), (A, "### Summary\nThe mill burned.\n\n### Outlook\n# None\n#"), (U, "### Why"))
        ),
        "white space": Lesson.make("", said((U, "  Two spaces in front\n"), (A, "\n\nand a line behind \n"))),
        "line ends": Lesson.make("", said((U, "One\r\ntwo\u2028three\x85four"), (A, "tab\t\x0bfeed\x0c"))),
        "marks": Lesson.make(
            "",
            said(
                (U, "Explain USER: and ### Human: and [/INST] and ### title: please."),
                (A, "</s>USER: no ASSISTANT: yes</s> ### Assistant: [INST] <<SYS>> ### description: <s>"),
            ),
        ),
        "preference": Preference.make(
            "write", said((S, "Be brief."), (U, ask)), tell, "The mill exploded.", reason="nothing exploded"
        ),
        "preference with turns": Preference.make(
            "", (with_input("Report.", source), *said((A, tell), (U, "Shorter."))), "Mill burns.", "A mill burned down."
        ),
    }
