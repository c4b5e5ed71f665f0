"""The independent check catches what is planted, and is silent about honest sentences."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .fold import fold
from .number_reader import Reading
from .number_words import ONES, ORDINALS, TENS
from .numbers import quantities
from .promise import Json, PromiseReport, check_promise, table
from .quotations import quotations, stands_in

ROOT = Path(__file__).parents[2]
KINDS = ("number", "date", "name", "quotation")


@dataclass
class Block:
    """Evidence, and sentences about it."""

    evidence: list[tuple[str, str]] = field(default_factory=list)
    more: str = ""
    honest: list[str] = field(default_factory=list)
    planted: list[tuple[str, str]] = field(default_factory=list)

    def items(self) -> list[Json]:
        """One stored item for each piece of evidence, which stands in its middle."""
        return [
            {
                "id": f"i{number}",
                "url": f"https://wire.example/{number}",
                "source": source,
                "title": "Report",
                "description": text,
                "text": f"Report\n\n{text}\n\n{self.more or 'More follows.'}",
            }
            for number, (source, text) in enumerate(self.evidence)
        ]

    def cited(self) -> list[Json]:
        return [
            {
                "item": item["id"],
                "url": item["url"],
                "source": item["source"],
                "text": text,
                "start": item["text"].index(text),
                "end": item["text"].index(text) + len(text),
            }
            for item, (_, text) in zip(self.items(), self.evidence, strict=True)
        ]

    def article(self, sentence: str) -> Json:
        evidence = self.cited()
        return {
            "id": "a1",
            "story": "s1",
            "language": "en",
            "status": "published",
            "reason": "",
            "headline": evidence[0]["text"],
            "headline_origin": "source",
            "headline_evidence": evidence[:1],
            "sentences": [{"text": sentence, "origin": "model", "verdict": "supported", "evidence": evidence}],
        }

    def check(self, sentence: str) -> PromiseReport:
        return check_promise([self.article(sentence)], self.items())


def _blocks() -> list[Block]:
    blocks, source = [Block()], "Sample Gazette"
    for line in (Path(__file__).parent / "cases.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        match mark:
            case "":
                blocks.append(Block())
                source = "Sample Gazette"
            case "@":
                source = rest
            case "E":
                blocks[-1].evidence.append((source, rest))
            case "I":
                blocks[-1].more = rest
            case "+":
                blocks[-1].honest.append(rest)
            case "-":
                kind, _, sentence = rest.partition(" ")
                blocks[-1].planted.append((kind, sentence))
    return [block for block in blocks if block.evidence]


BLOCKS = _blocks()
HONEST = [(block, sentence) for block in BLOCKS for sentence in block.honest]
PLANTED = [(block, kind, sentence) for block in BLOCKS for kind, sentence in block.planted]


@pytest.mark.parametrize(("block", "sentence"), HONEST, ids=[s for _, s in HONEST])
def test_an_honest_sentence_passes(block: Block, sentence: str) -> None:
    assert block.check(sentence).violations == []


@pytest.mark.parametrize(("block", "kind", "sentence"), PLANTED, ids=[f"{k}: {s}" for _, k, s in PLANTED])
def test_a_planted_violation_is_caught(block: Block, kind: str, sentence: str) -> None:
    report = block.check(sentence)
    assert kind in {violation.kind for violation in report.violations}
    assert all(violation.sentence == sentence for violation in report.violations)


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_forty_plants_of_each_kind(kind: str) -> None:
    assert len({sentence for _, k, sentence in PLANTED if k == kind}) >= 40


def test_there_are_forty_honest_sentences() -> None:
    assert len({sentence for _, sentence in HONEST}) >= 40


# -- evidence as such --


def _change(field_name: str, value: object) -> object:
    def change(article: Json, items: list[Json]) -> None:
        article["sentences"][0]["evidence"][0][field_name] = value

    return change


def _shift(start: int, end: int) -> object:
    def change(article: Json, items: list[Json]) -> None:
        evidence = article["sentences"][0]["evidence"][0]
        evidence["start"] += start
        evidence["end"] += end

    return change


def _other_text(article: Json, items: list[Json]) -> None:
    evidence = article["sentences"][0]["evidence"][0]
    evidence["text"] = evidence["text"][:-1] + "!"


def _stored_text_changed(article: Json, items: list[Json]) -> None:
    items[0]["text"] = items[0]["text"].replace("\n\n", "\n", 1)


def _negative(article: Json, items: list[Json]) -> None:
    evidence = article["sentences"][0]["evidence"][0]
    length = len(items[0]["text"])
    evidence["start"] -= length
    evidence["end"] -= length


def _no_evidence(article: Json, items: list[Json]) -> None:
    article["sentences"][0]["evidence"] = []


def _headline_without(article: Json, items: list[Json]) -> None:
    article["headline_evidence"] = []


def _headline_span(article: Json, items: list[Json]) -> None:
    article["headline_evidence"][0]["start"] += 1


def _twin(article: Json, items: list[Json]) -> None:
    items.append({**items[0], "text": "Another text under the same id."})


def _item_gone(article: Json, items: list[Json]) -> None:
    del items[0]


DAMAGES = {
    "unknown item": _change("item", "i99"),
    "another url": _change("url", "https://wire.example/other"),
    "another outlet": _change("source", "Another Outlet"),
    "no start": _change("start", None),
    "start as text": _change("start", "8"),
    "empty text": _change("text", ""),
    "start one early": _shift(-1, 0),
    "start one late": _shift(1, 0),
    "end one early": _shift(0, -1),
    "end one late": _shift(0, 1),
    "shifted by one": _shift(1, 1),
    "turned round": _shift(10_000, -10_000),
    "counted from the end": _negative,
    "text differs from the item": _other_text,
    "item changed after storing": _stored_text_changed,
    "no evidence": _no_evidence,
    "headline without evidence": _headline_without,
    "headline span off by one": _headline_span,
    "two items with one id": _twin,
    "item gone": _item_gone,
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("number", [0, 1, 5, 11])
def test_damaged_evidence_is_caught(number: int, damage: object) -> None:
    assert callable(damage)
    block = BLOCKS[number]
    article, items = copy.deepcopy(block.article(block.honest[0])), block.items()
    assert check_promise([article], items).kept
    damage(article, items)
    assert "evidence" in {v.kind for v in check_promise([article], items).violations}


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ({"sentences": []}, "sentences"),
        ({"headline": ""}, "headline"),
        ({"headline": None}, "headline"),
        ({"status": "draft"}, "draft"),
        ({"status": "refused"}, "reason"),
        ({"status": "refused", "reason": "  "}, "reason"),
    ],
)
def test_an_article_must_be_whole(change: Json, value: str) -> None:
    block = BLOCKS[0]
    report = check_promise([block.article(block.honest[0]) | change], block.items())
    assert ("article", value) in {(v.kind, v.value) for v in report.violations}


def test_an_empty_sentence_is_caught() -> None:
    assert [v.kind for v in BLOCKS[0].check(" ").violations] == ["article"]


def test_the_headline_is_checked_like_a_sentence() -> None:
    block = BLOCKS[0]
    article = block.article(block.honest[0])
    article["headline"] = "Council Will Spend £2.4 Million On Ferry Lane Bridge"
    assert check_promise([article], block.items()).kept
    article["headline"] = "Council Will Spend £4.2 Million On Terry Lane Bridge"
    violations = check_promise([article], block.items()).violations
    assert {(v.kind, v.value) for v in violations} == {("number", "£4.2 Million"), ("name", "Terry")}


def test_a_fact_of_an_item_that_is_not_cited_is_caught() -> None:
    block = BLOCKS[11]
    article = block.article("“Talks are the only way,” Varga said.")
    assert check_promise([article], block.items()).kept
    article["sentences"][0]["evidence"] = block.cited()[:1]
    assert [v.kind for v in check_promise([article], block.items()).violations] == ["quotation"]


def test_a_refusal_with_a_reason_is_counted() -> None:
    refusal = {"id": "a2", "status": "refused", "reason": "One teaser of nine words.", "headline": "x", "sentences": []}
    report = check_promise([refusal], [])
    assert (report.kept, report.articles, report.refused, report.published) == (True, 1, 1, 0)


# -- counts, runs, and what is no violation --


def test_counts() -> None:
    block = BLOCKS[0]
    article = block.article('The council will "spend £2.4 million", the Harrow Vale Gazette reported.')
    article["sentences"].append({**article["sentences"][0], "text": "Ferry Lane is closed.", "origin": "source"})
    report = check_promise([article], block.items())
    assert (report.sentences, dict(report.by_origin)) == (2, {"model": 1, "source": 1})
    assert (report.quotations, report.quotation_words) == (1, 3)
    assert report.numbers == 3
    assert report.names == 4
    assert report.unmarked == []


def test_words_made_speech_are_noted() -> None:
    assert BLOCKS[0].check('The council "will spend £2.4 million".').unmarked == [("a1", "will spend £2.4 million")]


def test_the_longest_run_leaves_quotations_out() -> None:
    block = BLOCKS[1]
    report = block.check('Indeed, "twelve people were injured" when a coach overturned near Skelbeck, it is said.')
    assert [(run.words, run.text) for run in report.runs] == [(6, "when a coach overturned near skelbeck")]
    assert (report.runs_over(5), report.runs_over(6)) == (1, 0)
    full = block.check(block.evidence[0][1])
    assert (full.runs_over(11), full.runs_over(24)) == (1, 0)


def test_the_command_line(tmp_path: Path) -> None:
    block = BLOCKS[0]
    articles, items = tmp_path / "articles.json", tmp_path / "items.json"
    items.write_text(json.dumps(block.items()), encoding="utf-8")
    for sentence, code, words in (
        (block.honest[0], 0, "violations   0"),
        (block.planted[0][1], 1, "number: £2.5 million"),
    ):
        articles.write_text(json.dumps([block.article(sentence)]), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "tests.independent.promise", str(articles), str(items)],
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            env={"PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        assert (done.returncode, done.stderr) == (code, "")
        assert words in done.stdout


def test_the_table_names_the_sentence() -> None:
    block = BLOCKS[0]
    assert f"in: {block.planted[0][1]}" in table(block.check(block.planted[0][1]))


def test_nothing_is_shared_with_the_product() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py")]
    assert len(sources) > 5
    product = "news" + "wright"
    assert not [text for text in sources if f"import {product}" in text or f"from {product}" in text]


# -- the parts --


def _spelled(number: int) -> str:
    """Spell a number below a thousand million, the British way."""
    small = {value: word for word, value in {**TENS, **ONES}.items() if word not in {"nil", "nought"}}
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            link = " and " if 0 < rest < 100 else " "
            return f"{_spelled(head)} {name}" + (link + _spelled(rest) if rest else "")
    if number in small:
        return small[number]
    return f"{small[number // 10 * 10]}-{small[number % 10]}"


@given(st.integers(min_value=2, max_value=10**9 - 1))
def test_a_spelled_number_has_its_value(number: int) -> None:
    found = quantities(f"They counted {_spelled(number)} of them.")
    assert [q.readings for q in found] == [{(Fraction(number), "")}]


@given(st.integers(min_value=2, max_value=10**12))
def test_digits_have_their_value_with_and_without_commas(number: int) -> None:
    for text in (f"{number}", f"{number:,}"):
        assert [q.readings for q in quantities(f"Of {text} people")] == [{(Fraction(number), "")}]


@given(st.integers(min_value=1, max_value=99))
def test_ordinals(number: int) -> None:
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number not in {11, 12, 13} else "th"
    assert [q.readings for q in quantities(f"the {number}{suffix} time")] == [{(Fraction(number), "ordinal")}]


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("two and a half million people", (Fraction(2_500_000), "")),
        ("half a dozen eggs", (Fraction(6), "")),
        ("a dozen eggs", (Fraction(12), "")),
        ("two dozen eggs", (Fraction(24), "")),
        ("a hundred and five", (Fraction(105), "")),
        ("US$3bn", (Fraction(3 * 10**9), "USD")),
        ("A$5", (Fraction(5), "AUD")),
        ("€1,5 million", (Fraction(1_500_000), "EUR")),
        ("50p", (Fraction(1, 2), "GBP")),
        ("2½ per cent", (Fraction(5, 2), "percent")),
        ("10 000 people", (Fraction(10_000), "")),
        ("minus 5 degrees", (Fraction(-5), "degree")),
        ("two-thirds", (Fraction(2, 3), "")),
        ("halved", (Fraction(1, 2), "")),
        ("the 44-year-old", (Fraction(44), "")),
        ("a 5m deep hole", (Fraction(5), "metre")),
        ("5m people", (Fraction(5_000_000), "")),
        ("tens of thousands", (Fraction(1000), "about")),
        ("Q3", (Fraction(3), "ordinal")),
        ("15st heavy", (Fraction(15), "")),
        ("200 million Swiss francs", (Fraction(200 * 10**6), "franc")),
        ("half a percentage point", (Fraction(1, 2), "points")),
    ],
)
def test_readings(text: str, reading: Reading) -> None:
    assert reading in set[Reading]().union(*(q.readings for q in quantities(fold(text))))


@pytest.mark.parametrize(
    "text",
    [
        "No one came",
        "one of them",
        "the one that got away",
        "one another",
        "He is the last one",
        "a one-off",
        "half-time",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert quantities(text) == []


def test_every_word_of_the_number_tables_is_read() -> None:
    for word in [*TENS, *ONES, *ORDINALS]:
        if word != "one":
            assert len(quantities(f"the {word} horses")) == 1, word


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said: "One." Then: "Two."', ["One.", "Two."]),
        ("“One,” he said, “two.”", ["One,", "two."]),
        ("‘We’re late,’ he said", ["We're late,"]),
        ("the workers' and the students' unions", []),
        ("the '90s and the miners' strike", []),
        ('"We are glad. We are', ["We are glad. We are"]),
        ('It is over," she said.', ["It is over,"]),
        ('a 12" pipe', []),
        ("«Oui», dit-il", ["Oui"]),
    ],
)
def test_quotations_are_found(text: str, found: list[str]) -> None:
    assert [q.text for q in quotations(fold(text))] == found


@given(st.text(alphabet="abcde \"'“”‘’—–-.,…", max_size=60))
def test_every_quotation_stands_in_its_own_text(text: str) -> None:
    for quotation in quotations(fold(text)):
        assert stands_in(quotation.text, fold(text))
