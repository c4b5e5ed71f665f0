"""What happens to the folder when a publish is killed, the disk is full, or the folder is not ours."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newswright.errors import DiskFull, PublishError
from newswright.publish.files import ABANDONED, MANIFEST
from tests.publish.conftest import Desk
from tests.publish.page import Page


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def sound(folder: Path) -> bool:
    """Tell whether the front page is whole and all its articles are there."""
    page = Page.read(folder / "index.html")
    own = [link["href"] for link in page.links if "://" not in link["href"] and not link["href"].startswith("#")]
    return all((folder / target).is_file() and Page.read(folder / target) for target in own if target.endswith(".html"))


def test_edition_names_its_files(desk: Desk, tmp_path: Path) -> None:
    edition = desk.publish(tmp_path / "site")
    assert edition.index == tmp_path / "site" / "index.html"
    assert edition.files[0] == edition.index
    assert {path.relative_to(tmp_path / "site").as_posix() for path in edition.files} == set(
        everything(tmp_path / "site")
    ) - {MANIFEST}
    assert (edition.articles, edition.refused) == (2, 1)


def test_files_of_articles_that_went_are_removed_and_others_stay(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    (tmp_path / "articles" / "mine.html").write_text("my own", encoding="utf-8")
    (tmp_path / "CNAME").write_text("news.example", encoding="utf-8")
    del desk.articles[0]
    desk.publish(tmp_path)
    names = everything(tmp_path)
    assert not any("tide-mill" in name for name in names)
    assert {"articles/mine.html", "CNAME"} <= set(names)


def test_a_false_manifest_removes_nothing_outside(desk: Desk, tmp_path: Path) -> None:
    site, victim = tmp_path / "site", tmp_path / "victim.html"
    victim.write_text("mine", encoding="utf-8")
    desk.publish(site)
    (site / MANIFEST).write_text('{"files": ["../victim.html", "articles/../../victim.html", 7]}', encoding="utf-8")
    desk.publish(site)
    assert victim.exists()


@pytest.mark.parametrize("damage", ["", "[]", '{"files": 3}', "\xff"])
def test_a_damaged_manifest_is_mended(desk: Desk, tmp_path: Path, damage: str) -> None:
    desk.publish(tmp_path)
    whole = everything(tmp_path)
    (tmp_path / MANIFEST).write_bytes(damage.encode("latin-1"))
    desk.publish(tmp_path)
    assert everything(tmp_path) == whole


def test_somebody_elses_site_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("my home page", encoding="utf-8")
    with pytest.raises(PublishError, match="did not write"):
        desk.publish(tmp_path)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "my home page"


def test_publishing_the_same_again_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("articles/*")}
    desk.publish(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("articles/*")} == before


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES])
@pytest.mark.parametrize("after", range(9))
def test_a_write_that_fails_leaves_a_working_edition(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, after: int
) -> None:
    desk.publish(tmp_path)
    desk.articles[0] = desk.articles[0].model_copy(update={"id": "a000000000001", "headline": "The mill, again"})
    written, write = 0, Path.write_bytes

    def failing(path: Path, data: bytes) -> int:
        nonlocal written
        written += 1
        if written > after:
            write(path, data[: len(data) // 2])
            raise OSError(code, os.strerror(code), str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    if after >= 7:  # the manifest, three files, articles.json, the front page, the manifest
        desk.publish(tmp_path)
    else:
        with pytest.raises(DiskFull if code == errno.ENOSPC else PublishError) as told:
            desk.publish(tmp_path)
        assert told.value.cure
    monkeypatch.undo()
    assert sound(tmp_path)
    assert not [name for name in everything(tmp_path) if name.endswith("-part")]
    desk.publish(tmp_path)
    clean = tmp_path / "clean"
    desk.publish(clean)
    now = {name: data for name, data in everything(tmp_path).items() if not name.startswith("clean/")}
    assert now == everything(clean)


def test_a_folder_that_is_a_file_is_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file", encoding="utf-8")
    with pytest.raises(PublishError, match="site"):
        desk.publish(tmp_path / "site")


def test_half_written_files_of_a_killed_publish_are_swept(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    old, new = (tmp_path / "articles" / f".{name}.newswright-part" for name in ("old", "new"))
    for part in (old, new):
        part.write_text("half", encoding="utf-8")
    past = time.time() - ABANDONED - 60
    os.utime(old, (past, past))
    desk.publish(tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


LOOP = """
import sys
from pathlib import Path
from tests.publish.conftest import ordinary_desk
made = ordinary_desk()
print("ready", flush=True)
turn = 0
while True:
    turn += 1
    made.articles[0] = made.articles[0].model_copy(update={"id": f"a{turn:012x}", "headline": f"Turn {turn}"})
    made.publish(Path(sys.argv[1]))
"""


def test_a_killed_publish_leaves_a_working_edition(desk: Desk, tmp_path: Path) -> None:
    desk.publish(tmp_path)
    for moment in (0.05, 0.11, 0.17):
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert sound(tmp_path)
    desk.publish(tmp_path)
    assert len(list(tmp_path.glob("articles/*.html"))) == 2
