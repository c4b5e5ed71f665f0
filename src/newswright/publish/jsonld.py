"""Linked data in the page: a schema.org NewsArticle that says it is generated, from what, and how it was made."""

from __future__ import annotations

import json
from typing import Any

from newswright.publish.options import PublishOptions
from newswright.publish.view import Source, View

GENERATED = "https://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's code for media made by a trained model."""

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def news_article(copy: View, options: PublishOptions) -> dict[str, Any]:
    """Return the article as schema.org has it. What is unknown is left out."""
    publisher = {"@type": "Organization", "name": options.title}
    address = f"{options.base_url}/articles/{copy.stem}.html" if options.base_url else ""
    written = copy.written_at.isoformat() if copy.written_at else ""
    entry = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "identifier": copy.id,
        "url": address,
        "mainEntityOfPage": address,
        "headline": copy.headline,
        "description": copy.lede,
        "articleBody": copy.plain,
        "dateline": copy.dateline,
        "inLanguage": copy.language,
        "datePublished": written,
        "author": publisher,
        "publisher": publisher,
        "digitalSourceType": GENERATED,
        "backstory": options.disclosure,
        "citation": [_citation(source) for source in copy.sources],
        "isBasedOn": [source.url for source in copy.sources if source.url],
    }
    return {key: value for key, value in entry.items() if value}


def in_script(data: dict[str, Any]) -> str:
    """Return `data` as JSON that can stand in a script element: nothing in it can end the element."""
    return json.dumps(data, ensure_ascii=False, indent=1).translate(_ESCAPES)


def _citation(source: Source) -> dict[str, Any]:
    entry = {
        "@type": "NewsArticle",
        "headline": source.title,
        "url": source.url,
        "publisher": {"@type": "Organization", "name": source.outlet},
        "datePublished": source.when.isoformat() if source.when else "",
    }
    return {key: value for key, value in entry.items() if value}
