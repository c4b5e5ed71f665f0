"""The article as Markdown, with a numbered footnote for each passage that a sentence rests on.

Footnotes are written as GitHub, Pandoc and most static-site makers read them. Text from the model and from sources is
escaped, so it stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newswright.publish.options import PublishOptions
from newswright.publish.view import KEY, Proof, Source, View
from newswright.publish.words import counted, moment

_MARKUP = re.compile(r"[\\`*_\[\]<>|~$^@#{}]|&(?=[#\w])|:(?=//)|(?<=[wW]{3})\.")
"""What means something anywhere in a line; of `.`, `:` and `&` only where they would make a link or entity."""
_OPENING = re.compile(r"^([-+=]|\d+(?=[.)]))")
"""What makes a heading, a list, a rule or a table at the beginning of a line."""
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def markdown(copy: View, options: PublishOptions) -> str:
    """Return the article as one Markdown text."""
    return "\n\n".join(part for part in _parts(copy, options) if part) + "\n"


def escape(text: str) -> str:
    """Return `text` as Markdown that reads as that text, in one line."""
    text = _BLANK.sub(" ", text).strip()
    text = _MARKUP.sub(lambda match: "\\" + match.group(), text)
    return _OPENING.sub(_defused, text)


def _defused(match: re.Match[str]) -> str:
    sign = match.group()
    return f"{sign}\\" if sign.isdigit() else f"\\{sign}"


def _parts(copy: View, options: PublishOptions) -> Iterator[str]:
    notes = _numbered(copy)
    yield f"# {escape(copy.headline)}"
    yield f"*{escape(options.disclosure)}*"
    for at, block in enumerate(copy.blocks):
        if block.head:
            yield f"## {escape(block.head)}"
        place = f"{escape(copy.dateline)} — " if copy.dateline and at == 0 else ""
        yield place + " ".join(
            escape(line.text) + "".join(f"[^{notes[_key(proof)][0]}]" for proof in line.proofs) for line in block.lines
        )
    yield (
        f"{counted(len(copy.lines), 'sentence')}, each checked against its evidence:"
        f" {copy.own} in the model's words, {copy.quoted} in a source's"
        f"{f' ({KEY})' if copy.quoted else ''}."
    )
    yield "## Sources"
    yield "\n".join(f"{number}. {_source(source)}" for number, source in enumerate(copy.sources, start=1))
    yield "\n".join(f"[^{number}]: {_note(proof)}" for number, proof in notes.values())


def _key(proof: Proof) -> tuple[str, int, int]:
    return proof.item, proof.start, proof.end


def _numbered(copy: View) -> dict[tuple[str, int, int], tuple[int, Proof]]:
    """Number the different passages in order of first use."""
    found: dict[tuple[str, int, int], tuple[int, Proof]] = {}
    for line in copy.lines:
        for proof in line.proofs:
            found.setdefault(_key(proof), (len(found) + 1, proof))
    return found


def _note(proof: Proof) -> str:
    link = f" <{proof.url}>" if proof.url else ""
    return f"{escape(proof.outlet)}: “{escape(proof.passage)}”{link}"


def _source(source: Source) -> str:
    when = f", {moment(source.when)}" if source.when else ""
    link = f". <{source.url}>" if source.url else ""
    return f"{escape(source.outlet)}, “{escape(source.title)}”{when}{link}"
