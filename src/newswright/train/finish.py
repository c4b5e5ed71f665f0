"""What a run leaves: the adapter or the whole model, with a tokenizer that prompts as in training."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from newswright.instruct.rendering.form import fit
from newswright.instruct.rendering.jinja import jinja
from newswright.instruct.rendering.template import Template
from newswright.instruct.vocabularies.export import export_template
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.train.bases import Base

TOKENIZER = (
    "tokenizer.json",
    "tokenizer_config.json",
    "tokenizer.model",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
)


def save(trainer: Any, base: Base, vocabulary: Vocabulary, template: Template, to: Path) -> None:
    """Write the model into the folder `to`, which appears whole or not at all."""
    waiting = to.with_name(f".{to.name}.part")
    shutil.rmtree(waiting, ignore_errors=True)
    waiting.mkdir(parents=True)
    model = trainer.accelerator.unwrap_model(trainer.model)
    if hasattr(model, "peft_config"):
        model.save_pretrained(waiting, selected_adapters=["default"])
    else:
        trainer.save_model(str(waiting))
    for name in TOKENIZER:
        if (base.folder / name).is_file():
            shutil.copyfile(base.folder / name, waiting / name)
    form = fit(template, bos=vocabulary.bos, eos=vocabulary.eos, control=vocabulary.control)
    export_template(jinja(form), waiting, waiting, end=form.end)
    shutil.rmtree(to, ignore_errors=True)
    waiting.rename(to)
