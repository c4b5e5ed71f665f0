"""A stored article held against the stored items again: every passage to the letter, every sentence by every check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from newswright.records import Article, Evidence, Headline, Recheck, Sentence, Verdict, WireItem
from newswright.text.credits import credit, uncredited
from newswright.verify.gate.credit import has_figure

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
    figure = uncredited(part.text, [piece.source for piece in part.evidence]).figure
    if figure and not any(has_figure(piece.text, figure) for piece in part.evidence[1:]):
        yield f"“{part.text}” gives a figure, “{figure}”, that its second source does not have"
    verdict = check(part.text, part.evidence) if part.together else check(_of_first(part), part.evidence[:1])
    if not verdict.supported:
        yield f"“{part.text}” is {verdict.label}: {'; '.join(verdict.reasons)}"


def _of_first(part: Sentence | Headline) -> str:
    """Return the sentence as the first piece of its evidence has it, which each further piece supports by itself.

    A figure that another outlet has otherwise is the second piece's, and checked with it when the sentence is written.
    """
    outlets = [piece.source for piece in part.evidence]
    if len(outlets) == 1:
        return part.text
    said = uncredited(part.text, outlets)
    return credit(said.body, outlets[:1]) if said.outlets else part.text
