"""Holds what is exported against Transformers, with the embedded model itself.

Run from the project's root: `python benchmarks/export_parity.py [--tokens 24] [--only WORD]`. Greedy continuations of
20 prompts in ChatML by llama.cpp, on files that the exporter wrote, are compared with Transformers in 32 bits on the
same weights: merged by PEFT, so that nothing of ours has a say on that side. The adapters have random weights, none of
them 0. Where a continuation differs, the gap between the two likeliest tokens there is told: 16-bit weights decide a
tie otherwise. For files with fewer bits the differences of the next token's log-probability are told (the likeliest
token by Transformers), after each prompt.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
import transformers
import xllamacpp

from newswright.models.options import ModelOptions
from newswright.train.bases import find_base
from newswright.train.export.adapter_gguf import adapter_to_gguf
from newswright.train.export.head import head_of
from newswright.train.export.merged import merged_model
from newswright.train.export.model_gguf import model_to_gguf
from newswright.train.model import with_adapter
from newswright.train.options import SftOptions

PASSAGES = (
    "The ferry to Orm was cancelled on Tuesday because of a storm.",
    "“We lost the roof,” said Margit Olsen, who runs the school in Brekke.",
    "Unemployment in the county fell to 4.2% in October, officials said.",
    "A court in Riga is expected to give its verdict on 12 December.",
    "The museum will return the statue to Benin.",
)
ASKED = ("Write one sentence from this.", "Write a headline.", "Say it in other words.", "What happened next?")
ADAPTERS: dict[str, dict[str, Any]] = {
    "LoRA, rank 16, alpha 32": {"alpha": 32.0},
    "rank-stabilised, rank 16, alpha 8": {"rslora": True, "alpha": 8.0},
    "rank-stabilised, rank 16, alpha 16": {"rslora": True, "alpha": 16.0},
    "rank-stabilised, rank 16, alpha 64": {"rslora": True, "alpha": 64.0},
}


class Engine:
    """llama.cpp on a file, with an adapter or without."""

    def __init__(self, file: Path, adapter: Path | None = None) -> None:
        wanted = xllamacpp.CommonParams()
        wanted.model.path = str(file)
        wanted.n_parallel, wanted.n_ctx = 1, 512
        wanted.warmup, wanted.verbosity, wanted.ui = False, -1, False
        if adapter:
            worn = xllamacpp.CommonAdapterLoraInfo()
            worn.path, worn.scale = str(adapter), 1.0
            wanted.lora_adapters = [worn]
        self.server = xllamacpp.Server(wanted)

    def next(self, ids: list[int], tokens: int) -> tuple[str, float]:
        """Return the likeliest continuation, and the log-probability of its first token."""
        told = self.server.handle_completions(
            {"prompt": ids, "max_tokens": tokens, "temperature": 0.0, "logprobs": 1, "stop": [], "cache_prompt": False}
        )
        content = told["choices"][0]["logprobs"]["content"]
        return str(told["choices"][0]["text"]), float(content[0]["logprob"])


def prompts(tokenizer: Any) -> Iterator[list[int]]:
    """Yield the ids of the 20 prompts."""
    for asked in ASKED:
        for passage in PASSAGES:
            text = f"<|im_start|>user\n{asked}\n\n{passage}<|im_end|>\n<|im_start|>assistant\n"
            yield tokenizer(text, add_special_tokens=False)["input_ids"]


def wanted(model: Any, ids: list[int], tokens: int, ends: list[int]) -> tuple[list[int], list[float], float]:
    """Return Transformers' continuation, the gap between the two likeliest tokens at each place, the first's log p."""
    made = model.generate(
        torch.tensor([ids]),
        attention_mask=torch.ones(1, len(ids), dtype=torch.long),
        max_new_tokens=tokens,
        do_sample=False,
        eos_token_id=ends,
        pad_token_id=ends[0],
        return_dict_in_generate=True,
        output_logits=True,
    )
    scores = [place[0].log_softmax(-1) for place in made.logits]
    tops = [score.topk(2).values for score in scores]
    found = made.sequences[0, len(ids) :].tolist()
    return found, [float(top[0] - top[1]) for top in tops], float(tops[0][0])


def compare(name: str, model: Any, engine: Engine, asked: list[list[int]], given: tuple[Any, int, list[int]]) -> str:
    """Return a row of the table. `given` are the tokenizer, the tokens of a continuation and those that end it."""
    tokenizer, tokens, ends = given
    same, gaps, off = 0, [], []
    for ids in asked:
        ours, ours_first = engine.next(ids, tokens)
        theirs, at_place, theirs_first = wanted(model, ids, tokens, ends)
        texts = [tokenizer.decode(theirs[:end], skip_special_tokens=True) for end in range(1, len(theirs) + 1)]
        # llama.cpp holds back bytes that are no whole letter yet
        place = next((at for at, text in enumerate(texts) if not _agree(ours, text)), None)
        same += place is None
        if place is not None:
            gaps.append(at_place[place])
        if place != 0 and "\ufffd" not in texts[0]:  # of half a letter llama.cpp tells no probability
            off.append(abs(ours_first - theirs_first))
    told = f"{max(gaps):.4f}" if gaps else "-"
    return f"| {name} | {same} of {len(asked)} | {told} | {statistics.mean(off):.4f} | {max(off):.4f} |"


def _agree(ours: str, theirs: str) -> bool:
    """Tell whether one text begins with the other, unfinished letters aside."""
    whole = theirs.rstrip("\ufffd")
    return ours.startswith(whole) or whole.startswith(ours)


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tokens", type=int, default=24)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    torch.set_grad_enabled(False)
    base = find_base("embedded", ModelOptions())
    tokenizer = transformers.AutoTokenizer.from_pretrained(base.folder)
    config = json.loads((base.folder / "config.json").read_text("utf-8"))
    asked, ends = (
        list(prompts(tokenizer)),
        [int(tokenizer.eos_token_id), tokenizer.convert_tokens_to_ids("<|endoftext|>")],
    )
    plain = transformers.AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
    head = head_of(base, plain, ModelOptions().folder)
    print("| exported | same continuation | widest gap where not | mean Δ log p | most |\n|---|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        whole = model_to_gguf(plain, head, place / "base.gguf", "f16")

        def row(name: str, model: Any, file: Path, adapter: Path | None = None) -> None:
            if given.only in name:
                print(compare(name, model, Engine(file, adapter), asked, (tokenizer, given.tokens, ends)), flush=True)

        row("base, f16", plain, whole)
        for name, changes in ADAPTERS.items():
            options = SftOptions.model_validate({"rank": 16, "precision": "fp32", "device": "cpu", **changes})
            model = transformers.AutoModelForCausalLM.from_pretrained(base.folder, dtype=torch.float32)
            adapted = with_adapter(model, options)
            torch.manual_seed(3)
            for key, value in adapted.named_parameters():
                if "lora_" in key:
                    value.data = torch.randn_like(value) * 0.01
            final = place / name
            adapted.save_pretrained(final)
            merged = merged_model(final, base.folder)
            row(
                f"{name}: adapter f16 on base f16",
                merged,
                whole,
                adapter_to_gguf(final, config, place / f"{name}.gguf"),
            )
            row(f"{name}: merged, f16", merged, model_to_gguf(merged, head, place / f"{name}-merged.gguf", "f16"))
        for kind in ("q8_0", "q4_1", "q4_0"):
            row(f"base, {kind}", plain, model_to_gguf(plain, head, place / f"{kind}.gguf", kind))
    print(f"\n{given.tokens} tokens; torch {torch.__version__}, transformers {transformers.__version__}")


if __name__ == "__main__":
    main()
