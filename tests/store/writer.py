"""A process that writes to an archive without end, and says on its output what is committed.

    python -m tests.store.writer URL SNAPSHOTS FIRST [ROUNDS]

In round n: a snapshot, ten items that name it, a curation of 50 spikes and 50 stories that all name n, an article.
"""

from __future__ import annotations

import sys
from pathlib import Path

from newswright.records import Spike
from newswright.store import Archive
from tests.store.samples import a_story, an_article, an_item

ITEMS = 10
STORIES = 50


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201


def write(archive: Archive, n: int) -> None:
    sha256 = archive.put_snapshot(f"page {n}\n".encode() * 5000, feed="file", note=f"round {n}")
    say("snapshot", sha256)
    items = [an_item(n * ITEMS + k, snapshot=sha256) for k in range(ITEMS)]
    archive.add_items(items)
    say("items", *(item.id for item in items))
    spikes = [Spike(item=f"i{k}", rule="run", detail=str(n)) for k in range(STORIES)]
    archive.replace_curation(spikes, [a_story(f"s{n:08}{k:04}", items=(str(n),)) for k in range(STORIES)])
    say("curation", n)
    archive.save_article(an_article(f"a{n:012}", f"s{n:08}0000"), basis=str(n))
    say("article", f"a{n:012}")
    archive.record("mediastack", "2026-03")
    say("request")


def main() -> None:
    url, snapshots, first, *rest = sys.argv[1:]
    with Archive.open(url, Path(snapshots)) as archive:
        say("open")
        n, last = int(first), int(first) + int(rest[0]) if rest else None
        while n != last:
            write(archive, n)
            n += 1


if __name__ == "__main__":
    main()
