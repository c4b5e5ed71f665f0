"""The checks of any text: each looks at one sentence and at what the sources say of the same, and names what is wrong.

They object only where they are sure: an editor who is sent to ten sentences of which nine are right stops looking. What
they cannot see (other words, a swapped role without names) is for the learned checker.
"""

from __future__ import annotations

from newswright.verify.checks.attribution import check_attribution
from newswright.verify.checks.dates import check_dates
from newswright.verify.checks.hedges import check_hedges
from newswright.verify.checks.names import check_names
from newswright.verify.checks.numbers import check_numbers
from newswright.verify.checks.quotations import check_quotations
from newswright.verify.checks.roles import check_roles
from newswright.verify.checks.superlatives import check_superlatives
from newswright.verify.claim import Check

CHECKS: dict[str, Check] = {
    "numbers": check_numbers,
    "names": check_names,
    "dates": check_dates,
    "quotations": check_quotations,
    "attribution": check_attribution,
    "hedges": check_hedges,
    "superlatives": check_superlatives,
    "roles": check_roles,
}
"""All checks of a sentence, in the order in which they are shown."""
