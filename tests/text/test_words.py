"""Stems join the forms of a word and keep different words apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswright.text.words import content_stems, stem, words

SAME = [
    ("vote", "votes", "voted", "voting"),
    ("plan", "plans", "planned", "planning"),
    ("close", "closes", "closed", "closing"),
    ("rise", "rises", "rose", "risen", "rising"),
    ("company", "companies", "company's", "companies’"),
    ("say", "says", "said", "saying"),
    ("build", "built", "building", "builds"),
    ("refuse", "refused", "refusing"),
    ("man", "men"),
    ("fall", "fell", "fallen", "falling"),
    ("carry", "carries", "carried", "carrying"),
    ("add", "adds", "added", "adding"),
]
DIFFERENT = [
    ("universe", "university"),
    ("police", "policy"),
    ("wing", "wine"),
    ("new", "news"),
    ("sing", "sin"),
    ("15", "150"),
]


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms[0])
def test_forms_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


def test_content_words_keep_what_decides() -> None:
    assert content_stems("The mayor did not say that it may close") == [
        "mayor",
        "not",
        stem("say"),
        "may",
        stem("close"),
    ]


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    assert all(text[word.start : word.end] == word.text for word in words(text))


@given(st.text(min_size=1, max_size=30))
def test_stem_never_fails_and_is_lower(word: str) -> None:
    assert stem(word) == stem(word).lower() or not stem(word).isascii()
