"""Trains a tiny random model for two epochs and saves it: run alone, or by torchrun in several processes."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path

import datasets
import torch
import transformers
from tokenizers import Tokenizer, models

from newswright.train.methods.arguments import arguments
from newswright.train.methods.tuning import tuner
from newswright.train.model import with_adapter
from newswright.train.options import SftOptions
from newswright.train.order import StepOrder, lengths_of, rows_at_once
from newswright.train.together import devices, part

VOCABULARY = 64


def main(out: Path, weights: str) -> None:
    torch.set_num_threads(1)
    options = SftOptions.model_validate(
        {
            "weights": weights,
            "device": "cpu",
            "precision": "fp32",
            "batch": 8,
            "pass_tokens": 40,
            "epochs": 2.0,
            "learning_rate": 5e-3,
            "rank": 4,
            "save_every": 1000,
        }
    )
    draw = random.Random(5)
    lengths = [draw.randint(6, 20) for _ in range(32)]
    ids = [[draw.randrange(3, VOCABULARY) for _ in range(length)] for length in lengths]
    masked = [draw.randint(1, length - 2) for length in lengths]  # uneven: a mean of means would differ
    rows = datasets.Dataset.from_list(
        [{"input_ids": row, "labels": [-100] * cut + row[cut:]} for row, cut in zip(ids, masked, strict=True)]
    )
    torch.manual_seed(0)
    model = transformers.LlamaForCausalLM(
        transformers.LlamaConfig(
            vocab_size=VOCABULARY,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=64,
            tie_word_embeddings=True,
        )
    )
    if weights != "full":
        model = with_adapter(model, options)
    words = {"<pad>": 0, "<s>": 1, "</s>": 2} | {f"w{number}": number for number in range(3, VOCABULARY)}
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(models.WordLevel(words, unk_token="<pad>")), pad_token="<pad>", eos_token="</s>"
    )
    lengths = lengths_of(rows)
    order = StepOrder(lengths, options.batch, options.seed)
    at_once = rows_at_once(lengths, options.batch, devices(), options.pass_tokens)
    work = out / f"run-{os.environ.get('RANK', '0')}-of-{devices()}"
    trainer = tuner(
        model, rows, order, tokenizer, {**arguments(options, work, at_once, devices()), "save_strategy": "no"}
    )
    trainer.train()
    if trainer.is_world_process_zero():
        trained = trainer.accelerator.unwrap_model(trainer.model)
        weights_now = {name: value.detach() for name, value in trained.named_parameters()}
        losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
        torch.save({"weights": weights_now, "losses": losses, "at_once": at_once}, out / f"{weights}-of-{devices()}.pt")


if __name__ == "__main__":
    for kind in ("lora", "full"):
        main(Path(sys.argv[1]), kind)
    part()
