"""What rules and learned checker say together: fits the weights of `verify.combination`, and where a text is flagged.

The weights are a logistic regression over held-out sentences, each set and label counting the same. The constant is
then moved to where whole texts are told apart best, for an editor is sent to a text, not to a sentence: at a cut that
is right for single sentences, one of four true sentences is flagged, and so is nearly every text.
"""

from __future__ import annotations

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from newswright.errors import MissingExtra, SetUnreadable
from newswright.models.checking.embedded import CARD, EmbeddedChecker
from newswright.models.checking.protocol import Checker
from newswright.progress import Progress, silent
from newswright.records import Gravity, digest
from newswright.train.checker.export import write_card
from newswright.verify.checks import CHECKS
from newswright.verify.claim import Claim
from newswright.verify.combination import FEATURES, features
from newswright.verify.examine import hits, judged
from newswright.verify.sources import Known, Source

SEED = 20261125
SIZE = 4
"""Sentences of a text that is put together where the pairs are single sentences."""
ALIKE = 0.02
"""Balanced accuracy by which two cuts cannot be told apart on a few hundred texts."""
PUT_TOGETHER = 4
"""Texts of either kind put together of one document's sentences."""


@dataclass(frozen=True)
class Case:
    """A sentence after the rules and the checker."""

    of: str
    """The set it comes from."""
    group: str
    """The text it stands in; "" for a sentence by itself."""
    document: str
    kind: str
    """What is wrong with it, in its set's own word."""
    label: int
    values: Mapping[str, float]
    faults: tuple[str, ...]
    """Checks that found a fault."""


def cases(rows: Iterable[Mapping[str, Any]], checker: Checker | None, progress: Progress = silent) -> list[Case]:
    """Run the rules and the checker over pairs, as verification does it; without a checker its logit is 0."""
    known: dict[str, Known] = {}
    read = []
    for row in rows:
        source = str(row.get("source") or row["passage"])
        key = str(row.get("document") or digest(source))
        if key not in known:
            known[key] = Known((Source("s", source),))
        context = str(row.get("context") or "")
        claim = Claim(str(row["claim"]), context, known[key].index.passage(str(row["claim"]), context))
        read.append((row, key, claim, list(hits(claim, known[key], CHECKS))))
    scores = [0.0] * len(read)
    if checker:
        scores = [one.score for one in judged([claim for _, _, claim, _ in read], checker, progress)]
    return [
        Case(
            of=str(row.get("of", "")),
            group=str(row.get("group", "")),
            document=key,
            kind=str(row.get("kind", "")),
            label=int(row["label"]),
            values=features(score, claim, found),
            faults=tuple(sorted({name for name, hit in found if hit.gravity is Gravity.FAULT})),
        )
        for (row, key, claim, found), score in zip(read, scores, strict=True)
    ]


@dataclass(frozen=True)
class Whole:
    """A text of several sentences; supported where all of them are."""

    of: str
    sentences: tuple[Case, ...]
    written: bool = False
    """Whether somebody wrote it so; else it was put together of single sentences."""

    @property
    def label(self) -> int:
        """1 where all sentences are supported."""
        return int(all(case.label for case in self.sentences))


def texts(found: Sequence[Case]) -> list[Whole]:
    """Return the texts that sentences stand in, and of single sentences texts put together: one wrong, or none."""
    groups: dict[tuple[str, str], list[Case]] = defaultdict(list)
    alone: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in found:
        groups[case.of, case.group].append(case)
    sized = {of for (of, group), some in groups.items() if group and len(some) > 1}
    made = [Whole(of, tuple(some), written=True) for (of, _), some in groups.items() if of in sized]
    for case in found:
        if case.of not in sized:
            alone[case.of, case.document].append(case)
    for (of, document), some in sorted(alone.items()):
        rng = random.Random(f"{SEED}{document}")  # noqa: S311 - no secret hangs on it
        good, bad = [case for case in some if case.label], [case for case in some if not case.label]
        if len(good) >= SIZE and bad:
            for _ in range(PUT_TOGETHER):
                made.append(Whole(of, tuple(rng.sample(good, SIZE))))
                made.append(Whole(of, (*rng.sample(good, SIZE - 1), rng.choice(bad))))
    return made


