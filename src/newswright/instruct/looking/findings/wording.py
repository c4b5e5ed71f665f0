"""Faults in what an answer says: empty, a word or two, a chatbot's manners, furniture, markup, broken characters."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from newswright.instruct.dividing.scores import unclean
from newswright.instruct.looking.findings.fault import Fault, Level, Look, Rule
from newswright.instruct.looking.findings.known import Known
from newswright.records import Preference
from newswright.text.boilerplate import boilerplate

AROUND = 30
FEW = 2
"""Words of an answer that is hardly one. The shortest headline in Wikinews and the round-ups has three words."""
READ = 20_000
"""Characters of an answer that are looked at."""
MARKUP = ("HTML markup", "wiki or Markdown markup", "leftover of wiki markup")
"""Names in `tables/unclean.toml`."""
MOJIBAKE = "mojibake"
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_CONTROL = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\u00ad\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Joiners (U+200C, U+200D) are not here: Persian and emoji need them."""

EMPTY = Fault("empty answer", Level.SPOILS, "An answer has no text: it teaches the model to stop at once.")
SHORT = Fault("short answer", Level.WARNS, "An answer is a word or two long.", spoils_from=0.5)
MANNERS = Fault(
    "assistant's manners",
    Level.WARNS,
    "An answer speaks as a chatbot does (“As an AI …”, “Here is the article”): the writer learns to as well.",
    spoils_from=0.1,
)
FURNITURE = Fault(
    "furniture in answer",
    Level.WARNS,
    "An answer holds page furniture (“appeared first on …”, “Sign up for …”): it is learned word for word.",
    spoils_from=0.1,
)
HTML = Fault("markup in answer", Level.WARNS, "An answer holds HTML, entities or wiki markup.", spoils_from=0.1)
PROMPT_HTML = Fault("markup in prompt", Level.NOTES, "A prompt holds HTML or entities: tokens spent on nothing.")
BROKEN = Fault(
    "broken characters",
    Level.WARNS,
    "UTF-8 was read as another encoding (“â€™”), or characters were lost (“\ufffd”).",
    spoils_from=0.1,
)
CONTROL = Fault(
    "hidden characters",
    Level.WARNS,
    "Control, zero-width or direction-changing characters: they show nothing and cost tokens, or hide a message.",
    spoils_from=0.1,
)


@cache
def _manners() -> tuple[re.Pattern[str], ...]:
    table = files("newswright.instruct.looking.findings").joinpath("tables", "manners.toml").read_text(encoding="utf-8")
    return tuple(re.compile(row["pattern"], re.IGNORECASE) for row in tomllib.loads(table)["manners"])


@cache
def _unclean(*names: str) -> tuple[re.Pattern[str], ...]:
    return tuple(pattern for name, _, pattern in unclean() if name in names)


def empty(look: Look, _known: Known) -> str | None:
    """Find answers without text; a row without any answer is another fault."""
    return "" if any(not answer.strip() for answer in look.answers) else None


def short(look: Look, _known: Known) -> str | None:
    """Find answers of a word or two."""
    return next((answer for answer in _learned(look) if 0 < len(answer.split(None, FEW + 1)) <= FEW), None)


def manners(look: Look, _known: Known) -> str | None:
    """Find an assistant's phrases in what is learned; what a preference rejects may have them."""
    return _found(_manners(), _learned(look))


def furniture(look: Look, _known: Known) -> str | None:
    """Find page furniture in what is learned."""
    for text in _learned(look):
        if found := boilerplate(text[:READ]):
            return found[0].text
    return None


def markup(look: Look, _known: Known) -> str | None:
    """Find HTML, entities and wiki markup in what is learned."""
    return _found((*_unclean(*MARKUP), _ENTITY), _learned(look))


def prompt_markup(look: Look, _known: Known) -> str | None:
    """Find HTML and entities in a prompt."""
    return _found((*_unclean(MARKUP[0]), _ENTITY), (look.asked,))


def broken(look: Look, _known: Known) -> str | None:
    """Find text that was read in a wrong encoding, in prompt and answer."""
    return _found(_unclean(MOJIBAKE), (*_learned(look), look.asked))


def control(look: Look, _known: Known) -> str | None:
    """Find characters that show nothing, in prompt and answer."""
    return _found((_CONTROL,), (*_learned(look), look.asked))


def _learned(look: Look) -> tuple[str, ...]:
    """Return the texts that a model is to imitate."""
    return look.answers[:1] if isinstance(look.item, Preference) else look.answers


def _found(patterns: tuple[re.Pattern[str], ...], texts: tuple[str, ...]) -> str | None:
    for text in texts:
        for pattern in patterns:
            if match := pattern.search(text[:READ]):
                return text[max(0, match.start() - AROUND) : match.end() + AROUND]
    return None


WORDING = (
    Rule(EMPTY, empty), Rule(SHORT, short), Rule(MANNERS, manners), Rule(FURNITURE, furniture), Rule(HTML, markup),
    Rule(PROMPT_HTML, prompt_markup), Rule(BROKEN, broken), Rule(CONTROL, control),
)  # fmt: skip
