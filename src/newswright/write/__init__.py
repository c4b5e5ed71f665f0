"""Write: from a story's evidence to an article of checked sentences, or a refusal.

`brief` chooses the evidence, `write` turns it into an article with a language model and a check that the caller hands
in. The stage knows nothing of how a sentence is checked beyond the verdict.
"""

from newswright.write.article import article_id, refuse, write
from newswright.write.asking import Asking, by_examples, by_lessons
from newswright.write.evidence import brief
from newswright.write.options import WriteOptions
from newswright.write.sentence import CheckSentence

__all__ = [
    "Asking",
    "CheckSentence",
    "WriteOptions",
    "article_id",
    "brief",
    "by_examples",
    "by_lessons",
    "refuse",
    "write",
]
