from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from newswright.errors import NotFound
from newswright.records import Spike, Story
from newswright.store import Archive
from tests.store.samples import a_story


def test_a_curation_replaces_the_one_before(archive: Archive) -> None:
    archive.replace_curation([Spike(item="i1", rule="empty", detail="no text")], [a_story("s000000000001")])
    spikes = [Spike(item=f"i{n}", rule="near copy", detail="of i9 (0.93)") for n in (3, 1, 2)]
    stories = [
        a_story("s00000000000a", hours=1),
        a_story("s00000000000b", hours=None),
        a_story("s00000000000c", hours=2),
    ]
    archive.replace_curation(iter(spikes), iter(stories))
    assert archive.spikes() == spikes
    assert archive.stories() == [stories[2], stories[0], stories[1]]
    archive.replace_curation([], [])
    assert archive.spikes() == []
    assert archive.stories() == []


def test_a_curation_that_fails_leaves_the_old_one(archive: Archive) -> None:
    def failing() -> Iterator[Story]:
        yield a_story("s00000000000b")
        raise ValueError("clustering failed")

    archive.replace_curation([], [a_story("s00000000000a")])
    with pytest.raises(ValueError, match="clustering"):
        archive.replace_curation([], failing())
    assert [story.id for story in archive.stories()] == ["s00000000000a"]


def test_a_reader_sees_one_whole_curation(archive: Archive) -> None:
    def curation(run: int) -> list[Story]:
        return [a_story(f"s{run:03}{n:09}", items=(f"i{run}",)) for n in range(1500)]

    runs = [curation(run) for run in range(6)]
    archive.replace_curation([], runs[0])
    seen: list[list[Story]] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            seen.append(archive.stories())

    reader = threading.Thread(target=read)
    reader.start()
    for stories in runs[1:]:
        archive.replace_curation([], stories)
    done.set()
    reader.join()
    assert seen
    assert all(stories in runs for stories in seen)


def test_one_story_by_id_or_beginning(archive: Archive) -> None:
    archive.replace_curation([], [a_story("sabc000000001"), a_story("sabc000000002"), a_story("s123000000001")])
    assert archive.story("s123").id == "s123000000001"
    assert archive.story("sabc000000002").id == "sabc000000002"
    with pytest.raises(NotFound, match="More than one story"):
        archive.story("sabc")
    with pytest.raises(NotFound, match="no story 's999'"):
        archive.story("s999")
