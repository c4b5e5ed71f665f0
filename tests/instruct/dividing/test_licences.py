"""Names of licences are known in the forms that archives give them, and an unknown one stays unknown."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.dividing.licences import HUB, licence

TABLE = tomllib.loads(
    files("newswright.instruct.dividing").joinpath("tables", "licences.toml").read_text(encoding="utf-8")
)
EXAMPLES = [(example, row["spdx"]) for row in TABLE["licence"] for example in row["examples"]]


@pytest.mark.parametrize(("name", "spdx"), EXAMPLES)
def test_the_examples_of_the_table(name: str, spdx: str) -> None:
    found = licence(name)
    assert found.spdx.startswith(spdx.replace("{v}", ""))
    assert found.hub in HUB


@pytest.mark.parametrize(
    ("name", "spdx", "hub"),
    [
        ("CC BY 2.5", "CC-BY-2.5", "cc-by-2.5"),
        ("Creative Commons Attribution 2.5", "CC-BY-2.5", "cc-by-2.5"),
        ("CC-BY-2.5", "CC-BY-2.5", "cc-by-2.5"),
        ("cc by-sa 3.0 (Unported)", "CC-BY-SA-3.0", "cc-by-sa-3.0"),
        ("Creative Commons Attribution-ShareAlike 4.0 International License", "CC-BY-SA-4.0", "cc-by-sa-4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/4.0/deed.de", "CC-BY-NC-ND-4.0", "cc-by-nc-nd-4.0"),
        ("CC BY 1.0", "CC-BY-1.0", "other"),
        ("CC BY", "CC-BY", "cc"),
        ("public domain", "CC-PDDC", "other"),
        ("All Rights Reserved.", "LicenseRef-AllRightsReserved", "other"),
        ("Wexley house rules", "", "other"),
        ("", "", "unknown"),
    ],
)
def test_names(name: str, spdx: str, hub: str) -> None:
    assert (licence(name).spdx, licence(name).hub) == (spdx, hub)


def test_what_may_be_done() -> None:
    by = licence("CC BY 4.0")
    assert (by.train, by.share, by.duties) == ("allow", "allow", ("attribute",))
    assert licence("CC BY-NC-SA 4.0").duties == ("attribute", "non-commercial", "share-alike")
    assert licence("CC BY-ND 4.0").share == "deny"
    assert (licence("All rights reserved").train, licence("All rights reserved").share) == ("unknown", "deny")
    assert (licence("who knows").train, licence("who knows").share) == ("unknown", "unknown")


@pytest.mark.parametrize("name", ["not CC BY 4.0", "CC BY 4.0 or nothing", "MITRE", "permitted", "by"])
def test_a_name_that_only_holds_one_is_not_it(name: str) -> None:
    assert licence(name).spdx == ""


@given(st.text(max_size=300))
def test_any_name(name: str) -> None:
    found = licence(name)
    assert found.name == name
    assert found.hub in HUB
    assert licence(f"  {name}\n") == found.model_copy(update={"name": f"  {name}\n"}) or len(name) > 190
