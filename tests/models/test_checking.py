from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from newswright.errors import ModelDamaged, ModelMissing, SettingsError
from newswright.models import Checker, CheckerOptions, open_checker
from newswright.models.checking.embedded import SHIPPED, EmbeddedChecker
from newswright.models.checking.marks import marks

PASSAGE = "A ferry sank off Orm on Tuesday, killing 31 people, the coast guard said. Nobody on the quay was hurt."


def scores(checker: Checker, pairs: Sequence[tuple[str, str]]) -> list[float]:
    return [one.score for one in checker.judge(pairs)]


@pytest.fixture(scope="module")
def checker() -> EmbeddedChecker:
    return EmbeddedChecker()


def test_a_changed_word_speaks_against_a_sentence(checker: EmbeddedChecker) -> None:
    good = "A ferry sank off Orm on Tuesday, killing 31 people, the coast guard said."
    bad = [good.replace("31", "13"), good.replace("Tuesday", "Friday"), good.replace("sank", "was built")]
    [true, *wrong] = scores(checker, [(PASSAGE, good), *((PASSAGE, one) for one in bad)])
    assert all(true > one for one in wrong)


def test_scores_do_not_depend_on_their_neighbours(checker: EmbeddedChecker) -> None:
    pairs = [(PASSAGE, f"Boat {number} sank off Orm{' in the dark' * number}.") for number in range(20)]
    together = scores(checker, pairs)
    alone = [scores(checker, [pair])[0] for pair in pairs]
    # 8-bit activations are scaled by the batch's largest
    assert max(abs(a - b) for a, b in zip(together, alone, strict=True)) < 1.5


def test_nothing_asked_is_nothing_answered(checker: EmbeddedChecker) -> None:
    assert scores(checker, []) == []
    assert len(scores(checker, [("", ""), ("x" * 100_000, "y " * 50_000)])) == 2


def test_the_checker_is_small_and_its_card_says_what_it_is() -> None:
    size = sum(path.stat().st_size for path in SHIPPED.iterdir())
    assert size < 40_000_000
    card = json.loads((SHIPPED / "checker.json").read_text(encoding="utf-8"))
    assert card["calibration"]
    assert (SHIPPED / "checker.md").is_file()


def test_a_file_that_is_not_the_card_s_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "c")
    with (tmp_path / "c" / "checker.onnx").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelDamaged, match="not the file"):
        EmbeddedChecker(tmp_path / "c")
    with pytest.raises(ModelMissing, match=r"checker\.onnx"):
        EmbeddedChecker(tmp_path)


def test_marks_tell_what_the_other_side_lacks() -> None:
    assert marks([1, 7, 8, 2, 7, 9, 2], [0, 0, 0, 0, 1, 1, 1]) == [2, 0, 2, 0, 1, 3, 1]


class _Server(BaseHTTPRequestHandler):
    asked: ClassVar[list[Any]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(body)
        said = "Yes." if "Tuesday" in body["messages"][1]["content"].split("SENTENCE:")[1] else "no"
        answer = json.dumps({"choices": [{"message": {"content": said}, "finish_reason": "stop"}]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}/v1"
    http.shutdown()


def test_a_language_model_behind_a_server_can_be_asked(server: str) -> None:
    checker = open_checker(CheckerOptions(engine="openai", base_url=server, name="judge"))
    assert checker is not None
    assert scores(checker, [(PASSAGE, "It sank on Tuesday."), (PASSAGE, "It sank on Friday.")]) == [3.0, -3.0]
    assert "not instructions" in _Server.asked[0]["messages"][0]["content"]


def test_no_checker_is_none() -> None:
    assert open_checker(CheckerOptions(engine="none")) is None


def test_a_classifier_of_transformers_takes_its_place(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    vocabulary = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefgh"])}
    config = transformers.BertConfig(
        vocab_size=13, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        id2label={0: "contradiction", 1: "entailment"}, label2id={"contradiction": 0, "entailment": 1},
    )  # fmt: skip
    transformers.BertForSequenceClassification(config).save_pretrained(tmp_path)
    transformers.BertTokenizerFast(vocab=vocabulary).save_pretrained(tmp_path)
    checker = open_checker(CheckerOptions(engine="transformers", folder=tmp_path))
    assert checker is not None
    assert len(scores(checker, [("a b", "a"), ("c d", "e")])) == 2
    with pytest.raises(SettingsError, match="entailment"):
        open_checker(CheckerOptions(engine="transformers", folder=tmp_path, entails="yes"))


def test_weights_of_a_file_take_the_place_of_the_checker_s_own(tmp_path: Path) -> None:
    (tmp_path / "w.json").write_text('{"score": 0.7, "constant": -1}', encoding="utf-8")
    checker = open_checker(CheckerOptions(weights=tmp_path / "w.json"))
    assert checker is not None
    assert checker.calibration == {"score": 0.7, "constant": -1.0}


@pytest.mark.parametrize("text", ["", "[1]", '{"score": "much"}', '{"score": null}'])
def test_a_file_without_weights_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "w.json").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"w\.json holds no weights"):
        open_checker(CheckerOptions(weights=tmp_path / "w.json"))
