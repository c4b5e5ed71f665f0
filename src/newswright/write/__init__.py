"""Write: from a story's evidence to an article of checked sentences, or a refusal.

`brief` chooses the evidence, `write` turns it into an article with a language model and a check that the caller hands
in. The stage knows nothing of how a sentence is checked beyond the verdict.
"""

from newswright.write.article import article_id, refuse, write
from newswright.write.asking import Asking, by_examples, by_lessons
from newswright.write.evidence import brief
from newswright.write.formats import formats
from newswright.write.options import BulkOptions, WriteOptions
from newswright.write.rewrite import headlines, section_angle, shortened
from newswright.write.sentence import CheckSentence

FORMATS = tuple(formats())
"""The kinds of article."""

__all__ = [
    "FORMATS",
    "Asking",
    "BulkOptions",
    "CheckSentence",
    "WriteOptions",
    "article_id",
    "brief",
    "by_examples",
    "by_lessons",
    "headlines",
    "refuse",
    "section_angle",
    "shortened",
    "write",
]
