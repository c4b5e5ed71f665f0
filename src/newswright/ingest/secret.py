"""The access key, and how it stays out of everything but the address that is sent.

mediastack takes its key in the query string only. An HTTP client writes that string into its log, its errors and its
requests' `repr`, so the client here never has it: `Keyed` adds it below the client, on the way out. What comes back is
redacted, should the service repeat it.
"""

from __future__ import annotations

import json
import logging
import re
from urllib.parse import quote, quote_plus
from urllib.request import getproxies, proxy_bypass

import httpx

MASK = "***"

LOGGERS = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")
"""The loggers below the client. httpcore writes answers' headers at DEBUG, and a redirect repeats the query string."""

SHORT = 8
"""Characters below which a key is masked only where it stands alone, so that a key `a` does not destroy an answer.
mediastack's keys have 32."""


class Secret:
    """A key that shows itself only to whoever asks by name."""

    def __init__(self, value: str) -> None:
        self._value = value
        written = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
        forms = {value, quote(value), quote(value, safe=""), quote_plus(value), *written}
        forms |= {form.replace("/", r"\/") for form in written}
        pattern = "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))
        if len(value) < SHORT:
            pattern = rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"
        self._text = re.compile(pattern, re.IGNORECASE)
        self._bytes = re.compile(pattern.encode(), re.IGNORECASE)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def reveal(self) -> str:
        """Return the key itself."""
        return self._value

    def redact(self, text: str) -> str:
        """Return `text` with the key masked, also where it is percent-encoded or escaped for JSON."""
        return self._text.sub(MASK, text)

    def redact_bytes(self, raw: bytes) -> bytes:
        """Return `raw` with the key masked; without the key it comes back as it is."""
        return self._bytes.sub(MASK.encode(), raw)


class Keyed(httpx.BaseTransport):
    """Adds the key to each request, below the client and its log.

    It also finds the proxy that the environment names for `base_url`: a client with its own transport does not look.
    """

    def __init__(self, secret: Secret, base_url: str) -> None:
        self._secret = secret
        url = httpx.URL(base_url)
        proxies = getproxies()
        proxy = None if proxy_bypass(url.host) else proxies.get(url.scheme) or proxies.get("all")
        self._below = httpx.HTTPTransport(proxy=proxy or None)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        keyed = httpx.Request(
            request.method,
            request.url.copy_merge_params({"access_key": self._secret.reveal()}),
            headers=request.headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._below.handle_request(keyed)

    def close(self) -> None:
        self._below.close()


class KeyFilter(logging.Filter):
    """Masks the key in what the layers below the client log, while it is attached."""

    def __init__(self, secret: Secret) -> None:
        super().__init__()
        self._secret = secret

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = self._secret.redact(message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True

    def attach(self) -> None:
        for name in LOGGERS:
            logging.getLogger(name).addFilter(self)

    def detach(self) -> None:
        for name in LOGGERS:
            logging.getLogger(name).removeFilter(self)
