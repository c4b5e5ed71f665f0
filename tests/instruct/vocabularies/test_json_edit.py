from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.instruct.vocabularies.json_edit import edited

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=6)
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
OBJECT = st.dictionaries(st.text('abc"\\é{},:', max_size=3), VALUE, max_size=6)


@given(OBJECT, OBJECT, st.sets(st.text("abc", max_size=3)), st.sampled_from([None, 0, 2, "\t"]), st.booleans())
def test_it_says_what_the_changed_object_would(
    old: dict[str, object], new: dict[str, object], drop: set[str], indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(old, indent=indent, ensure_ascii=ascii_only)
    wanted = {key: value for key, value in {**old, **new}.items() if key not in drop}
    found = json.loads(edited(text, new, drop))
    assert found == wanted
    assert list(found) == list(wanted)


def test_everything_else_keeps_its_bytes() -> None:
    text = '\n{ "a" :1e30,\n\n  "b": {"x":[1,  2]} ,"c":"\\u00e9", "d": 1.0}\n '
    assert edited(text, {}) == text
    assert edited(text, {"b": "ü"}) == text.replace('{"x":[1,  2]}', '"ü"')
    assert edited(text, {}, {"c"}) == text.replace('"c":"\\u00e9", ', "")
    assert edited(text, {}, {"d"}) == text.replace(', "d": 1.0', "")
    assert edited(text, {"e": True}) == text.replace("1.0", '1.0, "e": true')


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"a": 1,}', "3"])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        edited(text, {"a": 1})
