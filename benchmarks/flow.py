"""The figures of the whole copy flow: what comes out of the sample wire and of saved mediastack responses.

    python benchmarks/flow.py [RESPONSE.json ...]

For each wire it runs `newswright run` in a fresh newsroom, with the embedded model and with the stand-in that only
repeats its source, and prints items, spikes by rule, stories, articles, refusals, sentences by origin, wall time and
peak memory, and what the independent check (tests/independent) finds. The stand-in shows how many sentences a rule
could have written that moves parts about; `rule` counts the model's own sentences that are word for word what it wrote.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.independent.promise import check_promise  # noqa: E402 - the folder above must be known first


def main(responses: list[str]) -> None:
    """Measure the sample wire and each of `responses`."""
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}\n")
    with tempfile.TemporaryDirectory() as folder:
        for name in ["sample", *responses]:
            rule: set[str] = set()
            for engine in ("echo", "embedded"):
                room = Path(folder) / engine / Path(name).stem
                measured = run(name, room, engine)
                articles = command(room, "articles", "--json")
                items = command(room, "items", "--json")
                own = {s["text"] for a in articles for s in a["sentences"] if s["origin"] == "model"}
                show(name, engine, measured, check(articles, items), len(own & rule))
                rule = rule or own


def run(name: str, room: Path, engine: str) -> dict[str, Any]:
    """Run the flow over one wire and return its report with wall time and peak memory."""
    room.parent.mkdir(parents=True, exist_ok=True)
    if name == "sample":
        arguments = ["run", "--sample", "demo-newsroom", "--json", "--newsroom", str(room)]
    else:
        call(room, "init", str(room))
        call(room, "ingest", "file", str(Path(name).resolve()), "--newsroom", str(room))
        arguments = ["run", "--json", "--newsroom", str(room)]
    started = time.perf_counter()
    out = call(room, *arguments, engine=engine)
    report: dict[str, Any] = json.loads(out)
    report["seconds"] = time.perf_counter() - started
    report["megabytes"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return report


def call(room: Path, *arguments: str, engine: str = "echo") -> str:
    """Run the command line and return its standard output."""
    environment = {**os.environ, "NEWSWRIGHT_MODEL__ENGINE": engine}
    done = subprocess.run(
        [sys.executable, "-m", "newswright", *arguments],
        cwd=room.parent,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
        text=True,
    )
    return done.stdout


def command(room: Path, *arguments: str) -> list[dict[str, Any]]:
    """Return the JSON array that a listing verb prints."""
    found: list[dict[str, Any]] = json.loads(call(room, *arguments, "--newsroom", str(room)))
    return found


def check(articles: list[dict[str, Any]], items: list[dict[str, Any]]) -> str:
    """Return the independent check's counts in a line."""
    report = check_promise(articles, items)
    return (
        f"{len(report.violations)} violations in {report.sentences} sentences with {report.numbers} numbers,"
        f" {report.names} names, {report.dates} dates, {report.quotations} quotations"
        f"; runs over 11 words outside quotations: {report.runs_over(11)}, over 24: {report.runs_over(24)}"
    )


def show(name: str, engine: str, report: dict[str, Any], promise: str, rule: int) -> None:
    """Print one run."""
    total = report["own"] + report["quoted"]
    spikes = ", ".join(f"{rule} {count}" for rule, count in report["spikes"].items()) or "none"
    print(f"{Path(name).name}, {engine}")
    print(f"  items {report['items']}; spiked {sum(report['spikes'].values())} ({spikes})")
    print(f"  stories {report['stories']}; published {report['published']}, refused {report['refused']}")
    print(f"  sentences {total}: own {report['own']}, quoted {report['quoted']}", end="")
    print(f"; {rule} of the own ones are what the rule wrote" if engine == "embedded" else "")
    print(f"  {promise}")
    print(f"  {report['seconds']:.0f} s, peak memory of any child so far {report['megabytes']:.0f} MB\n", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
