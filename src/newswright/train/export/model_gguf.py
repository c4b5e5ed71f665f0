"""A whole model as a GGUF file, from a base that was one: head and tokenizer are the base's, the weights the run's."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from newswright.errors import NotExportable
from newswright.models.gguf import TAUGHT
from newswright.train.export.names import interleaved, name_of, require_known
from newswright.train.extra import need

Type = Literal["f16", "q8_0", "q4_1", "q4_0"]
_FILE_TYPES: dict[Type, str] = {
    "f16": "MOSTLY_F16",
    "q8_0": "MOSTLY_Q8_0",
    "q4_1": "MOSTLY_Q4_1",
    "q4_0": "MOSTLY_Q4_0",
}
_OWN = {"general.file_type", "general.quantization_version", "general.architecture", TAUGHT}


def model_to_gguf(model: Any, source: Path | None, to: Path, kind: Type, *, template: str = "") -> Path:
    """Write a model's weights as the GGUF file `to`, whole or not at all.

    Norms stay in 32 bits, as llama.cpp's own converter leaves them.

    Args:
        model: The merged model.
        source: The GGUF file of the base, whose head is taken over.
        to: The new file.
        kind: How weights are stored.
        template: The prompt template of the lessons.

    Raises:
        NotExportable: the base was no GGUF file, or is of a form that is not known.
    """
    config = model.config.to_dict()
    require_known(config)
    if source is None:
        raise NotExportable(
            "The base was no GGUF file, so there is no head with its tokenizer to take over.",
            cure="Export it merged (--form merged) and convert that with llama.cpp's own converter; or an adapter.",
        )
    gguf, numpy = need("gguf"), need("numpy")
    wanted = gguf.GGMLQuantizationType[kind.upper()]
    waiting = to.with_name(f".{to.name}.part")
    to.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(waiting, "llama")
    _copy_head(gguf, source, writer)
    writer.add_file_type(gguf.LlamaFileType[_FILE_TYPES[kind]])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    if template:
        writer.add_string(TAUGHT, template)
    tied = bool(config.get("tie_word_embeddings"))
    for key, tensor in model.state_dict().items():
        module = key.removesuffix(".weight")
        if tied and module == "lm_head":
            continue
        values = interleaved(module, tensor.float().cpu().numpy(), config)
        name = f"{name_of(module)}.weight"
        if values.ndim == 1:
            writer.add_tensor(name, values.astype(numpy.float32))
        elif kind == "f16":
            writer.add_tensor(name, values.astype(numpy.float16))
        else:
            packed = gguf.quants.quantize(numpy.ascontiguousarray(values, dtype=numpy.float32), wanted)
            writer.add_tensor(name, packed, raw_dtype=wanted)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    waiting.replace(to)
    return to


def _copy_head(gguf: Any, source: Path, writer: Any) -> None:
    """Take over every value of a file's head but those that say how weights are stored."""
    for field in gguf.GGUFReader(source).fields.values():
        if field.name.startswith("GGUF.") or field.name in _OWN:
            continue
        inner = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(field.name, field.contents(), field.types[0], sub_type=inner)
