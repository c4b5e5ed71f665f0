from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from newswright.errors import ModelMissing
from newswright.models.options import ModelOptions
from newswright.train.bases import find_base

pytest.importorskip("huggingface_hub")

TOKEN = "hf_SecretSecretSecretSecretSecret0000"


@contextmanager
def _hub(status: int, code: str) -> Iterator[tuple[str, list[str]]]:
    """A hub that answers every question with `status` and an error code; gives its address and the paths it saw."""
    seen: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Keep the test's output clean."""

        def do_GET(self) -> None:
            seen.append(self.path)
            body = b'{"error": "Access to this model is restricted."}'
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", "Access to this model is restricted.")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _told(cache: Path, name: str, status: int, code: str) -> tuple[str, list[str]]:
    """Return what a process with a token says of the base `name`, and what it asked the hub for."""
    asking = (
        "import sys\nfrom newswright.errors import ModelMissing\nfrom newswright.models.options import ModelOptions\n"
        "from newswright.train.bases import find_base\n"
        "try:\n    find_base(sys.argv[1], ModelOptions())\n"
        "except ModelMissing:\n    import traceback; traceback.print_exc()\n"
    )
    with _hub(status, code) as (address, seen):
        own = {"HF_ENDPOINT": address, "HF_HOME": str(cache), "HF_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"}
        own["PYTHONPATH"] = str(Path(__file__).parents[2] / "src")
        command = [sys.executable, "-c", asking, name]
        done = subprocess.run(command, env={**os.environ, **own}, capture_output=True, text=True, check=True)
    return done.stdout + done.stderr, seen


@pytest.mark.parametrize("status", [401, 403])
def test_gated_model_says_licence_page_and_variable_and_never_the_token(status: int, tmp_path: Path) -> None:
    told, seen = _told(tmp_path, "llama-2-7b-chat", status, "GatedRepo")
    assert any("meta-llama/Llama-2-7b-chat-hf" in path for path in seen)
    assert "Llama 2 Community" in told
    assert "https://huggingface.co/meta-llama/Llama-2-7b-chat-hf" in told
    assert "HF_TOKEN" in told
    assert TOKEN not in told
    assert "GatedRepoError" not in told  # the cause has the request in it


@pytest.mark.parametrize(
    ("status", "code", "wanted"),
    [(404, "RepoNotFound", "no model nobody/nothing"), (410, "", "nobody/nothing cannot be fetched")],
)
def test_model_that_cannot_be_fetched(status: int, code: str, wanted: str, tmp_path: Path) -> None:
    assert wanted in _told(tmp_path, "nobody/nothing", status, code)[0]


def test_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    base = find_base(str(tmp_path), ModelOptions(cache=tmp_path))
    assert (base.origin, base.folder, base.file) == ("folder", tmp_path, None)


def test_nothing_of_that_name(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="newswright models lists"):
        find_base(str(tmp_path / "absent"), ModelOptions(cache=tmp_path))
