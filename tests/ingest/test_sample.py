"""The sample wires are there and whole."""

import hashlib
import json

import pytest

from newswright.errors import NotFound
from newswright.ingest import sample_batch, sample_bytes, sample_names


@pytest.mark.parametrize("name", sample_names())
def test_every_sample_reads_without_a_bad_row(name: str) -> None:
    batch = sample_batch(name)
    assert batch.raw == sample_bytes(name)
    assert batch.snapshot == hashlib.sha256(sample_bytes(name)).hexdigest()
    assert len(batch.items) == len(json.loads(sample_bytes(name))["data"]) > 0
    assert batch.bad_rows == ()
    assert {item.feed for item in batch.items} == {"sample"}
    assert all(item.outlet.endswith(".example") for item in batch.items), "sample news is openly fictional"


def test_the_demonstration_is_there() -> None:
    assert "demo-newsroom" in sample_names()


@pytest.mark.parametrize("name", ["nothing", "", "../options", "demo-newsroom.json"])
def test_an_unknown_name_lists_those_there_are(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        sample_bytes(name)
    assert repr(name) in caught.value.what
    assert "demo-newsroom" in caught.value.cure
