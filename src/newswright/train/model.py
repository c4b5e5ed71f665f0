"""A base loaded for training: in the right numbers, with an adapter where one is wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newswright.errors import TrainError
from newswright.train.extra import need
from newswright.train.options import MethodOptions


def device_of(options: MethodOptions) -> str:
    """Return the device in force: `cpu`, `cuda` or `mps`."""
    torch = need("torch")
    if options.device != "auto":
        return options.device
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def fast_bf16(device: str) -> bool:
    """Tell whether the device multiplies in bf16 faster than in fp32."""
    torch = need("torch")
    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device == "cpu" and bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def precision_of(options: MethodOptions) -> str:
    """Return `bf16` or `fp32`."""
    if options.precision != "auto":
        return options.precision
    return "bf16" if fast_bf16(device_of(options)) else "fp32"


def load(folder: Path, options: MethodOptions, kind: str = "causal") -> Any:
    """Return the base's model; with `lora` its frozen weights are in the run's precision, else in fp32.

    Args:
        folder: As Transformers keeps a model.
        options: The run's.
        kind: `causal`, or `score` for a head that gives one number.
    """
    torch, transformers = need("torch"), need("transformers")
    transformers.utils.logging.disable_progress_bar()
    frozen = options.weights != "full" and precision_of(options) == "bf16"
    given: dict[str, Any] = {"dtype": torch.bfloat16 if frozen else torch.float32, "local_files_only": True}
    if options.weights == "qlora":
        given["quantization_config"] = _in_4_bits(torch, transformers)
    transformers.set_seed(options.seed)
    if kind == "score":
        model = transformers.AutoModelForSequenceClassification.from_pretrained(folder, num_labels=1, **given)
        model.score.float()  # it learns, and what learns is in fp32
        return model
    return transformers.AutoModelForCausalLM.from_pretrained(folder, **given)


def with_adapter(model: Any, options: MethodOptions, kind: str = "causal") -> Any:
    """Return the model with a trainable adapter: a new one, or the one in `options.adapter`."""
    peft, transformers = need("peft"), need("transformers")
    transformers.set_seed(options.seed)
    if options.adapter:
        adapted = peft.PeftModel.from_pretrained(model, options.adapter, is_trainable=True)
    else:
        adapted = peft.get_peft_model(model, adapter_config(options, kind))
    for module in adapted.modules():  # autocast casts already, or `methods.casts` does: once and not twice
        if hasattr(module, "cast_input_dtype_enabled"):
            module.cast_input_dtype_enabled = precision_of(options) != "bf16"
    return adapted


def adapter_config(options: MethodOptions, kind: str = "causal") -> Any:
    """Return PEFT's configuration of a new adapter."""
    return need("peft").LoraConfig(
        task_type="SEQ_CLS" if kind == "score" else "CAUSAL_LM",
        r=options.rank,
        lora_alpha=options.alpha,
        lora_dropout=options.dropout,
        target_modules="all-linear" if options.targets == ("all",) else list(options.targets),
        modules_to_save=["score"] if kind == "score" else None,
        use_rslora=options.rslora,
        use_dora=options.dora,
    )


def _in_4_bits(torch: Any, transformers: Any) -> Any:
    if not torch.cuda.is_available():
        raise TrainError("QLoRA needs a CUDA device, and there is none.", cure='Set weights = "lora" in the table.')
    need("bitsandbytes")
    return transformers.BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )
