"""Attribution: who says so is who said so, and what a source only alleges stays alleged.

Looked at only where one piece of a source says nearly the same as the sentence. It is a doubt, no fault: of 58
allegations that had lost their "claimed" in the summaries of CNN/DM and in claims written for the project, the
annotators let 42 pass. An editor may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswright.records import Gravity
from newswright.text.fold import fold
from newswright.text.quotes import outside_quotations, quotations
from newswright.verify.checks.speakers import sayer
from newswright.verify.checks.tables import pattern
from newswright.verify.claim import Claim, Hit, short
from newswright.verify.sources import Known, plain_word

_OTHERWISE = re.compile(
    r"\b(?:not|never|nobody|no one)(?: \w+)? (?:suspected|accused|claimed|alleged)"
    r"|\bdenied (?:him|her|it|them|us|me)\b",
    re.IGNORECASE,
)
"""What alleges nothing: "is not suspected", "a save denied him a goal"."""


def check_attribution(claim: Claim, known: Known) -> Iterator[Hit]:  # noqa: ARG001 - one form for all checks
    """Compare who says so, and look for a lost "alleged", between the sentence and the piece that says the same."""
    twin = claim.twin
    if twin is None or claim.title:
        return
    quoted = bool(quotations(claim.text))  # then `quotations` asks who said it
    mine, theirs = ((), ()) if quoted else (sayer(claim.text), sayer(twin.text))
    if mine and theirs and not _shared(mine, theirs) and mine[-1] not in plain_word(fold(twin.text)):
        said, by = (" ".join(part.title() for part in name) for name in (theirs, mine))
        yield Hit(f"the source has this from {said}, not from {by}", 0, len(claim.text), contradicts=True)
        return
    if pattern("keeping").search(claim.own) or pattern("wary").search(claim.own):
        return
    own = outside_quotations(twin.text)
    alleged = pattern("alleging").search(own)
    if alleged and not _OTHERWISE.search(own):
        detail = f"the source only says so with “{alleged.group()}”: “{short(twin.text)}”"
        yield Hit(detail, 0, len(claim.text), Gravity.DOUBT, contradicts=True)


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    return bool(set(mine) & set(theirs)) or any(a.startswith(b) or b.startswith(a) for a in mine for b in theirs)
