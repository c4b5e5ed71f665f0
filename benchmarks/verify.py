"""What verification sees, on the test sides of the support sets; and how fast it is.

`python benchmarks/verify.py [--data ../shared/data] [--checker FOLDER] [--out docs/verify]`. Prints the tables, and
writes them with a picture into OUT. Test documents are in no training set and chose no threshold
(`recipes/verifier/pairs.py`). Intervals are 95%, by resampling documents. "Flag" is the positive class: a flag is right
where the sentence is unsupported.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from newswright.calibration import Case, cases, texts
from newswright.models.checking.embedded import EmbeddedChecker
from newswright.verify import Source, Text, VerifyOptions, verify
from newswright.verify.combination import Weights

SETS = ("bump", "summedits", "wice-test", "claims", "inferences", "summaries", "wikinews")
ROUNDS = 300
Method = Callable[[Case], float]
"""How much speaks for a sentence; what is under 0.5 is flagged."""


def balanced(labels: np.ndarray, flags: np.ndarray) -> float:
    """Mean of the shares of supported ones passed and unsupported ones flagged."""
    return float((np.mean(~flags[labels == 1]) + np.mean(flags[labels == 0])) / 2)


def interval(documents: np.ndarray, value: Callable[[np.ndarray], float]) -> tuple[float, float]:
    """Return the middle 95% of a figure when documents are drawn anew."""
    rng = np.random.default_rng(1)
    places: dict[str, list[int]] = defaultdict(list)
    for at, document in enumerate(documents):
        places[document].append(at)
    names = list(places)
    found = []
    for _ in range(ROUNDS):
        drawn = [at for name in rng.choice(len(names), len(names)) for at in places[names[name]]]
        figure = value(np.array(drawn))
        if not np.isnan(figure):
            found.append(figure)
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def row(name: str, found: Sequence[Case], support: Sequence[float]) -> dict[str, object]:
    """Return the figures of one method on one set."""
    labels = np.array([case.label for case in found])
    scores = np.array(support)
    flags = scores < 0.5
    documents = np.array([case.document for case in found])
    low, high = interval(documents, lambda at: balanced(labels[at], flags[at]) if len(set(labels[at])) > 1 else np.nan)
    right = int(np.sum(flags & (labels == 0)))
    return {
        "method": name,
        "rows": len(found),
        "unsupported": int(np.sum(labels == 0)),
        "balanced accuracy": balanced(labels, flags),
        "low": low,
        "high": high,
        "AUROC": float(roc_auc_score(labels, scores)),
        "flagged": float(np.mean(flags)),
        "precision": right / max(int(np.sum(flags)), 1),
        "recall": right / max(int(np.sum(labels == 0)), 1),
    }


def methods(weights: Weights) -> dict[str, Method]:
    """The methods that are compared."""
    return {
        "shared words": lambda case: 1.0 - case.values["novel"] / (2 * OVERLAP),
        "rules alone": lambda case: 0.0 if case.faults else 1.0,
        "checker alone": lambda case: 1 / (1 + np.exp(-case.values["score"])),
        "both": lambda case: 0.0 if case.faults else weights.support(case.values),
    }


OVERLAP = 0.25
"""Share of content words that the passage lacks from which the baseline flags: the best on the dev side."""


def quality(found: Sequence[Case], weights: Weights) -> list[str]:
    """Return the tables of what is seen, as lines of Markdown."""
    lines = ["| set | method | sentences | unsupported | balanced accuracy | AUROC | flagged | precision | recall |"]
    lines += ["|---|---|--:|--:|--:|--:|--:|--:|--:|"]
    for of in SETS:
        some = _unique([case for case in found if case.of == of])
        if len({case.label for case in some}) < 2:
            continue
        for name, method in methods(weights).items():
            got = row(name, some, [method(case) for case in some])
            lines.append(
                f"| {of} | {name} | {got['rows']} | {got['unsupported']} | {got['balanced accuracy']:.1%}"
                f" ({got['low']:.1%} to {got['high']:.1%}) | {got['AUROC']:.3f} | {got['flagged']:.0%} |"
                f" {got['precision']:.0%} | {got['recall']:.0%} |"
            )
    return lines


def _unique(found: Sequence[Case]) -> list[Case]:
    """The same sentence of the same document once: edited summaries repeat their other sentences."""
    seen: dict[tuple[str, str, int], Case] = {}
    for case in found:
        seen.setdefault((case.document, json.dumps(case.values, sort_keys=True), case.label), case)
    return list(seen.values())


def whole(found: Sequence[Case], weights: Weights) -> list[str]:
    """Return the table of whole texts: flagged where one sentence is."""
    lines = ["| texts | method | number | balanced accuracy | F1 of flags | flagged |", "|---|---|--:|--:|--:|--:|"]
    made = texts(found)
    for of in dict.fromkeys(text.of for text in made):
        some = [text for text in made if text.of == of]
        labels = np.array([text.label for text in some])
        if len(set(labels)) < 2:
            continue
        for name, method in methods(weights).items():
            flags = np.array([min(method(case) for case in text.sentences) < 0.5 for text in some])
            right = np.sum(flags & (labels == 0))
            f1 = 2 * right / max(np.sum(flags) + np.sum(labels == 0), 1)
            lines.append(
                f"| {of} | {name} | {len(some)} | {balanced(labels, flags):.1%} | {f1:.2f} | {np.mean(flags):.0%} |"
            )
    return lines


def kinds(found: Sequence[Case], weights: Weights) -> list[str]:
    """Return the table of which errors are seen."""
    lines = ["| set | error | sentences | rules | checker | both |", "|---|---|--:|--:|--:|--:|"]
    compared = methods(weights)
    for of in SETS:
        some = [case for case in found if case.of == of and not case.label]
        for kind in sorted({case.kind for case in some}, key=lambda k: -sum(case.kind == k for case in some))[:15]:
            bad = [case for case in some if case.kind == kind]
            if len(bad) < 10:
                continue
            seen = [
                np.mean([compared[name](case) < 0.5 for case in bad])
                for name in ("rules alone", "checker alone", "both")
            ]
            lines.append(f"| {of} | {kind} | {len(bad)} | {seen[0]:.0%} | {seen[1]:.0%} | {seen[2]:.0%} |")
    return lines


def rules(found: Sequence[Case]) -> list[str]:
    """Return the table of how often each rule's finding is right."""
    lines = ["| check | findings | right |", "|---|--:|--:|"]
    unique = _unique(found)
    for name in sorted({name for case in unique for name in case.faults}):
        hit = [case for case in unique if name in case.faults]
        lines.append(f"| {name} | {len(hit)} | {np.mean([not case.label for case in hit]):.0%} |")
    hit = [case for case in unique if case.faults]
    lines.append(f"| any | {len(hit)} | {np.mean([not case.label for case in hit]):.0%} |")
    return lines


