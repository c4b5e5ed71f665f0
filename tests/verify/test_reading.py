from __future__ import annotations

import json
from pathlib import Path

import pytest

from newswright.errors import TextUnreadable
from newswright.verify.reading import parse, read_document

BODY = "A ferry sank off Orm on Tuesday.\n\nNobody was hurt."
HTML = """<!doctype html><html lang="en"><head><title>Ferry sinks off Orm</title>
<meta property="og:site_name" content="The Wexley Courier"><meta property="article:published_time" content="2025-11-05">
</head><body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Ferry sinks off Orm</h1>
<p>A ferry sank off Orm on Tuesday, and the coast guard took all of its passengers ashore within the hour.</p>
<p>Nobody was hurt, said the harbour master, who had been on the quay when the ship came in too fast.</p>
<script>alert("31 dead")</script></article><footer>Contact us</footer></body></html>"""


def test_plain_text_is_taken_as_it_is() -> None:
    assert parse(BODY).body == BODY
    assert parse(BODY).headline == ""


def test_markdown_loses_its_marks_and_keeps_its_headline() -> None:
    found = parse(
        "---\nslug: ferry\n---\n# Ferry sinks\n\nA *ferry* sank [off Orm](https://example.org).\n\n- Nobody was hurt.\n"
    )
    assert found.headline == "Ferry sinks"
    assert found.body == "A ferry sank off Orm.\n\nNobody was hurt."


def test_html_gives_its_article_and_what_it_says_of_itself() -> None:
    found = parse(HTML)
    assert found.headline == "Ferry sinks off Orm"
    assert found.body.startswith("A ferry sank off Orm on Tuesday")
    assert "alert" not in found.body
    assert "Sport" not in found.body
    assert found.date is not None
    assert found.date.date().isoformat() == "2025-11-05"


def test_ninjs_gives_body_headline_and_day() -> None:
    item = {
        "uri": "https://example.org/1",
        "headlines": [{"value": "Ferry sinks"}],
        "bodies": [{"value": "<p>A ferry sank &amp; nobody was hurt.</p>"}],
        "versioncreated": "2025-11-05T09:00:00Z",
    }
    found = parse(json.dumps(item))
    assert (found.headline, found.body) == ("Ferry sinks", "A ferry sank & nobody was hurt.")
    assert found.date is not None
    assert found.date.hour == 9
    assert found.source("x.json").text.startswith("Ferry sinks\n\n")


def test_a_text_that_begins_with_a_brace_is_a_text() -> None:
    assert parse("{sic} the ferry sank.").body == "{sic} the ferry sank."


@pytest.mark.parametrize("content", ["[1, 2]", "{}", '{"bodies": []}'])
def test_json_without_a_body_is_refused_with_the_cure(content: str) -> None:
    with pytest.raises(TextUnreadable) as told:
        parse(content, "wire.json")
    assert "wire.json" in told.value.what
    assert told.value.cure


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00A")
    with pytest.raises(TextUnreadable, match="UTF-8"):
        read_document(tmp_path / "a.txt")
    with pytest.raises(TextUnreadable, match="cannot be read"):
        read_document(tmp_path / "none.txt")
