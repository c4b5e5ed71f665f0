"""The doctor: every fault is found where it was put, none where nothing is wrong, and a report obeys nothing."""

from __future__ import annotations

import json
import random
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from newswright.errors import SetSpoiled, SetUnreadable, Unrenderable
from newswright.instruct.building.articles import ArticleOptions, read_articles
from newswright.instruct.building.build import BuildOptions, build
from newswright.instruct.files.rows import read_rows
from newswright.instruct.files.sets import write_set
from newswright.instruct.looking.doctor import (
    Diagnosis,
    DoctorOptions,
    doctor,
    refuse_spoiled,
    report_markdown,
    report_text,
    write_report,
)
from newswright.instruct.looking.findings import (
    FAULTS,
    Finding,
    Known,
    Level,
    Look,
    Tally,
    copying,
    mixture,
    repeats,
    tokens,
)
from newswright.instruct.looking.findings.fault import Fault
from newswright.instruct.looking.findings.thinned import Thinned, digest
from newswright.instruct.looking.findings.wording import manners
from newswright.instruct.looking.histogram import Bar
from newswright.instruct.rendering.form import text as written_in
from newswright.instruct.rendering.render import Rendered, Renderer, RenderOptions, Row
from newswright.instruct.rendering.template import built_in, find, parse
from newswright.records import Lesson, Message, Role
from tests.instruct import spoiled
from tests.instruct.families import built
from tests.instruct.spoiled import STRUCTURE, SUBSTANCE, article, clean, written

DATA = Path(__file__).parents[4] / "shared" / "data"


def found(diagnosis: Diagnosis) -> dict[str, Finding]:
    return {one.name: one for one in diagnosis.findings}


def llama2(length: int = 1024) -> Renderer:
    return Renderer(find("llama2"), built("llama2").vocabulary, RenderOptions(length=length))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sets")


@pytest.fixture(scope="module")
def structure(folder: Path) -> Diagnosis:
    path = written(folder / "structure.jsonl", spoiled.spoiled_in_structure(), b'{"id": 1}\n', b"{\n")
    return doctor(path, None, llama2())


@pytest.fixture(scope="module")
def substance(folder: Path) -> Diagnosis:
    train, judged = spoiled.spoiled_in_substance()
    return doctor(written(folder / "train.jsonl", train), written(folder / "eval.jsonl", judged))


def test_nothing_is_found_in_a_clean_set(folder: Path) -> None:
    train, judged = written(folder / "clean.jsonl", clean()), written(folder / "judged.jsonl", clean(40, 12))
    diagnosis = doctor(train, judged, llama2())
    assert diagnosis.findings == ()
    assert not diagnosis.spoiled
    assert (diagnosis.lessons, diagnosis.preferences, diagnosis.stories) == (80, 40, 40)
    assert diagnosis.tokens is not None
    assert diagnosis.tokens.left == 0
    assert diagnosis.tokens.rows == 120
    refuse_spoiled(diagnosis)


@pytest.mark.parametrize("name", STRUCTURE)
def test_each_fault_of_structure_is_found_where_it_was_put(structure: Diagnosis, name: str) -> None:
    one = found(structure)[name]
    assert one.count == 3
    place = 91 + 3 * list(STRUCTURE).index(name)
    assert [example.where for example in one.examples] == [f"structure.jsonl:{place + at}" for at in range(3)]


def test_bad_rows_are_counted_and_listed(structure: Diagnosis) -> None:
    assert structure.bad_rows == 2
    assert found(structure)["bad rows"].count == 2
    assert [row.where for row in structure.bad] == ["structure.jsonl:118", "structure.jsonl:119"]
    assert "structure.jsonl:119" in report_text(structure)


def test_a_set_spoiled_in_structure_is_refused(structure: Diagnosis) -> None:
    assert structure.spoiled
    with pytest.raises(SetSpoiled, match="rendered already"):
        refuse_spoiled(structure)


@pytest.mark.parametrize("name", SUBSTANCE)
def test_each_fault_of_substance_is_found(substance: Diagnosis, name: str) -> None:
    extra = {"answer cut off": 2, "licence unknown": 2}.get(name, 0)
    assert 2 <= found(substance)[name].count <= 2 + extra


@pytest.mark.parametrize(
    ("name", "count"),
    {
        "near-copy in both sets": 1, "story on both sides": 1, "near-copies of stories": 2, "lesson twice": 2,
        "one answer for many prompts": 6, "length tells the choice": 90, "dates out of order": 4,
        "prompt with two answers": 2, "no date beside a dated set": 2,
    }.items(),
)  # fmt: skip
def test_what_lies_in_many_rows_is_found(substance: Diagnosis, name: str, count: int) -> None:
    assert found(substance)[name].count == count
    assert found(substance)[name].examples


