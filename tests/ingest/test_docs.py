"""docs/ingest.md names every parameter, setting and error as they are."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from newswright import errors
from newswright.cli.exits import CODES
from newswright.ingest import IngestOptions, MediastackOptions, MediastackQuery
from newswright.ingest.query import CATEGORIES, LANGUAGES
from newswright.ingest.refusals import CODES as REFUSALS

PAGE = (Path(__file__).parents[2] / "docs" / "ingest.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under `heading`, without its head."""
    table = PAGE.split(heading, 1)[1].split("\n\n", 1)[0]
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("| ")
    ]


def test_every_parameter() -> None:
    documented = {name.strip("`"): default for name, _, default in rows("| Parameter | Form | Default |\n")}
    fields = MediastackQuery.model_fields
    assert documented == {
        name: str(field.default or ("0" if name == "offset" else "")) for name, field in fields.items()
    }
    assert ", ".join(CATEGORIES) in PAGE
    assert " ".join(LANGUAGES) in PAGE


@pytest.mark.parametrize(("table", "prefix"), [(IngestOptions, "ingest."), (MediastackOptions, "ingest.mediastack.")])
def test_every_setting(table: type[BaseModel], prefix: str) -> None:
    documented = {name.strip("`"): default for name, default, _ in rows("| Setting | Default | Meaning |\n")}
    for name, field in table.model_fields.items():
        if name != "mediastack":
            assert documented.pop(prefix + name) == str(field.default)


def test_every_error_and_its_exit() -> None:
    table = rows("| What happened | Error | Exit | Tried again |\n")
    assert len(table) > 10
    for _, name, code, _ in table:
        assert CODES[getattr(errors, name)] == int(code)
    for code, (kind, _) in REFUSALS.items():
        [line] = [what for what, name, _, _ in table if f"`{code}`" in what and name == kind.__name__]
        assert re.search(r"\w", line)
