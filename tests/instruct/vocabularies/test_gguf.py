from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest

from newswright.errors import ModelDamaged, ModelMissing, VocabularyUnreadable
from newswright.instruct.vocabularies import bpe
from newswright.instruct.vocabularies import gguf as vocabulary_gguf
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
from tests.instruct.families import NAMES, built
from tests.instruct.llama_cpp import llama_cpp_ids
from tests.instruct.strings import strings
from tests.instruct.tiny_gguf import tiny_gguf

MANY = 1500


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_those_of_llama_cpp(name: str, tmp_path: Path) -> None:
    family = built(name)
    file = tiny_gguf(family, tmp_path / "m.gguf")
    read = open_vocabulary(str(file), tmp_path)
    first, last = read.bos, read.eos
    texts = strings(MANY)
    assert [text for text in texts if llama_cpp_ids(file, text, special=False) != read.at_start([text])[0]] == []
    joined = [f"{first}{one}{last}{other}" for one, other in itertools.pairwise(texts)]
    assert [text for text in joined if llama_cpp_ids(file, text) != read.whole(text)] == []


@pytest.mark.parametrize("name", ["embedded", "llama2", "llama3"])
def test_file_and_folder_are_the_same_tokenizer(name: str, tmp_path: Path) -> None:
    family = built(name)
    read = open_vocabulary(str(tiny_gguf(family, tmp_path / "m.gguf")), tmp_path)
    texts = strings(MANY, seed=11)
    own = family.vocabulary
    assert read.at_start(texts) == own.at_start(texts)
    assert read.after_control(texts) == own.after_control(texts)
    assert read.going_on(texts) == own.going_on(texts)
    assert (read.bos, read.eos, read.pad, read.control) == (own.bos, own.eos, own.pad, own.control)
    assert [read.tokenizer.decode(ids) for ids in read.at_start(texts)] == [
        own.tokenizer.decode(ids) for ids in own.at_start(texts)
    ]


@pytest.mark.parametrize("pre", bpe.known_pre())
def test_words_are_cut_as_llama_cpp_cuts_them(pre: str, tmp_path: Path) -> None:
    file = tiny_gguf(dataclasses.replace(built("llama3"), pre=pre), tmp_path / "m.gguf")
    read = vocabulary_gguf.read(file, "m")
    texts = strings(600)
    assert [text for text in texts if llama_cpp_ids(file, text, special=False) != read.at_start([text])[0]] == []


def test_the_embedded_models_tokenizer(tmp_path: Path) -> None:
    own = built("embedded").vocabulary
    assert (own.name, own.bos, own.eos, own.pad, own.context) == (
        "embedded", "<|im_start|>", "<|im_end|>", "<|im_end|>", 8192,
    )  # fmt: skip
    assert own.id("<|im_end|>") == 2
    assert "SmolLM" in own.chat_template
    with pytest.raises(ModelMissing, match=r"smollm2-135m-instruct.*not in(?s:.)*models fetch"):
        open_vocabulary("embedded", tmp_path)
    with pytest.raises(ModelMissing):
        open_vocabulary("smollm2-135m-instruct", tmp_path)
    (tmp_path / "SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(b"GGUF")
    with pytest.raises(ModelDamaged):
        open_vocabulary("embedded", tmp_path)


def test_unknown_ways_are_refused_by_name(tmp_path: Path) -> None:
    family = built("llama3")
    file = tiny_gguf(dataclasses.replace(family, pre="quux-9"), tmp_path / "m.gguf")
    with pytest.raises(VocabularyUnreadable, match="quux-9"):
        open_vocabulary(str(file), tmp_path)
    file = tiny_gguf(dataclasses.replace(family, model="wordy"), tmp_path / "n.gguf")
    with pytest.raises(VocabularyUnreadable, match="wordy"):
        open_vocabulary(str(file), tmp_path)


def test_vocabularies_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(VocabularyUnreadable, match="“a” twice"):
        bpe.byte_level(bpe.Pieces(["a", "b", "a"], [1, 1, 1]), [], "gpt-2")
    with pytest.raises(VocabularyUnreadable, match="the merge “a b” of tokens that it does not have"):
        bpe.byte_level(bpe.Pieces(["a", "b"], [1, 1]), ["a b"], "gpt-2")
    with pytest.raises(VocabularyUnreadable, match="2 tokens and 0 scores"):
        bpe.sentencepiece(bpe.Pieces(["a", "b"], [1, 1]), prefix=True)