def fit(found: Sequence[Case]) -> dict[str, float]:
    """Return the weights, and the constant moved to where texts are told apart best."""
    try:
        linear: Any = import_module("sklearn.linear_model")
    except ImportError as error:
        raise MissingExtra(
            "Fitting a checker's weights needs scikit-learn.", cure="Install it: pip install 'newswright[train]'"
        ) from error
    counts = Counter((case.of, case.label) for case in found)
    model = linear.LogisticRegression(C=1.0, max_iter=2000)
    model.fit(
        [[case.values[name] for name in FEATURES] for case in found],
        [case.label for case in found],
        sample_weight=[len(found) / len(counts) / counts[case.of, case.label] for case in found],
    )
    by = {name: float(weight) for name, weight in zip(FEATURES, model.coef_[0], strict=True)}
    made = texts(found)
    whole = [text for text in made if text.written] or made  # what was written so says more than what is put together
    constant = float(model.intercept_[0])
    if len({text.label for text in whole}) > 1:
        constant = -_cut(whole, by)
    return {name: round(value, 4) for name, value in by.items()} | {"constant": round(constant, 4)}


def _cut(whole: Sequence[Whole], by: Mapping[str, float]) -> float:
    """Where the least supported sentence of a text decides best, by the mean of the sets' balanced accuracies.

    It is the middle of the cuts that are as good as the best one, since the best one alone is best by chance.
    """
    lowest = [
        -9e9 if any(case.faults for case in text.sentences) else min(_weighed(case, by) for case in text.sentences)
        for text in whole
    ]
    tried = sorted(value for value in lowest if value > -9e9)
    step = max(len(tried) // 200, 1)
    told = {cut: _told(whole, lowest, cut) for cut in tried[::step]}
    good = sorted(cut for cut, right in told.items() if right >= max(told.values()) - ALIKE)
    return (good[0] + good[-1]) / 2


def _weighed(case: Case, by: Mapping[str, float]) -> float:
    return sum(by[name] * case.values[name] for name in FEATURES)


def _told(whole: Sequence[Whole], lowest: Sequence[float], cut: float) -> float:
    right: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for text, value in zip(whole, lowest, strict=True):
        right[text.of, text.label].append((value >= cut) == bool(text.label))
    return sum(sum(some) / len(some) for some in right.values()) / len(right)


def fit_weights(checker: Checker | None, dev: Path, progress: Progress = silent) -> dict[str, float]:
    """Return the weights for a checker of any engine, or for the rules alone, fitted on the pairs of `dev`.

    Raises:
        SetUnreadable: `dev` cannot be read, or has no pairs of both labels.
        ModelError: or one of its kinds, where the checker cannot answer.
    """
    try:
        with dev.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        found = cases(rows, checker, progress)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SetUnreadable(
            f"{dev} holds no pairs: {error}", cure='A line is {"source": "...", "claim": "...", "label": 1}.'
        ) from None
    if len({case.label for case in found}) < 2:
        raise SetUnreadable(f"{dev} has no pairs of both labels", cure="Give some with label 0 and some with 1.")
    return fit(found)


def fit_checker(folder: Path, dev: Path, progress: Progress = silent) -> dict[str, float]:
    """Fit the weights for the embedded checker in `folder`, write them into its card, and return them.

    Raises:
        SetUnreadable: `dev` cannot be read, or has no pairs of both labels.
    """
    weights = fit_weights(EmbeddedChecker(folder), dev, progress)
    write_card(folder, json.loads((folder / CARD).read_text(encoding="utf-8")) | {"calibration": weights})
    return weights
