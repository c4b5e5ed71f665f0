"""A fictional wire and what a desk might have made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newswright.publish import Made, PublishOptions, publish
from newswright.records import (
    Article,
    Attempt,
    Check,
    Edition,
    Evidence,
    Headline,
    Label,
    LeftOut,
    Making,
    Origin,
    Outcome,
    Passage,
    Sentence,
    Spike,
    Status,
    Story,
    Verdict,
    WireItem,
    digest,
)

WHEN = datetime(2026, 3, 19, 12, 6, tzinfo=UTC)
OPTIONS = PublishOptions(title="The Tarn Quay Packet")


def item(
    title: str,
    description: str,
    *,
    source: str = "Sample Gazette",
    url: str = "https://gazette.example/1",
    rights: str = "",
    category: str = "general",
    hour: int = 6,
) -> WireItem:
    return WireItem.make(
        url=url,
        source=source,
        outlet=url.split("/")[2] if url.startswith("http") else source.lower(),
        title=title,
        description=description,
        published_at=datetime(2026, 3, 19, hour, 30, tzinfo=UTC),
        language="en",
        category=category,
        rights=rights,
    )


def evidence(of: WireItem, passage: str) -> Evidence:
    start = of.text.index(passage)
    return Evidence(item=of.id, url=of.url, source=of.source, text=passage, start=start, end=start + len(passage))


def verdict(label: Label = Label.SUPPORTED) -> Verdict:
    checks = (
        Check(name="numbers", outcome=Outcome.PASSED, detail="1 number found in the passage: 34"),
        Check(name="copying", outcome=Outcome.NOTED, detail="longest run 13 words"),
        Check(name="quotations", outcome=Outcome.IDLE),
    )
    return Verdict(label=label, checks=checks)


def sentence(text: str, of: WireItem, passage: str, origin: Origin = Origin.MODEL) -> Sentence:
    return Sentence(text=text, origin=origin, verdict=verdict(), evidence=(evidence(of, passage),))


def attempt(text: str, *, used: bool = False, lost: str = "", label: Label = Label.SUPPORTED, **asked: Any) -> Attempt:
    asked = {"ask": "rewrite", "seed": 7, "temperature": 0.5, "prompt_tokens": 60, "reply_tokens": 12} | asked
    return Attempt(text=text, verdict=verdict(label), used=used, lost=lost, **asked)


def left_out(of: WireItem, passage: str, why: str) -> LeftOut:
    return LeftOut(passage=Passage.model_validate(evidence(of, passage).model_dump()), why=why)


def story(items: Sequence[WireItem], slug: str) -> Story:
    first = items[0]
    return Story(
        id="s" + digest(first.id),
        slug=slug,
        items=tuple(each.id for each in items),
        outlets=tuple(dict.fromkeys(each.outlet for each in items)),
        language="en",
        started_at=first.published_at,
    )


def written(of: Story, headline: str, sentences: Sequence[Sentence], title: Headline | None = None) -> Article:
    return Article(
        id="a" + digest(of.id),
        story=of.id,
        slug=of.slug,
        headline=headline,
        language="en",
        status=Status.PUBLISHED,
        sentences=tuple(sentences),
        title=title,
        sources=of.items,
        model="sample-135m",
        written_at=WHEN,
    )


def refused(of: Story, headline: str, reason: str) -> Article:
    return Article(
        id="a" + digest(of.id),
        story=of.id,
        slug=of.slug,
        headline=headline,
        language="en",
        status=Status.REFUSED,
        reason=reason,
        sources=of.items,
        model="sample-135m",
    )


@dataclass
class Desk:
    """All that an edition is made of; change it and publish again."""

    articles: list[Article]
    items: Mapping[str, WireItem]
    stories: Mapping[str, Story]
    spikes: list[Spike] = field(default_factory=list)
    options: PublishOptions = OPTIONS

    def made(self) -> Made:
        out = [article for article in self.articles if article.status is Status.PUBLISHED]
        lines = [line for article in out for line in article.sentences]
        own = sum(line.origin is Origin.MODEL for line in lines)
        counts: dict[str, int] = {}
        for spike in self.spikes:
            counts[spike.rule] = counts.get(spike.rule, 0) + 1
        return Made(
            when=WHEN,
            model="sample-135m",
            version="0.1.0",
            items=len(self.items),
            spikes=counts,
            stories=len(self.stories),
            published=len(out),
            refused=len(self.articles) - len(out),
            own=own,
            quoted=len(lines) - own,
        )

    def publish(self, folder: Path) -> Edition:
        return publish(self.articles, self.items, self.stories, self.spikes, self.options, folder, self.made())


def _fire() -> tuple[list[WireItem], Story, Article]:
    first = item(
        "Fire guts rope works",
        "A fire destroyed the rope works on Tarn Quay. “We could not save it,” said Graham Ottery.",
        rights="Licensed to sample customers",
    )
    second = item(
        "Residents moved out",
        "Residents of 34 flats were taken to the chapel hall. No one was hurt.",
        source="Sample Harbour Radio",
        url="https://radio.example/2?a=1&b=2",
        hour=8,
    )
    of = story([first, second], "fire-guts-rope-works")
    lines = [
        sentence("Fire has destroyed a rope works.", first, "A fire destroyed the rope works on Tarn Quay."),
        sentence(
            "“‘We could not save it,’ said Graham Ottery,” Sample Gazette reported.",
            first,
            "“We could not save it,” said Graham Ottery.",
            Origin.SOURCE,
        ),
        sentence(
            "People from 34 flats moved to a chapel hall.",
            second,
            "Residents of 34 flats were taken to the chapel hall.",
        ),
        sentence("Nobody was hurt.", second, "No one was hurt."),
    ]
    title = Headline(
        text="Rope works burns",
        origin=Origin.MODEL,
        verdict=verdict(),
        evidence=(evidence(first, "Fire guts rope works"),),
    )
    return [first, second], of, written(of, "Rope works burns", lines, title)


@pytest.fixture
def desk() -> Desk:
    """Two articles, a refusal and two spikes."""
    return ordinary_desk()


def ordinary_desk() -> Desk:
    fire_items, fire_story, fire_article = _fire()
    mill = item("Tide mill grinds again", "The tide mill ground flour on Thursday.", url="https://gazette.example/3")
    mill_story = story([mill], "tide-mill-grinds-again")
    mill_article = written(
        mill_story,
        "Tide mill grinds again",
        [sentence("The tide mill has ground flour.", mill, "The tide mill ground flour on Thursday.")],
    )
    row = item(
        "Police in Shingle Row", "Police were called.", url="https://radio.example/4", source="Sample Harbour Radio"
    )
    row_story = story([row], "police-in-shingle-row")
    advert = item(
        "Storage offer", "Ten per cent off with code BOX.", url="https://offers.example/5", source="Sample Offers"
    )
    every = [*fire_items, mill, row, advert]
    return Desk(
        articles=[
            mill_article,
            fire_article,
            refused(row_story, "Police in Shingle Row", "one passage; three are needed"),
        ],
        items={each.id: each for each in every},
        stories={each.id: each for each in (fire_story, mill_story, row_story)},
        spikes=[
            Spike(item=advert.id, rule="advert", detail="6 of 2 points: a code to use"),
            Spike(item="i000000000000", rule="advert", detail="an item that the archive no longer has"),
        ],
    )


@pytest.fixture
def kept() -> Desk:
    """An explainer with all that the writer keeps: dateline, subheads, each form, versions, what was left out."""
    return kept_desk()


def kept_desk() -> Desk:
    ferry = item(
        "Ferry service halted at Tarn Quay",
        "The harbour board stopped the Shingle Head ferry on Thursday after a crack was found in its stern ramp. “We"
        " will not sail until it is welded,” said Maud Penhale. Repairs may take nine days. The cause of the crack is"
        " not known. The ferry was built in 1987 by Ottery and Sons for the crossing to Shingle Head.",
    )
    radio = item(
        "Ramp cracked",
        "About 400 people cross each day. " + " ".join(f"Caller {n} spoke of delays." for n in range(1, 46)),
        source="Sample Harbour Radio",
        url="https://radio.example/7",
        hour=9,
    )
    of = story([ferry, radio], "ferry-service-halted")
    lede = "The harbour board stopped the Shingle Head ferry on Thursday after a crack was found in its stern ramp."
    speech = "“We will not sail until it is welded,” said Maud Penhale."
    built = "The ferry was built in 1987 by Ottery and Sons for the crossing to Shingle Head."
    lines = [
        sentence("A cracked ramp has halted the ferry, Sample Gazette reported.", ferry, lede).model_copy(
            update={
                "role": "report",
                "head": "What happened",
                "attempts": (
                    attempt("A cracked ramp has sunk the ferry.", lost="wording: “sunk”", label=Label.NOT_FOUND),
                    attempt("A cracked ramp has halted the ferry.", used=True, ask="shorten", seed=9),
                    attempt("A ramp has halted the ferry.", seed=8, temperature=0.7),
                ),
            }
        ),
        _set(radio, "About 400 people cross each day.", "{} Sample Harbour Radio reported.", "short"),
        _set(ferry, speech, "{}", "speech", "What is said"),
        _set(ferry, "Repairs may take nine days.", "According to Sample Gazette: “{}”", "whole"),
        _set(ferry, "The cause of the crack is not known.", "{}", "short", "What is not known"),
        _set(ferry, built, built.replace("by ", "“by ").replace(".", "”, according to Sample Gazette."), "part"),
    ]
    title = Headline(
        text="Cracked ramp halts ferry",
        origin=Origin.MODEL,
        verdict=verdict(),
        evidence=lines[0].evidence,
        attempts=(
            attempt("Ferry", lost="1 words", ask="headline"),
            attempt("Cracked ramp halts ferry", used=True, ask="headline"),
        ),
    )
    making = Making(
        format="explainer",
        length="120",
        angle="travellers",
        adapter="writer.gguf",
        asking="lessons in plain",
        seed=7,
        left_out=tuple(left_out(radio, f"Caller {n} spoke of delays.", "beyond the length") for n in range(1, 46)),
        dropped=(left_out(ferry, "Ferry service halted at Tarn Quay", "neither passes the checks"),),
    )
    made = written(of, title.text, lines, title).model_copy(update={"dateline": "TARN QUAY, Corn.", "making": making})
    return Desk(articles=[made], items={ferry.id: ferry, radio.id: radio}, stories={of.id: of})


def _set(of: WireItem, passage: str, around: str, form: str, head: str = "") -> Sentence:
    """A sentence in its source's words, of which no version of the model's was good enough."""
    lost = (attempt(passage, lost=f"a copy: {len(passage.split())} words in a row"),)
    text = around.format(passage.rstrip(".") + "," if around.endswith("reported.") else passage)
    made = sentence(text, of, passage, Origin.SOURCE)
    return made.model_copy(update={"form": form, "head": head, "attempts": lost})


HOSTILE = (
    "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)> ]]> {{ 7*7 }} [x](javascript:alert(1)) *_`#"
)
"""Text that does harm wherever it is taken for markup."""


@pytest.fixture
def hostile() -> Desk:
    """A wire that attacks every place where its text is shown."""
    bad = item(
        HOSTILE,
        f"Before. {HOSTILE} After.",
        source=f"Outlet {HOSTILE}",
        url="javascript:alert(1)",
        category=HOSTILE,
        rights=HOSTILE,
    )
    of = story([bad], "../../etc/passwd")
    line = sentence(f"It said {HOSTILE}", bad, HOSTILE, Origin.SOURCE)
    checked = line.model_copy(
        update={
            "verdict": Verdict(
                label=Label.SUPPORTED, checks=(Check(name=HOSTILE, outcome=Outcome.PASSED, detail=HOSTILE),)
            ),
            "role": HOSTILE,
            "form": "whole",
            "head": HOSTILE,
            "attempts": (attempt(HOSTILE, lost=HOSTILE, ask=HOSTILE), attempt(HOSTILE, used=True)),
        }
    )
    making = Making(
        format=HOSTILE,
        length=HOSTILE,
        angle=HOSTILE,
        adapter=HOSTILE,
        asking=HOSTILE,
        mode=HOSTILE,
        left_out=(left_out(bad, HOSTILE, HOSTILE),),
    )
    said = written(of, HOSTILE, [checked]).model_copy(update={"dateline": HOSTILE, "making": making})
    thin = item("Thin", HOSTILE, url="data:text/html,<script>alert(1)</script>", source="Sample Thin")
    thin_story = story([thin], "thin")
    return Desk(
        articles=[said, refused(thin_story, HOSTILE, HOSTILE)],
        items={bad.id: bad, thin.id: thin},
        stories={of.id: of, thin_story.id: thin_story},
        spikes=[Spike(item=thin.id, rule="advert", detail=HOSTILE)],
        options=PublishOptions(title=f"Title {HOSTILE}"[:120], disclosure=f"Disclosure {HOSTILE}"),
    )
