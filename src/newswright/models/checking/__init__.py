"""Learned checkers behind one protocol: how likely does a passage support a sentence.

The embedded one is a small cross-encoder that comes with the package and runs without torch. A larger model can take
its place: any of Transformers' sequence classifiers, or a language model behind a server that is asked for yes or no.
"""

from newswright.models.checking.opening import open_checker, open_reader
from newswright.models.checking.options import CheckerOptions
from newswright.models.checking.protocol import Checker, Judgement

__all__ = ["Checker", "CheckerOptions", "Judgement", "open_checker", "open_reader"]
