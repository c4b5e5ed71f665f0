"""A stored article held against the stored items again: every passage to the letter, every sentence by every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from newswright.records import Article, Evidence, Headline, Recheck, Sentence, Verdict, WireItem

CheckSentence = Callable[[str, Sequence[Evidence]], Verdict]


def recheck(copy: Article, items: Mapping[str, WireItem], check: CheckSentence) -> Recheck:
    """Return what of `copy` no longer holds; `items` are the stored items by id, `check` the verifier as it is set."""
    parts: list[Sentence | Headline] = [*([copy.title] if copy.title else []), *copy.sentences]
    faults = [fault for part in parts for fault in _faults(part, items, check)]
    return Recheck(article=copy.id, headline=copy.headline, faults=tuple(faults), sentences=len(copy.sentences))


def _faults(part: Sentence | Headline, items: Mapping[str, WireItem], check: CheckSentence) -> Iterator[str]:
    for piece in part.evidence:
        item = items.get(piece.item)
        if item is None:
            yield f"“{part.text}” cites {piece.item}, which is not in the archive"
        elif item.text[piece.start : piece.end] != piece.text:
            yield f"“{part.text}” cites words that {piece.item} does not have at {piece.start}-{piece.end}"
    # Each further piece of evidence supports the sentence by itself, so the first decides.
    verdict = check(part.text, part.evidence[:1])
    if not verdict.supported:
        yield f"“{part.text}” is {verdict.label}: {'; '.join(verdict.reasons)}"
