"""Settings: `newsroom.toml` in the newsroom's folder, overridden by the environment, checked key by key.

Each stage brings its own options; this module only gathers them. `NEWSWRIGHT_WRITE__MAX_SENTENCES=4` overrides
`max_sentences` in `[write]`. Keys of services are never settings: the settings name the environment variable that has
them.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from newswright.curate.options import CurateOptions
from newswright.errors import NewsroomError, SettingsError
from newswright.ingest.options import IngestOptions
from newswright.models.options import ModelOptions
from newswright.publish.options import PublishOptions
from newswright.verify.options import VerifyOptions
from newswright.write.options import WriteOptions

FILE = "newsroom.toml"
"""The file that makes a folder a newsroom."""

FIRST = """\
# The settings of this newsroom. Every key has a default: `newswright docs` and docs/settings.md list them all.
# The environment overrides a key: NEWSWRIGHT_WRITE__MAX_SENTENCES=4 is max_sentences in [write].

[publish]
title = "{title}"
"""


class Settings(BaseSettings):
    """Everything a newsroom can set, stage by stage."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSWRIGHT_",
        env_nested_delimiter="__",
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
    verify: VerifyOptions = Field(default_factory=VerifyOptions)
    publish: PublishOptions = Field(default_factory=PublishOptions)

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
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NewsroomError(
            f"{folder} is no newsroom: it has no {FILE}", cure=f"Make one with: newswright init {folder}"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}", cure="Mend the line it names.") from None
    return read(table, path)


def read(table: dict[str, Any], path: Path) -> Settings:
    """Check a settings `table` that was read from `path`, with the environment on top."""
    try:
        return Settings(**table)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(fault, path) for fault in error.errors()), cure=_cure(path)) from None


def _sentence(fault: ErrorDetails, path: Path) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), _keys(fault["loc"][:-1]), n=1)
        hint = f" (did you mean “{near[0]}”?)" if near else f"; known here: {', '.join(_keys(fault['loc'][:-1]))}"
        return f"{path}: there is no setting “{where}”{hint}"
    return f"{path}: “{where}” is {fault['input']!r}: {fault['msg']}"


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
