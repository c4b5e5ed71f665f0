"""The sample wires: openly fictional responses that are part of the package, for a first run without key or network."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from newswright.errors import NotFound
from newswright.ingest.batch import Batch
from newswright.ingest.document import decode, parse
from newswright.ingest.rows import read_rows

FEED = "sample"
_CURE = "Install Newswright again: a file of the package is damaged."


def sample_names() -> tuple[str, ...]:
    """Return the names of the samples, in alphabetical order."""
    folder = files("newswright.ingest").joinpath("samples")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".json")))


def sample_bytes(name: str) -> bytes:
    """Return the response that the sample `name` is, byte for byte.

    Raises:
        NotFound: no sample has that name; the error lists those there are.
    """
    if name not in sample_names():
        raise NotFound(f"There is no sample {name!r}.", cure=f"The samples are: {', '.join(sample_names())}.")
    return files("newswright.ingest").joinpath("samples", f"{name}.json").read_bytes()


def sample_batch(name: str) -> Batch:
    """Read the sample `name`."""
    raw = sample_bytes(name)
    document = parse(decode(raw, name, cure=_CURE), name, cure=_CURE)
    data = document["data"] if isinstance(document, dict) else []
    snapshot = hashlib.sha256(raw).hexdigest()
    rows = read_rows(((f"data[{n}]", row) for n, row in enumerate(data)), snapshot=snapshot, feed=FEED)
    return Batch(rows.items, rows.bad_rows, feed=FEED, snapshot=snapshot, raw=raw)
