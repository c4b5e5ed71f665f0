"""Texts encoded word by word, each word once: most of a set's words were seen before.

A byte-level tokenizer never joins a word with the one in front of the space, and a SentencePiece one does not where its
vocabulary has no piece that reaches across. Then a text's ids are its words' ids, one after the other, and a dictionary
gives most of them. Whether that holds is found out for each tokenizer; where it does not, texts are encoded whole.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any, Self

from newswright.errors import VocabularyUnreadable
from newswright.instruct.vocabularies.vocabulary import Vocabulary

Encode = Callable[[Sequence[str]], list[list[int]]]
LIMIT = 100_000
"""Words remembered before the older ones are let go, so at most twice as many. Measured on 20,000 round-ups with
194,000 words: of 100 words in a text 3 are new with 100,000, 4 with 50,000; 100,000 words take 53 MB."""
SEEN = 500
"""Of so many texts one is encoded both ways and compared: a text encoded whole costs three times as much, so this costs
less than 1%."""
ROW = 64
"""Words encoded as one text."""
_BLANK = "▁\u180e\u200b"
"""What some tokenizer takes for white space, beside what Python takes for it."""
_SEAM = re.compile(f" (?<=[^\\s{_BLANK}] )(?=[^\\s{_BLANK}])")
"""A space between two words. Where there is more white space beside it, what belongs to which word is not said here."""
_SIDES = (
    "a", "Word", "naïve", "Ünï", "word's", "they'LL", "x's", "'s", "'", "5", "1234", "7,500", "12th", ".", "...", "—",
    "“Quote”", "(and)", "$5", "+", "=", "€", "½", "Ⅷ", "日本", "かな", "한국", "Привет", "مرحبا", "١٢", "שלום", "नमस्ते",
    "สวัสดี", "🙂", "👩\u200d👧", "a\u0301b", "\u0301", "\ufeff", "\u00ad", "a\nb", "a\n\nb", "a\tb", "x_y", "A/B", "#5",
    "a.b@c.d", "\\n", "<|x|>", "[INST]", "###", "ﬁ", "ſ", "İ",
)  # fmt: skip
"""What may stand on either side of a space: something of every kind of character that a pattern can tell apart."""


class Words(Vocabulary):
    """A vocabulary that encodes word by word, where that gives the same. It is for many texts and one thread."""

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Self:
        """Return `vocabulary` as one that remembers words."""
        made = cls(**{one.name: getattr(vocabulary, one.name) for one in fields(vocabulary)})
        made.__dict__.update(vocabulary.__dict__)  # what was found out about the tokenizer before
        return made

    def at_start(self, texts: Sequence[str]) -> list[list[int]]:
        return self._encoded(texts, "start", super().at_start)

    def after_control(self, texts: Sequence[str]) -> list[list[int]]:
        return self._encoded(texts, "after", super().after_control)

    def going_on(self, texts: Sequence[str]) -> list[list[int]]:
        return self._encoded(texts, "on", super().going_on)

    @cached_property
    def apart(self) -> bool:
        """Whether texts are encoded word by word."""
        return parts_at_spaces(self)

    @cached_property
    def _memory(self) -> _Memory:
        return _Memory()

    def _encoded(self, texts: Sequence[str], place: str, begin: Encode) -> list[list[int]]:
        if not self.apart:
            return begin(texts)
        memory, first = self._memory, self._memory.first.setdefault(place, _Known())
        cut = [text.split(" ") for text in texts]
        odd = self._learn(set(itertools.chain.from_iterable(pieces[1:] for pieces in cut)))
        known = [memory.words] * len(cut)
        again = [at for at, pieces in enumerate(cut) if _blank(pieces[0][-1:]) or not odd.isdisjoint(pieces)]
        for at in again:
            cut[at], known[at] = _SEAM.split(texts[at]), memory.glued
        glued = {piece for at in again for piece in cut[at][1:]}
        memory.glued.remember(glued, lambda new: super(Words, self).going_on([" " + piece for piece in new]))
        first.remember({pieces[0] for pieces in cut}, begin)
        made = [
            [*first.recent[pieces[0]], *itertools.chain.from_iterable(map(words.recent.__getitem__, pieces[1:]))]
            for pieces, words in zip(cut, known, strict=True)
        ]
        memory.grow_old()
        self._look_again(texts, made, begin)
        return made

    def _look_again(self, texts: Sequence[str], made: Sequence[list[int]], begin: Encode) -> None:
        """Compare one text of every few hundred with the whole way: nothing is made of what does not hold."""
        self._memory.unseen += len(texts)
        if self._memory.unseen < SEEN or not texts:
            return
        self._memory.unseen = 0
        if begin([texts[-1]])[0] != made[-1]:
            raise VocabularyUnreadable(
                f"The tokenizer {self.name} encodes words otherwise in a text than by themselves: “{texts[-1][:80]}”.",
                cure="Please report it with the tokenizer's files; nothing was written with these ids.",
            )

    def _learn(self, pieces: set[str]) -> set[str]:
        """Encode the words in `pieces` that are new; return what is no word, for it has white space at an end."""
        new = pieces.difference(self._memory.words.recent)
        odd = {piece for piece in new if _blank(piece[:1]) or _blank(piece[-1:])}
        self._memory.words.remember(new - odd, self._in_rows)
        return odd

    def _in_rows(self, words: Sequence[str]) -> list[list[int]]:
        """Return the ids of each word with a space in front; many are encoded as one text, which costs a third less."""
        rows = [words[at : at + ROW] for at in range(0, len(words), ROW)]
        made: list[list[int]] = []
        for row, ids in zip(rows, super().going_on([" " + " ".join(row) for row in rows]), strict=True):
            starts = [at for at, one in enumerate(ids) if one in self._starts]
            if len(starts) == len(row):
                made += (ids[start:end] for start, end in itertools.pairwise((*starts, len(ids))))
            else:  # a word has the mark of a space inside
                made += super().going_on([" " + word for word in row])
        return made

    @cached_property
    def _starts(self) -> frozenset[int]:
        """The tokens that begin with a space."""
        vocab = self.tokenizer.get_vocab()
        mark = "Ġ" if "Ġ" in vocab and "▁" not in vocab else "▁"
        return frozenset(number for token, number in vocab.items() if token.startswith(mark))


class _Known:
    """Words and their ids: those of late, and those before them."""

    def __init__(self) -> None:
        self.recent: dict[str, tuple[int, ...]] = {}
        self._older: dict[str, tuple[int, ...]] = {}

    def remember(self, wanted: Iterable[str], encode: Encode) -> None:
        """Have each of `wanted` in `recent`; encode those that are new."""
        new = []
        for word in wanted:
            if word in self._older:
                self.recent[word] = self._older[word]
            elif word not in self.recent:
                new.append(word)
        self.recent.update(zip(new, map(tuple, encode(new)), strict=True))

    def grow_old(self) -> None:
        """Let go of what was not met for long."""
        if len(self.recent) > LIMIT:
            self._older, self.recent = self.recent, {}


class _Memory:
    """Words and their ids. All but what texts begin with have a space in front."""

    def __init__(self) -> None:
        self.words = _Known()
        self.glued = _Known()
        """Words with more white space in or around them."""
        self.first: dict[str, _Known] = {}
        """What texts begin with, by how they are read there."""
        self.unseen = 0
        """Texts encoded since one was compared with the whole way."""

    def grow_old(self) -> None:
        """Let go of what was not met for long."""
        for words in (self.words, self.glued, *self.first.values()):
            words.grow_old()


def _blank(character: str) -> bool:
    return not character or character.isspace() or character in _BLANK


# -- when it holds --


def parts_at_spaces(vocabulary: Vocabulary) -> bool:
    """Say whether a text's ids are those of its words: of what stands between single spaces, each with its space.

    That is so where the tokenizer cuts there before its model sees the text, or where no token of the model could
    reach across. Anything unknown counts as no.
    """
    variant = vocabulary.bare
    parts: dict[str, Any] = json.loads(variant.to_str())
    model = parts["model"]
    marked = _marks_spaces(parts["normalizer"])
    if (
        model["type"] != "BPE"
        or model.get("dropout")
        or marked is None
        or not all(map(_harmless, parts["added_tokens"]))
    ):
        return False
    before = _steps(parts["pre_tokenizer"], "pretokenizers")
    if marked or [step["type"] for step in before] == ["Metaspace"]:
        return not model.get("ignore_merges") and not any(_REACHES.search(token) for token in model["vocab"])
    return [step["type"] for step in before][-1:] == ["ByteLevel"] and _cuts(variant.pre_tokenizer)


_REACHES = re.compile("[^▁]▁")
_MARK = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}


def _marks_spaces(normalizer: Any) -> bool | None:
    """Say whether all that is done to a text first is to write spaces as marks; None where more is done."""
    steps = [step for step in _steps(normalizer, "normalizers") if step["type"] != "NFC"]
    return bool(steps) if all(step == _MARK for step in steps) else None


def _steps(part: Any, key: str) -> list[Any]:
    if part is None:
        return []
    return [one for step in part[key] for one in _steps(step, key)] if part["type"] == "Sequence" else [part]


def _harmless(token: Any) -> bool:
    """Say whether an added token is read as text, or cannot stand where a space parts two words."""
    if token["special"]:
        return True
    alone = " " not in token["content"] or (token["content"].isspace() and token["content"] != " ")
    return alone and not (token["lstrip"] or token["rstrip"] or token["single_word"])


def _cuts(pre_tokenizer: Any) -> bool:
    """Say whether it cuts in front of a space between any two words, and cuts each as if it stood alone."""

    def words(text: str) -> list[str]:
        return [word for word, _ in pre_tokenizer.pre_tokenize_str(text)]

    right = {side: words(" " + side) for side in _SIDES}
    return all(words(f"{left} {side}") == words(left) + right[side] for left in _SIDES for side in _SIDES)
