"""The engine on tiny random models: its answers are those of Transformers' own `generate`, whatever runs beside."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newswright.errors import MissingExtra, ModelDamaged, ModelError, ModelMissing, ModelRefused, SettingsError
from newswright.models import ModelOptions, Request, open_model
from newswright.models.transformers import TransformersModel
from newswright.records import Origin, Status, Story, WireItem
from newswright.verify import check_sentence
from newswright.write import WriteOptions, brief, write

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from tests.instruct.families import built  # noqa: E402 - needs the packages
from tests.train.tiny import tiny_base  # noqa: E402

FACTS = (
    "A fire tore through the old rope works.",
    "Ostermere council voted 21 to 14 on Tuesday to build a tram line from the station to the harbour.",
    "Rain fell.",
)


def asked(fact: str, **changes: object) -> Request:
    base = {"shared": "Put it in other words.\n\n", "own": f"Wire: {fact}\nReporter:", "max_tokens": 16, "stop": ()}
    return Request.model_validate(base | changes)


def lively(folder: Path, seed: int, family: str = "llama3", **changes: Any) -> Path:
    """Write a tiny model that says something: weights as they are at first repeat one token for ever."""
    tiny_base(folder, family, **changes)
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    torch.manual_seed(seed)
    with torch.no_grad():
        for weights in model.parameters():
            weights.normal_(0, 0.3)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lively(tmp_path_factory.mktemp("models") / "tiny", 1)


@pytest.fixture(scope="module")
def model(folder: Path) -> Any:
    with open_model(ModelOptions(engine="transformers", file=folder, parallel=3)) as opened:
        yield opened


def generated(folder: Path, request: Request) -> str:
    """Return what Transformers' own loop answers to a request, alone and without padding."""
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    judge = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    ids = tokenizer(request.shared + request.own, return_tensors="pt")
    made = judge.generate(**ids, do_sample=False, max_new_tokens=request.max_tokens, pad_token_id=0)
    width = ids["input_ids"].shape[1]
    text: str = tokenizer.decode(made[0, width:], skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return text.strip()


def test_greedy_answers_are_those_of_generate(model: TransformersModel, folder: Path) -> None:
    requests = [asked(fact) for fact in FACTS]
    replies = model.complete(requests)
    assert [reply.text for reply in replies] == [generated(folder, request) for request in requests]
    assert len({reply.text for reply in replies}) == 3
    assert all(len(set(reply.text)) > 3 for reply in replies), "models that say nothing would agree too"


def test_an_answer_does_not_depend_on_its_neighbours(model: TransformersModel) -> None:
    for temperature in (0.0, 1.2):
        requests = [asked(fact, temperature=temperature, seed=7) for fact in FACTS * 2]
        together = [reply.text for reply in model.complete(requests)]
        assert together == [model.complete([request])[0].text for request in requests]


def test_one_seed_gives_one_answer_and_seeds_differ(model: TransformersModel) -> None:
    texts = [model.complete([asked(FACTS[0], temperature=2.0, seed=seed)])[0].text for seed in (1, 1, 2, 3)]
    assert texts[0] == texts[1]
    assert len(set(texts)) > 1
    before = torch.random.get_rng_state()
    model.complete([asked(FACTS[0], temperature=2.0)])
    assert torch.equal(before, torch.random.get_rng_state()), "nobody else's chance is used up"


def test_openings_stops_and_lengths(model: TransformersModel) -> None:
    [plain] = model.complete([asked(FACTS[0])])
    assert (plain.finish, plain.reply_tokens) == ("length", 16)
    [begun] = model.complete([asked(FACTS[0], opening="On Tuesday night,")])
    assert begun.text.startswith("On Tuesday night,")
    assert len(begun.text) > len("On Tuesday night,")
    middle = plain.text[len(plain.text) // 2]
    [stopped] = model.complete([asked(FACTS[0], stop=(middle, "no such stop"))])
    assert stopped.finish == "stop"
    assert stopped.text == plain.text.partition(middle)[0].strip()
    assert stopped.reply_tokens < plain.reply_tokens


def test_the_model_s_own_end_ends_an_answer(folder: Path, tmp_path: Path) -> None:
    [whole] = TransformersModel(ModelOptions(file=folder)).complete([asked(FACTS[0])])
    shutil.copytree(folder, tmp_path / "ends")
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    judge = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    ids = tokenizer(asked(FACTS[0]).shared + asked(FACTS[0]).own, return_tensors="pt")
    fifth = int(judge.generate(**ids, do_sample=False, max_new_tokens=5, pad_token_id=0)[0, -1])
    (tmp_path / "ends/generation_config.json").write_text(json.dumps({"eos_token_id": [fifth]}), "utf-8")
    [ended] = TransformersModel(ModelOptions(file=tmp_path / "ends")).complete([asked(FACTS[0])])
    assert (ended.finish, whole.finish) == ("stop", "length")
    assert ended.reply_tokens <= 5


def test_token_ids_are_the_prompt_as_they_are(model: TransformersModel, folder: Path) -> None:
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    text = asked(FACTS[1])
    ids = tuple(tokenizer(text.shared + text.own)["input_ids"])
    by_ids, by_text = model.complete([Request(ids=ids, max_tokens=16, stop=()), text])
    assert by_ids == by_text
    assert by_ids.prompt_tokens == len(ids)
    with pytest.raises(ModelRefused, match="no token 999999"):
        model.complete([Request(ids=(1, 999_999))])


def test_a_begin_in_the_prompt_is_not_doubled(model: TransformersModel) -> None:
    plain, begun = model.complete(
        [Request(own="Rain.", max_tokens=1), Request(shared="<|begin_of_text|>", own="Rain.")]
    )
    assert plain.prompt_tokens == begun.prompt_tokens


def test_control_tokens_are_read_in_ours_and_broken_up_in_a_source_s(model: TransformersModel) -> None:
    mark = "<|eot_id|>"
    end = built("llama3").vocabulary.id(mark)
    read = vars(type(model))["_prompt"]
    ours = read(model, Request(shared=f"{mark}x", own="y", after=f"{mark}z"))
    theirs = read(model, Request(shared="x", own=f"{mark}y", after=f"{mark}z", opening=mark))
    seam = read(model, Request(shared="x", own=f"{mark}y<|eot", after="\n", opening="z"))
    across = read(model, Request(shared="x", own="<|eot", opening="_id|>"))
    assert [ids.count(end) for ids in (ours, theirs, seam, across)] == [2, 1, 0, 0]


def test_a_prompt_beyond_the_context_is_refused_with_numbers(model: TransformersModel) -> None:
    with pytest.raises(ModelRefused, match=r"A prompt has \d{4} tokens; the context holds 512\.") as caught:
        model.complete([asked("Rain."), asked("word " * 3000)])
    assert caught.value.cure == "Raise `context` in [model], or shorten the prompt."
    [ids] = [tuple(range(10, 510)) + (10,) * 8]
    [reply] = model.complete([Request(ids=ids, max_tokens=90, stop=())])
    assert (reply.finish, reply.reply_tokens) == ("length", 4)


def test_odd_text_is_answered(model: TransformersModel) -> None:
    assert len(model.complete([asked("a\ud800b"), asked("nul \0"), asked("🙂 \u202e"), Request(own="")])) == 4
    assert model.complete([]) == []


@pytest.mark.parametrize("family", ["llama2", "mistral"])
def test_sentencepiece_answers_keep_their_spaces(tmp_path: Path, family: str) -> None:
    place = lively(tmp_path / family, 2, family)
    vocabulary = built(family).vocabulary
    with TransformersModel(ModelOptions(file=place)) as opened:
        of = vars(type(opened))
        prompt = of["_prompt"](opened, Request(own="The ferry"))
        assert prompt == vocabulary.at_start(["The ferry"])[0]
        [going_on] = vocabulary.going_on([" sank off Orm"])
        assert of["_text"](opened, prompt, going_on) == " sank off Orm"


def test_threads_get_their_own_answers(model: TransformersModel) -> None:
    wanted = {fact: model.complete([asked(fact)])[0].text for fact in FACTS}
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        mine = FACTS[number % 3]
        found[number] = [reply.text for reply in model.complete([asked(mine)] * 2)]

    workers = [threading.Thread(target=work, args=(number,)) for number in range(9)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert found == {number: [wanted[FACTS[number % 3]]] * 2 for number in range(9)}


def test_close_frees_and_ends_what_is_in_work(folder: Path) -> None:
    opened = TransformersModel(ModelOptions(file=folder, parallel=1))
    failed: list[str] = []

    def work() -> None:
        with pytest.raises(ModelError) as caught:
            opened.complete([asked("Rain.", max_tokens=400)] * 60)
        failed.append(caught.value.what)

    worker = threading.Thread(target=work)
    worker.start()
    while not vars(opened)["_turn"].locked():
        worker.join(0.01)
    opened.close()
    opened.close()
    worker.join(20)
    assert failed == ["The model tiny was closed during a request."]
    assert vars(opened)["_models"] == ()
    with pytest.raises(ModelError, match="is closed"):
        opened.complete([asked("Rain.")])


# -- what is opened --


def test_an_adapter_is_worn_and_tells_its_template(folder: Path, tmp_path: Path) -> None:
    peft = pytest.importorskip("peft")
    base = transformers.AutoModelForCausalLM.from_pretrained(folder)
    adapted = peft.get_peft_model(base, peft.LoraConfig(r=2, target_modules="all-linear", task_type="CAUSAL_LM"))
    torch.manual_seed(5)
    with torch.no_grad():
        for name, weights in adapted.named_parameters():
            if "lora_" in name:
                weights.normal_(0, 0.3)
    run = tmp_path / "run"
    adapted.save_pretrained(run / "final")
    (run / "run.json").write_text(json.dumps({"making": {"template": "chatml"}}), "utf-8")
    merged = adapted.merge_and_unload()
    merged.save_pretrained(shutil.copytree(folder, tmp_path / "merged"))
    for place in (run, run / "final"):
        opened = open_model(ModelOptions(engine="transformers", file=folder, adapter=str(place)))
        assert isinstance(opened, TransformersModel)
        assert (opened.name, opened.taught) == ("tiny+run", "chatml")
        request = Request(own="Rain.", max_tokens=16, stop=())
        [reply] = opened.complete([request.model_copy(update={"shared": "<|begin_of_text|>"})])
        assert reply.text == generated(tmp_path / "merged", request)
        assert reply.text != generated(folder, request)
    plain = open_model(ModelOptions(engine="transformers", file=folder, adapter="shipped"))
    assert (plain.name, getattr(plain, "taught", None)) == ("tiny", "")


def test_a_run_of_all_weights_is_opened_by_its_folder(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "run/final")
    (tmp_path / "run/run.json").write_text(json.dumps({"making": {"template": "llama3"}}), "utf-8")
    opened = TransformersModel(ModelOptions(file=tmp_path / "run"))
    assert (opened.name, opened.taught) == ("run", "llama3")
    (tmp_path / "run/run.json").write_text("[1]", "utf-8")
    assert TransformersModel(ModelOptions(file=tmp_path / "run/final")).taught == ""


def test_what_cannot_be_opened_is_told(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.gguf").write_bytes(b"GGUF")
    for name, told in (
        ("none", "does not exist"),
        ("empty", r"has no config\.json"),
        ("file.gguf", "a file, not a folder"),
    ):
        with pytest.raises(ModelMissing, match=told):
            open_model(ModelOptions(engine="transformers", file=tmp_path / name))
    with pytest.raises(SettingsError, match="needs a model"):
        open_model(ModelOptions(engine="transformers"))
    with pytest.raises(ModelMissing, match="no model of the hub"):
        open_model(ModelOptions(engine="transformers", name="../../etc"))
    with pytest.raises(ModelMissing, match="adapter's folder"):
        open_model(ModelOptions(engine="transformers", file=folder, adapter=str(tmp_path / "empty")))


def test_a_damaged_checkpoint_is_told(folder: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file  # noqa: PLC0415

    cut, lacking = (shutil.copytree(folder, tmp_path / name) for name in ("cut", "lacking"))
    whole = (cut / "model.safetensors").read_bytes()
    (cut / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    weights = load_file(lacking / "model.safetensors")
    del weights["model.norm.weight"]
    save_file(weights, lacking / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelDamaged, match="cannot load"):
        TransformersModel(ModelOptions(file=cut))
    with pytest.raises(ModelDamaged, match=r"lacks weights .* model\.norm\.weight"):
        TransformersModel(ModelOptions(file=lacking))


def test_without_the_extra_the_cure_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"newswright\[train\]"):
        open_model(ModelOptions(engine="transformers", file=folder))


@pytest.mark.slow
def test_the_terminal_stays_clean(folder: Path) -> None:
    program = (
        "import sys; from newswright.models import ModelOptions, Request, open_model\n"
        "with open_model(ModelOptions(engine='transformers', file=sys.argv[1])) as model:\n"
        "    model.complete([Request(own='Rain fell.', max_tokens=3), Request(own='Snow', max_tokens=2)])"
    )
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, timeout=300, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


# -- an article --


def test_an_article_has_supported_sentences_alone(folder: Path) -> None:
    item = WireItem.make(
        url="https://gazette.example/1",
        source="Sample Gazette",
        outlet="gazette.example",
        title="Rope works burn on Tarn Quay",
        description="A fire destroyed the rope works on Tarn Quay on Tuesday after a spark from a lamp. "
        "Divers from the town of Hexcombe found two bicycles in the harbour below.",
        published_at=datetime(2026, 3, 17, 6, tzinfo=UTC),
        language="en",
    )
    story = Story(id="s1", slug="rope-works", items=(item.id,), outlets=("gazette.example",), language="en")
    options = WriteOptions()
    with open_model(ModelOptions(engine="transformers", file=folder, context=2048)) as opened:
        vars(opened)["_context"] = 4096  # the prompts with examples are longer than so small a model was made for
        copy = write(story, brief(story, [item], options), opened, check_sentence, options)
    assert (copy.status, copy.model) == (Status.PUBLISHED, "tiny")
    assert all(line.verdict.supported and line.origin is Origin.SOURCE for line in copy.sentences)
    assert all(line.attempts for line in copy.sentences), "the model was asked, and what it said is kept"
