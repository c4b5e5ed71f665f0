"""The archive: what came in, what was decided about it and what was written, on SQLite or PostgreSQL.

It keeps and finds records; it does not judge, change or write any. No other package speaks SQL.
"""

from newswright.store.archive import Archive
from newswright.store.items import Added
from newswright.store.snapshots import Snapshot

__all__ = ["Added", "Archive", "Snapshot"]
