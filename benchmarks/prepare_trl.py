"""TRL's own preparation of conversational rows, timed: run by `prepare.py` in an interpreter that has TRL.

`python benchmarks/prepare_trl.py FOLDER PROCESSES ASSISTANT_ONLY`: builds an SFTTrainer on FOLDER/messages.jsonl with a
tiny random model, which prepares the rows, and trains nothing. Prints one line of JSON.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

CHATML = (
    "{% for m in messages %}{{ '<|im_start|>' + m['role'] + '\n' }}{% if m['role'] == 'assistant' %}{% generation %}"
    "{{ m['content'] + '<|im_end|>' }}{% endgeneration %}{% else %}{{ m['content'] + '<|im_end|>' }}{% endif %}"
    "{{ '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
"""The template of the other runs; `generation` marks what `assistant_only_loss` trains."""


def main() -> None:
    """Prepare the rows and say how long it took."""
    folder, processes, only = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
    datasets, transformers, trl = (importlib.import_module(name) for name in ("datasets", "transformers", "trl"))
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"),
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        pad_token="<|im_end|>",
    )
    tokenizer.chat_template = CHATML
    shape = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    model = transformers.LlamaForCausalLM(transformers.LlamaConfig(vocab_size=len(tokenizer), **shape))
    with tempfile.TemporaryDirectory() as fresh:  # nothing that an earlier run left in a cache
        rows = datasets.load_dataset("json", data_files=str(folder / "messages.jsonl"), cache_dir=fresh, split="train")
        options = trl.SFTConfig(
            output_dir=fresh,
            use_cpu=True,
            bf16=False,
            report_to=[],
            max_length=2048,
            dataset_num_proc=None if processes == 1 else processes,
            assistant_only_loss=only,
        )
        began = time.perf_counter()
        trainer: Any = trl.SFTTrainer(model=model, args=options, train_dataset=rows, processing_class=tokenizer)
        took = time.perf_counter() - began
        made = trainer.train_dataset
        first = made[0]
        del trainer
    versions = {name: importlib.metadata.version(name) for name in ("trl", "transformers", "datasets", "torch")}
    print(json.dumps({"seconds": took, "rows": len(made), "ids": first["input_ids"], "versions": versions}))


if __name__ == "__main__":
    main()
