"""A trained checker as ONNX with 8-bit weights: what `newswright.models.checking` runs without torch."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

from newswright.models.checking.embedded import CARD, MODEL, TOKENIZER
from newswright.train.extra import need

_SHAPES = {
    "input_ids": {0: "pairs", 1: "tokens"},
    "attention_mask": {0: "pairs", 1: "tokens"},
    "token_type_ids": {0: "pairs", 1: "tokens"},
    "logits": {0: "pairs", 1: "tokens"},
}


def export_checker(checkpoint: Path, out: Path, card: dict[str, Any]) -> Path:
    """Write `checker.onnx`, `tokenizer.json` and `checker.json` into `out`; return it."""
    torch = need("torch")
    transformers = need("transformers")
    quantization = need("onnxruntime.quantization")
    model = transformers.AutoModelForTokenClassification.from_pretrained(checkpoint, attn_implementation="eager").eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint)
    whole = out / "whole.onnx"
    example = tokenizer(["A sentence."], ["A passage that is longer."], return_tensors="pt")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer warns of shapes that are not fixed, which is what we want
        torch.onnx.export(
            _Logits(torch, model).module,
            (example["input_ids"], example["attention_mask"], example["token_type_ids"]),
            str(whole),
            input_names=["input_ids", "attention_mask", "token_type_ids"],
            output_names=["logits"],
            dynamic_axes=_SHAPES,
            opset_version=17,
            dynamo=False,
        )
        quantization.quantize_dynamic(
            str(whole), str(out / MODEL), weight_type=quantization.QuantType.QInt8, per_channel=True
        )
    whole.unlink()
    shutil.copyfile(checkpoint / TOKENIZER, out / TOKENIZER)
    digest = hashlib.sha256((out / MODEL).read_bytes()).hexdigest()
    write_card(out, card | {"sha256": digest})
    return out


def write_card(out: Path, card: dict[str, Any]) -> None:
    """Write `checker.json`."""
    (out / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class _Logits:
    """The model as a module that takes its three inputs by place and gives the logits alone."""

    def __init__(self, torch: Any, model: Any) -> None:
        class Module(torch.nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.model = model

            def forward(self, ids: Any, mask: Any, kinds: Any) -> Any:
                return self.model(input_ids=ids, attention_mask=mask, token_type_ids=kinds).logits

        self.module = Module().eval()
