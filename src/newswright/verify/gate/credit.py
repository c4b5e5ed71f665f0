"""Credit: telling a sentence that only quotes an outlet from one that claims something itself."""

from __future__ import annotations

from collections.abc import Sequence

from newswright.text.quotes import outside_quotations, quotations


def credited(sentence: str, outlets: Sequence[str]) -> str:
    """Return the outlet whose words `sentence` is, where all of it is a quotation and "OUTLET reported"; else ""."""
    if not quotations(sentence):
        return ""
    rest = " ".join(outside_quotations(sentence).split()).strip(" ,.")
    return next((outlet for outlet in outlets if outlet and rest in _forms(" ".join(outlet.split()))), "")


def _forms(outlet: str) -> tuple[str, ...]:
    return f"{outlet} reported", f"{outlet} reported:", f"According to {outlet}", f"According to {outlet}:"
