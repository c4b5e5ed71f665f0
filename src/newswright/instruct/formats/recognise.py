"""Which format a row seems to have, from its keys and the marks in its text."""

from __future__ import annotations

from collections.abc import Mapping

from newswright.records import Lesson, Preference

_OWN = frozenset({"id", "task"})
_FIELDS = frozenset(Lesson.model_fields) | frozenset(Preference.model_fields)


def recognise(row: Mapping[str, object]) -> str:
    """Return the name of the format that `row` seems to have; "" for none that is known."""
    messages, prompt, chosen = row.get("messages"), row.get("prompt"), row.get("chosen")
    if isinstance(messages, list) or isinstance(prompt, list):
        own = _OWN <= row.keys() <= _FIELDS and (isinstance(messages, list) or isinstance(chosen, str))
        return "newswright" if own else "messages"
    if isinstance(row.get("conversations"), list):
        return "sharegpt"
    if isinstance(row.get("instruction"), str):
        return "alpaca"
    if isinstance(prompt, str):
        return "completion"
    if isinstance(chosen, list):
        return "messages"
    text = row.get("text")
    return _of_text(text) if isinstance(text, str) else ""


def _of_text(text: str) -> str:
    if "[INST]" in text:
        return "llama2"
    if "### Human:" in text:
        return "guanaco"
    if "### title:" in text and "### description:" in text:
        return "origin"
    if "USER:" in text and "ASSISTANT:" in text:
        return "vicuna"
    return "completion"
