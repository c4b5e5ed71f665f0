"""The same prompts to llama.cpp and to Transformers, and adapters that change what they write."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch
import transformers
import xllamacpp

from newswright.models import Request
from newswright.models.llamacpp import LlamaCpp
from newswright.models.options import ModelOptions
from newswright.train.model import with_adapter
from newswright.train.options import SftOptions

PROMPTS = [[5, 9, 14], [7, 30, 41, 8], [100, 51, 22, 9, 17], [11] * 3]
TOKENS = 12
NEAR = 0.1
"""Nats between two tokens that are nearly as likely."""
ALIKE = 0.05
"""Nats that a log-probability may be off: 16 bits for weights, and for what llama.cpp multiplies them with."""


def random_adapter(base: Path, to: Path, **changes: Any) -> Path:
    """Save an adapter of random weights, none of them 0, and return its folder."""
    model = transformers.AutoModelForCausalLM.from_pretrained(base, dtype=torch.float32)
    adapted = with_adapter(
        model, SftOptions.model_validate({"rank": 4, "precision": "fp32", "device": "cpu", **changes})
    )
    torch.manual_seed(3)
    for name, value in adapted.named_parameters():
        if "lora_" in name and "magnitude" not in name:
            value.data = torch.randn_like(value) * 0.1
    adapted.save_pretrained(to)
    return to


def by_transformers(model: Any) -> list[list[int]]:
    """Return the ids of the likeliest continuations."""
    found = []
    for prompt in PROMPTS:
        ids = list(prompt)
        for _ in range(TOKENS):  # without `generate`: nothing of its settings has a say
            with torch.no_grad():
                ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
        found.append(ids[len(prompt) :])
    return found


def sure(base: Path, model: Any) -> list[str]:
    """Return the likeliest continuations, each up to where two tokens are nearly as likely: 16 bits decide there."""
    tokenizer, found = transformers.AutoTokenizer.from_pretrained(base), []
    for prompt in PROMPTS:
        ids = list(prompt)
        for _ in range(TOKENS):
            with torch.no_grad():
                best = model(torch.tensor([ids])).logits[0, -1].topk(2)
            if best.values[0] - best.values[1] < NEAR or int(best.indices[0]) in tokenizer.all_special_ids:
                break
            ids.append(int(best.indices[0]))
        found.append(tokenizer.decode(ids[len(prompt) :]).strip().rstrip("\ufffd"))
    return found


def assert_alike(file: Path, model: Any, adapter: Path | None = None) -> None:
    """Hold llama.cpp's log-probabilities of the ten likeliest next tokens against Transformers', after long prompts."""
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(file)
    wanted.n_parallel, wanted.n_ctx = 1, 256
    wanted.warmup, wanted.verbosity, wanted.ui = False, -1, False
    if adapter:
        worn = xllamacpp.CommonAdapterLoraInfo()
        worn.path, worn.scale = str(adapter), 1.0
        wanted.lora_adapters = [worn]
    server = xllamacpp.Server(wanted)
    compared = 0
    for seed in range(4):
        ids = [random.Random(seed).randrange(10, 2000) for _ in range(120)]
        with torch.no_grad():
            scores = model(torch.tensor([ids])).logits[0, -1].log_softmax(-1)
        asked = {"prompt": ids, "max_tokens": 1, "temperature": 0.0, "logprobs": 10, "cache_prompt": False}
        told = server.handle_completions(asked)["choices"][0]["logprobs"]
        if told is None:  # the likeliest is the end, of which llama.cpp tells nothing
            continue
        likely = told["content"][0]["top_logprobs"]
        off = [abs(one["logprob"] - float(scores[one["id"]])) for one in likely]
        assert max(off) < ALIKE, off
        compared += 1
    assert compared > 1


def by_llama_cpp(file: Path, options: ModelOptions, adapter: Path | None = None) -> list[str]:
    """Return the texts of the likeliest continuations."""
    with LlamaCpp(file, "tiny", options, adapter) as model:
        asked = [Request(ids=tuple(prompt), max_tokens=TOKENS, temperature=0.0, stop=()) for prompt in PROMPTS]
        return [reply.text for reply in model.complete(asked)]


def texts_of(base: Path, answers: list[list[int]]) -> list[str]:
    """Return the answers as text, up to where they end."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(base)
    ends = set(tokenizer.all_special_ids)
    cut = [ids[: next((at for at, one in enumerate(ids) if one in ends), len(ids))] for ids in answers]
    return [tokenizer.decode(ids).strip() for ids in cut]