def test_the_sets_together_have_every_fault_that_needs_no_tokens(structure: Diagnosis, substance: Diagnosis) -> None:
    of_tokens = {fault.name for fault in vars(tokens).values() if isinstance(fault, Fault)}
    elsewhere = {"nothing to train on", "tasks uneven", *of_tokens}
    assert {*found(structure), *found(substance)} | elsewhere == set(FAULTS)


def test_spoiling_is_told_by_level_alone(structure: Diagnosis) -> None:
    levels = {one.level for one in structure.findings}
    assert levels == {Level.SPOILS, Level.WARNS}
    assert [one.level for one in structure.findings] == sorted(
        (one.level for one in structure.findings), key=list(Level).index
    )
    ignored = tuple(one.name for one in structure.findings if one.level is Level.SPOILS)
    again = doctor(structure.train, options=DoctorOptions(ignore=ignored))
    assert not again.spoiled


# -- tokens --


def long_lesson(sentences: int, *, sources: bool) -> Lesson:
    ask = "Write it.\n\n"
    given = " ".join(f"Ferry {number} left the quay at Wexley late." for number in range(sentences))
    spans = ((len(ask), len(ask) + len(given)),) if sources else ()
    asked = Message(role=Role.USER, content=ask + given, sources=spans)
    return Lesson.make("", (asked, Message(role=Role.ASSISTANT, content="The ferries left late.")), licence="CC0")


def test_what_is_lost_for_the_length_is_told(folder: Path) -> None:
    short, filled = long_lesson(40, sources=True), long_lesson(40, sources=False)
    turned = Lesson.make("", (filled.messages[0], Message(role=Role.ASSISTANT, content="Late. " * 200)))
    path = written(folder / "long.jsonl", [*[article(n) for n in range(30)], short, filled, turned])
    made = found(doctor(path, None, llama2(length=400), DoctorOptions(near_copies=False)))
    assert made["sources shortened"].count >= 1
    assert made["sources shortened"].count == made["cut by a naive trainer"].count
    assert made["prompt fills the length"].count == 1
    assert made["answer longer than the length"].count == 1
    assert made["prompt fills the length"].examples[0].id == filled.id
    assert "tokens of the answer" in made["cut by a naive trainer"].detail


def test_token_figures_are_the_renderers(folder: Path) -> None:
    rows = clean(count=6)
    diagnosis = doctor(written(folder / "few.jsonl", rows), None, llama2())
    lessons = [row for row in rows if isinstance(row, Lesson)]
    made = [row for one in llama2().batch(lessons) for row in one.rows]
    pairs = [llama2().pair(row) for row in rows if not isinstance(row, Lesson)]
    total = sum(len(row.ids) for row in made) + sum(len(p.prompt) + max(len(p.chosen), len(p.rejected)) for p in pairs)
    assert diagnosis.tokens is not None
    assert diagnosis.tokens.total == total
    assert diagnosis.lengths.unit == "tokens"
    assert sum(bar.rows for bar in diagnosis.lengths.bars) == len(rows)


def test_an_end_that_is_not_trained_and_a_doubled_begin_are_seen() -> None:
    render = llama2()
    watcher, tally, look = tokens.Tokens(render), Tally(), Look("a:1", article(1))
    begin, end = render.vocabulary.id("<s>"), render.vocabulary.id("</s>")
    assert begin is not None
    assert end is not None
    tally.rows = 4
    for row in (
        Row([begin, 9, 8, end], ((2, 4),)),
        Row([begin, begin, 8, end], ((2, 4),)),
        Row([begin, 9, 8, 7], ((2, 4),)),
        Row([begin, 9], ()),
    ):
        watcher._rendered(look, Rendered("l", (row,)), tally)
    names = {one.name: one.count for one in tally.findings()}
    assert names == {"doubled BOS": 1, "no end token trained": 2}


def test_a_vocabulary_without_an_end_token_spoils(folder: Path) -> None:
    path = written(folder / "one.jsonl", [article(1)])
    why = Unrenderable("The vocabulary has neither <|im_end|> nor an end token of its own.")
    diagnosis = doctor(path, None, why)
    assert found(diagnosis)["no end token trained"].detail == why.what
    assert diagnosis.spoiled


