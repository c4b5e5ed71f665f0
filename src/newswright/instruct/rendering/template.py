"""Prompt templates: how a conversation is laid out in text. Each is a small TOML file; one's own come in the same way.

A template says nothing of token ids: `form.py` fits it to a model's vocabulary, `render.py` makes ids of it, `jinja.py`
writes it for other tools. Exact strings and their references stand in the files.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from newswright.errors import TemplateInvalid
from newswright.records import Record

PLAIN = "plain"
"""The default of a base model."""
VARIABLES = frozenset({"bos", "eos", "system", "user", "instruction", "input", "answer"})
"""What may stand between braces. Whether it makes sense in a given key is checked too."""
_VARIABLE = re.compile(r"\{([a-z_]+)\}")


class UserForms(Record):
    """How a user's turn is written. The most specific one that is there is taken."""

    any: str
    """Every turn, where nothing below is for it. `{user}` is the content."""
    input: str = ""
    """A turn whose sources are its tail: `{instruction}` is what stands before them, `{input}` the sources."""
    first: str = ""
    """The first turn, without a system text."""
    first_input: str = ""
    """The first turn, without a system text, with sources."""
    first_system: str = ""
    """The first turn with a system text, where the template has no place of its own for it."""
    first_system_input: str = ""
    """The first turn with a system text and sources."""


class Template(Record):
    """One prompt template, in text. `{bos}` and `{eos}` are the model's own tokens, whatever they are called."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    about: str
    """What it is, in one line."""
    reference: str
    """Where the exact form comes from."""
    models: str = ""
    """The models that were trained with it."""
    notes: str = ""
    """Where other tools deviate, and what this file adds to its reference."""
    control: tuple[str, ...] = ()
    """Texts that are single tokens in the models made for it, beside `{bos}` and `{eos}`."""
    marks: tuple[str, ...] = ()
    """Other texts that give structure. Content never has them unbroken."""
    strip: bool = False
    """Whether white space around a content is removed, as the reference does."""
    begin: str = ""
    """Once, in front of everything."""
    system: str = ""
    """The system text, where it has a place of its own."""
    no_system: str = ""
    """What stands there without a system text."""
    user: UserForms
    head: str = ""
    """Between a user's turn and the answer: the last thing a model reads before it writes."""
    answer: str = "{answer}"
    """The answer, trained as a whole with its surrounding white space."""
    end: str = "{eos}"
    """The one token that ends an answer. Trained."""
    after: str = ""
    """Behind the end of every answer. Not trained."""
    between: str = ""
    """Behind that, where another turn follows. Not trained."""
    ends: Literal["every", "last"] = "every"
    """Whether every answer has the end token, or only a conversation's last one."""
    turns: Literal["one", "several"] = "several"
    """Whether it can hold more than one answer."""

    @model_validator(mode="after")
    def _holds_what_it_must(self) -> Self:
        allowed = {
            "begin": {"bos"}, "system": {"bos", "eos", "system"}, "no_system": {"bos", "eos"},
            "head": {"bos", "eos"}, "answer": {"answer"}, "after": {"bos", "eos"}, "between": {"bos", "eos"},
        }  # fmt: skip
        for key, names in allowed.items():
            _check(key, getattr(self, key), names, set())
        _check("system", self.system, {"bos", "eos", "system"}, {"system"} if self.system else set())
        _check("answer", self.answer, {"answer"}, {"answer"})
        for key, text in self.user:
            if text or key == "any":
                wants = {"instruction", "input"} if key.endswith("input") else {"user"}
                _check(f"user.{key}", text, wants | {"bos", "eos", "system"}, wants)
        if self.end != "{eos}" and self.end not in self.control:
            raise ValueError(f"“end” is {self.end!r}; it must be {{eos}} or one of “control”")
        return self


def built_in() -> dict[str, Template]:
    """Return the templates of this release by name, in alphabetical order."""
    return dict(_built_in())


@cache
def _built_in() -> tuple[tuple[str, Template], ...]:
    folder = files("newswright.instruct.rendering").joinpath("templates")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    made = (parse(entry.read_text("utf-8"), entry.name) for entry in found)
    return tuple((template.name, template) for template in made)


def find(name: str) -> Template:
    """Return the template called `name`, or read the one in the TOML file `name`.

    Raises:
        TemplateInvalid: there is none, or the file is malformed.
    """
    known = built_in()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix != ".toml":
        raise TemplateInvalid(
            f"No template is called “{name}”.", cure=f"Name one of {', '.join(known)}, or a template's .toml file."
        )
    try:
        return parse(path.read_text("utf-8"), name)
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateInvalid(f"The template file {name} cannot be read: {error}.", cure="Check the path.") from None


def parse(text: str, where: str) -> Template:
    """Read a template from the `text` of a TOML file called `where`.

    Raises:
        TemplateInvalid: it is no TOML, or a key is unknown, missing or malformed.
    """
    try:
        return Template.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise TemplateInvalid(f"{where} is not valid TOML: {error}", cure="Mend the line it names.") from None
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'template'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise TemplateInvalid(
            f"The template {where} is malformed: {faults}", cure="docs/instruct/templates.md lists the keys."
        ) from None


def split(text: str) -> list[str]:
    """Cut a template's string at its variables: even places are text, odd ones the names of variables."""
    return _VARIABLE.split(text)


def _check(key: str, text: str, allowed: set[str], wanted: set[str]) -> None:
    names = split(text)[1::2]
    for name in names:
        if name not in VARIABLES or name not in allowed:
            known = ", ".join(f"{{{one}}}" for one in sorted(allowed))
            raise ValueError(f"“{key}” has {{{name}}}; it may have {known}")
    for name in wanted:
        if names.count(name) != 1:
            raise ValueError(f"“{key}” must have {{{name}}} once")
