from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newswright.publish.view import in_order, in_place, view
from newswright.records import Evidence
from tests.publish.conftest import Desk, item


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
    assert [[line.number for line in part] for part in copy.paragraphs] == [[1], [2, 3], [4]]
    assert (copy.own, copy.quoted) == (3, 1)
