from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.publish.links import stem, web_address
from newswright.records import Article, Status


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://gazette.example/a?b=1&c=%20#d", "https://gazette.example/a?b=1&c=%20#d"),
        (" HTTPS://Gazette.example:8443/ä ", "https://gazette.example:8443/%C3%A4"),
        ("https://zürich.example/", "https://xn--zrich-kva.example/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
    ],
)
def test_web_addresses_become_plain_uris(url: str, link: str) -> None:
    assert web_address(url) == link


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.example/x",
        "/x",
        "https://",
        "https://bank.example@evil.example/",
        "https:\\\\a.example",
        "https://a.example/a b",
        "https://a.example:99999/",
        "https://[::1",
        "https://a\u202eb.example/",
    ],
)
def test_everything_else_is_no_link(url: str) -> None:
    assert web_address(url) == ""


@given(st.text(max_size=60) | st.text(max_size=40).map("https://a.example/{}".format))
def test_a_link_is_ascii_of_two_schemes_and_stays_itself(url: str) -> None:
    link = web_address(url)
    if link:
        assert re.fullmatch(r"https?://[!-~]+", link)
        assert not re.search(r"[<>\"\\`]", link)
        assert urlsplit(link).hostname
        assert web_address(link) == link


@given(st.text(max_size=80), st.text(min_size=1, max_size=30))
def test_file_names_hold_nothing_of_the_text(slug: str, name: str) -> None:
    made = Article(id=name, story="s", slug=slug, headline="h", language="en", status=Status.PUBLISHED)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-a[0-9a-f]{12}", stem(made))
