"""The pages: the front page and one for each article, from Jinja templates that escape everything.

A page is one file. Its style is inside it, so an old page never meets a new style sheet, and its policy forbids scripts
and every load from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from newswright.publish import words
from newswright.publish.jsonld import in_script, news_article
from newswright.publish.links import web_address
from newswright.publish.made import Made
from newswright.publish.options import PublishOptions
from newswright.publish.view import KEY, View
from newswright.records import Spike, WireItem

EXAMPLES = 5
"""Spiked items that are listed for each rule: enough to see how it works. The command line lists all."""
DESCRIPTION = 200
"""Characters of a page's description; search engines show about 160."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that HTML does not allow, as they can come from a wire."""


@dataclass(frozen=True)
class Front:
    """What the front page is made of."""

    published: Sequence[View]
    """The lead first."""
    refused: Sequence[View]
    spikes: Sequence[Spike]
    items: Mapping[str, WireItem]


@dataclass(frozen=True)
class Spiked:
    """A rule, how many items it spiked, and some of them."""

    rule: str
    count: int
    examples: tuple[tuple[str, str, str], ...]
    """Outlet, link or "", and the reason. Not the title: what was spiked is not published either."""


def front_page(front: Front, options: PublishOptions, made: Made) -> str:
    """Return the front page."""
    outlets = {outlet for copy in front.published for outlet in copy.outlets}
    return _render(
        "front.html",
        options,
        address=f"{options.base_url}/" if options.base_url else "",
        description=_short(f"{words.day(made.when)}. {options.disclosure}"),
        made=made,
        lead=front.published[0] if front.published else None,
        side=front.published[1:3],
        rest=front.published[3:],
        outlets=len(outlets),
        refused=front.refused,
        spiked=_spiked(front, made),
        spikes=sum(made.spikes.values()),
    )


def article_page(copy: View, options: PublishOptions) -> str:
    """Return the page of one article."""
    return _render(
        "article.html",
        options,
        address=f"{options.base_url}/articles/{copy.stem}.html" if options.base_url else "",
        description=_short(copy.lede),
        copy=copy,
        key=KEY,
        linked_data=Markup(in_script(news_article(copy, options))),  # noqa: S704 - escaped by in_script
    )


def _spiked(front: Front, made: Made) -> list[Spiked]:
    rows = []
    for rule, count in Counter(made.spikes).most_common():
        shown = [spike for spike in front.spikes if spike.rule == rule][:EXAMPLES]
        known = [(front.items.get(spike.item), spike.detail) for spike in shown]
        named = tuple((item.source, web_address(item.url), detail) for item, detail in known if item)
        rows.append(Spiked(rule, count, named))
    return rows


def _short(text: str) -> str:
    """Cut `text` at a word, for a description."""
    if len(text) <= DESCRIPTION:
        return text
    return text[:DESCRIPTION].rpartition(" ")[0].rstrip(",;:") + " …"


def _render(template: str, options: PublishOptions, **values: object) -> str:
    style, policy = _style()
    page = _templates().get_template(template).render(style=style, policy=policy, options=options, **values)
    return page + "\n"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader("newswright.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    made.filters.update(
        listed=words.listed, counted=words.counted, day=words.day, moment=words.moment, clock=words.clock
    )
    return made


def _printable(value: object) -> object:
    """Replace characters that no page may hold. Markup stays markup."""
    if isinstance(value, str) and _CONTROL.search(value):
        return type(value)(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", value))
    return value


@cache
def _style() -> tuple[Markup, str]:
    """Return the style sheet and the content security policy that allows it by its hash, and nothing else."""
    css = resources.files("newswright.publish").joinpath("templates", "page.css").read_text(encoding="utf-8")
    css = f"\n{css}"
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; form-action 'none'"
    return Markup(css), policy  # noqa: S704 - our own file
