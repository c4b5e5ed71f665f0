"""The curate stage: takes wire items and gives each one a place, in one spike or in one story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from newswright.curate.cluster import cluster
from newswright.curate.copies import near_copies, recrawls
from newswright.curate.options import CurateOptions
from newswright.curate.rules import first_reason, stale
from newswright.progress import Progress, silent
from newswright.records import Spike, Story, WireItem, digest
from newswright.text.slug import slug
from newswright.text.words import words

_NEVER = datetime.max.replace(tzinfo=UTC)
_TITLE_WORDS = 4
"""Words that a title needs to name a story; "Live updates" does not."""


class Curated(NamedTuple):
    """What became of the items: every one in exactly one spike or exactly one story."""

    spikes: tuple[Spike, ...]
    """In order of the items' time."""
    stories: tuple[Story, ...]
    """In order of their beginning."""


def curate(items: Sequence[WireItem], options: CurateOptions, progress: Progress | None = None) -> Curated:
    """Spike what is no news of its own, and group the rest into stories.

    The result depends on the set of items alone: neither their order nor repetition changes it. Undated items count as
    the latest.
    """
    say = progress or silent
    waiting = sorted({item.id: item for item in items}.values(), key=_order)
    order = {item.id: place for place, item in enumerate(waiting)}
    spikes: list[Spike] = []

    def keep(survivors: list[WireItem], reasons: dict[str, tuple[str, str]]) -> list[WireItem]:
        spikes.extend(
            Spike(item=i.id, rule=reasons[i.id][0], detail=reasons[i.id][1]) for i in survivors if i.id in reasons
        )
        return [i for i in survivors if i.id not in reasons]

    waiting = keep(waiting, _alone(waiting, options, say))
    waiting = keep(waiting, _recrawled(waiting, options))
    waiting = keep(waiting, {i.id: ("stale", why) for i in waiting if (why := stale(i, options))})
    say("copies", 0, len(waiting))
    asked = len(waiting)
    waiting = keep(waiting, _copied(waiting, options))
    say("copies", asked, asked)
    say("stories", 0, len(waiting))
    groups = cluster(waiting, options)
    stories = [_story(group[: options.max_story_items], options) for group in groups]
    keep(waiting, _surplus(groups, stories, options))
    say("stories", len(waiting), len(waiting))
    return Curated(tuple(sorted(spikes, key=lambda spike: order[spike.item])), tuple(stories))


def _order(item: WireItem) -> tuple[datetime, str]:
    return item.published_at or _NEVER, item.id


def _alone(items: Sequence[WireItem], options: CurateOptions, say: Progress) -> dict[str, tuple[str, str]]:
    reasons = {}
    for done, item in enumerate(items, 1):
        if reason := first_reason(item, options):
            reasons[item.id] = reason
        if done % 100 == 0 or done == len(items):
            say("rules", done, len(items))
    return reasons


def _recrawled(items: Sequence[WireItem], options: CurateOptions) -> dict[str, tuple[str, str]]:
    kept = recrawls(items, options.copy_overlap)
    times = {item.id: item.published_at for item in items}
    return {
        again: ("recrawl", f"same address and text as {first}{_dated(times[first])}") for again, first in kept.items()
    }


def _dated(time: datetime | None) -> str:
    return f" of {time.date().isoformat()}" if time else ""


def _copied(items: Sequence[WireItem], options: CurateOptions) -> dict[str, tuple[str, str]]:
    outlets = {item.id: item.source or item.outlet for item in items}
    copies = near_copies(items, options.copy_overlap)
    return {copy: ("near-copy", f"repeats {kept} ({outlets[kept]}) and adds nothing") for copy, kept in copies.items()}


def _surplus(groups: list[list[WireItem]], stories: list[Story], options: CurateOptions) -> dict[str, tuple[str, str]]:
    most = options.max_story_items
    return {
        item.id: ("surplus", f"story {story.id} already has {most} items")
        for group, story in zip(groups, stories, strict=True)
        for item in group[most:]
    }


def _story(items: Sequence[WireItem], options: CurateOptions) -> Story:
    return Story(
        id="s" + digest(items[0].id),
        slug=slug(_title(items)),
        items=tuple(item.id for item in items),
        outlets=tuple(dict.fromkeys(item.outlet for item in items)),
        language=options.language,
        started_at=items[0].published_at,
    )


def _title(items: Sequence[WireItem]) -> str:
    """Return the earliest title that says what happened, so that a story keeps its slug while items join it."""
    telling = (i.title for i in items if len(words(i.title)) >= _TITLE_WORDS and not i.title.rstrip().endswith("?"))
    return next(telling, items[0].title)
