"""Measures `prepare` beside TRL's own preparation of the same rows and the bare call of the tokenizer.

Run from the project's root: `python benchmarks/prepare.py [--trl-python PATH] [--rows N]`, and `--million` for a set of
that size. The rows are round-ups (three sources, one article) from --data, or fictional ones where it is absent. They
are repeated up to N; in each repetition all names are other ones, so that no row and few names come twice. Every
measurement is a process of its own, in turns. Seconds are without imports, but ours hold everything else: opening the
tokenizer, finding the blocks, starting the helping process, writing and syncing the parts. When the clock of the
others starts, TRL's rows are loaded, their tokenizer is open, and the bare call writes nothing. Memory is the highest
sum over a process and its children of their proportional set sizes (pages that they share count once), looked at 20
times a second.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newswright.instruct.files.sets import line_of, write_set
from newswright.instruct.preparing.prepare import PrepareOptions, prepare
from newswright.instruct.rendering.form import text
from newswright.instruct.rendering.template import find
from newswright.instruct.vocabularies.vocabulary import open_vocabulary
from newswright.models.options import ModelOptions
from newswright.records import Lesson, Message, Role

DATA = Path("../shared/data/roundups/train.jsonl")
ASKED = "Write a news article from these reports. Use only what they say."
TOGETHER = 1000
LOOK = 0.05
BARE, OURS, TRL = "tokenizers: encode_batch", "newswright prepare, 2 processes", "TRL SFTTrainer, 1 process"


class Kind(NamedTuple):
    """One thing to measure."""

    name: str
    command: tuple[str, ...]


class Measured(NamedTuple):
    """One measurement."""

    seconds: float
    memory: float
    """MB."""
    told: dict[str, Any]


# -- rows --


def round_ups(path: Path) -> Iterator[tuple[list[tuple[str, str]], tuple[str, str]]]:
    """Yield the sources and the article of each row, as pairs of headline and text."""
    with path.open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            yield (
                [(one["headline"], one["text"]) for one in row["sources"]],
                (
                    row["article"]["headline"],
                    row["article"]["text"],
                ),
            )


def made_up(count: int) -> Iterator[tuple[list[tuple[str, str]], tuple[str, str]]]:
    """Yield fictional rows of the same shape."""
    chance = random.Random(3)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]

    def said(sentences: int) -> str:
        drawn = (chance.choices(words, weights, k=chance.randint(8, 22)) for _ in range(sentences))
        return " ".join(" ".join([one[0].capitalize(), *one[1:]]) + "." for one in drawn)

    for _ in range(count):
        yield [(said(1), said(3)) for _ in range(3)], (said(1), said(4))


SYLLABLES = "ba co du fe ga ho ke la mo no pe ru sa to we ister and ing ell orm ack isk ure ale".split()


def lesson(sources: list[tuple[str, str]], article: tuple[str, str], number: int) -> Lesson:
    """Return the lesson that teaches to write `article` from `sources`."""
    content, spans = ASKED, []
    for headline, body in sources:
        content += "\n\n"
        spans.append((len(content), len(content) + len(headline) + 1 + len(body)))
        content += f"{headline}\n{body}"
    asked = Message(role=Role.USER, content=content, sources=tuple(spans))
    answer = Message(role=Role.ASSISTANT, content="\n\n".join(article))
    return Lesson.make("sources-to-article", (asked, answer), story=f"s{number}")


def lessons(path: Path, count: int, *, synthetic: bool) -> Iterator[Lesson]:
    """Yield `count` lessons; from the second repetition on with other names."""
    rows = list(made_up(2452) if synthetic else round_ups(path))
    for number in range(count):
        sources, article = rows[number % len(rows)]
        rename = renamer(number // len(rows))
        yield lesson([(rename(a), rename(b)) for a, b in sources], (rename(article[0]), rename(article[1])), number)


def renamer(repetition: int) -> Callable[[str], str]:
    """Return what gives every name in a text another form, the same one within a repetition."""
    chance = random.Random(repetition)
    vowels, others = "aeiou", "bcdfglmnprstvw"
    shuffled = ["".join(chance.sample(kind, len(kind))) for kind in (vowels, others)]
    table = str.maketrans(vowels + others, "".join(shuffled) if repetition else vowels + others)
    return lambda said: re.sub(
        r"(?<=[a-z,] )[A-Z][a-z]{2,}", lambda found: found[0][0] + found[0][1:].translate(table), said
    )


def short(count: int) -> Iterator[Lesson]:
    """Yield `count` short fictional lessons: a headline for one paragraph."""
    chance = random.Random(5)
    texts = [pair for sources, article in made_up(5000) for pair in (*sources, article)]
    for number in range(count):
        (_, body), (headline, _) = chance.choice(texts), chance.choice(texts)
        asked = Message(role=Role.USER, content=f"Write the headline of item {number}.\n\n{body}")
        yield Lesson.make("headline", (asked, Message(role=Role.ASSISTANT, content=headline)), story=f"s{number}")


# -- what is measured, each in a process of its own --


def child(what: str, folder: Path) -> None:
    """Do one measurement of `ours-N`, `bare` or `fast` in this process, and print it."""
    kind, _, processes = what.partition("-")
    if kind == "ours":
        out = Path(tempfile.mkdtemp(dir=folder))
        began = time.perf_counter()
        result = prepare(folder / "set.jsonl", out, "chatml", "embedded", PrepareOptions(processes=int(processes)))
        took = time.perf_counter() - began
        told: dict[str, Any] = {"rows": result.rows, "tokens": result.tokens, "ids": first_row(out)}
        shutil.rmtree(out)
    else:
        tokenizer = open_vocabulary("embedded", ModelOptions().folder).tokenizer
        call = tokenizer.encode_batch if kind == "bare" else tokenizer.encode_batch_fast
        began = time.perf_counter()
        rows, tokens, first = 0, 0, None
        for batch in batches(folder / "texts.jsonl"):
            for one in call(batch, add_special_tokens=False):
                ids = one.ids
                rows, tokens, first = rows + 1, tokens + len(ids), first or ids
        took = time.perf_counter() - began
        told = {"rows": rows, "tokens": tokens, "ids": first}
    print(json.dumps({"seconds": took, **told}))


def batches(path: Path) -> Iterator[list[str]]:
    """Yield the texts of a file, `TOGETHER` at a time."""
    batch: list[str] = []
    with path.open(encoding="utf-8") as file:
        for line in file:
            batch.append(json.loads(line))
            if len(batch) == TOGETHER:
                yield batch
                batch = []
    if batch:
        yield batch


def first_row(out: Path) -> list[int]:
    """Return the ids of the first row of the first part."""
    from pyarrow import parquet  # noqa: PLC0415 - the other measurements do without it

    ids: list[int] = parquet.read_table(out / "part-00000.parquet", columns=["input_ids"])["input_ids"][0].as_py()
    return ids


def measure(command: tuple[str, ...]) -> Measured:
    """Run `command` and return what it printed last, and the peak of its memory."""
    with tempfile.TemporaryFile("w+") as answer, tempfile.TemporaryFile("w+") as said:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
        process = subprocess.Popen(command, stdout=answer, stderr=said, text=True, env=environment)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, resident(process.pid))
            time.sleep(LOOK)
        answer.seek(0)
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read()[-2000:]}")
        told = json.loads(answer.read().splitlines()[-1])
    return Measured(told.pop("seconds"), peak, told)


def resident(root: int) -> float:
    """Return the sum of the proportional set sizes of a process and all below it, in MB (Linux; 0 elsewhere)."""
    found, waiting = 0, [root]
    while waiting:
        number = waiting.pop()
        try:
            sizes = Path(f"/proc/{number}/smaps_rollup").read_text()
            found += int(sizes.partition("\nPss:")[2].split()[0])
            for thread in Path(f"/proc/{number}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
        except (OSError, ValueError, IndexError):
            continue  # it has just ended
    return found * 1024 / 1e6


# -- the table --


def kinds(folder: Path, trl: str) -> list[Kind]:
    """Return what is measured in a round."""
    own = (sys.executable, __file__, "--folder", str(folder), "--child")
    peer = (trl, str(Path(__file__).with_name("prepare_trl.py")), str(folder))
    found = [
        Kind(OURS, (*own, "ours-2")),
        Kind("newswright prepare, 1 process", (*own, "ours-1")),
        Kind(BARE, (*own, "bare")),
        Kind("tokenizers: encode_batch_fast", (*own, "fast")),
    ]
    if has_trl(trl):
        found += [
            Kind(TRL, (*peer, "1", "0")),
            Kind("TRL SFTTrainer, 2 processes", (*peer, "2", "0")),
            Kind("TRL SFTTrainer, 1 process, assistant_only_loss", (*peer, "1", "1")),
        ]
    else:
        print(f"TRL is left out: {trl} cannot import it (--trl-python names an interpreter that can).\n")
    return found


def has_trl(python: str) -> bool:
    """Say whether an interpreter has TRL."""
    try:
        return subprocess.run([python, "-c", "import trl"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def table(results: dict[str, list[Measured]]) -> None:
    """Print the medians, and how they stand to each other."""
    speed = {name: statistics.median(one.told["rows"] / one.seconds for one in all_) for name, all_ in results.items()}
    memory = {name: statistics.median(one.memory for one in all_) for name, all_ in results.items()}
    print("| | rows/s | of the bare call | times TRL | memory, MB | of TRL's |\n|---|---|---|---|---|---|")
    for name, rate in speed.items():
        times = f"{rate / speed[TRL]:.1f}" if TRL in speed else ""
        share = f"{memory[name] / memory[TRL]:.0%}" if TRL in memory else ""
        print(f"| {name} | {rate:,.0f} | {rate / speed[BARE]:.0%} | {times} | {memory[name]:,.0f} | {share} |")
    alike = {name: all_[0].told["ids"] == results[OURS][0].told["ids"] for name, all_ in results.items()}
    print(f"\nThe first row has the same ids in: {', '.join(name for name, same in alike.items() if same)}.")
    for name in (name for name, same in alike.items() if not same):
        print(f"Other ids: {name} ({len(results[name][0].told['ids'])} against {len(results[OURS][0].told['ids'])}).")


def conditions(results: dict[str, list[Measured]]) -> None:
    """Print what it was measured with."""
    versions = {name: importlib.metadata.version(name) for name in ("tokenizers", "pyarrow")}
    for all_ in results.values():
        versions |= all_[0].told.get("versions", {})
    told = ", ".join(f"{name} {number}" for name, number in versions.items())
    tokens = results[OURS][0].told["tokens"] / results[OURS][0].told["rows"]
    load = "/".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{tokens:.0f} tokens a row; {os.cpu_count()} cores, load average {load}; {told}.")


def compare(given: argparse.Namespace, folder: Path) -> None:
    """Write the rows in every form, measure in turns, and print."""
    vocabulary, template = open_vocabulary("embedded", ModelOptions().folder), find("chatml")
    synthetic = given.synthetic or not given.data.exists()
    with (
        (folder / "set.jsonl").open("wb") as rows,
        (folder / "texts.jsonl").open("w", encoding="utf-8") as texts,
        (folder / "messages.jsonl").open("w", encoding="utf-8") as messages,
    ):
        for one in lessons(given.data, given.rows, synthetic=synthetic):
            rows.write(line_of(one))
            written = text(template, one.messages, bos=vocabulary.bos, eos=vocabulary.eos)
            texts.write(json.dumps(written) + "\n")
            plain = [{"role": message.role, "content": message.content} for message in one.messages]
            messages.write(json.dumps({"messages": plain}) + "\n")
    vocabulary.tokenizer.save(str(folder / "tokenizer.json"))
    print(f"{given.rows:,} rows, {'fictional' if synthetic else given.data.name}; median of {given.rounds} rounds.\n")
    wanted = kinds(folder, given.trl_python)
    results: dict[str, list[Measured]] = {kind.name: [] for kind in wanted}
    for number in range(given.rounds):
        for kind in wanted if number % 2 == 0 else reversed(wanted):
            results[kind.name].append(measure(kind.command))
    table(results)
    conditions(results)


def million(count: int, folder: Path) -> None:
    """Render `count` short lessons once; print time and memory."""
    write_set(folder / "set.jsonl", short(count))
    size = (folder / "set.jsonl").stat().st_size / 1e6
    found = measure((sys.executable, __file__, "--folder", str(folder), "--child", "ours-2"))
    print(
        f"{count:,} short lessons ({size:,.0f} MB, {found.told['tokens']:,} tokens), 2 processes: "
        f"{found.seconds:.0f} s, {count / found.seconds:,.0f} rows/s, {found.memory:,.0f} MB at most; "
        f"load {os.getloadavg()[0]:.1f}."
    )


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--trl-python", default=sys.executable, help="an interpreter that has TRL")
    parser.add_argument("--synthetic", action="store_true", help="fictional rows")
    parser.add_argument(
        "--million", type=int, nargs="?", const=1_000_000, help="only render so many short lessons, once"
    )
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        if given.million:
            million(given.million, Path(folder))
        else:
            compare(given, Path(folder))


if __name__ == "__main__":
    main()
