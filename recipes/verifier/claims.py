"""Reads the claims that the checker learns from, and says what is wrong with the way they are written.

`python recipes/verifier/claims.py FILE ...` prints faults and counts. The form of a file is in this folder's README.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from newswright.text.quotes import quotations, same_words

KINDS = frozenset(
    "number date place name role negation hedge attribution quote superlative cause extra predicate mix scope".split()
)
"""What can be wrong with a claim, as the README explains it."""


@dataclass(frozen=True)
class Claim:
    """One sentence about a source; `kind` is "" where the source supports it."""

    text: str
    kind: str


@dataclass(frozen=True)
class Source:
    """An invented report and what is claimed of it."""

    slug: str
    date: str
    outlet: str
    text: str
    claims: tuple[Claim, ...]


def read(path: Path) -> Iterator[Source]:
    """Yield the sources of a file; raise ValueError, naming the source, where the form is broken."""
    for block in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        slug, _, rest = block.partition("\n")
        body, mark, claims = rest.partition("\n---\n")
        head, _, text = body.strip().partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        if not mark or not text or set(fields) != {"date", "outlet"}:
            raise ValueError(f"{path.name}: {slug}: date and outlet, an empty line, the text, then a line of ---")
        yield Source(slug.strip(), fields["date"], fields["outlet"], text.strip(), tuple(claims_of(claims, slug)))


def claims_of(lines: str, slug: str) -> Iterator[Claim]:
    """Yield the claims of some lines; raise ValueError, naming `slug`, where one has no such form."""
    for line in lines.splitlines():
        if not line.strip():
            continue
        if line.startswith("+ "):
            yield Claim(line[2:].strip(), "")
            continue
        kind, bar, text = line.removeprefix("- ").partition(" | ")
        if not line.startswith("- ") or not bar or kind not in KINDS:
            raise ValueError(f"{slug}: neither “+ sentence” nor “- kind | sentence” with a known kind: {line[:80]}")
        yield Claim(text.strip(), kind)


def faults(source: Source) -> Iterator[str]:
    """Yield what code can see to be wrong with a source's claims."""
    seen = set()
    for claim in source.claims:
        if claim.text in seen:
            yield f"twice: {claim.text}"
        seen.add(claim.text)
        if len(claim.text.split()) < 5:
            yield f"under five words: {claim.text}"
        if claim.text in source.text and not claim.kind:
            yield f"copied from the source whole: {claim.text}"
        if claim.text in source.text and claim.kind:
            yield f"in the source word for word, called {claim.kind}: {claim.text}"
        if not claim.kind:
            for quotation in quotations(claim.text):
                if not same_words(quotation.text, source.text):
                    yield f"no quotation of the source's, called supported: {quotation.text}"
    good = sum(not claim.kind for claim in source.claims)
    if good < 4 or len(source.claims) - good < 4:
        yield f"{good} supported and {len(source.claims) - good} not: at least four of each"


def main() -> None:
    """Print the faults and the counts of each file named."""
    for name in sys.argv[1:]:
        sources = list(read(Path(name)))
        for source in sources:
            for fault in faults(source):
                print(f"{source.slug}: {fault}")
        claims = [claim for source in sources for claim in source.claims]
        kinds = Counter(claim.kind or "supported" for claim in claims)
        good = [len(claim.text.split()) for claim in claims if not claim.kind]
        bad = [len(claim.text.split()) for claim in claims if claim.kind]
        means = f"{sum(good) / max(len(good), 1):.1f} supported, {sum(bad) / max(len(bad), 1):.1f} not"
        print(f"{name}: {len(sources)} sources, words a claim {means}; {dict(kinds)}")


if __name__ == "__main__":
    main()
