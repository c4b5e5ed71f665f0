"""The adapter merged into its base: a whole model as Transformers keeps it, in the base's own precision."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from newswright.errors import NotExportable
from newswright.train.extra import need
from newswright.train.finish import TOKENIZER

ALSO = (*TOKENIZER, "chat_template.jinja", "generation_config.json")


def merged_model(final: Path, base: Path) -> Any:
    """Return the model of a run in 32 bits, its adapter merged.

    Args:
        final: The run's `final` folder: an adapter, or a whole model.
        base: Folder of the base that an adapter sits on.

    Raises:
        NotExportable: it is a reward model.
    """
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.disable_progress_bar()
    given = {"dtype": torch.float32, "local_files_only": True}
    if not (final / "adapter_config.json").exists():
        return transformers.AutoModelForCausalLM.from_pretrained(final, **given)
    if json.loads((final / "adapter_config.json").read_text("utf-8")).get("task_type") == "SEQ_CLS":
        raise NotExportable("A reward model writes nothing.", cure="Name its run in `rewards` of [train.rlhf].")
    model = transformers.AutoModelForCausalLM.from_pretrained(base, **given)
    return need("peft").PeftModel.from_pretrained(model, final).merge_and_unload()


def save_merged(final: Path, base: Path, to: Path) -> Path:
    """Write the merged model with its tokenizer into the folder `to`, which appears whole or not at all."""
    waiting = to.with_name(f".{to.name}.part")
    shutil.rmtree(waiting, ignore_errors=True)
    merged_model(final, base).save_pretrained(waiting)
    for name in ALSO:
        source = next((folder / name for folder in (final, base) if (folder / name).is_file()), None)
        if source and not (waiting / name).exists():
            shutil.copyfile(source, waiting / name)
    if to.exists():
        shutil.rmtree(to)
    waiting.rename(to)
    return to
