from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")

from newswright.calibration import cases, fit_checker  # noqa: E402
from newswright.errors import ModelMissing, SetUnreadable  # noqa: E402
from newswright.models import Checker  # noqa: E402
from newswright.models.checking.embedded import EmbeddedChecker  # noqa: E402
from newswright.train.checker.options import CheckerTraining  # noqa: E402
from newswright.train.checker.pairs import read_pairs  # noqa: E402
from newswright.train.checker.train import train_checker  # noqa: E402

WORDS = "ferry boat train bus mayor judge sank left won lost in to orm leck dale wexley a the and . killed hurt".split()
PLACES = ["orm", "leck", "dale", "wexley"]


def scores(checker: Checker, pairs: Sequence[tuple[str, str]]) -> list[float]:
    return [one.score for one in checker.judge(pairs)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny encoder of BERT's kind with random weights."""
    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS])}
    torch.manual_seed(5)
    config = transformers.BertConfig(
        vocab_size=5 + len(WORDS), hidden_size=48, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
        max_position_embeddings=64,
    )  # fmt: skip
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizerFast(vocab=vocabulary).save_pretrained(folder)
    return folder


def write(path: Path, count: int, seed: int) -> Path:
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as out:
        for _ in range(count):
            thing, place = rng.choice(["ferry", "boat", "train", "bus"]), rng.choice(PLACES)
            label = rng.randint(0, 1)
            said = place if label else rng.choice([other for other in PLACES if other != place])
            claim = f"the {thing} left {said} ."
            start = claim.index(said)
            row = {"source": f"a {thing} left {place} .", "claim": claim, "label": label}
            out.write(json.dumps(row | ({} if label else {"spans": [[start, start + len(said)]]})) + "\n")
    return path


@pytest.fixture(scope="module")
def trained(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    pairs = write(folder / "pairs.jsonl", 800, 1)
    options = CheckerTraining(
        base=base, out=folder / "out", name="tiny", batch=32, learning_rate=2e-3, max_tokens=32, freeze_words=False
    )
    return train_checker([([pairs], 6.0)], options)


def test_it_learns_what_the_pairs_teach_and_runs_without_torch(trained: Path, tmp_path: Path) -> None:
    held = list(read_pairs([write(tmp_path / "held.jsonl", 200, 2)]))
    told = scores(EmbeddedChecker(trained), [(pair.passage, pair.claim) for pair in held])
    right = sum((score > 0) == bool(pair.label) for score, pair in zip(told, held, strict=True))
    assert right > 180


def test_the_exported_file_says_what_the_model_says(trained: Path) -> None:
    from newswright.models.checking.protocol import SHARP  # noqa: PLC0415
    from newswright.train.checker.train import _encoded  # noqa: PLC0415

    tokenizer = transformers.AutoTokenizer.from_pretrained(trained / "checkpoint")
    model = transformers.AutoModelForTokenClassification.from_pretrained(trained / "checkpoint").eval()
    pairs = [*read_pairs([trained.parent / "pairs.jsonl"])][:20]
    made, own, _, _ = _encoded(torch, tokenizer, pairs, 32)
    with torch.no_grad():
        logits = model(**made).logits[:, :, 0]
    wanted = -SHARP * torch.logsumexp(logits.masked_fill(~own, -1e4) / SHARP, dim=1)
    got = scores(EmbeddedChecker(trained), [(pair.passage, pair.claim) for pair in pairs])
    assert max(abs(a - b) for a, b in zip(wanted.tolist(), got, strict=True)) < 1.0  # 8-bit weights
    assert all((a > 0) == (b > 0) for a, b in zip(wanted.tolist(), got, strict=True) if abs(a) > 1)


def test_the_card_tells_how_it_was_made_and_gets_its_weights(trained: Path, tmp_path: Path) -> None:
    weights = fit_checker(trained, write(tmp_path / "dev.jsonl", 120, 3))
    card = json.loads((trained / "checker.json").read_text(encoding="utf-8"))
    assert card["name"] == "tiny"
    assert card["stages"][0]["pairs"] == 800
    assert card["calibration"] == weights
    assert weights["score"] > 0
    assert EmbeddedChecker(trained).calibration == weights


def test_training_goes_on_from_a_checkpoint(trained: Path, tmp_path: Path) -> None:
    pairs = write(tmp_path / "more.jsonl", 64, 4)
    options = CheckerTraining(
        base=trained / "checkpoint", out=tmp_path / "on", batch=32, max_tokens=32, learning_rate=1e-5
    )
    made = train_checker([([pairs], 1.0)], options)
    assert json.loads((made / "checker.json").read_text(encoding="utf-8"))["stages"][0]["loss"] < 0.9


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("no json", "is no pair"),
        ('{"claim": "x", "label": 1}', "not empty"),
        ('{"source": "x", "claim": "y", "label": 2}', "label is 0 or 1"),
        ('{"source": "x", "claim": "y", "label": 1}', "both labels"),
    ],
)
def test_pairs_that_cannot_teach_are_refused(base: Path, tmp_path: Path, line: str, why: str) -> None:
    (tmp_path / "p.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SetUnreadable, match=why):
        train_checker([([tmp_path / "p.jsonl"], 1.0)], CheckerTraining(base=base, out=tmp_path / "o"))


def test_a_folder_without_an_encoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="No encoder"):
        train_checker([([write(tmp_path / "p.jsonl", 20, 1)], 1.0)], CheckerTraining(base=tmp_path, out=tmp_path / "o"))


def test_cases_without_a_checker_have_the_rules_alone() -> None:
    rows = [{"source": "31 people died.", "claim": "Then 44 people died there.", "label": 0}]
    [case] = cases(rows, None)
    assert case.faults == ("numbers",)
    assert case.values["score"] == 0.0
