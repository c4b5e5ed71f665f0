"""What the model answers to held-out prompts: before and after, side by side in `samples.md`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newswright.records import Record
from newswright.train.evaluate import cast
from newswright.train.extra import need


class Sample(Record):
    """A prompt, the answer in the set, and the model's."""

    prompt: str
    wanted: str
    before: str = ""
    after: str = ""


def prompts(rows: Any, count: int) -> list[tuple[list[int], list[int]]]:
    """Return the ids of up to `count` prompts with their answers, spread over the rows."""
    places = [round(at * (len(rows) - 1) / max(1, count - 1)) for at in range(min(count, len(rows)))]
    found = []
    for row in (rows[at] for at in dict.fromkeys(places)):
        if "labels" in row:
            first = next((at for at, label in enumerate(row["labels"]) if label >= 0), len(row["labels"]))
            if first > 1:  # plain text has no prompt: its first words are one
                found.append((row["input_ids"][:first], row["input_ids"][first:]))
            else:
                found.append((row["input_ids"][:24], row["input_ids"][24:]))
        else:
            found.append((row["prompt_ids"], row["chosen_ids"]))
    return found


def answers(
    model: Any, tokenizer: Any, asked: Sequence[Sequence[int]], tokens: int, ends: Sequence[int], precision: str
) -> list[str]:
    """Return the likeliest answer to each prompt, word by word."""
    if not asked:
        return []
    torch = need("torch")
    device, width = next(model.parameters()).device, max(len(ids) for ids in asked)
    ids = torch.full((len(asked), width), tokenizer.pad_token_id)
    mask = torch.zeros((len(asked), width), dtype=torch.long)
    for at, prompt in enumerate(asked):
        ids[at, width - len(prompt) :] = torch.as_tensor(prompt)
        mask[at, width - len(prompt) :] = 1
    learning = model.training
    model.eval()
    with torch.no_grad(), cast(model, precision):
        made = model.generate(
            input_ids=ids.to(device),
            attention_mask=mask.to(device),
            max_new_tokens=tokens,
            do_sample=False,
            eos_token_id=list(ends),
            pad_token_id=tokenizer.pad_token_id,
        )
    model.train(learning)
    return [text.strip() for text in tokenizer.batch_decode(made[:, width:], skip_special_tokens=True)]


def write(samples: Sequence[Sample], to: Path) -> None:
    """Write the samples as Markdown; what is quoted is text, never markup."""
    parts = ["# Held-out prompts, answered before and after"]
    for number, sample in enumerate(samples, 1):
        parts.append(f"## {number}\n\nAsked:\n\n{_block(sample.prompt)}")
        parts += [
            f"{name}:\n\n{_block(text)}"
            for name, text in (("In the set", sample.wanted), ("Before", sample.before), ("After", sample.after))
        ]
    to.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def read(path: Path, samples: Sequence[Sample]) -> list[Sample]:
    """Return the samples with the answers from before that `path` has, where a run was interrupted."""
    try:
        parts = path.read_text("utf-8").split("\nBefore:\n\n")[1:]
    except OSError:
        return list(samples)
    texts = ["\n".join(line[4:] for line in part.split("\n\nAfter:")[0].splitlines()) for part in parts]
    return [sample.model_copy(update={"before": text}) for sample, text in zip(samples, texts, strict=False)] or list(
        samples
    )


def _block(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines()) or "    (nothing)"
