"""A tiny random Llama in a folder, and fictional sets for it: what training is tested with."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import torch
import transformers

from newswright.instruct.files.sets import write_set
from newswright.records import Lesson, Message, Preference, Role
from tests.instruct.families import built

TOWNS = ("Orm", "Vell", "Dale", "Brekke", "Hexcombe", "Skarn", "Lanmore", "Asker")
THINGS = ("ferry", "library", "bridge", "market", "tunnel", "school", "harbour", "mill")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
ASKED = "Write one sentence from the evidence below.\n\n"


def tiny_base(folder: Path, family: str = "llama3", wide: int = 32, kind: str = "llama", **changes: Any) -> Path:
    """Write a random model with a real tokenizer and return its folder. `llama3` needs nothing that is downloaded.

    `kind` is Transformers' model type, and `changes` are of its configuration.
    """
    made = built(family)
    shutil.copytree(made.folder, folder, dirs_exist_ok=True)
    torch.manual_seed(1)
    config = transformers.AutoConfig.for_model(
        kind,
        vocab_size=made.vocabulary.tokenizer.get_vocab_size(),
        hidden_size=wide,
        intermediate_size=2 * wide,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=wide // 4,
        max_position_embeddings=512,
        tie_word_embeddings=True,
    )
    config.update(changes)
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(folder)
    return folder


def _fact(chance: random.Random) -> tuple[str, str]:
    town, thing, day, count = (
        chance.choice(TOWNS),
        chance.choice(THINGS),
        chance.choice(DAYS),
        chance.randint(3, 90),
    )
    what = f"The {thing} in {town} was closed on {day} after {count} complaints"
    return f"{what}, the council said.", f"The council said: {what[0].lower()}{what[1:]}."


def tiny_lessons(path: Path, count: int, seed: int = 1) -> Path:
    """Write `count` lessons and return the path."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        passage, sentence = _fact(chance)
        asked = f"{ASKED}{passage} Note {seed}-{number}."
        spans = ((len(ASKED), len(asked)),)
        messages = (
            Message(role=Role.USER, content=asked, sources=spans),
            Message(role=Role.ASSISTANT, content=sentence),
        )
        made.append(Lesson.make("sentence", messages, story=f"story-{seed}-{number}", licence="CC0-1.0"))
    write_set(path, made)
    return path


def tiny_preferences(path: Path, count: int, seed: int = 1) -> Path:
    """Write `count` preferences for the answer that names the council, and return the path."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        passage, sentence = _fact(chance)
        prompt = (Message(role=Role.USER, content=f"{ASKED}{passage} Note {seed}-{number}."),)
        worse = sentence.replace("The council said: ", "Nobody knows why ")
        made.append(
            Preference.make("sentence", prompt, sentence, worse, story=f"story-{seed}-{number}", licence="CC0-1.0")
        )
    write_set(path, made)
    return path
