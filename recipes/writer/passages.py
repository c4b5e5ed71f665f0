"""Cuts articles into passages of one sentence, in an order drawn by seed, without the stories of held-out sets.

`python recipes/writer/passages.py ARTICLES.jsonl --without SET ... --out FILE`.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from newswright.text.sentences import sentences

WORDS = (8, 50)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--without", type=Path, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    held = {json.loads(line)["story"] for path in given.without for line in path.read_text("utf-8").splitlines()}
    found = []
    for line in given.articles.read_text("utf-8").splitlines():
        article = json.loads(line)
        if article["id"] not in held:
            texts = (piece.text.strip() for paragraph in article["paragraphs"] for piece in sentences(paragraph))
            found += [text for text in texts if WORDS[0] <= len(text.split()) <= WORDS[1] and not text[0].islower()]
    passages = list(dict.fromkeys(found))
    random.Random(5).shuffle(passages)
    given.out.write_text(
        "".join(json.dumps({"passage": text}, ensure_ascii=False) + "\n" for text in passages), "utf-8"
    )
    print(f"{len(passages)} passages")


if __name__ == "__main__":
    main()
