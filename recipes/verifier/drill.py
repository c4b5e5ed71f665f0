"""Makes the drill: pairs of two or three sentences of a document and one of them, put otherwise or made false by code.

`python recipes/verifier/drill.py OUT [--data ...] [--claims ...]`. Only documents of the training side of `pairs.py`.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from claims import read
from corrupt import false_of, true_of
from pairs import SEED, digest, rows, shown, side, wice_text

from newswright.instruct.building.spoil import Pool
from newswright.text.passages import Index
from newswright.text.sentences import sentences


def documents(data: Path, claims: Path) -> Iterator[str]:
    """Yield the texts of the training side, each once."""
    seen = set()
    texts: Iterator[str] = iter(())
    found = [row["article"] for row in rows(data / "support" / "bump.jsonl")]
    found += [row["doc"] for row in rows(data / "support" / "summedits-not-news.jsonl")]
    found += [wice_text(row) for row in rows(data / "support" / "wice-dev.jsonl")]
    found += ["\n\n".join(row["paragraphs"]) for row in rows(data / "wikinews" / "articles.jsonl")]
    found += [source.text for path in sorted(claims.glob("*.txt")) for source in read(path)]
    texts = iter(found)
    for text in texts:
        if (key := digest(text)) not in seen and side(key) == "train":
            seen.add(key)
            yield text


def pairs(texts: Iterator[str], most: int, *, found_again: bool = False) -> Iterator[dict[str, object]]:
    """Yield one true and one false sentence about most sentences of each text, `most` sentences of a text at most.

    The passage is the sentence with its neighbours; or, `found_again`, what verification lays beside the sentence.
    """
    pool = Pool()
    for text in texts:
        rng = random.Random(f"{SEED}{digest(text)}{found_again or ''}")
        index = Index([text]) if found_again else None
        found = [s.text for s in sentences(text) if 7 <= len(s.text.split()) <= 45 and s.text.isprintable()]
        places = list(range(len(found)))
        rng.shuffle(places)
        for at in places[:most]:
            near = [found[place] for place in (at - 1, at + 1, at + 2) if 0 <= place < len(found)]
            beside = sorted({at, rng.choice([at, max(at - 1, 0)]), min(at + rng.choice([0, 1]), len(found) - 1)})
            passage = " ".join(found[place] for place in beside)
            good = true_of(found[at], [found[place] for place in beside if place != at], rng)
            kind, bad, spans = false_of(found[at], near, rng, pool)
            if good:
                passage = (shown(index, good) or passage) if index else passage
                yield {"passage": passage, "claim": good, "label": 1, "kind": "", "of": "drill"}
            if bad and spans:
                passage = (shown(index, bad) or passage) if index else passage
                yield {"passage": passage, "claim": bad, "label": 0, "kind": kind, "of": "drill", "spans": spans}
        pool.add(found)


def main() -> None:
    """Write the drill and say what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--claims", type=Path, default=Path("recipes/verifier/claims"))
    parser.add_argument("--most", type=int, default=30)
    parser.add_argument("--found-again", action="store_true", help="Passages as verification finds them.")
    asked = parser.parse_args()
    made = list(pairs(documents(asked.data, asked.claims), asked.most, found_again=asked.found_again))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    with asked.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(pair, ensure_ascii=False) + "\n" for pair in made)
    print(len(made), dict(Counter(str(pair["kind"]) for pair in made)))


if __name__ == "__main__":
    main()
