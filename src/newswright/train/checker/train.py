"""The training of a checker: batches of like length, bfloat16 where the processor has it, one pass after the other."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newswright.errors import Diverged, ModelMissing, SetUnreadable
from newswright.models.checking.marks import TYPES, marks
from newswright.models.checking.protocol import SHARP
from newswright.progress import Progress, silent
from newswright.train.allocator import keep_memory
from newswright.train.checker.export import export_checker
from newswright.train.checker.options import CheckerTraining
from newswright.train.checker.pairs import CheckedPair, read_pairs
from newswright.train.extra import need

_WARM = 0.06
"""Share of the steps in which the learning rate rises."""
_BUCKET = 20
"""Batches that are sorted by length together."""


def train_checker(
    stages: Sequence[tuple[Sequence[Path], float]], options: CheckerTraining, progress: Progress = silent
) -> Path:
    """Train on each stage's files for its epochs, one stage after the other, and export; return the folder.

    Raises:
        SetUnreadable: a file is not of the form, or there is no pair of either label.
        ModelMissing: the base cannot be loaded.
        Diverged: the loss became no number.
    """
    torch = need("torch")
    transformers = need("transformers")
    keep_memory()
    torch.manual_seed(options.seed)
    tokenizer, model = _load(transformers, torch, options.base)
    card: dict[str, Any] = {
        "name": options.name,
        "base": options.base.name,
        "max_tokens": options.max_tokens,
        "stages": [],
    }
    for number, (paths, epochs) in enumerate(stages, 1):
        pairs = list(read_pairs(paths))
        if len({pair.label for pair in pairs}) < 2:
            named = ", ".join(map(str, paths))
            raise SetUnreadable(f"{named} has no pairs of both labels", cure="Give some with label 0 and some with 1.")
        loss = _stage(torch, model, tokenizer, pairs, options.model_copy(update={"epochs": epochs}), number, progress)
        card["stages"].append(
            {"files": [path.name for path in paths], "pairs": len(pairs), "epochs": epochs, "loss": round(loss, 4)}
        )
    checkpoint = options.out / "checkpoint"
    model.save_pretrained(checkpoint)
    tokenizer.save_pretrained(checkpoint)
    return export_checker(checkpoint, options.out, card)


def _load(transformers: Any, torch: Any, base: Path) -> tuple[Any, Any]:
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(base)
        # Without dropout a step takes a third less on processors, and one or two epochs do not overfit.
        model = transformers.AutoModelForTokenClassification.from_pretrained(
            base,
            num_labels=1,
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"No encoder can be loaded from {base}: {str(error).splitlines()[0]}",
            cure="Give a folder with config.json, weights and a tokenizer of BERT's kind.",
        ) from error
    _with_marks(torch, model)
    return tokenizer, model


def _with_marks(torch: Any, model: Any) -> None:
    """Give the encoder the two further token types of `marks`; they begin near BERT's own two."""
    old = model.base_model.embeddings.token_type_embeddings
    if old.num_embeddings >= TYPES:
        return
    new = torch.nn.Embedding(TYPES, old.embedding_dim)
    with torch.no_grad():
        new.weight.copy_(old.weight.repeat(TYPES // old.num_embeddings, 1))
        new.weight[old.num_embeddings :] += 0.02 * torch.randn_like(new.weight[old.num_embeddings :])
    model.base_model.embeddings.token_type_embeddings = new
    model.config.type_vocab_size = TYPES


def _stage(  # noqa: PLR0913 - what one stage needs
    torch: Any,
    model: Any,
    tokenizer: Any,
    pairs: list[CheckedPair],
    options: CheckerTraining,
    number: int,
    tell: Progress,
) -> float:
    rng = random.Random(options.seed + number)  # noqa: S311 - no secret hangs on it
    model.train()
    for name, weights in model.named_parameters():
        weights.requires_grad_(not (options.freeze_words and "word_embeddings" in name))
    total = max(1, math.ceil(options.epochs * len(pairs) / options.batch))
    optimizer = torch.optim.AdamW(_groups(model, options.learning_rate), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total))
    what, recent = f"training the checker, stage {number}", 0.0
    for step, batch in enumerate(_batches(pairs, options.batch, total, rng), 1):
        loss = _loss(torch, model, tokenizer, batch, options)
        if not math.isfinite(loss.item()):
            raise Diverged("The checker's loss is no number.", cure="Lower the learning rate.")
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        recent += (loss.item() - recent) / min(step, 50)
        tell(f"{what}, loss {recent:.2f}" if step == total else what, step, total)
    return recent


def _fast(torch: Any) -> bool:
    return bool(torch.cpu._is_avx512_bf16_supported()) if hasattr(torch.cpu, "_is_avx512_bf16_supported") else False


def _rate(step: int, total: int) -> float:
    return min((step + 1) / max(_WARM * total, 1), max(0.0, (total - step) / max((1 - _WARM) * total, 1)))


def _groups(model: Any, rate: float) -> list[Mapping[str, Any]]:
    head = [w for name, w in model.named_parameters() if "classifier" in name and w.requires_grad]
    body = [w for name, w in model.named_parameters() if "classifier" not in name and w.requires_grad]
    return [{"params": body, "lr": rate}, {"params": head, "lr": 5 * rate}]


def _batches(pairs: list[CheckedPair], size: int, total: int, rng: random.Random) -> Iterator[list[CheckedPair]]:
    made = 0
    while made < total:
        order = rng.sample(range(len(pairs)), len(pairs))
        for start in range(0, len(order), size * _BUCKET):
            near = sorted(
                order[start : start + size * _BUCKET], key=lambda at: len(pairs[at].passage + pairs[at].claim)
            )
            batches = [near[at : at + size] for at in range(0, len(near), size)]
            rng.shuffle(batches)
            for batch in batches:
                if made == total:
                    return
                made += 1
                yield [pairs[at] for at in batch]


def _loss(torch: Any, model: Any, tokenizer: Any, batch: Sequence[CheckedPair], options: CheckerTraining) -> Any:
    """Of the sentence, by its worst token; and of each token, where it is known which ones are wrong."""
    made, own, wrong, known = _encoded(torch, tokenizer, batch, options.max_tokens)
    with torch.autocast("cpu", torch.bfloat16, enabled=_fast(torch)):
        logits = model(**made).logits[:, :, 0].float()
    bce = torch.nn.functional.binary_cross_entropy_with_logits
    worst = SHARP * torch.logsumexp(logits.masked_fill(~own, -1e4) / SHARP, dim=1)
    false = torch.tensor([1.0 - pair.label for pair in batch])
    weights = torch.tensor([pair.weight for pair in batch])
    whole = bce(worst, false * (1 - 2 * options.smooth) + options.smooth, weight=weights)
    inner = own.clone()
    inner[:, 0] = False
    inner &= known[:, None]
    if not inner.any():
        return whole
    balance = 1.0 + (options.wrong_weight - 1.0) * wrong
    return whole + bce(logits[inner], wrong[inner], weight=balance[inner])


def _encoded(torch: Any, tokenizer: Any, batch: Sequence[CheckedPair], longest: int) -> tuple[Any, Any, Any, Any]:
    """Return the input, which tokens are the sentence's (or the first), which are wrong, and for whom that is known."""
    made = tokenizer(
        [pair.claim for pair in batch],
        [pair.passage for pair in batch],
        truncation=True,
        max_length=longest,
        padding=True,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    places = made.pop("offset_mapping")
    own = torch.zeros_like(made["input_ids"], dtype=torch.bool)
    wrong = torch.zeros_like(made["input_ids"], dtype=torch.float)
    kinds = made["token_type_ids"].clone()
    for row, pair in enumerate(batch):
        length = int(made["attention_mask"][row].sum())
        ids, types = made["input_ids"][row, :length].tolist(), made["token_type_ids"][row, :length].tolist()
        kinds[row, :length] = torch.tensor(marks(ids, types))
        for at, part in enumerate(made.sequence_ids(row)):
            if part == 0:
                own[row, at] = True
                start, end = places[row, at].tolist()
                wrong[row, at] = float(any(start < high and low < end for low, high in pair.spans))
        own[row, 0] = True
    known = torch.tensor([bool(pair.label or pair.spans) for pair in batch])
    return {**made, "token_type_ids": kinds}, own, wrong, known
