from __future__ import annotations

from pathlib import Path

from newswright.curate import RULES

PAGE = Path(__file__).parents[2] / "docs" / "curate.md"


def test_the_page_lists_the_rules_as_they_are() -> None:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("| Rule | Why |\n|---|---|\n")
    table = rest.partition("<!-- /rules -->")[0]
    assert table == "".join(f"| `{name}` | {sentence} |\n" for name, sentence in RULES.items())
