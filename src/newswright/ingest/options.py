"""The settings of the ingest stage: the `[ingest]` table of `newsroom.toml`."""

from __future__ import annotations

from typing import Annotated

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

MEBIBYTE = 1 << 20


def _unlimited(value: object) -> object:
    """TOML has no null, so a setting says "unlimited"."""
    return None if isinstance(value, str) and value.strip().lower() == "unlimited" else value


class MediastackOptions(BaseModel):
    """How mediastack is called. The key itself is never a setting: it comes from the environment."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    base_url: str = "http://api.mediastack.com/v1"
    """Address that `/news` and `/sources` are appended to. It is http because the free plan refuses https. On a paid
    plan set `https://api.mediastack.com/v1`, or the key crosses the network in clear. The service's newer home is
    `https://api.apilayer.net/mediastack/v1`."""

    key_env: str = Field(default="MEDIASTACK_KEY", min_length=1)
    """Name of the environment variable that holds the access key."""

    monthly_quota: Annotated[int | None, BeforeValidator(_unlimited)] = Field(default=100, ge=0)
    """Requests that the plan allows in a calendar month (UTC); "unlimited" counts them but never stops. 100 is the free
    plan's."""

    timeout_s: float = Field(default=30.0, gt=0)
    """Seconds that one answer may take in all."""

    attempts: int = Field(default=3, ge=1, le=10)
    """Times that a request is tried where the service is slow, fails or asks to wait. Each try counts in the month."""

    backoff_s: float = Field(default=2.0, ge=0)
    """Seconds before the second try; the wait doubles with each further one, up to a minute."""

    min_interval_s: float = Field(default=1.0, ge=0)
    """Seconds between the starts of two requests. The service names no rate, so one a second is plain courtesy."""

    max_bytes: int = Field(default=16 * MEBIBYTE, ge=1)
    """Bytes that one answer may have. 100 rows, the most there are, take 80 kB."""

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        try:
            url = httpx.URL(value)
        except httpx.InvalidURL:
            url = httpx.URL()
        usable = url.scheme in {"http", "https"} and url.host and " " not in value
        if not usable or url.userinfo or url.query or url.fragment:
            msg = "it must be an http or https address without user name, query or fragment"
            raise ValueError(msg)
        return value.rstrip("/")


class IngestOptions(BaseModel):
    """Where the wire comes from, and how much of it is taken at once."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    mediastack: MediastackOptions = Field(default_factory=MediastackOptions)
    """The mediastack service."""

    max_file_bytes: int = Field(default=256 * MEBIBYTE, ge=1)
    """Bytes that a file may have. JSONL is read line by line, in little memory; a single JSON document is read whole
    and takes several times its size in memory, which is what the limit is for."""
