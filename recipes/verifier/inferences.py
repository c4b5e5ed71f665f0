"""Reads the short passages that the checker first learns entailment from, and says what is wrong with their form.

`python recipes/verifier/inferences.py FILE ...` prints faults and counts. The form is in this folder's README.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from claims import Claim, Source, claims_of


def read(path: Path) -> Iterator[Source]:
    """Yield the passages of a file with what is said of each."""
    for number, block in enumerate(re.split(r"^= ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:], 1):
        passage, _, rest = block.strip().partition("\n")
        yield Source(f"{path.stem}-{number}", "", "", passage.strip(), tuple(claims_of(rest, f"{path.name}, {number}")))


def main() -> None:
    """Print the faults and the counts of each file named."""
    for name in sys.argv[1:]:
        found = list(read(Path(name)))
        said: list[Claim] = [claim for source in found for claim in source.claims]
        for source in found:
            if len({bool(claim.kind) for claim in source.claims}) < 2:
                print(f"{source.slug}: needs both kinds of sentences")
        print(f"{name}: {len(found)} passages, {dict(Counter(claim.kind or 'supported' for claim in said))}")


if __name__ == "__main__":
    main()
