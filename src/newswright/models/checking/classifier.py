"""A sequence classifier of Transformers as checker: MiniCheck, FactCG, AlignScore and kin, or any NLI model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from newswright.errors import MissingExtra, ModelMissing, SettingsError
from newswright.models.checking.options import CheckerOptions
from newswright.models.checking.protocol import LONGEST_PASSAGE, LONGEST_SENTENCE, Judgement

BATCH = 8
_LABELS = ("entailment", "entailed", "supported", "support", "consistent", "true", "label_1")


class ClassifierChecker:
    """A checker that Transformers loads; it reads (passage, sentence), as such models are trained."""

    def __init__(self, options: CheckerOptions) -> None:
        """Load the model from `folder`, or by its name from the hub.

        Raises:
            MissingExtra: Transformers or torch are not installed.
            ModelMissing: there is no such model.
            SettingsError: neither folder nor name is set, or no label is called `entails`.
        """
        try:
            self._torch: Any = import_module("torch")
            transformers: Any = import_module("transformers")
        except ImportError as error:
            raise MissingExtra(
                "The checker engine “transformers” needs the extra “train”.",
                cure="Install it: pip install 'newswright[train]'",
            ) from error
        place = str(options.folder.expanduser()) if options.folder else options.name
        if not place:
            raise SettingsError(
                "The checker engine “transformers” needs a model.", cure="Set `folder` or `name` in [verify.checker]."
            )
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(place)
            self._model = transformers.AutoModelForSequenceClassification.from_pretrained(place).eval()
        except (OSError, ValueError) as error:
            raise ModelMissing(
                f"Transformers cannot load the checker {place}: {str(error).splitlines()[0]}",
                cure="Check `folder` or `name` in [verify.checker].",
            ) from error
        self._at = _supported(self._model.config, options.entails)
        self.name = place.rstrip("/").rpartition("/")[2]
        self.calibration: Mapping[str, float] = {}

    def judge(self, pairs: Sequence[tuple[str, str]]) -> list[Judgement]:
        """Judge each (passage, sentence), in their order."""
        found: list[float] = []
        for start in range(0, len(pairs), BATCH):
            some = pairs[start : start + BATCH]
            batch = self._tokenizer(
                [passage[:LONGEST_PASSAGE] for passage, _ in some],
                [sentence[:LONGEST_SENTENCE] for _, sentence in some],
                truncation="longest_first",
                max_length=512,
                padding=True,
                return_tensors="pt",
            )
            with self._torch.no_grad():
                logits = self._model(**batch).logits.float()
            if logits.shape[1] == 1:
                found += logits[:, 0].tolist()
                continue
            for chances in logits.softmax(dim=1)[:, self._at].tolist():
                sure = min(max(chances, 1e-6), 1 - 1e-6)
                found.append(math.log(sure / (1 - sure)))
        return [Judgement(score) for score in found]


def _supported(config: Any, wanted: str) -> int:
    labels = {str(label).lower(): int(at) for at, label in config.id2label.items()}
    if wanted:
        if wanted.lower() not in labels:
            raise SettingsError(
                f"The checker has no label “{wanted}”; it has {', '.join(labels)}.",
                cure="Set `entails` in [verify.checker] to the one that means supported.",
            )
        return labels[wanted.lower()]
    return next((labels[name] for name in _LABELS if name in labels), len(labels) - 1)
