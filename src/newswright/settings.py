"""Settings: `newsroom.toml` in the newsroom's folder, overridden by the environment, checked key by key.

Each stage brings its own options; this module only gathers them. `NEWSWRIGHT_WRITE__MAX_SENTENCES=4` overrides
`max_sentences` in `[write]`. Keys of services are never settings: the settings name the environment variable that has
them.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from pydantic_settings import SettingsError as Unreadable

from newswright.curate.options import CurateOptions
from newswright.errors import NewsroomError, SettingsError
from newswright.ingest.options import IngestOptions
from newswright.instruct.options import InstructOptions
from newswright.models.options import ModelOptions
from newswright.publish.options import PublishOptions
from newswright.train.options import TrainOptions
from newswright.verify.options import VerifyOptions
from newswright.write.options import BulkOptions, WriteOptions

FILE = "newsroom.toml"
"""The file that makes a folder a newsroom."""

PREFIX = "NEWSWRIGHT_"
"""What the variables begin with that override a setting."""
NESTED = "__"
"""What stands between a table and its key in such a variable."""

FIRST = """\
# The settings of this newsroom. Every key has a default: docs/settings.md lists them all.
# The environment overrides a key: NEWSWRIGHT_WRITE__MAX_SENTENCES=4 is max_sentences in [write].

[publish]
title = "{title}"
"""


class Settings(BaseSettings):
    """Everything a newsroom can set, stage by stage."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    archive: str = ""
    """SQLAlchemy URL of the archive; "" is the SQLite file `archive.db` in the newsroom's folder."""
    ingest: IngestOptions = Field(default_factory=IngestOptions)
    curate: CurateOptions = Field(default_factory=CurateOptions)
    model: ModelOptions = Field(default_factory=ModelOptions)
    write: WriteOptions = Field(default_factory=WriteOptions)
    bulk: BulkOptions = Field(default_factory=BulkOptions)
    verify: VerifyOptions = Field(default_factory=VerifyOptions)
    publish: PublishOptions = Field(default_factory=PublishOptions)
    instruct: InstructOptions = Field(default_factory=InstructOptions)
    train: TrainOptions = Field(default_factory=TrainOptions)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the form is pydantic-settings' own
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, which comes in as arguments."""
        return env_settings, init_settings


def load(folder: Path) -> Settings:
    """Read the settings of the newsroom in `folder`.

    Raises:
        NewsroomError: `folder` has no newsroom.toml.
        SettingsError: the file is no TOML, or a key or value is wrong.
    """
    path = folder / FILE
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except FileNotFoundError:
        raise NewsroomError(
            f"{folder} is no newsroom: it has no {FILE}", cure=f"Make one with: newswright init {folder}"
        ) from None
    except OSError as error:
        raise NewsroomError(
            f"{path} cannot be read: {error.strerror}", cure="Name a newsroom's folder that you may read."
        ) from None
    except UnicodeDecodeError as error:
        raise _no_toml(path, error) from None


def parse(text: str, path: Path) -> Settings:
    """Check the `text` of a settings file that is, or will be, at `path`.

    Raises:
        SettingsError: it is no TOML, or a key or value is wrong.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(path, error) from None
    return read(table, path)


def _no_toml(path: Path, error: ValueError) -> SettingsError:
    return SettingsError(f"{path} is not valid TOML: {error}", cure="Mend the line it names.")


def read(table: dict[str, Any], path: Path) -> Settings:
    """Check a settings `table` that was read from `path`, with the environment on top."""
    _refuse_unknown_tables()
    try:
        return Settings(**table)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault, path) for fault in error.errors()), cure=_cure(path)) from None
    except Unreadable as error:
        # The message names the table, not the value, which stays out of it.
        raise SettingsError(
            f"A NEWSWRIGHT_… variable cannot be read: {error}.",
            cure="Write a list as JSON: NEWSWRIGHT_VERIFY__SKIP='[\"copying\"]'. A table is set key by key.",
        ) from None


def _refuse_unknown_tables() -> None:
    """Refuse a variable for a table that does not exist, which pydantic-settings leaves unread."""
    for name in os.environ:
        table = name.upper().removeprefix(PREFIX).lower().partition(NESTED)[0]
        if not name.upper().startswith(PREFIX) or NESTED not in name or table in Settings.model_fields:
            continue
        raise SettingsError(
            f"The environment variable {name} sets nothing: there is no table “{table}”{_hint(table, ())}",
            cure="Correct its name, or unset it. docs/settings.md lists every setting.",
        )


def _sentence(fault: ErrorDetails, path: Path) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"{path}: there is no setting “{where}”{_hint(str(fault['loc'][-1]), fault['loc'][:-1])}"
    return f"{path}: “{where}” is {_shown(fault['input'])}: {fault['msg'].removeprefix('Value error, ')}"


def _hint(name: str, loc: tuple[int | str, ...]) -> str:
    """Say what `name` may have been meant to be at `loc`."""
    near = difflib.get_close_matches(name, _keys(loc), n=1)
    return f" (did you mean “{near[0]}”?)" if near else f"; known here: {', '.join(_keys(loc))}"


def _shown(value: object) -> str:
    """Return a wrong value as an error may show it: an address without the password or key that it may have in it."""
    return re.sub(r"(?<=//)[^/\s@]*@|[?#][^\s'\"]*", "…", repr(value)) if "://" in str(value) else repr(value)


def _cure(path: Path) -> str:
    return f"Correct {path}, or the NEWSWRIGHT_… variable that sets it. docs/settings.md lists every setting."


def _keys(loc: tuple[int | str, ...]) -> list[str]:
    """Return the keys that are known at `loc`."""
    table: type[BaseModel] = Settings
    for part in loc:
        field = table.model_fields.get(str(part))
        if field is None or not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)):
            return []
        table = field.annotation
    return sorted(table.model_fields)
