"""Measures how fast articles are written and checked, side by side in one run: same stories, model, machine, checks.

Run from the project's root: `python benchmarks/write.py [--stories 20] [--peft RUN/final] [--long 1000] [--json FILE]`.
Three ways to ask the same model for the same versions of the same passages, then the same checks:

- `newswright`: as `newswright write` does, several stories and all their passages at once;
- `one at a time`: a loop that sends a request when the last one is answered, and reads every prompt from its beginning;
- `transformers`: `generate` of Transformers on the same weights unpacked (and the adapter, with `--peft`), a batch for
  the versions of all passages of a story; left out where torch is not installed.

Also: seconds to the first sentence of one story in a fresh process, tokens a second in the flow against the same
requests handed to the engine all at once, memory, and with `--long N` whether articles a minute stay the same up to N
stories. Each way is measured `--turns` times, the ways taking turns, and the median counts: these machines are noisy.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from newswright.desks import DESKS
from newswright.ingest import sample_batch
from newswright.models import ModelOptions, Reply, Request, open_model
from newswright.models.checking import open_reader
from newswright.models.fetch import fetch
from newswright.models.protocol import opened
from newswright.newsroom import asking_of
from newswright.records import Article, Evidence, Status, Story, Verdict
from newswright.verify import VerifyOptions, check_sentence
from newswright.write import WriteOptions, brief, write
from truth import Told, stories

DATA = Path("../shared/data/roundups/train.jsonl")
VERIFY = VerifyOptions()


class Counting:
    """An engine that counts what it answers and keeps what it was asked."""

    def __init__(self, model: Any) -> None:
        self.model, self.name, self.parallel = model, model.name, model.parallel
        self.taught = getattr(model, "taught", "")
        self.tokens, self.read = 0, 0
        self.asked: list[Request] = []

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        replies = self.model.complete(requests)
        self.asked += requests
        self.tokens += sum(reply.reply_tokens for reply in replies)
        self.read += sum(reply.prompt_tokens for reply in replies)
        return list(replies)

    def close(self) -> None:
        self.model.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class OneAtATime(Counting):
    """The same engine with one place, asked in a loop; nothing of a prompt is kept for the next."""

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        return [reply for request in requests for reply in super(OneAtATime, self).complete([self._plain(request)])]

    def _plain(self, request: Request) -> Request:
        own = request.shared + request.own
        return request.model_copy(update={"shared": "", "own": own})


class Batches(Counting):
    """Transformers' `generate` on the same weights, one batch a call."""

    def __init__(self, folder: Path, peft: Path | None) -> None:
        import torch  # noqa: PLC0415
        from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

        self.torch = torch
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.tokenizer.padding_side = "left"
        self.tokenizer.pad_token = self.tokenizer.pad_token or self.tokenizer.eos_token
        loaded = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        if peft:
            from peft import PeftModel  # noqa: PLC0415

            loaded = PeftModel.from_pretrained(loaded, peft).merge_and_unload()
        self.loaded = loaded.eval()
        super().__init__(self)
        self.taught = "chatml"

    name, parallel = "transformers", 1

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        if not requests:
            return []
        texts = [request.shared + "".join(opened(request)) for request in requests]
        rows = self.tokenizer(texts, return_tensors="pt", padding=True)
        self.torch.manual_seed(requests[0].seed)
        with self.torch.inference_mode():
            made = self.loaded.generate(
                **rows,
                max_new_tokens=max(request.max_tokens for request in requests),
                do_sample=any(request.temperature for request in requests),
                temperature=max(0.1, *(request.temperature for request in requests)),
                pad_token_id=self.tokenizer.pad_token_id,
            )
        start = rows["input_ids"].shape[1]
        found = []
        for request, row in zip(requests, made, strict=True):
            text = self.tokenizer.decode(row[start:], skip_special_tokens=True)
            count = int((row[start:] != self.tokenizer.pad_token_id).sum())
            found.append(
                Reply(
                    text=(request.opening + text.split("\n", 1)[0]).strip(),
                    finish="stop",
                    prompt_tokens=start,
                    reply_tokens=count,
                )
            )
        self.tokens += sum(reply.reply_tokens for reply in found)
        return found

    def close(self) -> None:
        """Nothing is open."""


def check(sentence: str, evidence: Sequence[Evidence]) -> Verdict:
    """Check as a newsroom with default settings does."""
    return check_sentence(sentence, evidence, VERIFY, open_reader(VERIFY.reader))


