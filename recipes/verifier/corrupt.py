"""Sentences changed by code, so that what is changed is known: put otherwise, and made false.

The checker learns from them what to compare before it learns from what people and models write.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher

import wordnet

from newswright.instruct.building.spoil import Pool, spoil
from newswright.text.names import names
from newswright.text.numbers import quantities
from newswright.text.words import stop_words, words

Change = Callable[[str, Sequence[str], random.Random], str]


def reworded(text: str, _: Sequence[str], rng: random.Random, times: int = 2) -> str:
    """Put synonyms for up to `times` words."""
    return _replaced(text, rng, wordnet.synonyms, times)


def opposite(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Put an antonym for one word."""
    return _replaced(text, rng, wordnet.antonyms, 1)


def sibling(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Put another verb or noun of the same kind for one word."""
    return _replaced(text, rng, wordnet.siblings, 1)


def _replaced(text: str, rng: random.Random, ask: Callable[[str, str], Sequence[str]], times: int) -> str:
    taken = [(name.start, name.end) for name in names(text)]
    free = [
        word
        for word in words(text)
        if word.text.islower() and word.text not in stop_words() and len(word.text) > 3
        if not any(start <= word.start < end for start, end in taken)
    ]
    rng.shuffle(free)
    changes = []
    for word in free:
        options = [
            made
            for root, part, ending in wordnet.base(word.text)[:1]
            for other in ask(root, part)
            if (made := wordnet.inflect(other, part, ending)) and made != word.text
        ]
        if options:
            changes.append((word, rng.choice(options)))
            if len(changes) == times:
                break
    for word, other in sorted(changes, key=lambda change: -change[0].start):
        text = text[: word.start] + other + text[word.end :]
    return text if changes else ""


def shortened(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Leave out what stands between two commas, or behind the last one."""
    inner = list(
        re.finditer(r", (?:who|which|where|a|an|the|including|aged|in|on|at|\d+)\b[^,;:\"“”]{3,70}(?=,)", text)
    )
    if inner and rng.random() < 0.7:
        cut = rng.choice(inner)
        rest = text[cut.end() + 1 :]
        return text[: cut.start()] + rest if len(text) - len(cut.group()) > 40 else ""
    last = re.search(
        r",? (?:after|before|while|as|which|who|where|with|in|on|at|from|near) [^,;:\"“”]{8,80}(?=\.$)", text
    )
    return text[: last.start()] + text[last.end() :] if last and last.start() > 35 else ""


def fronted(text: str, _: Sequence[str], __: random.Random) -> str:
    """Put the time or place at the end first."""
    found = re.search(r" ((?:on|in|at|during|since) (?:[A-Z]\w+|\d+|the|last|early|late)(?: \w+){0,3})\.$", text)
    if not found or found.start() < 20:
        return ""
    body = text[: found.start()]
    lower = body if names(text) and names(text)[0].start == 0 else body[:1].lower() + body[1:]
    return f"{found[1][0].upper()}{found[1][1:]}, {lower}."


def joined(text: str, near: Sequence[str], rng: random.Random) -> str:
    """Run the sentence together with a neighbour."""
    other = rng.choice(near) if near else ""
    if not other or len(text) + len(other) > 260 or text[-1:] != "." or '"' in text + other:
        return ""
    named = names(other)
    lower = other if named and named[0].start == 0 else other[:1].lower() + other[1:]
    return f"{text[:-1]}{rng.choice((', and ', ', while ', '; '))}{lower}"


def swapped(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Turn round two names that are not in one list."""
    found = sorted({name.text for name in names(text) if len(name.text) > 2})
    rng.shuffle(found)
    for one in found:
        for other in found:
            if one != other and one not in other and other not in one and not listed_together(text, one, other):
                return re.sub(f"{re.escape(one)}|{re.escape(other)}", lambda m: other if m[0] == one else one, text)  # noqa: B023
    return ""


def listed_together(sentence: str, *two: str) -> bool:
    """Whether two names are parts of one list, where their order says nothing."""
    first, second = sorted(two, key=sentence.index)
    between = sentence[sentence.index(first) + len(first) : sentence.index(second)]
    return not [word for word in between.split() if word[:1].islower() and word not in {"and", "or", "the", "of"}]


def other_name(text: str, near: Sequence[str], rng: random.Random) -> str:
    """Put a name of a neighbour for one of the sentence's, of as many words."""
    mine = [name for name in names(text) if len(name.text) > 2]
    theirs = [name.text for other in near for name in names(other) if len(name.text) > 2 and name.text not in text]
    rng.shuffle(mine)
    for name in mine:
        fitting = [other for other in theirs if len(other.split()) == len(name.text.split()) and other not in name.text]
        if fitting:
            return text[: name.start] + rng.choice(fitting) + text[name.end :]
    return ""


def other_figure(text: str, near: Sequence[str], rng: random.Random) -> str:
    """Put a figure of a neighbour for one of the same kind."""
    mine = [figure for figure in quantities(text) if figure.counts and figure.kind != "id"]
    rng.shuffle(mine)
    for figure in mine:
        fitting = [
            other.text
            for sentence in near
            for other in quantities(sentence)
            if other.kind == figure.kind and other.unit == figure.unit and other.value != figure.value
        ]
        if fitting:
            return text[: figure.start] + rng.choice(fitting) + text[figure.end :]
    return ""


def mixed(text: str, near: Sequence[str], rng: random.Random) -> str:
    """Put the predicate of one sentence behind the subject of another."""
    cut = re.compile(r"\b(?:said|says|was|were|is|are|has|have|had|will|would|told|won|lost|made|took)\b")
    mine = cut.search(text)
    for other in rng.sample(list(near), len(near)):
        theirs = cut.search(other)
        if mine and theirs and 4 < mine.start() < 90 and 4 < theirs.start() < 120 and '"' not in text + other:
            made = text[: mine.start()] + other[theirs.start() :]
            if 5 < len(made.split()) < 50 and text[: mine.start()].strip() != other[: theirs.start()].strip():
                return made
    return ""


def changed(good: str, bad: str) -> tuple[tuple[int, int], ...]:
    """Return the characters of `bad` that differ from `good`, by whole words; the word behind where words are gone."""
    mine, theirs = list(re.finditer(r"\S+", bad)), [m.group() for m in re.finditer(r"\S+", good)]
    found = []
    for tag, _, _, start, end in SequenceMatcher(None, theirs, [m.group() for m in mine], autojunk=False).get_opcodes():
        if tag == "equal" or not mine:
            continue
        stop = end if end > start else min(start + 1, len(mine))
        first = min(start, len(mine) - 1)
        found.append((mine[first].start(), mine[max(stop - 1, first)].end()))
    return tuple(found)


POSITIVE: tuple[tuple[str, Change, float], ...] = (
    ("", lambda text, _near, _rng: text, 0.8),
    ("", reworded, 2.0),
    ("", shortened, 2.0),
    ("", lambda text, near, rng: reworded(shortened(text, near, rng) or text, near, rng, 3), 1.5),
    ("", fronted, 1.0),
    ("", joined, 1.0),
)
NEGATIVE: tuple[tuple[str, Change, float], ...] = (
    ("role", swapped, 2.0),
    ("name", other_name, 2.0),
    ("number", other_figure, 1.0),
    ("predicate", opposite, 1.5),
    ("predicate", sibling, 1.5),
    ("mix", mixed, 2.0),
)
SPOILS = ("number", "name", "date", "negation", "attribution", "hedge")


def true_of(text: str, near: Sequence[str], rng: random.Random) -> str:
    """Return the sentence put otherwise."""
    return _one(POSITIVE, text, near, rng)[1]


def false_of(
    text: str, near: Sequence[str], rng: random.Random, pool: Pool
) -> tuple[str, str, tuple[tuple[int, int], ...]]:
    """Return what was done, the sentence made false, and which characters are wrong.

    It is made of a reworded one now and then, so that wording tells nothing.
    """
    shape = text
    if rng.random() < 0.6:
        shape = true_of(text, near, rng) or text
    if rng.random() < 0.35:
        bad = spoil(shape, rng, pool, known=text, kinds=[rng.choice(SPOILS)])
        if bad:
            return bad.kind, bad.text, changed(shape, bad.text)
    kind, made = _one(NEGATIVE, shape, near, rng)
    return kind, made, changed(shape, made) if made else ()


def _one(
    changes: Sequence[tuple[str, Change, float]], text: str, near: Sequence[str], rng: random.Random
) -> tuple[str, str]:
    for name, change, _ in sorted(changes, key=lambda entry: -(rng.random() ** (1 / entry[2]))):
        made = change(text, near, rng)
        if made and (made != text or change is changes[0][1]):
            return name, made
    return "", ""
