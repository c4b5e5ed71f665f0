"""Makes the pairs that the checker learns from and is judged on: a passage, a sentence, and whether it is supported.

`python recipes/verifier/pairs.py OUT [--data ../shared/data] [--claims recipes/verifier/claims]`. OUT gets
`train.jsonl`, `lessons.jsonl` (easy ones, for the first runs), `dev.jsonl` (thresholds are chosen on it) and
`test.jsonl` (reported, nothing is chosen on it). A document is in one of them with all that is said of it: six of ten
train, one is dev, three are test. WiCE comes split.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import inferences
from claims import read
from corrupt import changed, swapped

from newswright.instruct.building.spoil import Pool, spoil
from newswright.text.passages import Index, joined
from newswright.text.sentences import sentences
from newswright.text.words import content_stems

SEED = 20261125
_KINDS = ("number", "name", "date", "negation", "attribution", "hedge")


@dataclass(frozen=True)
class Pair:
    """One example."""

    passage: str
    claim: str
    label: int
    """1 where the passage supports the claim."""
    kind: str
    """What is wrong with it, in its set's own word; "" where nothing is."""
    of: str
    """The set it comes from."""
    document: str
    group: str
    """The response or summary that it is a sentence of."""
    spans: tuple[tuple[int, int], ...] = ()
    """Characters of the claim that are wrong, where that is known."""
    source: str = ""
    """The whole source, for the rules; only on the sides that are measured."""
    context: str = ""


def digest(text: str) -> str:
    """Return twelve hex digits that stand for a document."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def side(document: str) -> str:
    """Return the side of the split that a document is on."""
    place = int(document, 16) % 10
    return "train" if place < 6 else "dev" if place == 6 else "test"


def shown(index: Index, claim: str, context: str = "") -> str:
    """Return the passage for a claim as the checker reads it."""
    return joined(index.passage(claim, context))


def rows(path: Path) -> list[dict[str, Any]]:
    """Read JSONL."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compared(good: str, bad: str) -> Iterator[tuple[str, str, int]]:
    """Yield the sentences of an edited summary with the sentence before each: 0 where the original lacks it."""
    kept = {" ".join(s.text.split()).casefold() for s in sentences(good)}
    before = ""
    for sentence in sentences(bad):
        yield sentence.text, before, int(" ".join(sentence.text.split()).casefold() in kept)
        before = sentence.text


def nearest(bad: str, good: Sequence[str], least: float = 0.55) -> str:
    """Return the true sentence that `bad` was made of, "" where none is near enough."""

    def near(one: str) -> float:
        return SequenceMatcher(None, one.split(), bad.split(), autojunk=False).ratio()

    best = max(good, key=near, default="")
    return best if best and near(best) >= least else ""


def wrong_in(bad: str, good: Sequence[str], least: float = 0.55) -> tuple[tuple[int, int], ...]:
    """Return the wrong characters of a false sentence, () where it is not known which are."""
    of = nearest(bad, good, least)
    return changed(of, bad) if of else ()


def plain(summary: str) -> str:
    """Undo CNN/DM's tokens: "word . Next" -> "word. Next"."""
    text = re.sub(r" ([.,;:!?])(?=\s|$)", r"\1", summary.strip())
    return re.sub(r"\s+", " ", text)


def bump(folder: Path) -> Iterator[Pair]:
    """Reference summaries of CNN/DM and the same with one error."""
    for row in rows(folder / "support" / "bump.jsonl"):
        document, index = digest(row["article"]), Index([row["article"]])
        good, bad = plain(row["reference_summary"]), plain(row["edited_summary"])
        kind = row["error_type"].removesuffix(" Error").lower()
        if "click" in good.casefold():
            continue  # the page's own furniture
        for text, before, label in compared(good, good):
            pair = Pair(shown(index, text, before), text, label, "", "bump", document, f"bump-{row['id']}-good")
            yield replace(pair, source=row["article"], context=before)
        for text, before, label in compared(good, bad):
            pair = Pair(shown(index, text, before), text, label, "", "bump", document, f"bump-{row['id']}-bad")
            pair = replace(pair, source=row["article"], context=before)
            spans = () if label else wrong_in(text, [s.text for s in sentences(good)], 0.4)
            yield pair if label else replace(pair, kind=kind, spans=spans)


