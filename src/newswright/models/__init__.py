"""Language models behind one protocol: embedded (llama.cpp), Transformers, an OpenAI-compatible server, an echo.

A writer hands over requests and gets replies; which engine answers is a setting. What to ask for, and whether an answer
may be used, is not decided here.
"""

from newswright.models.catalogue import ModelEntry, catalogue
from newswright.models.checking import Checker, CheckerOptions, Judgement, open_checker
from newswright.models.fetch import fetch
from newswright.models.opening import name_of, open_model
from newswright.models.options import ModelOptions
from newswright.models.protocol import LanguageModel, Reply, Request, Streams
from newswright.progress import Progress

__all__ = [
    "Checker",
    "CheckerOptions",
    "Judgement",
    "LanguageModel",
    "ModelEntry",
    "ModelOptions",
    "Progress",
    "Reply",
    "Request",
    "Streams",
    "catalogue",
    "fetch",
    "name_of",
    "open_checker",
    "open_model",
]
