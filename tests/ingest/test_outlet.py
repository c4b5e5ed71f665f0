"""An address counts or it does not, and one outlet has one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.ingest.outlet import outlet, web_address


@pytest.mark.parametrize(
    ("url", "source", "name"),
    [
        ("https://www.bbc.co.uk/news/1", "BBC News - World", "bbc.co.uk"),
        ("http://feeds.bbci.co.uk:8080/x?y", "", "bbci.co.uk"),
        ("https://NEWS.Gazette.EXAMPLE./1", "", "gazette.example"),
        ("https://ferry.blogspot.com/1", "", "ferry.blogspot.com"),
        ("https://例え.jp/1", "", "例え.jp"),
        ("http://127.0.0.1/1", "", "127.0.0.1"),
        ("http://[::1]/1", "", "::1"),
        ("http://localhost/1", "", "localhost"),
        ("https://github.io/1", "", "github.io"),
        ("", "Ostermere  Gazette ", "ostermere gazette"),
        ("javascript:alert(1)", "Gazette", "gazette"),
        ("", "", ""),
    ],
)
def test_outlet(url: str, source: str, name: str) -> None:
    assert outlet(url, source) == name


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        (" https://gazette.example/1 ", "https://gazette.example/1"),
        ("https://gazette.example/?a=1&amp;b=2", "https://gazette.example/?a=1&b=2"),
        ("https://gazette.example/a b", "https://gazette.example/a%20b"),
        ('https://gazette.example/"><script>', "https://gazette.example/%22%3E%3Cscript%3E"),
        ("HTTPS://gazette.example/1", "HTTPS://gazette.example/1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://gazette.example/1", ""),
        ("//gazette.example/1", ""),
        ("/2026/03/1", ""),
        ("gazette.example/1", ""),
        ("https://", ""),
        ("https:///path", ""),
        ("https://gazette.example:port/", ""),
        ("https://gazette.example@elsewhere.example/", ""),
        ("https://elsewhere.example\\@gazette.example/", ""),
        ("https://gaz ette.example/", ""),
        ("https://gazette..example/", ""),
        ("https://gazette.example/\n1", ""),
        ("https://gazette.example/\u202egpj", ""),
        ("https://gazette.example/\ud800", ""),
        ("https://[gazette/", ""),
        ("https://gazette.example/" + "x" * 3000, ""),
        ("", ""),
    ],
)
def test_web_address(raw: str, address: str) -> None:
    assert web_address(raw) == address


@given(st.one_of(st.text(), st.text().map("https://".__add__), st.text().map("https://gazette.example/".__add__)))
def test_an_address_is_safe_to_show_or_none(raw: str) -> None:
    address = web_address(raw)
    assert web_address(address) == address
    if address:
        assert address.lower().startswith(("http://", "https://"))
        assert not set(address) & set(' "<>\\\n')
        assert outlet(address, "")
    else:
        assert outlet(address, "Gazette") == "gazette"
