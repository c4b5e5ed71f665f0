"""The article as IPTC ninjs 3.1, for systems that take news from agencies."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from markupsafe import escape

from newswright.publish.jsonld import GENERATED
from newswright.publish.options import PublishOptions
from newswright.publish.view import Line, Source, View
from newswright.publish.words import counted, listed

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
"""The `$id` of the schema that items are valid against."""


def ninjs(copy: View, options: PublishOptions) -> dict[str, Any]:
    """Return the article as a ninjs 3.1 object. What is unknown is left out, as the schema asks."""
    written = copy.written_at.isoformat() if copy.written_at else ""
    item = {
        "uri": uri(copy, options),
        "standard": {"name": "ninjs", "version": "3.1", "schema": SCHEMA},
        "type": "text",
        "representationType": "full",
        "profile": "newswright-article",
        "version": "1",
        "firstCreated": written,
        "versionCreated": written,
        "pubStatus": "usable",
        "language": copy.language,
        "title": copy.headline,
        "slugline": copy.slug,
        "by": _credit(copy),
        "headlines": [{"role": "main", "contentType": "text/plain", "value": copy.headline}],
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": copy.lede},
            {"role": "disclosure", "contentType": "text/plain", "value": options.disclosure},
        ],
        "located": copy.dateline,
        "bodies": [_body("text/plain", copy.plain, copy.plain), _body("text/html", _html(copy), copy.plain)],
        "infoSources": [_info(source) for source in copy.sources],
        "digitalSourceType": {"name": "Created using Generative AI", "uri": GENERATED},
        "usageTerms": _terms(copy.sources),
        "altIds": [{"role": "newswright", "value": copy.id}],
    }
    return {key: value for key, value in item.items() if value}


def uri(copy: View, options: PublishOptions) -> str:
    """Return the item's lasting name: its address, or, where the edition has none, a UUID made from its id."""
    if options.base_url:
        return f"{options.base_url}/articles/{copy.stem}.html"
    return uuid.uuid5(uuid.NAMESPACE_OID, f"newswright:{copy.id}").urn


def _credit(copy: View) -> str:
    model = f"a language model ({copy.model})" if copy.model else "a language model"
    return f"Written by {model} from {counted(len(copy.sources), 'report')} by {listed(copy.outlets)}"


def _body(kind: str, value: str, plain: str) -> dict[str, Any]:
    return {
        "role": "main",
        "contentType": kind,
        "charCount": len(plain),
        "wordCount": len(plain.split()),
        "value": value,
    }


def _html(copy: View) -> str:
    """Return the body as paragraphs under its subheads; a sentence says whose words it is in, and names its items."""
    parts = []
    for at, block in enumerate(copy.blocks):
        place = f'<span class="dateline">{escape(copy.dateline)}</span> — ' if copy.dateline and at == 0 else ""
        parts += [f"<h2>{escape(block.head)}</h2>"] if block.head else []
        parts.append(f"<p>{place}{' '.join(map(_span, block.lines))}</p>")
    return "\n".join(parts)


def _span(line: Line) -> str:
    origin = "model" if line.own else "source"
    form = f' data-form="{escape(line.form)}"' if line.form else ""
    named = " ".join(dict.fromkeys(proof.item for proof in line.proofs))
    return f'<span class="{origin}"{form} data-evidence="{escape(named)}">{escape(line.text)}</span>'


def _info(source: Source) -> dict[str, str]:
    entry = {"name": source.outlet, "role": "source report", "uri": source.url, "literal": source.item}
    return {key: value for key, value in entry.items() if value}


def _terms(sources: Iterable[Source]) -> str:
    stated = dict.fromkeys(f"{source.outlet}: {source.rights}" for source in sources if source.rights)
    return " ".join(("Quoted words remain the property of the outlets named.", *stated))
