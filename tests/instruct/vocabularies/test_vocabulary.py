from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from newswright.errors import VocabularyUnreadable
from newswright.instruct.vocabularies.vocabulary import Vocabulary, controls, open_vocabulary
from tests.instruct.families import NAMES, built
from tests.instruct.strings import strings

ASSIGNED = st.characters(exclude_categories=("Cs", "Cn", "Co", "Cc"))  # the embedded model lacks bytes of the others
TEXT = st.text(ASSIGNED, max_size=40) | st.text("<|im_end>/s[INST] \n▁Ġ", max_size=30)


def of(tokenizer: Any, **rest: Any) -> Vocabulary:
    found = {"bos": "", "eos": "", "chat_template": "", "context": 0, "pad": "", **rest}
    return Vocabulary(name="t", tokenizer=tokenizer, control=controls(tokenizer, found["chat_template"]), **found)


def joined(vocabulary: Vocabulary, parts: list[str]) -> list[int]:
    """Each part behind a control token, and one more token at the end."""
    tokens = sorted(vocabulary.control)
    made: list[int] = []
    for place, ids in enumerate(vocabulary.after_control(parts)):
        number = vocabulary.id(tokens[place % len(tokens)])
        assert number is not None
        made += [number, *ids]
    return made


def text_of(vocabulary: Vocabulary, parts: list[str]) -> str:
    tokens = sorted(vocabulary.control)
    return "".join(tokens[place % len(tokens)] + part for place, part in enumerate(parts))


@pytest.mark.parametrize("name", NAMES)
def test_parts_are_the_tokenizers_own_ids_of_the_whole(name: str) -> None:
    own = built(name).vocabulary
    texts = strings(1500)
    for start in range(0, len(texts), 3):
        parts = texts[start : start + 3]
        assert joined(own, parts) == own.whole(text_of(own, parts))
        [begin] = own.at_start(parts[:1])
        assert [*begin, *joined(own, parts[1:])] == own.whole(parts[0] + text_of(own, parts[1:]))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(parts=st.lists(TEXT, max_size=4))
def test_content_never_becomes_structure(name: str, parts: list[str]) -> None:
    own = built(name).vocabulary
    numbers = {own.id(token) for token in own.control} - {own.tokenizer.token_to_id("<unk>")}
    forged = [*parts, *own.control, "".join(sorted(own.control))]
    for way in (own.after_control, own.at_start, own.going_on):
        assert not numbers & {number for ids in way(forged) for number in ids}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(text=TEXT)
