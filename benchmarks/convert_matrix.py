"""Converts every format of instruction data into every other one and says what came of it.

Run from the project's root: `python benchmarks/convert_matrix.py` prints the tables of docs/instruct/convert.md; with
`--rows 2000` the rows per second of each pair on a synthetic set, and with `--rows 1000000 --pair newswright
sharegpt` those of one pair, with the peak memory of this process. The set of the matrix is that of the tests.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.instruct.samples import rich  # noqa: E402

from newswright.instruct.convert import Report, convert  # noqa: E402
from newswright.instruct.files.sets import write_set  # noqa: E402
from newswright.instruct.formats import FORMATS  # noqa: E402
from newswright.records import Lesson, Message, Role  # noqa: E402


def matrix() -> str:
    """Return the conversion matrix as a Markdown table, and what each format loses or refuses of the set."""
    lines = ["| from, rows | " + " | ".join(FORMATS) + " |", "|---" * (len(FORMATS) + 1) + "|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_set(folder / "newswright.jsonl", rich().values())
        first = {form: _converted(folder, "newswright", form) for form in FORMATS if form != "newswright"}
        for source in FORMATS:
            cells = [_cell(_converted(folder, source, target)) for target in FORMATS]
            rows = first[source].written if source in first else len(rich())
            lines.append(f"| {source}, {rows} | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", *_losses(first)]) + "\n"


def _converted(folder: Path, source: str, target: str) -> Report:
    """Convert the file of the format `source`; from Newswright's own it becomes the file of the other format."""
    out = folder / (f"{target}.jsonl" if source == "newswright" != target else "out.jsonl")
    return convert(folder / f"{source}.jsonl", source, target).save(out)


def _cell(report: Report) -> str:
    if report.exact == report.read:
        return "exact"
    parts = {"exact": report.exact, "named": report.written - report.exact, "left out": report.left_out}
    return ", ".join(f"{count} {word}" for word, count in parts.items() if count)


def _losses(reports: dict[str, Report]) -> Iterator[str]:
    kinds = list(rich())
    yield "| to | loses, named | leaves out |"
    yield "|---|---|---|"
    for name, report in reports.items():
        lost = "; ".join(f"{kind} ({count})" for kind, count in report.losses.items())
        out = "; ".join(kinds[int(row.where.rpartition(":")[2]) - 1] for row in report.left_out_rows)
        yield f"| {name} | {lost or 'nothing'} | {out or 'nothing'} |"


# -- speed --


def synthetic(rows: int) -> Iterator[Lesson]:
    """Yield lessons of one exchange: about 900 characters of sources and 400 of answer."""
    for number in range(rows):
        source = f"Report {number}. " + "The council of Harrow Bay spoke of the ferry. " * 18 + "It ended."
        question = Message(role=Role.USER, content=f"Report it.\n\n{source}", sources=((12, 12 + len(source)),))
        answer = Message(
            role=Role.ASSISTANT, content=f"{number}. " + "The ferry of Harrow Bay will run again. " * 9 + "It is late."
        )
        yield Lesson(id=f"l{number}", task="write", story=f"s{number}", messages=(question, answer))


def rates(rows: int, pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Yield a line with the rows per second of each pair, reading and writing a JSONL file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_set(folder / "newswright.jsonl", synthetic(rows))
        for source in {source for source, _ in pairs} - {"newswright"}:
            convert(folder / "newswright.jsonl", "newswright", source).save(folder / f"{source}.jsonl")
        for source, target in pairs:
            begun = time.perf_counter()
            report = convert(folder / f"{source}.jsonl", source, target).save(folder / "out.jsonl")
            took = time.perf_counter() - begun
            yield f"{source:11} -> {target:11} {report.read / took:9,.0f} rows/s, {report.exact:,} of {rows:,} exact"


def main() -> None:
    """Print the matrix, or the rates."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--pair", nargs=2, metavar=("FROM", "TO"))
    given = parser.parse_args()
    if not given.rows:
        print(matrix(), end="")
        return
    pairs = [tuple(given.pair)] if given.pair else [(one, other) for one in FORMATS for other in FORMATS]
    for line in rates(given.rows, pairs):
        print(line, flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    main()
