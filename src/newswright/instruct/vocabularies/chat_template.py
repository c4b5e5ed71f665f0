"""A model's own chat template (Jinja), applied to messages as transformers does it: in a sandbox, for it is foreign.

Newswright renders its own templates without Jinja (`form.py`); this is for looking at what comes with a model.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn

from jinja2 import Template, TemplateError, nodes
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newswright.errors import TemplateInvalid


def render(
    source: str, messages: Sequence[Mapping[str, str]], *, bos: str = "", eos: str = "", generation: bool = False
) -> str:
    """Return `messages` (each with `role` and `content`) in the chat template `source`.

    Args:
        source: The Jinja.
        messages: The conversation.
        bos: What the template's `bos_token` stands for.
        eos: What its `eos_token` stands for.
        generation: Whether the next answer's beginning is added.

    Raises:
        TemplateInvalid: the template is malformed, or refuses the conversation.
    """
    try:
        return _compiled(source).render(
            messages=list(messages), bos_token=bos, eos_token=eos, add_generation_prompt=generation
        )
    except Exception as error:
        raise TemplateInvalid(
            f"The chat template cannot be applied: {error}.", cure="Look at the model's own template."
        ) from error


class _Generation(Extension):
    """The tag around an answer by which transformers finds what to train; it prints what it holds."""

    tags = {"generation"}  # noqa: RUF012 - as jinja2 wants it

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        next(parser.stream)
        return list(parser.parse_statements(("name:endgeneration",), drop_needle=True))


@lru_cache(maxsize=8)
def _compiled(source: str) -> Template:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols]
    )
    environment.filters["tojson"] = _json
    environment.globals |= {"raise_exception": _refuse, "strftime_now": _now()}
    return environment.from_string(source)


def _json(value: Any, ensure_ascii: bool = False, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)


def _refuse(message: str) -> NoReturn:
    raise TemplateError(message)


def _now() -> Callable[[str], str]:
    return lambda form: datetime.datetime.now(tz=datetime.UTC).strftime(form)
