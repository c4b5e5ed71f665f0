"""Addresses and names of files: what may be linked to, and what a file of the edition is called.

An address comes from the wire and is untrusted. A name never holds a character of source text that was not folded to
lower-case ASCII first.
"""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from newswright.records import Article, digest
from newswright.text.slug import slug

_KEPT = "/:?#[]@!$&'()*+,;=%-._~"
"""Characters that a URI has a meaning for (RFC 3986), and the percent sign: what is encoded stays as it is."""
_NEVER = re.compile(r"[\x00-\x20\x7f-\x9f\\\s]")
_ID = re.compile(r"a[0-9a-f]{12}")


def web_address(url: str) -> str:
    """Return `url` as an ASCII http or https URI, or "" where it is anything else.

    Refused are other schemes, a missing host, white space and backslashes inside (browsers read them as other
    characters), and a user name before the host, which passes one site off as another.
    """
    url = url.strip()
    if _NEVER.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9._-]+|[0-9a-f:.]*:[0-9a-f:.]*", host):
        return ""
    if "@" in parts.netloc:
        return ""
    place = f"[{host}]" if ":" in host else host
    rest = parts._replace(scheme="", netloc="").geturl()
    return f"{parts.scheme}://{place}{port}{quote(rest, safe=_KEPT)}"


def stem(article: Article) -> str:
    """Return the name of the article's files without their endings: its slug and its id.

    An id of another form than this project's is replaced by a digest, so that no two become one.
    """
    name = article.id if _ID.fullmatch(article.id) else "a" + digest(article.id)
    return f"{slug(article.slug)}-{name}"