def speed(data: Path) -> list[str]:
    """Return the table of speed: sentences a second, an article with five sources, growth with length."""
    with (data / "wikinews" / "articles.jsonl").open(encoding="utf-8") as rows:
        articles = ["\n\n".join(json.loads(line)["paragraphs"]) for line in rows]
    articles = [text for text in articles if len(text.split()) > 250]
    plain = VerifyOptions(skip=("entailment",))
    lines = ["| what | rules | with the checker |", "|---|--:|--:|"]
    verify("A warm start.", ["A warm start."])
    body = " ".join(" ".join(text.split()[:120]) + "." for text in articles[:40])
    cells = []
    for options in (plain, VerifyOptions()):
        start = time.perf_counter()
        found = verify(body, articles[:5], options)
        cells.append(f"{len(found.sentences) / (time.perf_counter() - start):.0f}")
    lines.append(f"| sentences a second ({len(found.sentences)} sentences, 5 sources) | {cells[0]} | {cells[1]} |")
    short = Text(" ".join(s.text for s in found.sentences[:20]))
    cells = []
    for options in (plain, VerifyOptions()):
        start = time.perf_counter()
        verify(short, articles[:5], options)
        cells.append(f"{time.perf_counter() - start:.2f} s")
    lines.append(f"| an article of 20 sentences with 5 sources | {cells[0]} | {cells[1]} |")
    for times in (1, 2, 4, 8):
        cells = []
        for options in (plain, VerifyOptions()):
            start = time.perf_counter()
            verify(short, [Source(f"s{at}", text) for at, text in enumerate(articles[: 5 * times])], options)
            cells.append(f"{time.perf_counter() - start:.2f} s")
        lines.append(f"| the same with {5 * times} sources | {cells[0]} | {cells[1]} |")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines.append(f"| peak memory, with scikit-learn | | {peak:.0f} MB |")
    return lines


def picture(found: Sequence[Case], weights: Weights, path: Path) -> None:
    """Draw the receiver operating curves of the three methods on each set."""
    import matplotlib as mpl  # noqa: PLC0415

    mpl.use("svg")
    import matplotlib.pyplot as plt  # noqa: PLC0415
    from sklearn.metrics import roc_curve  # noqa: PLC0415

    present = [of for of in SETS if len({case.label for case in found if case.of == of}) == 2]
    figure, axes = plt.subplots(1, len(present), figsize=(3.1 * len(present), 3.3), sharey=True)
    for axis, of in zip(np.atleast_1d(axes), present, strict=True):
        some = _unique([case for case in found if case.of == of])
        labels = [1 - case.label for case in some]
        for name, style in (("shared words", ":"), ("checker alone", "--"), ("both", "-")):
            method = methods(weights)[name]
            wrong, right, _ = roc_curve(labels, [1 - method(case) for case in some])
            axis.plot(wrong, right, style, label=name)
        axis.plot([0, 1], [0, 1], color="0.8", linewidth=0.8, zorder=0)
        axis.set_title(of, fontsize=10)
        axis.set_xlabel("supported ones flagged")
    np.atleast_1d(axes)[0].set_ylabel("unsupported ones flagged")
    np.atleast_1d(axes)[0].legend(fontsize=8, frameon=False, loc="lower right")
    figure.tight_layout()
    figure.savefig(path, dpi=140)


def main() -> None:
    """Measure, print, and write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, default=Path("build/pairs/test.jsonl"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--checker", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--no-speed", action="store_true")
    asked = parser.parse_args()
    fast = [] if asked.no_speed else speed(asked.data)  # first, for the peak of memory is the whole process's
    checker = EmbeddedChecker(asked.checker)
    with asked.pairs.open(encoding="utf-8") as lines:
        found = cases([json.loads(line) for line in lines], checker)
    weights = Weights.of(checker.calibration)
    print(f"Checker: {checker.name}\n")
    for part in (quality(found, weights), whole(found, weights), rules(found), kinds(found, weights)):
        print("\n".join(part) + "\n")
    print("\n".join(fast))
    if asked.plot:
        picture(found, weights, asked.plot)


if __name__ == "__main__":
    main()