def written(told: Sequence[Told], model: Any, *, at_once: int) -> tuple[list[Article], float]:
    """Write the stories, so many at once; return the articles and the seconds."""
    options = WriteOptions()
    asking = asking_of(options, model.taught)

    def one(each: Told) -> Article:
        return write(each.story, brief(each.story, each.items, options), model, check, options, asking)

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as desks:
        made = list(desks.map(one, told))
    return made, time.perf_counter() - began


def engine_alone(model: Any, requests: Sequence[Request]) -> float:
    """Return the tokens a second of the engine with all requests handed to it at once."""
    began = time.perf_counter()
    replies = model.complete(requests)
    return float(sum(reply.reply_tokens for reply in replies)) / (time.perf_counter() - began)


def first_sentence() -> float:
    """Return the seconds from the start of a process to its first sentence, on the sample wire's first story."""
    code = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from newswright.newsroom import Newsroom
import tempfile
with tempfile.TemporaryDirectory() as folder, Newsroom.for_sample(Path(folder) / "n", "demo-newsroom") as room:
    room.curate()
    story = room.archive.stories()[0]
    began = time.perf_counter()
    seen = []
    def tell(_story, sentence):
        if not seen:
            seen.append(time.perf_counter() - began)
    room.write([story.id], tell=tell)
    print(seen[0])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def of_the_sample() -> list[Told]:
    """Return the sample's items as one story each three, where the round-ups are not at hand."""
    items = [item for item in sample_batch("demo-newsroom").items if item.language == "en"]
    groups = [items[at : at + 3] for at in range(0, len(items) - 2, 3)]
    return [
        Told(
            Story(
                id=f"s{number}",
                slug=f"story-{number}",
                items=tuple(item.id for item in group),
                outlets=tuple(item.outlet for item in group),
                language="en",
            ),
            tuple(group),
        )
        for number, group in enumerate(groups)
    ]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--stories", type=int, default=20)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--peft", type=Path)
    parser.add_argument("--long", type=int, default=0)
    parser.add_argument("--adapter", default="shipped")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    told = stories(given.data, given.stories) if given.data.exists() else of_the_sample()[: given.stories]
    options = ModelOptions(adapter=given.adapter)
    rates: dict[str, list[float]] = {}
    tokens: dict[str, list[float]] = {}
    published: dict[str, int] = {}
    alone: list[float] = []
    for _ in range(given.turns):
        for way, model in ways(options, given.peft):
            with model:
                made, seconds = written(told, model, at_once=DESKS if way == "newswright" else 1)
                rates.setdefault(way, []).append(60 * len(made) / seconds)
                tokens.setdefault(way, []).append(model.tokens / seconds)
                published[way] = sum(copy.status is Status.PUBLISHED for copy in made)
                if way == "newswright":
                    alone.append(engine_alone(model.model, model.asked))
            print(f"{way}: {rates[way][-1]:.1f} a minute, {tokens[way][-1]:.0f} tokens a second", file=sys.stderr)
    found: dict[str, Any] = {
        way: {
            "articles a minute": statistics.median(rates[way]),
            "reply tokens a second": statistics.median(tokens[way]),
            "published": published[way],
        }
        for way in rates
    }
    found["engine alone, tokens a second"] = statistics.median(alone)
    found["first sentence, s"] = statistics.median(first_sentence() for _ in range(given.turns))
    if given.long:
        found["articles a minute by stories"] = longer(told, options, given.long)
    found["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["cores"], found["stories"] = os.cpu_count(), len(told)
    print(json.dumps(found, indent=2))
    if given.json:
        given.json.write_text(json.dumps(found, indent=2), "utf-8")


def ways(options: ModelOptions, peft: Path | None) -> Iterator[tuple[str, Any]]:
    """Open the ways one after the other: each is closed before the next is opened."""
    yield "newswright", Counting(open_model(options))
    yield "one at a time", OneAtATime(open_model(options.model_copy(update={"parallel": 1})))
    try:
        from newswright.train.bases import unpacked  # noqa: PLC0415

        yield "transformers", Batches(unpacked(fetch(options.name, options), options.folder), peft)
    except ImportError as error:
        print(f"transformers is left out: {error}", file=sys.stderr)


def longer(told: Sequence[Told], options: ModelOptions, most: int) -> dict[int, float]:
    """Return articles a minute for 10, 100, ... stories, the same ones over and over."""
    rates = {}
    with Counting(open_model(options)) as model:
        count = 10
        while count <= most:
            many = list(islice(cycle(told), count))
            made, seconds = written(many, model, at_once=DESKS)
            rates[count] = 60 * len(made) / seconds
            count *= 10
    return rates


if __name__ == "__main__":
    main()
