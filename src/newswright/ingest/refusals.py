"""What a service's error body means: which error of ours it is, and whether another try may help.

The body decides and not the status, since error bodies arrive inside 200 too. mediastack sends a word as `code`; its
older sister services send a number, with `type` and `info`; the gateway before its newer home sends a bare `message`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from newswright.errors import IngestError, KeyMissing, KeyRefused, QuotaUsedUp, ServiceDown, ServiceRefused
from newswright.ingest.rows import shown

_KEY = "Check the key in the environment variable that ingest.mediastack.key_env names, at the service's dashboard."
_PLAN = "Leave out what the plan does not include, or change the plan."
_HTTPS = "Set ingest.mediastack.base_url to the http:// address, or change to a plan with HTTPS."
_QUOTA = "Wait for the next month or change the plan; no retry helps before."
_RATE = "Wait a minute and try again, or raise ingest.mediastack.min_interval_s."
_QUERY = "Correct the value that it names; docs/ingest.md lists every parameter."
_ADDRESS = "Check ingest.mediastack.base_url: it must end where /news and /sources follow."
_LATER = "Try again later; what was fetched before is stored."

CODES: dict[str, tuple[type[IngestError], str]] = {
    "missing_access_key": (KeyMissing, _KEY),
    "invalid_access_key": (KeyRefused, _KEY),
    "inactive_user": (KeyRefused, "Activate the account at the service's dashboard."),
    "https_access_restricted": (KeyRefused, _HTTPS),
    "function_access_restricted": (KeyRefused, _PLAN),
    "usage_limit_reached": (QuotaUsedUp, _QUOTA),
    "rate_limit_reached": (ServiceDown, _RATE),
    "validation_error": (ServiceRefused, _QUERY),
    "invalid_api_function": (ServiceRefused, _ADDRESS),
    "404_not_found": (ServiceRefused, _ADDRESS),
    "internal_error": (ServiceDown, _LATER),
}
"""Every code that mediastack documents."""

_NUMBERS = {
    101: "invalid_access_key",
    102: "inactive_user",
    103: "invalid_api_function",
    104: "usage_limit_reached",
    105: "function_access_restricted",
    404: "404_not_found",
    429: "rate_limit_reached",
    500: "internal_error",
}
"""The sister services' numbers, where `type` is missing or none of the words above."""

_STATUSES = {
    401: "invalid_access_key",
    403: "function_access_restricted",
    404: "404_not_found",
    429: "rate_limit_reached",
}
"""What a status says where the body is an error without a code."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error body, understood."""

    kind: type[IngestError]
    said: str
    """Code, message and context in one line, as the service put them."""
    cure: str

    @property
    def passing(self) -> bool:
        """True where another try may help: the service fails, or asks to wait."""
        return self.kind is ServiceDown

    def error(self, who: str) -> IngestError:
        """Return the error to raise; `who` says whose answer it is ("mediastack answered")."""
        return self.kind(f"{who}: {self.said}", cure=self.cure)


def refusal(document: object, status: int = 200) -> Refusal | None:
    """Return what the error body `document` means, or None where it is no error body."""
    if not isinstance(document, Mapping) or isinstance(document.get("data"), list):
        return None
    body = document.get("error")
    if isinstance(body, Mapping):
        return _of(_code(body, status), _said(body), status)
    message = next((document[key] for key in ("error", "message") if isinstance(document.get(key), str)), "")
    if message and ("error" in document or status >= 400):
        return _of(_by_status(message, status), shown(message), status)
    return None


def _code(body: Mapping[str, object], status: int) -> str:
    words = [value.strip().lower() for key in ("code", "type") if isinstance(value := body.get(key), str)]
    known = next((word for word in words if word in CODES), "")
    number = body.get("code")
    if not known and isinstance(number, str) and number.strip().isdecimal():
        number = int(number)
    if not known and isinstance(number, int):
        known = _NUMBERS.get(number, "")
    return known or _by_status(" ".join(words), status)


def _by_status(message: str, status: int) -> str:
    if status == 429 and any(word in message.lower() for word in ("month", "quota", "usage limit")):
        return "usage_limit_reached"
    return _STATUSES.get(status, "internal_error" if status >= 500 else "")


def _said(body: Mapping[str, object]) -> str:
    message = next((value for key in ("message", "info") if isinstance(value := body.get(key), str)), "")
    code = next((value for key in ("type", "code") if (value := body.get(key)) is not None), "")
    parts = [shown(code) if code != "" else "error", _long(message)] if message else [shown(code) or "error"]
    if context := body.get("context"):
        parts.append(_long(json.dumps(context, ensure_ascii=False)))
    return ": ".join(parts)


def _long(text: str) -> str:
    """A service's sentences may be longer than a bad value."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= 400 else text[:399] + "…"


def _of(code: str, said: str, status: int) -> Refusal:
    kind, cure = CODES.get(
        code, (ServiceRefused, "The code is none that mediastack documents; see the service's status page.")
    )
    return Refusal(kind, said if status < 400 else f"{said} (HTTP {status})", cure)
