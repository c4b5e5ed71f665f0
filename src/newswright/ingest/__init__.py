"""The ingest stage: brings the wire in, from mediastack, saved files and samples, as items in plain text.

It stores nothing: the newsroom stores each batch's snapshot, its items and its bad rows. Whether an item is news, and
in which language, is the curate stage's to say.
"""

from newswright.ingest.batch import BadRow, Batch
from newswright.ingest.files import read_file, read_items
from newswright.ingest.mediastack import Mediastack, RequestLedger, Source
from newswright.ingest.options import IngestOptions, MediastackOptions
from newswright.ingest.page import Page, Pagination
from newswright.ingest.query import MediastackQuery, SourcesQuery
from newswright.ingest.sample import sample_batch, sample_bytes, sample_names

__all__ = [
    "BadRow",
    "Batch",
    "IngestOptions",
    "Mediastack",
    "MediastackOptions",
    "MediastackQuery",
    "Page",
    "Pagination",
    "RequestLedger",
    "Source",
    "SourcesQuery",
    "read_file",
    "read_items",
    "sample_batch",
    "sample_bytes",
    "sample_names",
]
