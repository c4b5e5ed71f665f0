from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.asides import asides, without_asides

NEWS = "A ferry sank off Orm on Tuesday. Nobody was hurt."


@pytest.mark.parametrize(
    "text",
    [
        f"Sure! Here is a summary of the news article within 115 words:\n\n{NEWS}",
        f"Certainly! Here's a shorter version of the article:\n{NEWS}",
        f"Of course, here is the article you asked for. {NEWS}",
        f"Here is a 60-word summary of the text\n\n{NEWS}",
        f"Below is the rewritten article: {NEWS}",
        f"Summary: {NEWS}",
        f"**Summary:** {NEWS}",
        f"Summary\n\n{NEWS}",
        f"{NEWS}\n\n(12 words)",
        f"{NEWS} [Word count: 12]",
        f"{NEWS}\nWord count: 12 words",
        f"{NEWS}\n\nI hope this summary helps! Let me know if you want another.",
        f"{NEWS}\n\nLet me know if you'd like it shorter.",
        f"{NEWS}\n\nPlease note that this summary leaves some details out.",
        f"{NEWS} The summary is exactly 12 words long.",
        f"Sure! Here’s a summary:\n\n{NEWS}\n\n(12 words)",
    ],
)
def test_what_is_said_about_the_text_is_blanked(text: str) -> None:
    left = without_asides(text)
    assert left.strip() == NEWS
    assert len(left) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        "Sure enough, the ferry sank. Here is what we know: it was old.",
        "OK Orm won the cup. It had 98 words to say.",
        "Here is the harbour where it sank.",
        "Summary justice is no justice, the judge said.",
        "The text has changed, the minister said. It was longer.",
        "Okay was the word that he used.",
        "",
    ],
)
def test_news_is_left_alone(text: str) -> None:
    assert asides(text) == []


PARTS = [*"aS :.!?()\n", "Sure! ", "Here is a summary", "98 words", "Let me know"]


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
def test_spans_are_in_order_and_hold(text: str) -> None:
    found = asides(text)
    assert all(text[span.start : span.end] == span.text for span in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_long_text_takes_no_time() -> None:
    assert len(without_asides("Sure! " * 20_000 + "x" + " (98 words)" * 20_000)) > 100_000
