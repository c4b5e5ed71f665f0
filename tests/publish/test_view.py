from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswright.publish.view import OWN, SET, SET_SOMEHOW, in_order, in_place, view
from newswright.records import Article, Evidence
from tests.publish.conftest import Desk, item, kept_desk

KEPT = kept_desk().articles[0]


@given(st.lists(st.text(st.sampled_from("ab \n<"), min_size=1, max_size=8), min_size=2, max_size=2), st.data())
def test_marked_text_is_the_passage_and_nothing_is_lost(parts: list[str], data: st.DataObject) -> None:
    of = item(*parts)
    start = data.draw(st.integers(0, len(of.text)))
    end = data.draw(st.integers(start, len(of.text)))
    piece = Evidence(item=of.id, url=of.url, source=of.source, text=of.text[start:end], start=start, end=end)
    runs = [run for paragraph in in_place(piece, of) for run in paragraph.runs]
    assert "".join(run.text for run in runs).replace("\n", "") == of.text.replace("\n", "")
    marked = "".join(run.text for run in runs if run.marked)
    assert marked.replace("\n", "") == piece.text.replace("\n", "")


def test_a_passage_that_moved_is_not_marked_somewhere_else() -> None:
    of = item("Title", "One. Two.")
    assert in_place(Evidence(item=of.id, url="", source="", text="Two.", start=0, end=4), of) == ()


def test_an_unknown_item_leaves_the_passage_alone(desk: Desk) -> None:
    copy = view(desk.articles[1], {}, {})
    assert [proof.paragraphs for line in copy.lines for proof in line.proofs] == [()] * 4
    assert copy.lines[0].proofs[0].passage == "A fire destroyed the rope works on Tarn Quay."
    assert (copy.sources, copy.outlets, copy.first) == ((), (), None)


def test_outlets_go_by_the_names_they_are_credited_with(desk: Desk) -> None:
    assert view(desk.articles[1], desk.items, desk.stories).outlets == ("Sample Gazette", "Sample Harbour Radio")


def test_most_outlets_lead_whatever_the_order(desk: Desk) -> None:
    copies = [view(article, desk.items, desk.stories) for article in desk.articles[:2]]
    assert in_order(copies) == in_order(copies[::-1]) == copies[::-1]


def test_the_lede_stands_alone(desk: Desk) -> None:
    copy = view(desk.articles[1], desk.items, desk.stories)
    assert [[line.number for line in block.lines] for block in copy.blocks] == [[1], [2, 3], [4]]
    assert (copy.own, copy.quoted) == (3, 1)


def test_a_subhead_stands_over_its_sentences(kept: Desk) -> None:
    copy = view(kept.articles[0], kept.items, kept.stories)
    assert [(block.head, [line.number for line in block.lines]) for block in copy.blocks] == [
        ("What happened", [1]),
        ("", [2]),
        ("What is said", [3, 4]),
        ("What is not known", [5, 6]),
    ]


@settings(deadline=None)  # the first example pays for imports
@given(st.lists(st.sampled_from(["", "", "A", "B"]), min_size=1, max_size=9))
def test_blocks_lose_no_sentence_and_a_subhead_only_begins_one(heads: list[str]) -> None:
    line = KEPT.sentences[0]
    lines = tuple(line.model_copy(update={"head": head}) for head in heads)
    blocks = view(KEPT.model_copy(update={"sentences": lines}), {}, {}).blocks
    assert [line.number for block in blocks for line in block.lines] == list(range(1, len(heads) + 1))
    assert all(1 <= len(block.lines) <= 2 for block in blocks)
    assert [block.head for block in blocks if block.head] == [head for head in heads if head]
    assert all(not line.head for block in blocks for line in block.lines[1:])


def test_plain_text_has_the_dateline_and_the_subheads(kept: Desk) -> None:
    plain = view(kept.articles[0], kept.items, kept.stories).plain.split("\n\n")
    assert plain[:4] == [
        "What happened",
        "TARN QUAY, Corn. — A cracked ramp has halted the ferry, Sample Gazette reported.",
        "About 400 people cross each day, Sample Harbour Radio reported.",
        "What is said",
    ]
    assert sum("TARN QUAY" in part for part in plain) == 1


def test_words_are_told_by_how_they_are_set(kept: Desk) -> None:
    copy = view(kept.articles[0], kept.items, kept.stories)
    assert [line.form for line in copy.lines] == ["", "short", "speech", "whole", "short", "part"]
    assert copy.lines[0].words == OWN
    assert [line.words for line in copy.lines[1:]] == [SET[line.form] for line in copy.lines[1:]]
    assert all(words.startswith("The source’s words") for words in SET.values())


@pytest.mark.parametrize("form", ["", "some later form"])
def test_a_form_that_is_not_known_is_still_the_sources_words(kept: Desk, form: str) -> None:
    article: Article = kept.articles[0]
    line = article.sentences[1].model_copy(update={"form": form})
    copy = view(article.model_copy(update={"sentences": (line,)}), kept.items, kept.stories)
    assert copy.lines[0].words == SET_SOMEHOW
