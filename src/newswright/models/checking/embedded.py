"""The embedded checker: a cross-encoder in ONNX form with its tokenizer and card, run by ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from newswright.errors import ModelDamaged, ModelMissing
from newswright.models.checking.marks import marks
from newswright.models.checking.protocol import LONGEST_PASSAGE, LONGEST_SENTENCE, SHARP, Judgement

SHIPPED = Path(__file__).parent / "shipped"
"""The checker that comes with the package. Its card is beside it, the recipe that made it in `recipes/verifier`."""
MODEL, TOKENIZER, CARD = "checker.onnx", "tokenizer.json", "checker.json"
BATCH = 16
"""Pairs read at once, of like length. On two cores 16 is as fast as 32 and takes half of the memory."""


class EmbeddedChecker:
    """A checker of three files: `checker.onnx`, `tokenizer.json`, `checker.json`."""

    def __init__(self, folder: Path | None = None, threads: int | None = None) -> None:
        """Open the checker in `folder`, the shipped one for None.

        Raises:
            ModelMissing: a file is absent.
            ModelDamaged: a file is not what its card says, or cannot be read.
        """
        folder = folder or SHIPPED
        for name in (MODEL, TOKENIZER, CARD):
            if not (folder / name).is_file():
                raise ModelMissing(
                    f"{folder} is no checker: it has no {name}",
                    cure="Name a folder that `newswright train checker` made, in `folder` of [verify.checker].",
                )
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            digest = hashlib.sha256((folder / MODEL).read_bytes()).hexdigest()
            if card["sha256"] != digest:
                raise ModelDamaged(f"{folder / MODEL} is not the file that its card names", cure="Install it again.")
            runtime = _library()
            options = runtime.SessionOptions()
            options.intra_op_num_threads = threads or os.cpu_count() or 1
            options.log_severity_level = 3
            self._session: Any = runtime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            self._tokenizer.enable_truncation(int(card["max_tokens"]))
            self._tokenizer.no_padding()
        except ModelDamaged:
            raise
        except Exception as error:  # what the libraries raise is not documented
            raise ModelDamaged(f"The checker in {folder} cannot be read: {error}", cure="Install it again.") from error
        self.name = f"{card['name']} {digest[:12]}"
        self.calibration: Mapping[str, float] = card.get("calibration", {})

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge each (passage, sentence), in their order."""
        encoded = self._tokenizer.encode_batch(
            [(sentence[:LONGEST_SENTENCE], passage[:LONGEST_PASSAGE]) for passage, sentence in pairs]
        )
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
        found = [Judgement(0.0)] * len(encoded)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            size = max(len(encoded[at].ids) for at in some)
            ids, mask, kinds = (np.zeros((len(some), size), dtype=np.int64) for _ in range(3))
            for row, at in enumerate(some):
                length = len(encoded[at].ids)
                ids[row, :length] = encoded[at].ids
                kinds[row, :length] = marks(encoded[at].ids, encoded[at].type_ids)
                mask[row, :length] = 1
            logits = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": kinds})[0]
            for row, at in enumerate(some):
                found[at] = _judged(np.asarray(logits)[row, :, 0], encoded[at], pairs[at][1])
        return found


def _judged(logits: Any, encoded: Any, sentence: str) -> Judgement:
    """Judge a sentence by its worst token; the first token of all speaks for the sentence as a whole."""
    own = [at for at, part in enumerate(encoded.sequence_ids) if part == 0]
    values = logits[[0, *own]].astype(np.float64) / SHARP
    top = values.max()
    score = -float(SHARP * (top + np.log(np.exp(values - top).sum())))
    if not own:
        return Judgement(score)
    start, end = encoded.offsets[own[int(values[1:].argmax())]]
    while start and sentence[start - 1].isalnum():
        start -= 1
    while end < len(sentence) and sentence[end].isalnum():
        end += 1
    return Judgement(score, (start, end))


def _library() -> Any:
    """Import ONNX Runtime on first use, without the telemetry that it would begin with and keep files for."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime  # noqa: PLC0415

    return onnxruntime
