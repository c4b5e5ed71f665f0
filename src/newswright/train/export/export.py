"""`export`: a finished run in the form that is asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Literal

from newswright.errors import NotExportable, TrainError
from newswright.instruct.rendering.form import fit
from newswright.instruct.rendering.jinja import jinja
from newswright.instruct.rendering.template import find
from newswright.instruct.vocabularies.export import export_template
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
from newswright.models.options import ModelOptions
from newswright.progress import Progress, silent
from newswright.train import sheet
from newswright.train.bases import find_base
from newswright.train.export.adapter_gguf import adapter_to_gguf
from newswright.train.export.head import head_of
from newswright.train.export.merged import merged_model, save_merged
from newswright.train.export.model_gguf import Type, model_to_gguf

Form = Literal["adapter", "merged", "gguf", "gguf-adapter"]


def export(
    run: Path, to: Path, form: Form, models: ModelOptions, kind: Type = "f16", progress: Progress = silent
) -> Path:
    """Write what a run made into `to`, and return it.

    Args:
        run: Folder of a finished run.
        to: The new file, or folder with `adapter` and `merged`; one that is there is replaced.
        form: `adapter` is PEFT's folder; `merged` a whole model for Transformers; `gguf` a whole model and
            `gguf-adapter` an adapter for llama.cpp.
        models: Where models are kept.
        kind: How a whole GGUF model stores its weights.
        progress: Told what is done.

    Raises:
        TrainError: there is no finished run.
        NotExportable: it cannot be written so that it behaves the same.
    """
    told = sheet.read(run)
    if told is None or not told.finished:
        raise TrainError(f"{run} is no finished run.", cure="Finish it with --resume, or name another folder.")
    if told.making.method == "reward" and form != "adapter":
        raise NotExportable("A reward model writes nothing.", cure="Name its run in `rewards` of [train.rlhf].")
    final, template = run / "final", told.making.template
    is_adapter = (final / "adapter_config.json").exists()
    if form in {"adapter", "gguf-adapter"} and not is_adapter:
        raise NotExportable("The run trained all weights: it has no adapter.", cure="Use --form merged or gguf.")
    if form == "adapter":
        shutil.copytree(final, to, dirs_exist_ok=True)
        return to
    base = find_base(told.making.base, models, progress)
    progress(f"write {to.name}", 0, 0)
    if form == "gguf-adapter":
        config = json.loads((base.folder / "config.json").read_text("utf-8"))
        return adapter_to_gguf(final, config, to, template=template, name=to.stem)
    if form == "merged":
        return save_merged(final, base.folder, to)
    model = merged_model(final, base.folder)
    made = model_to_gguf(model, head_of(base, model, models.folder), to, kind, template=template)
    words = open_vocabulary(str(made), models.folder)
    fitted = fit(find(template), bos=words.bos, eos=words.eos, control=words.control)
    export_template(jinja(fitted), made, made, end=fitted.end)
    return made
