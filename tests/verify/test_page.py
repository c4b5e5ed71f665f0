from __future__ import annotations

from newswright.verify import Source, Text, VerifyOptions, verify
from newswright.verify.page import page

RULES = VerifyOptions(skip=("entailment",))


def test_the_page_shows_every_verdict_beside_its_passages() -> None:
    source = Source("s", "A ferry sank off Orm on Tuesday. Rain fell in Leck.", "Courier")
    found = verify(Text("A ferry sank off Orm. 31 people died.", "Ferry sinks off Orm"), [source], RULES)
    made = page(found, [source])
    assert "REFUSE" in made or "LOOK" in made
    assert 'data-of="1 2' in made
    assert "numbers: “31 people” is not in the sources" in made


def test_nothing_untrusted_becomes_markup() -> None:
    evil = '<script>alert(1)</script> "onmouseover="x" {{ 7*7 }} sank off Orm.'
    source = Source("</mark><img src=x onerror=y>", evil, "<b>Courier</b>")
    made = page(verify(Text(evil, evil), [source], RULES), [source])
    assert "<script>alert" not in made
    assert "<img" not in made
    assert "<b>Courier" not in made
    assert "{{ 7*7 }}" in made