def test_template_and_vocabulary_are_looked_at_together(folder: Path) -> None:
    path = written(folder / "pair.jsonl", [article(1), article(2)])
    family = built("llama2").vocabulary
    assert (
        "<|im_start|>"
        in found(doctor(path, None, Renderer(find("chatml"), family)))["template's tokens missing"].detail
    )
    short = type(family)(**{**{f: getattr(family, f) for f in family.__dataclass_fields__}, "context": 512})
    assert (
        "context 512" in found(doctor(path, None, Renderer(find("llama2"), short)))["length beyond the context"].detail
    )
    template = find("zephyr")
    chat = written_chat(template.name)
    foreign = type(family)(**{**{f: getattr(family, f) for f in family.__dataclass_fields__}, "chat_template": chat})
    assert "template not the model's own" in found(doctor(path, None, Renderer(find("llama2"), foreign)))


def written_chat(name: str) -> str:
    return "{% for m in messages %}<|" + name + "|>{{ m['role'] }}: {{ m['content'] }}{{ eos_token }}{% endfor %}"


def test_what_has_no_place_in_the_template_is_told(folder: Path) -> None:
    turns = [Message(role=role, content=f"Words {at}.") for at, role in enumerate([Role.USER, Role.ASSISTANT] * 2)]
    path = written(folder / "turns.jsonl", [Lesson.make("", tuple(turns)), article(1)])
    made = found(doctor(path, None, Renderer(find("origin"), built("llama2").vocabulary)))
    assert made["does not fit the template"].count == 1
    assert "one exchange" in made["does not fit the template"].examples[0].excerpt


# -- single rules --


@pytest.mark.parametrize("name", sorted(set(built_in()) - {"plain"}))
def test_a_conversation_rendered_in_any_template_is_recognised(name: str) -> None:
    turns = (Message(role=Role.USER, content="What closed?"), Message(role=Role.ASSISTANT, content="The mill."))
    shown = written_in(built_in()[name], turns, bos="<s>", eos="</s>")
    assert name in Known.of().rendered_in(shown)


def test_own_templates_and_tokens_are_known() -> None:
    own = parse(
        'name = "own"\nabout = "x"\nreference = "x"\nmarks = ["<<ask>>", "<<tell>>"]\nhead = "<<tell>>"\n'
        '[user]\nany = "<<ask>>{user}"',
        "own.toml",
    )
    known = Known.of(built("llama3").vocabulary, own)
    assert known.rendered_in("<<ask>>What closed?<<tell>>The mill.") == ("own",)
    assert "<|begin_of_text|>" in known.begins
    assert known.mark("a <|eot_id|> b")


@pytest.mark.parametrize(
    "text",
    [
        "The user: a miller, said so.", "It ran in SUPERUSER: the magazine.", "# Heading\n### Another\ntext",
        "He wrote <b>bold</b> and [1] and {2}.", "Title: The mill. Description: a mill.", "s < t and t > s",
    ],
)  # fmt: skip
def test_prose_has_no_marks(text: str) -> None:
    assert Known.of().mark(text) is None


def test_every_example_of_the_tables_manners() -> None:
    table = tomllib.loads(
        files("newswright.instruct.looking.findings").joinpath("tables", "manners.toml").read_text(encoding="utf-8")
    )
    for row in table["manners"]:
        for said in row["finds"]:
            assert manners(Look("", spoiled.answered(article(1), said)), Known.of()) is not None, said
        for said in row["leaves"]:
            assert manners(Look("", spoiled.answered(article(1), said)), Known.of()) is None, said


def test_headlines_need_no_mark_at_their_end_and_prose_does(folder: Path) -> None:
    long_headline = "Wexley harbour board reopens forty-one of its ferries on Monday after the pier is mended"
    rows = [spoiled.answered(spoiled.headline(n), f"{long_headline} {n}") for n in range(9)]
    rows += [spoiled.answered(article(n), article(n).messages[-1].content.rstrip(".")) for n in range(2)]
    rows += [article(n) for n in range(2, 9)]
    one = found(doctor(written(folder / "ends.jsonl", rows)))["answer cut off"]
    assert (one.count, one.of) == (2, 18)


def test_uneven_tasks_and_an_empty_set_are_told(folder: Path) -> None:
    rows = [article(n) for n in range(22)] + [spoiled.headline(30)]
    assert found(doctor(written(folder / "uneven.jsonl", rows)))["tasks uneven"].detail == "article 22, headline 1"
    path = folder / "bad.jsonl"
    path.write_text('{"a": 1}\n')
    assert {*found(doctor(path))} == {"bad rows", "nothing to train on"}
    with pytest.raises(SetUnreadable):
        doctor(folder / "absent.jsonl")


