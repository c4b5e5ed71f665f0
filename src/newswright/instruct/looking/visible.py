"""Text with what does not show made visible: spaces, line ends, control, zero-width and direction-changing characters.

For showing a text to people, and only for that: a terminal, a page or a report must never obey what an article says.
"""

from __future__ import annotations

import unicodedata

SPACE, NEWLINE, TAB = "·", "⏎", "⇥"
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_IGNORABLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Characters that show nothing and are of no category above (Unicode 16, DerivedCoreProperties.txt)."""


def visible(text: str, *, spaces: bool = True) -> str:
    """Return `text` with a sign for each character that does not show.

    A line end is `⏎` and a real line break, a tab `⇥`, a space `·` (or left as it is, without `spaces`), any other
    invisible character its number: `⟨U+202E⟩`.
    """
    return "".join(_shown(character, spaces) for character in text)


def one_line(text: str, longest: int) -> str:
    """Return `text` on one line of at most `longest` characters, with hidden characters shown by their number."""
    flat = visible(" ".join(text[: 4 * longest + 100].split()), spaces=False)
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def _shown(character: str, spaces: bool) -> str:
    if character == " ":
        return SPACE if spaces else character
    if character == "\n":
        return NEWLINE + "\n"
    if character == "\t":
        return TAB
    if " " < character < "\x7f":
        return character
    return f"⟨U+{ord(character):04X}⟩" if hidden(character) else character


def hidden(character: str) -> bool:
    """Say whether a character shows nothing, or changes how others show; spaces, tabs and line ends do not."""
    if character in " \t\n":
        return False
    kind = unicodedata.category(character)
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return kind in _HIDDEN or kind == "Zs" or selector or character in _IGNORABLE
