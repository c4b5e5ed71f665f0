"""The formats of instruction data, each in its module, and the register of them."""

from __future__ import annotations

from newswright.errors import SetUnreadable
from newswright.instruct.formats.alpaca import Alpaca
from newswright.instruct.formats.base import Format, FormatOptions, Item, Note
from newswright.instruct.formats.completion import Completion
from newswright.instruct.formats.guanaco import Guanaco
from newswright.instruct.formats.llama2 import Llama2
from newswright.instruct.formats.messages import Messages
from newswright.instruct.formats.newswright import Newswright
from newswright.instruct.formats.origin import Origin
from newswright.instruct.formats.recognise import recognise
from newswright.instruct.formats.sharegpt import ShareGpt
from newswright.instruct.formats.vicuna import Vicuna

__all__ = ["FORMATS", "Format", "FormatOptions", "Item", "Note", "find", "recognise"]

FORMATS: dict[str, type[Format]] = {
    form.name: form for form in (Newswright, Alpaca, ShareGpt, Messages, Completion, Guanaco, Vicuna, Llama2, Origin)
}
"""Every format by its name."""


def find(name: str, options: FormatOptions | None = None) -> Format:
    """Return the format called `name`, with its settings.

    Raises:
        SetUnreadable: there is none of that name.
    """
    if name not in FORMATS:
        raise SetUnreadable(f"No format is called “{name}”.", cure=f"Name one of {', '.join(FORMATS)}.")
    return FORMATS[name](options)