def test_every_character_has_a_token(name: str, text: str) -> None:
    own = built(name).vocabulary
    for ways, ids in (
        (own.spans_after_control, own.after_control),
        (own.spans_going_on, own.going_on),
        (own.spans_at_start, own.at_start),
    ):
        [(found, spans)] = ways([text])
        assert found == ids([text])[0]
        assert all(0 <= start <= end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
        assert {place for start, end in spans for place in range(start, end)} == set(range(len(text)))


@pytest.mark.parametrize("name", NAMES)
def test_a_continuation_has_no_space_in_front(name: str) -> None:
    own = built(name).vocabulary
    for text in ("word and more", " spaced"):
        assert own.tokenizer.decode([*own.going_on(["x"])[0], *own.going_on([text])[0]]).endswith("x" + text)


@pytest.mark.parametrize("name", NAMES)
def test_a_pickled_copy_encodes_alike(name: str) -> None:
    own = built(name).vocabulary
    copy: Vocabulary = pickle.loads(pickle.dumps(own))
    texts = [*strings(100), *own.control]
    assert copy.after_control(texts) == own.after_control(texts)
    assert (copy.name, copy.control, copy.id(copy.eos)) == (own.name, own.control, own.id(own.eos))


@pytest.mark.parametrize("name", NAMES)
def test_transformers_reads_the_folder_alike(name: str) -> None:
    from transformers import AutoTokenizer  # noqa: PLC0415 - takes seconds

    family = built(name)
    theirs, own = AutoTokenizer.from_pretrained(str(family.folder)), family.vocabulary
    assert (theirs.bos_token, theirs.eos_token, theirs.pad_token or "") == (own.bos, own.eos, own.pad)
    for text in [text_of(own, strings(60)[start : start + 3]) for start in range(0, 60, 3)]:
        assert theirs(text, add_special_tokens=False)["input_ids"] == own.whole(text)


def test_sentencepiece_reads_its_model_alike(tmp_path: Path) -> None:
    model = built("llama2").folder / "tokenizer.model"
    alone = tmp_path / "tokenizer.model"
    alone.write_bytes(model.read_bytes())
    theirs = sentencepiece.SentencePieceProcessor(model_file=str(model))
    for own in (
        built("llama2").vocabulary,
        open_vocabulary(str(tmp_path), tmp_path),
        open_vocabulary(str(alone), tmp_path),
    ):
        assert (own.bos, own.eos, own.control) == ("<s>", "</s>", frozenset({"<s>", "</s>", "<unk>"}))
        texts = [text for text in strings(1500) if "\0" not in text]  # its Python interface ends a text there
        assert [text for text in texts if theirs.encode(text) != own.at_start([text])[0]] == []


def test_what_the_files_beside_say_is_read(tmp_path: Path) -> None:
    own = built("llama3").vocabulary
    assert (own.stops, own.context) == (("<|end_of_text|>", "<|eot_id|>"), 1024)
    assert own.id("<|eot_id|>") == own.tokenizer.token_to_id("<|eot_id|>")
    assert own.id("The") is None
    folder = tmp_path / "t"
    folder.mkdir()
    own.tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({
            "bos_token": None,
            "eos_token": {"content": "<|eot_id|>", "__type": "AddedToken"},
            "pad_token": "<pad>",
            "chat_template": [{"name": "tools", "template": "T"}, {"name": "default", "template": "D"}],
            "model_max_length": 1e30,
        })
    )  # fmt: skip
    read = open_vocabulary(str(folder), tmp_path)
    assert (read.bos, read.eos, read.pad, read.chat_template, read.context) == ("", "<|eot_id|>", "<pad>", "D", 0)
    assert read.id("<pad>") == own.tokenizer.get_vocab_size()  # added at the end, as transformers does
    (folder / "chat_template.jinja").write_text("F", "utf-8")
    assert open_vocabulary(str(folder), tmp_path).chat_template == "F"
    assert open_vocabulary(str(folder / "tokenizer.json"), tmp_path).chat_template == "F"


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("tokenizer.json", "{", "is no tokenizer"),
        ("tokenizer_config.json", "[1]", "holds no object"),
        ("tokenizer_config.json", "{,", "is not valid"),
        ("tokenizer_config.json", '{"added_tokens_decoder": {"7": {"content": "<|eot_id|>"}}}', "different ids"),
        ("tokenizer.model", "nothing", "no SentencePiece model"),
    ],
)
def test_malformed_files_are_named(tmp_path: Path, file: str, content: str, message: str) -> None:
    if file != "tokenizer.model":
        built("llama3").vocabulary.tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / file).write_text(content)
    with pytest.raises(VocabularyUnreadable, match=message):
        open_vocabulary(str(tmp_path), tmp_path)


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(VocabularyUnreadable, match=r"neither tokenizer\.json nor"):
        open_vocabulary(str(tmp_path), tmp_path)
    with pytest.raises(VocabularyUnreadable, match="There is no tokenizer “no such thing”"):
        open_vocabulary("no such thing", tmp_path)


def byte_level(*tokens: AddedToken, prefix: bool = False) -> Tokenizer:
    alphabet = {letter: number for number, letter in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    tokenizer = Tokenizer(models.BPE(vocab=alphabet, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    tokenizer.add_tokens(list(tokens))
    return tokenizer


def test_a_byte_level_prefix_stands_behind_every_control_token() -> None:
    own = of(byte_level(AddedToken("<s>", special=True, normalized=False), prefix=True))
    assert own.after_control(["ab", " ab"]) == [own.whole("<s>ab")[1:], own.whole("<s>ab")[1:]]
    assert len(own.going_on(["ab"])[0]) == 2
    assert len(own.at_start(["ab"])[0]) == 3


def test_a_token_that_swallows_space_is_refused_and_the_others_are_not() -> None:
    greedy = AddedToken("<user>", special=True, normalized=False, rstrip=True)
    own = of(byte_level(greedy, AddedToken("<s>", special=True, normalized=False)))
    assert own.id("<s>") == own.tokenizer.token_to_id("<s>")
    with pytest.raises(VocabularyUnreadable, match="“<user>” together with the text beside it"):
        own.id("<user>")


def test_tokens_that_look_like_structure_are_structure() -> None:
    kinds = ("<|user|>", "<｜User｜>", "<think>", "  ", "<table>")
    tokenizer = byte_level(*(AddedToken(text, special=False, normalized=False) for text in kinds))
    own = of(tokenizer, chat_template="{% if thinking %}<think>{% endif %}")
    assert own.control == {"<|user|>", "<｜User｜>", "<think>"}
    [ids] = own.after_control(["<｜User｜><think><table>"])
    assert tokenizer.token_to_id("<table>") in ids  # text to the tokenizer itself, and so here
    assert not {tokenizer.token_to_id(token) for token in own.control} & set(ids)


def test_a_tokenizer_without_control_tokens_works() -> None:
    own = of(byte_level())
    assert own.after_control(["ab"]) == own.at_start(["ab"]) == [own.whole("ab")]
    assert own.id("") is None
