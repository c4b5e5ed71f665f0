"""The curate stage: spikes what is no news of its own, with a reason, and groups the rest into stories.

It leaves the fetching to ingest, and what is said in a story to write.
"""

from newswright.curate.options import CurateOptions
from newswright.curate.rules import RULES
from newswright.curate.stage import Curated, curate

__all__ = ["RULES", "CurateOptions", "Curated", "curate"]
