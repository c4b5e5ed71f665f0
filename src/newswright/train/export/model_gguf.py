"""A whole model as a GGUF file: a head, and the run's weights in 16 bits or fewer."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from newswright.models.gguf import TAUGHT
from newswright.train.export.head import Head, frequencies
from newswright.train.export.names import form_of, interleaved, name_of
from newswright.train.extra import need

Type = Literal["f16", "q8_0", "q4_1", "q4_0"]
_FILE_TYPES: dict[Type, str] = {
    "f16": "MOSTLY_F16",
    "q8_0": "MOSTLY_Q8_0",
    "q4_1": "MOSTLY_Q4_1",
    "q4_0": "MOSTLY_Q4_0",
}


def model_to_gguf(model: Any, head: Head, to: Path, kind: Type, *, template: str = "") -> Path:
    """Write a model's weights as the GGUF file `to`, whole or not at all.

    Norms and biases stay in 32 bits, as llama.cpp's own converter leaves them.

    Args:
        model: The merged model.
        head: Writes what the file says of it (`head.head_of`).
        to: The new file.
        kind: How weights are stored.
        template: The prompt template of the lessons.

    Raises:
        NotExportable: the model is of a form that is not known.
    """
    config = model.config.to_dict()
    gguf = need("gguf")
    waiting = to.with_name(f".{to.name}.part")
    to.parent.mkdir(parents=True, exist_ok=True)
    writer = gguf.GGUFWriter(waiting, form_of(config).architecture)
    head(writer)
    writer.add_file_type(gguf.LlamaFileType[_FILE_TYPES[kind]])
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    if template:
        writer.add_string(TAUGHT, template)
    tied = bool(config.get("tie_word_embeddings"))
    for key, tensor in model.state_dict().items():
        module, _, part = key.rpartition(".")
        if not (tied and module == "lm_head"):
            values = interleaved(module, tensor.float().cpu().numpy(), config)
            _add(writer, f"{name_of(module)}.{part}", values, kind)
    turned = frequencies(model)
    if turned is not None:
        writer.add_tensor("rope_freqs.weight", turned)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()
    waiting.replace(to)
    return to


def _add(writer: Any, name: str, values: Any, kind: Type) -> None:
    """Add a tensor in the numbers that are wanted for it."""
    gguf, numpy = need("gguf"), need("numpy")
    wanted = gguf.GGMLQuantizationType[kind.upper()]
    if values.ndim == 1:
        writer.add_tensor(name, values.astype(numpy.float32))
    elif kind == "f16" or values.shape[1] % gguf.GGML_QUANT_SIZES[wanted][0]:
        writer.add_tensor(name, values.astype(numpy.float16))
    else:
        packed = gguf.quants.quantize(numpy.ascontiguousarray(values, dtype=numpy.float32), wanted)
        writer.add_tensor(name, packed, raw_dtype=wanted)