def summedits(folder: Path) -> Iterator[Pair]:
    """Summaries of talks, calls, meetings and mails, and edits of them that do or do not keep the facts."""
    for row in rows(folder / "support" / "summedits-not-news.jsonl"):
        document, index = digest(row["doc"]), Index([row["doc"]])
        whole = int(row["label"])
        for text, before, kept in compared(row["original_summary"], row["summary"]):
            label = 1 if kept else whole
            kind = "" if label else ", ".join(map(str, row["edit_types"] or ["unknown"]))
            pair = Pair(shown(index, text, before), text, label, kind, "summedits", document, f"summedits-{row['id']}")
            spans = () if label else wrong_in(text, [s.text for s in sentences(row["original_summary"])], 0.4)
            yield replace(pair, spans=spans, source=row["doc"], context=before)


def wice(folder: Path, part: str) -> Iterator[Pair]:
    """Claims of Wikipedia and the page that they cite."""
    for at, row in enumerate(rows(folder / "support" / f"wice-{part}.jsonl")):
        text = wice_text(row)
        label = int(row["label"] == "supported")
        kind = "" if label else row["label"].replace("_", " ")
        claim = row["claim"].replace("\xa0", " ")
        pair = Pair(shown(Index([text]), claim), claim, label, kind, f"wice-{part}", digest(text), f"wice-{part}-{at}")
        yield replace(pair, source=text)


def wice_text(row: dict[str, Any]) -> str:
    """Return the cited page of a row of WiCE, its sentences as paragraphs; some rows hold a Python list as text."""
    evidence = row["evidence"]
    return "\n\n".join(ast.literal_eval(evidence) if isinstance(evidence, str) else evidence)


def written(folder: Path) -> Iterator[Pair]:
    """The claims written for the project, about invented reports."""
    for path in sorted(folder.glob("*.txt")):
        for source in read(path):
            document = digest(source.text)
            index = Index([f"{source.date}\n\n{source.text}"])
            good = [claim.text for claim in source.claims if not claim.kind]
            for at, claim in enumerate(source.claims):
                spans = wrong_in(claim.text, good) if claim.kind else ()
                yield Pair(
                    shown(index, claim.text), claim.text, int(not claim.kind), claim.kind, "claims", document,
                    f"claims-{document}-{at}", spans, f"{source.date}\n\n{source.text}",
                )  # fmt: skip


def wikinews(folder: Path) -> Iterator[Pair]:
    """Sentences of Wikinews: as they stand, spoiled by code, and with their own place in the article taken out."""
    pool = Pool()
    for row in rows(folder / "wikinews" / "articles.jsonl"):
        rng = random.Random(f"{SEED}{row['id']}")
        text = "\n\n".join(row["paragraphs"])
        found = [s.text for s in sentences(text)]
        document, index = digest(text), Index([text])
        for at, sentence in enumerate(found):
            if not 8 <= len(sentence.split()) <= 50:
                continue
            group = ""  # variants of one sentence are no text
            passage = shown(index, sentence)
            if rng.random() < 0.25:
                yield Pair(passage, sentence, 1, "", "wikinews", document, group, (), text)
            for kind in rng.sample(_KINDS, 2):
                bad = spoil(sentence, rng, pool, known=text, kinds=[kind])
                if bad:
                    yield Pair(
                        passage, bad.text, 0, bad.kind, "wikinews", document, group, changed(sentence, bad.text), text
                    )
            if rng.random() < 0.3 and (other := swapped(sentence, (), rng)):
                yield Pair(passage, other, 0, "role", "wikinews", document, group, changed(sentence, other), text)
            if at > 3 and rng.random() < 0.12:
                rest = text.replace(sentence, "")
                passage = shown(Index([rest]), sentence)
                if _shared(sentence, passage) < 0.6:
                    yield Pair(passage, sentence, 0, "extra", "wikinews", document, group)
        pool.add(found)


def _shared(sentence: str, passage: str) -> float:
    mine, theirs = set(content_stems(sentence)), set(content_stems(passage))
    return len(mine & theirs) / max(len(mine), 1)


