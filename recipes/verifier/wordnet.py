"""Words that mean the same and the opposite, from WordNet 3.0 as Debian's package `wordnet-base` installs it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path("/usr/share/wordnet")
_PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_VOWELS = "aeiou"


@cache
def _senses(part: str) -> dict[str, tuple[int, ...]]:
    """Word -> the places of its synsets, the commonest sense first; only words with a sense that was ever counted."""
    found = {}
    for line in (FOLDER / f"index.{part}").read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split()
        pointers = int(fields[3])
        tagged = int(fields[5 + pointers])
        if tagged:
            found[fields[0]] = tuple(int(place) for place in fields[6 + pointers :])
    return found


@cache
def _data(part: str) -> bytes:
    return (FOLDER / f"data.{part}").read_bytes()


def _synset(part: str, place: int) -> tuple[list[str], list[tuple[str, int, str]]]:
    """The words of a synset, and its pointers as (sign, place, source and target)."""
    data = _data(part)
    fields = data[place : data.index(b"\n", place)].decode().split(" | ")[0].split()
    count = int(fields[3], 16)
    words = [fields[4 + 2 * at].split("(")[0].lower() for at in range(count)]
    start = 4 + 2 * count
    pointers = [
        (fields[start + 1 + 4 * at], int(fields[start + 2 + 4 * at]), fields[start + 4 + 4 * at])
        for at in range(int(fields[start]))
    ]
    return words, pointers


@cache
def synonyms(word: str, part: str) -> tuple[str, ...]:
    """Return the other single words of the commonest sense of `word`."""
    places = _senses(part).get(word)
    if not places:
        return ()
    words, _ = _synset(part, places[0])
    return tuple(w for w in words if w != word and w.isalpha() and w in _senses(part) and len(w) > 2)


@cache
def antonyms(word: str, part: str) -> tuple[str, ...]:
    """Return the opposites of the first two senses of `word`."""
    found = []
    for place in _senses(part).get(word, ())[:2]:
        words, pointers = _synset(part, place)
        for sign, target, ends in pointers:
            if sign == "!":
                source, goal = (int(ends[at : at + 2], 16) for at in (0, 2))
                theirs, _ = _synset(part, target)
                if words[source - 1] == word and theirs[goal - 1].isalpha():
                    found.append(theirs[goal - 1])
    return tuple(dict.fromkeys(found))


@cache
def siblings(word: str, part: str) -> tuple[str, ...]:
    """Return words that fall under the same more general word: other kinds of the same."""
    places = _senses(part).get(word)
    if not places:
        return ()
    words, pointers = _synset(part, places[0])
    found = []
    for sign, target, _ in pointers:
        if sign == "@":
            _, under = _synset(part, target)
            for mark, place, _ in under:
                if mark == "~":
                    theirs, _ = _synset(part, place)
                    found += [w for w in theirs[:1] if w.isalpha() and w in _senses(part)]
    return tuple(w for w in dict.fromkeys(found) if w not in words)[:30]


@cache
def _irregular() -> frozenset[str]:
    return frozenset(
        line.split()[1] for line in (FOLDER / "verb.exc").read_text(encoding="utf-8").splitlines() if " " in line
    )


def base(word: str) -> list[tuple[str, str, str]]:
    """Return the readings of a word as (base, part, ending): "planned" is ("plan", "verb", "ed")."""
    low = word.lower()
    found = [(low, part, "") for part in _PARTS if low in _senses(part)]
    for ending, part in (("s", "noun"), ("s", "verb"), ("ed", "verb"), ("ing", "verb")):
        if not low.endswith(ending) or len(low) < len(ending) + 3:
            continue
        root = low[: -len(ending)]
        tries = [root, root + "e"]
        if root[-1] == root[-2:-1]:
            tries.append(root[:-1])
        if root.endswith("i"):
            tries.append(root[:-1] + "y")
        if ending == "s" and root.endswith("e"):
            tries.append(root[:-1])
        found += [(one, part, ending) for one in tries if one in _senses(part)][:1]
    return found


def inflect(word: str, part: str, ending: str) -> str:  # noqa: PLR0911 - a rule a line
    """Return `word` with an ending, "" where its forms are irregular."""
    if not ending:
        return word
    if part == "verb" and ending == "ed" and word in _irregular():
        return ""
    if ending == "s":
        if word.endswith(("s", "x", "ch", "sh", "z")):
            return word + "es"
        return word[:-1] + "ies" if word.endswith("y") and word[-2] not in _VOWELS else word + "s"
    if word.endswith("e"):
        return word[:-1] + ending if not word.endswith(("ee", "oe")) or ending == "ed" else word + ending
    if word.endswith("y") and word[-2] not in _VOWELS and ending == "ed":
        return word[:-1] + "ied"
    short = len(word) <= 4 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS and word[-3:-2] not in _VOWELS
    return word + word[-1] + ending if short else word + ending