def test_a_full_table_estimates_what_comes_again() -> None:
    rng = random.Random(5)
    tally, watcher = Tally(), repeats.Repeats(room=300)
    picks = [rng.randrange(2000) for _ in range(6000)]
    for at, pick in enumerate(picks):
        tally.rows += 1
        watcher.take(Look(f"s:{at}", spoiled.answered(article(1), f"Answer {pick}.")), tally)
    watcher.close(tally)
    (again,) = (one for one in tally.findings() if one.name == "lesson twice")
    exact = len(picks) - len(set(picks))
    assert abs(again.count - exact) < 0.25 * exact
    assert "estimated from one in" in again.detail


def test_a_thinned_table_stays_within_its_room() -> None:
    table: Thinned[int] = Thinned(room=100)
    keys = [digest("key", str(number)) for number in range(10_000)]
    for number, key in enumerate(keys):
        table.put(key, number)
    assert 25 <= len(table.kept) <= 100
    assert all(table.takes(key) for key in table.kept)
    assert sum(table.takes(key) for key in keys) == len(table.kept)


def test_a_large_set_is_looked_at_in_part_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (copying, mixture):
        monkeypatch.setattr(module, "ALL", 10)
    rows = [SUBSTANCE["copied from the sources"](article(number)) for number in range(60)]
    diagnosis = doctor(written(folder / "large.jsonl", rows), options=DoctorOptions(near_copies=False))
    one = found(diagnosis)["copied from the sources"]
    assert 10 <= one.of < 30
    assert one.count == one.of
    assert any("first 10 rows" in note for note in diagnosis.notes)


# -- reports --


def test_a_report_obeys_nothing(folder: Path) -> None:
    nasty = "\x1b[2J\u202e<script>alert(1)</script> `code` | cell | [x](javascript:1) ``` # h\n\n# heading </s>"
    row = spoiled.answered(article(1), nasty).model_copy(update={"id": "l\x1b[31m`1`"})
    diagnosis = doctor(written(folder / "nasty.jsonl", [row]))
    for report in (report_text(diagnosis), report_markdown(diagnosis)):
        assert "\x1b" not in report
        assert "\u202e" not in report
        assert "\n# heading" not in report
    assert "<script>" not in report_markdown(diagnosis).replace("` ", "").split("## Lengths")[1]


def test_the_report_is_written_with_its_picture(folder: Path, substance: Diagnosis) -> None:
    path = write_report(substance, folder / "out")
    text = path.read_text(encoding="utf-8")
    assert "(doctor.png)" in text
    assert (folder / "out" / "doctor.png").read_bytes().startswith(b"\x89PNG")
    data = json.loads((folder / "out" / "doctor.json").read_text(encoding="utf-8"))
    assert data["spoiled"] is True
    assert len(data["findings"]) == len(substance.findings)


def test_one_line_a_finding(structure: Diagnosis) -> None:
    lines = report_text(structure).splitlines()
    for one in structure.findings:
        (line,) = (line for line in lines if line.startswith(f"{one.level.value:<6} {one.name} "))
        assert all(example.where in line for example in one.examples[:1])


def test_progress_is_told(folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    path = written(folder / "progress.jsonl", clean(count=80))
    doctor(path, None, None, DoctorOptions(near_copies=False), lambda *step: told.append(step))
    assert told == [("read", 200, 0)]


def test_every_fault_has_a_name_of_its_own_and_says_what_it_is() -> None:
    page = (Path(__file__).parents[3] / "docs" / "instruct" / "doctor.md").read_text(encoding="utf-8")
    for name, fault in FAULTS.items():
        assert fault.what.endswith(".")
        assert f"| {fault.level.value} | {name} |" in page, name


@pytest.mark.skipif(not (DATA / "wikinews").exists(), reason="needs the Wikinews set beside the project")
def test_wikinews_lessons_are_not_spoiled(tmp_path: Path) -> None:
    rows = read_rows(DATA / "wikinews" / "articles.jsonl", print)
    articles = read_articles(list(rows)[:80], ArticleOptions(licence="CC-BY-2.5"), print)
    write_set(tmp_path / "set.jsonl", build(articles, BuildOptions(), lambda _left: None))
    diagnosis = doctor(tmp_path / "set.jsonl")
    assert not diagnosis.spoiled
    assert all(one.share < 0.05 for one in diagnosis.findings if one.level is Level.WARNS)


def test_bars_are_records(substance: Diagnosis) -> None:
    assert all(isinstance(bar, Bar) for bar in substance.lengths.bars)
