"""The little words that hold a sentence together, by what they do."""

from __future__ import annotations

from newswright.text.words import stem

PREPOSITIONS = frozenset(
    "of in on at by for with from to into onto upon about above below under over between among through during before"
    " after against across along around behind beside beyond despite inside near off outside per past toward towards"
    " within without as than until since because if unless although while".split()
)
CONJUNCTIONS = frozenset("after before since until because while as than if unless although".split())
"""Those of them that also join clauses: the clause behind one may stand alone."""
JOINING = frozenset("when where who which that and but".split())
PASSIVE = frozenset("is are was were be been being".split())
PRONOUNS = frozenset("he she it they him her them his hers its their theirs who whom whose".split())
SAYING = frozenset(map(stem, "say tell announce warn add confirm".split()))
"""Verbs that stand before or behind what was said, with the speaker beside them, and mean the same."""
MEASURES = frozenset(map(stem, "second minute hour day week month year decade metre mile kilometre foot yard".split()))
"""Words that lean on what follows: "nine minutes after coming on" is no time once "after coming on" is gone."""
