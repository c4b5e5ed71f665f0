"""Put out an edition: every article as a page, Markdown and ninjs, then `articles.json`, and the front page last.

The order makes a kill harmless: until the new front page is in place the old one stands with all its articles, and only
afterwards are files removed that no page refers to.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from newswright.publish.files import Folder
from newswright.publish.form import article_form
from newswright.publish.made import Made
from newswright.publish.markdown import markdown
from newswright.publish.ninjs import ninjs
from newswright.publish.options import PublishOptions
from newswright.publish.pages import Front, article_page, front_page
from newswright.publish.view import View, in_order, view
from newswright.records import Article, Edition, Spike, Status, Story, WireItem

INDEX = "index.html"
FORMS = "articles.json"


def publish(  # noqa: PLR0913 - the whole edition, in one call
    articles: Sequence[Article],
    items: Mapping[str, WireItem],
    stories: Mapping[str, Story],
    spikes: Sequence[Spike],
    options: PublishOptions,
    folder: Path,
    made: Made,
) -> Edition:
    """Write the edition of `articles` into `folder`, in place of the last one.

    Args:
        articles: Published and refused ones; refusals are listed on the front page.
        items: The archive's items by id; those that articles and spikes name are used.
        stories: Stories by id, for the outlets.
        spikes: What curation took out.
        options: The publication's name, disclosure and address.
        folder: Made where it does not exist.
        made: The footer's figures.

    Raises:
        PublishError: `folder` cannot be written, or holds somebody else's site.
        DiskFull: there is no room left; the last edition still stands.
    """
    place = Folder(folder)
    out = {Status.PUBLISHED: list[View](), Status.REFUSED: list[View]()}
    for article in articles:
        out[article.status].append(view(article, items, stories, whole_sources=options.whole_sources))
    published, refused = in_order(out[Status.PUBLISHED]), in_order(out[Status.REFUSED])
    names = [*(name for copy in published for name in _names(copy)), FORMS, INDEX]
    place.begin(names)
    written = [place.put(name, text) for copy in published for name, text in _files(copy, options)]
    forms = json.dumps([article_form(article) for article in articles], ensure_ascii=False, indent=2)
    written.append(place.put(FORMS, forms + "\n"))
    index = place.put(INDEX, front_page(Front(published, refused, spikes, items), options, made))
    place.end(names)
    return Edition(folder=folder, index=index, articles=len(published), refused=len(refused), files=(index, *written))


def _names(copy: View) -> tuple[str, str, str]:
    return f"articles/{copy.stem}.html", f"articles/{copy.stem}.md", f"articles/{copy.stem}.ninjs.json"


def _files(copy: View, options: PublishOptions) -> Iterator[tuple[str, str]]:
    page, plain, wire = _names(copy)
    yield plain, markdown(copy, options)
    yield wire, json.dumps(ninjs(copy, options), ensure_ascii=False, indent=2) + "\n"
    yield page, article_page(copy, options)
