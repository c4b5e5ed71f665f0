"""The settings of the curate stage: the `[curate]` table of `newsroom.toml`."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class CurateOptions(BaseModel):
    """What is spiked, what counts as a copy, and what counts as one event.

    The thresholds were chosen together, by `benchmarks/curate.py` on the odd topics of ECB+ and on two real mediastack
    responses; docs/curate.md has the tables. Do not tune one alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    language: str = Field(default="en", pattern="^[a-z]{2}$")
    """The language the desk writes in, an ISO 639-1 code. Items in another are spiked."""

    language_sure: float = Field(default=0.7, ge=0.5, le=1.0)
    """Confidence from which the detected language overrules a silent or agreeing wire. Of 1,442 English texts
    (Wikinews, ECB+, mediastack) none was taken for another language with 0.4 or more; 0.7 leaves room for names."""

    min_words: int = Field(default=5, ge=0)
    """Words that an item must have beyond its title and furniture. The shortest of 125 mediastack teasers has ten."""

    spam_points: int = Field(default=3, ge=1)
    """Points from which an item is a stock-tip farm's (`tables/spam.toml`). At 3, 20 of the 20 farm rows of a live
    mediastack response are found, and none of 365 Wikinews articles and 462 ECB+ documents."""

    advert_points: int = Field(default=2, ge=1)
    """Points from which an item is advertising (`tables/advert.toml`). At 2, none of 365 Wikinews articles, 462 ECB+
    documents and 105 mediastack rows that are not a farm's is taken for one."""

    stale_days: int | None = Field(default=30, ge=1)
    """Days by which the wire's date may lie after the date in the item's own address; `None` switches the rule off. In
    a mediastack response of 100, reports of 2023 and May 2024 came with dates of January 2025; no other row is off by
    more than one day."""

    copy_overlap: float = Field(default=0.8, ge=0.5, le=1.0)
    """Share of an item's three-word shingles that another must have to be repeated by it. In a teaser of 25 words, one
    word changed leaves 87%, two leave 74%. Among 462 ECB+ documents eight are found, each of the same event."""

    window_days: float = Field(default=3.0, gt=0)
    """Days that may lie between two items of one story. Undated items fit every window. In 100 mediastack rows on one
    subject the reports of one event lie within two days of each other."""

    cluster_similarity: float = Field(default=0.18, gt=0, lt=1)
    """Mean similarity between two groups from which they become one story. Chosen on the odd topics of ECB+; on the
    even ones it gives a pairwise precision of .96 (recall .83) on whole documents and .99 (.79) on their first three
    lines."""

    max_story_items: int = Field(default=40, ge=1)
    """Items a story takes; later ones are spiked as `surplus`."""
