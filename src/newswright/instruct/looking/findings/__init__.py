"""What the doctor can find: one small function for what shows in a row, one watcher for what shows in many.

Rules are listed in the order in which they are applied. A fault of a row is a function in `structure`, `wording` or
`origin`; what needs many rows is a watcher in `copying`, `pairs`, `repeats`, `mixture`, `tokens` or `across`.
"""

from __future__ import annotations

from newswright.instruct.looking.findings import across, copying, mixture, pairs, repeats, tokens
from newswright.instruct.looking.findings.fault import Fault, Level, Look, Rule, Watcher
from newswright.instruct.looking.findings.known import Known
from newswright.instruct.looking.findings.origin import ORIGIN
from newswright.instruct.looking.findings.structure import STRUCTURE
from newswright.instruct.looking.findings.tally import Example, Finding, Tally
from newswright.instruct.looking.findings.wording import WORDING

__all__ = [
    "BAD_ROWS",
    "FAULTS",
    "NOTHING",
    "RULES",
    "Example",
    "Fault",
    "Finding",
    "Known",
    "Level",
    "Look",
    "Tally",
    "Watcher",
]

BAD_ROWS = Fault("bad rows", Level.WARNS, "Rows that cannot be read: they are left out.", spoils_from=0.1)
NOTHING = Fault("nothing to train on", Level.SPOILS, "No row of the set can be read.")
RULES: tuple[Rule, ...] = (*STRUCTURE, *WORDING, *ORIGIN)
"""Everything that shows in one row."""
FAULTS: dict[str, Fault] = {
    fault.name: fault
    for fault in (
        BAD_ROWS,
        NOTHING,
        *(rule.fault for rule in RULES),
        *(copying.COPIED, copying.REPEATED),
        *(pairs.SAME, pairs.LENGTH),
        *(repeats.AGAIN, repeats.ANSWER, repeats.ONE_FOR_MANY, repeats.CONTRADICTED),
        *(mixture.CUT_OFF, mixture.MIXED, mixture.UNEVEN, mixture.DERIVED),
        *(tokens.NO_END, tokens.DOUBLED, tokens.FILLED, tokens.TOO_LONG, tokens.UNFIT, tokens.NAIVE, tokens.SHORTENED),
        *(tokens.FOREIGN, tokens.MISSING, tokens.CONTEXT),
        *(across.NEAR, across.BOTH_SIDES, across.LEAKED, across.LATER, across.UNDATED_LATER),
    )
}
"""Every fault by its name."""