def lessons(folder: Path) -> Iterator[Pair]:
    """Passages in other words, which an earlier writer learnt from, and the same spoiled by code."""
    pool = Pool()
    for path in sorted(folder.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
            if len(lines) < 2:
                continue
            passage, document = lines[0], digest(lines[0])
            rng = random.Random(f"{SEED}{document}")
            said = rng.choice(lines[1:])
            if len(said.split()) < 6:
                continue
            yield Pair(passage, said, 1, "", "lessons", document, f"lessons-{document}")
            bad = spoil(said, rng, pool, known=passage, kinds=_KINDS)
            if bad:
                spans = changed(said, bad.text)
                yield Pair(passage, bad.text, 0, bad.kind, "lessons", document, f"lessons-{document}", spans)
            pool.add([passage])


def inferred(folder: Path, of: str) -> Iterator[Pair]:
    """The passages written for the project, with what follows from each and what does not; `of` names the set."""
    for path in sorted(folder.glob("*.txt")):
        for source in inferences.read(path):
            document = digest(source.text)
            good = [claim.text for claim in source.claims if not claim.kind]
            for at, claim in enumerate(source.claims):
                spans = wrong_in(claim.text, good) if claim.kind else ()
                yield Pair(
                    source.text, claim.text, int(not claim.kind), claim.kind, of, document,
                    f"{of}-{document}-{at}", spans, source.text,
                )  # fmt: skip


def strays(pairs: Sequence[Pair], share: float = 0.07) -> Iterator[Pair]:
    """True sentences beside a passage of another document of their set: nothing near them says that they are foreign.

    Without them the checker only ever reads sentences that are near their passage, and lets others through.
    """
    sets: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.label:
            sets.setdefault(pair.of, []).append(pair)
    for of, some in sets.items():
        rng = random.Random(f"{SEED}{of}")
        for pair in rng.sample(some, int(share * len(some))):
            other = rng.choice(some)
            if other.document != pair.document:
                yield replace(pair, claim=other.claim, label=0, kind="other", group="", spans=(), source="", context="")


def split(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Lay out the pairs by side; WiCE has its own split, what was written by code only trains."""
    sides: dict[str, list[Pair]] = {"train": [], "lessons": [], "dev": [], "test": []}
    seen: set[tuple[str, str]] = set()
    for pair in pairs:
        if not pair.passage:
            continue  # no word is shared: nothing to read, and verification does not ask the checker then
        where = side(pair.document)
        key = pair.document, pair.claim
        if key in seen and (
            where == "train" or pair.of not in {"bump", "summedits"}
        ):  # summaries that are judged stay whole
            continue
        seen.add(key)
        if pair.of.startswith("wice"):
            where = "test" if pair.of == "wice-test" else "dev" if where == "dev" else "train"
        elif pair.of == "lessons":
            where = "lessons"
        elif pair.of in {"claims", "inferences", "summaries"}:
            where = {0: "dev", 1: "dev", 2: "test", 3: "test"}.get(int(pair.document, 16) % 20, "train")
        sides[where].append(pair)
    sides["train"] += strays(sides["train"])
    return sides


def main() -> None:
    """Write the three files and say what is in them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--claims", type=Path, default=Path("recipes/verifier/claims"))
    parser.add_argument("--inferences", type=Path, default=Path("recipes/verifier/inferences"))
    parser.add_argument("--summaries", type=Path, default=Path("recipes/verifier/summaries"))
    parser.add_argument("--lessons", type=Path, default=Path("recipes/verifier/lessons"))
    asked = parser.parse_args()
    made: list[Pair] = []
    for source in (
        bump(asked.data), summedits(asked.data), wice(asked.data, "dev"), wice(asked.data, "test"),
        written(asked.claims), inferred(asked.inferences, "inferences"), inferred(asked.summaries, "summaries"),
        wikinews(asked.data), lessons(asked.lessons),
    ):  # fmt: skip
        made.extend(source)
    asked.out.mkdir(parents=True, exist_ok=True)
    for where, pairs in split(made).items():
        with (asked.out / f"{where}.jsonl").open("w", encoding="utf-8") as out:
            kept = pairs if where in {"dev", "test"} else [replace(pair, source="") for pair in pairs]
            out.writelines(json.dumps(asdict(pair), ensure_ascii=False) + "\n" for pair in kept)
        print(where, len(pairs), dict(sorted(Counter((pair.of, pair.label) for pair in pairs).items())))


if __name__ == "__main__":
    main()
