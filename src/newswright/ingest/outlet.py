"""Addresses: which count, and which outlet stands behind one.

One publisher has many names on a wire ("FOX News - Video", "FOX News - World"), so an outlet is known by the
registrable domain of its addresses. The public suffix list is the one bundled with the library; nothing is fetched.
"""

from __future__ import annotations

import ipaddress
import re
from functools import cache
from urllib.parse import urlsplit

from publicsuffixlist import PublicSuffixList

MAX_LENGTH = 2048
"""Characters of an address. Longer ones work in no browser and are none of a news page."""

_HOST = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)*|[0-9a-f]*:[0-9a-f:.]*")
_ENCODED = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})


def web_address(raw: str) -> str:
    """Return `raw` as an address that may be shown and linked, or "" where it is none.

    Only http and https count: no `javascript:`, no `data:`, no path without a host, none with a user name (which
    dresses one host up as another), none with control characters.
    """
    address = raw.strip().replace("&amp;", "&")
    if len(address) > MAX_LENGTH or not address.isprintable() or "\\" in address:
        return ""
    return address.translate(_ENCODED) if _host(address) else ""


def outlet(url: str, source: str) -> str:
    """Return the registrable domain of `url` (`bbc.co.uk`), else `source` in lower case.

    A host without a registrable domain (an IP address, `localhost`, a public suffix itself) stands for itself.
    """
    host = _host(url)
    if not host:
        return " ".join(source.lower().split())
    if _is_ip(host) or "." not in host:
        return host
    return str(_suffixes().privatesuffix(host) or host)


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".").lower()
        usable = parts.scheme in {"http", "https"} and "@" not in parts.netloc and (parts.port or 1)
    except ValueError:
        return ""
    return host if usable and _HOST.fullmatch(host) else ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
