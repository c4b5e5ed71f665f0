"""What is asked of mediastack: every parameter that it documents, checked before a request is spent on it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date as Date  # noqa: N812 - `date` is the parameter's name
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from newswright.errors import SettingsError

CATEGORIES = ("general", "business", "entertainment", "health", "science", "sports", "technology")
LANGUAGES = ("ar", "de", "en", "es", "fr", "he", "it", "nl", "no", "pt", "ru", "se", "zh")
"""The service's own codes: Swedish is `se`, not `sv`."""

Sort = Literal["published_desc", "published_asc", "popularity"]

PAGE = 100
"""Records that one request can bring: the service's maximum. A request costs the same for one record."""
TOTAL = 10_000
"""Records that the service lets one page through; its `total` never says more."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _listed(value: object) -> object:
    """Split a comma list; a list or tuple passes as it is."""
    if not isinstance(value, str):
        return value
    return tuple(part.strip() for part in value.split(",")) if value.strip() else ()


Listed = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""Values joined by commas, or a sequence of them; `-x` excludes x."""


class _Query(BaseModel):
    """The filters that both of the service's functions know."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    categories: Listed = ()
    """Of: general, business, entertainment, health, science, sports, technology."""
    countries: Listed = ()
    """Two-letter codes, such as `us` and `gb`."""
    languages: Listed = ()
    """Of: ar de en es fr he it nl no pt ru se zh. Swedish is `se`."""
    limit: int = Field(default=PAGE, ge=1, le=PAGE)
    """Records a request."""
    offset: int = Field(default=0, ge=0)
    """Records to skip: records, not pages."""

    @classmethod
    def parse(cls, **values: Any) -> Self:
        """Make a query of a user's words.

        Raises:
            SettingsError: a value is wrong; each is named, with what is allowed.
        """
        try:
            return cls(**values)
        except ValidationError as error:
            faults = (
                f"{fault['loc'][0]} is {fault['input']!r}: {fault['msg'].removeprefix('Value error, ')}"
                for fault in error.errors()
            )
            raise SettingsError(
                "\n".join(faults), cure="Correct the value; docs/ingest.md lists every parameter."
            ) from None

    @field_validator("categories")
    @classmethod
    def _categories(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(values, "category", CATEGORIES)

    @field_validator("languages")
    @classmethod
    def _languages(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(values, "language", LANGUAGES, hints={"sv": "se"})

    @field_validator("countries")
    @classmethod
    def _countries(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        values = _checked(values, "country")
        for value in values:
            if not re.fullmatch(r"-?[a-z]{2}", value):
                msg = f"{value!r} is no country; a country is two letters, such as us or gb, and -us excludes one"
                raise ValueError(msg)
        return values

    def params(self, *, limit: int | None = None, offset: int | None = None) -> dict[str, str]:
        """Return the query string's parameters, without the key. `limit` and `offset` are those of a later page."""
        page = {"limit": self.limit if limit is None else limit, "offset": self.offset if offset is None else offset}
        return {**self._filters(), **{name: str(value) for name, value in page.items()}}

    def shown(self) -> str:
        """Return the query in one line, for the note beside a snapshot. It never has the key."""
        return urlencode(self.params(), safe=",-")

    def _filters(self) -> dict[str, str]:
        filters = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name not in {"limit", "offset", "max_items"} and value:
                filters[name] = ",".join(value) if isinstance(value, tuple) else value
        return filters


class MediastackQuery(_Query):
    """A search for news, live or, with a `date`, historical."""

    keywords: str = Field(default="", max_length=500)
    """Words to search for; `-word` excludes it."""
    sources: Listed = ()
    """The service's ids of outlets, such as `cnn` and `bbc`; see `Mediastack.sources`."""
    date: str = ""
    """A day (`2026-03-19`) or two joined by a comma; "" is live news. Paid plans only."""
    sort: Sort = "published_desc"
    """`published_desc`, `published_asc` or `popularity`."""
    max_items: int = Field(default=PAGE, ge=1, le=TOTAL)
    """Records to fetch in all, page by page."""

    @field_validator("keywords")
    @classmethod
    def _words(cls, value: str) -> str:
        return " ".join(value.split())

    @field_validator("sources")
    @classmethod
    def _sources(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return _checked(values, "source")

    @field_validator("sort", mode="before")
    @classmethod
    def _sort(cls, value: object) -> object:
        if value not in get_args(Sort):
            msg = f"it must be one of {', '.join(get_args(Sort))}"
            raise ValueError(msg)
        return value

    @field_validator("date")
    @classmethod
    def _date(cls, value: str) -> str:
        days = [part.strip() for part in value.split(",")] if value.strip() else []
        if len(days) > 2 or not all(map(_is_day, days)):
            msg = "it must be a day, such as 2026-03-19, or two joined by a comma: 2026-03-01,2026-03-19"
            raise ValueError(msg)
        if days != sorted(days):
            msg = f"the range ends ({days[1]}) before it begins ({days[0]})"
            raise ValueError(msg)
        return ",".join(days)


class SourcesQuery(_Query):
    """A search for outlets that the service carries."""

    search: str = Field(min_length=1, max_length=500)
    """Words of the outlet's name; the service requires them."""


def _checked(
    values: tuple[str, ...], kind: str, allowed: tuple[str, ...] = (), hints: dict[str, str] | None = None
) -> tuple[str, ...]:
    """Return `values` in lower case, or say which of them is wrong and what is allowed."""
    values = tuple(value.strip().lower() for value in values)
    for value in values:
        name = value.removeprefix("-")
        if not name or "," in name:
            msg = f"{value!r} is no {kind}; give values joined by commas, such as a,-b"
            raise ValueError(msg)
        if allowed and name not in allowed:
            hint = f" (here it is {hints[name]})" if hints and name in hints else ""
            msg = f"{value!r} is no {kind}{hint}; allowed are {', '.join(allowed)}, and -{allowed[0]} excludes one"
            raise ValueError(msg)
    if doubled := [name for name, times in Counter(value.removeprefix("-") for value in values).items() if times > 1]:
        msg = f"{doubled[0]!r} is given twice"
        raise ValueError(msg)
    return values


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and Date.fromisoformat(text))
    except ValueError:
        return False
