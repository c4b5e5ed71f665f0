from __future__ import annotations

import functools
import json
import pickle
import random

import pytest
import tokenizers
from hypothesis import given
from hypothesis import strategies as st

from newswright.errors import VocabularyUnreadable
from newswright.instruct.vocabularies import words
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.instruct.vocabularies.words import Words, parts_at_spaces
from tests.instruct import families
from tests.instruct.strings import strings

WAYS = ("at_start", "after_control", "going_on")
GLUE = ("", " ", " ", "  ", "\n", " \n", "\n\n ", "\t ", "▁", " ▁", "\u00a0", " \u200b")


@functools.cache
def kept(family: str) -> Words:
    return Words.of(families.built(family).vocabulary)


def texts(count: int) -> list[str]:
    """Return drawn strings glued together, so that words stand in all kinds of company."""
    dice, parts = random.Random(11), strings(600)
    return [
        "".join(dice.choice(GLUE) + part for part in dice.choices(parts, k=dice.randint(1, 8))) for _ in range(count)
    ]


@pytest.mark.parametrize("family", families.NAMES)
@pytest.mark.parametrize("way", WAYS)
def test_ids_are_those_of_the_whole_text(family: str, way: str) -> None:
    vocabulary, made = families.built(family).vocabulary, texts(3000)
    remembering = Words.of(vocabulary)
    assert remembering.apart
    for at in range(0, len(made), 500):
        batch = made[at : at + 500]
        assert getattr(remembering, way)(batch) == getattr(vocabulary, way)(batch)


@pytest.mark.parametrize("family", ["llama2", "llama3", "mistral"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(" \n'▁Ġ.a"), max_size=60))
def test_any_text_is_read_as_a_whole(family: str, text: str) -> None:
    vocabulary = families.built(family).vocabulary
    for way in WAYS:
        assert getattr(kept(family), way)([text]) == getattr(vocabulary, way)([text])


def test_a_tokenizer_that_joins_over_a_space_after_all_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for a mistake in what is found out: two words are said to be read apart, and are not."""
    monkeypatch.setattr(words, "SEEN", 3)
    vocabulary = families.built("llama3").vocabulary
    remembering = Words.of(vocabulary)
    assert remembering.going_on(["a b"]) == vocabulary.going_on(["a b"])
    remembering._memory.words.recent["b"] = (1, 2, 3)
    with pytest.raises(VocabularyUnreadable, match="otherwise in a text"):
        remembering.going_on(["a b", "a b"])


def test_words_that_grow_old_are_learned_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "LIMIT", 50)
    vocabulary, made = families.built("llama3").vocabulary, texts(400)
    remembering = Words.of(vocabulary)
    for at in range(0, len(made), 20):
        batch = made[at : at + 20]
        assert remembering.going_on(batch) == vocabulary.going_on(batch)


def test_a_copy_in_another_process_encodes_alike() -> None:
    remembering = kept("llama3")
    text = ["The ferry council approved the terminal."]
    copy = pickle.loads(pickle.dumps(remembering))
    assert copy.going_on(text) == remembering.going_on(text)


def changed(family: str, **parts: object) -> Vocabulary:
    """Return a family's vocabulary with parts of its tokenizer replaced."""
    vocabulary = families.built(family).vocabulary
    data = json.loads(vocabulary.tokenizer.to_str())
    data.update(parts)
    known = {
        name: getattr(vocabulary, name) for name in ("name", "bos", "eos", "control", "chat_template", "context", "pad")
    }
    return Vocabulary(**known, tokenizer=tokenizers.Tokenizer.from_str(json.dumps(data)))


def added(content: str, **flags: bool) -> list[dict[str, object]]:
    number = families.built("llama3").vocabulary.tokenizer.get_vocab_size()
    usual = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": False}
    return [{"id": number, "content": content, **usual, **flags}]


@pytest.mark.parametrize(
    "vocabulary",
    [
        pytest.param(lambda: changed("llama3", pre_tokenizer=None), id="nothing cuts"),
        pytest.param(
            lambda: changed(
                "llama3",
                pre_tokenizer={
                    "type": "Sequence",
                    "pretokenizers": [
                        {
                            "type": "Split",
                            "pattern": {"Regex": r"\p{L}+ \p{L}+"},
                            "behavior": "Isolated",
                            "invert": False,
                        },
                        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False},
                    ],
                },
            ),
            id="two words are one",
        ),
        pytest.param(lambda: changed("llama3", normalizer={"type": "Lowercase"}), id="text is changed first"),
        pytest.param(lambda: changed("llama3", added_tokens=added("said that")), id="a token with a space"),
        pytest.param(
            lambda: changed("llama3", added_tokens=added("that", lstrip=True)), id="a token that takes spaces"
        ),
    ],
)
def test_a_tokenizer_that_may_join_words_is_read_as_a_whole(vocabulary: object) -> None:
    assert callable(vocabulary)
    found = vocabulary()
    assert not parts_at_spaces(found)
    text = ["They said that the ferry said that."]
    assert Words.of(found).going_on(text) == found.going_on(text)


def test_a_piece_that_reaches_over_a_space_is_noticed() -> None:
    vocabulary = families.built("llama2").vocabulary
    data = json.loads(vocabulary.tokenizer.to_str())
    model = data["model"]
    model["vocab"]["e▁"] = len(model["vocab"])
    model["merges"].append(["e", "▁"])
    assert parts_at_spaces(vocabulary)
    assert not parts_at_spaces(changed("llama2", model=model))
