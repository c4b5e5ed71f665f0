"""What the instruct stage gets from the rest of the house: the archive's articles and choices, and what is supported.

The stages know nothing of each other; `newsroom.py` puts them in order for the copy flow, this module for the lessons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from newswright.errors import TemplateInvalid
from newswright.instruct.building.articles import ArchiveArticle, from_item, from_story
from newswright.instruct.building.pairs import from_attempts
from newswright.instruct.options import InstructOptions
from newswright.instruct.rendering.render import Renderer, RenderOptions
from newswright.instruct.rendering.template import PLAIN, find
from newswright.instruct.vocabularies.kind import kind
from newswright.instruct.vocabularies.vocabulary import Vocabulary, open_vocabulary
from newswright.newsroom import Newsroom, settings_at
from newswright.records import Evidence, Preference
from newswright.settings import Settings
from newswright.verify import VerifyOptions
from newswright.verify.gate import CHECKS, check_sentence

FACTS = ("numbers", "dates", "names", "quotations")
"""The checks that decide whether an archive's sentence is supported. The others guard against what models do; they pass
0 of the sentences of 250 round-ups by people, these 56 (docs/instruct/tasks.md)."""


def supporting(options: VerifyOptions) -> Callable[[str, Sequence[str]], bool]:
    """Return a function that says whether texts support a sentence: its numbers, dates, names and quotations."""
    others = (name for name in CHECKS if name not in FACTS)
    loose = options.model_copy(update={"skip": tuple(dict.fromkeys((*options.skip, *others)))})

    def supported(sentence: str, texts: Sequence[str]) -> bool:
        evidence = [
            Evidence(item=f"i{number}", url="", source="", text=text, start=0, end=len(text))
            for number, text in enumerate(texts)
        ]
        return check_sentence(sentence, evidence, loose).supported

    return supported


def articles(room: Newsroom) -> Iterator[ArchiveArticle]:
    """Yield what the archive can teach: published articles with their sources, and items that came with a body."""
    written = {copy.story: copy for copy in room.archive.articles()}
    told = {item: story.id for story in room.archive.stories() for item in story.items}
    for story in room.archive.stories():
        made = from_story(story, room.archive.items(ids=story.items), written.get(story.id))
        if made:
            yield made
    spiked = {spike.item for spike in room.archive.spikes()}
    for item in room.archive.items():
        made = None if item.id in spiked else from_item(item, told.get(item.id, ""))
        if made:
            yield made


def choices(room: Newsroom) -> Iterator[Preference]:
    """Yield the preferences of the archive: what verification passed against what it failed, on the same evidence."""
    for copy in room.archive.articles():
        yield from from_attempts(copy, room.archive.items(ids=copy.sources))


def opened(folder: Path, vocabulary: str = "") -> tuple[Settings, Vocabulary]:
    """Return the settings at `folder` and the vocabulary that they, or the argument, name."""
    settings = settings_at(folder)
    return settings, open_vocabulary(vocabulary or settings.instruct.vocabulary, settings.model.folder)


def renderer(
    options: InstructOptions, vocabulary: Vocabulary, template: str = "", length: int | None = None
) -> Renderer:
    """Return the renderer for a vocabulary in a template: the one named, else the setting's, else the model's own.

    Raises:
        TemplateInvalid: there is no such template, or the model's own is none that is built in.
    """
    wanted = RenderOptions(length=length or options.length, on_marks=options.on_marks)
    return Renderer(find(template or options.template or own_template(vocabulary)), vocabulary, wanted)


def own_template(vocabulary: Vocabulary) -> str:
    """Return the name of a chat model's own template, and `plain` for a base model.

    Raises:
        TemplateInvalid: it is a chat model with a template that is not built in.
    """
    found = kind(vocabulary)
    if found.chat and not found.own:
        raise TemplateInvalid(
            f"The model of {vocabulary.name} is a chat model with a template of its own, which is not built in.",
            cure="Write it as a .toml file (docs/instruct/templates.md) and name it with --template, or name another.",
        )
    return found.own or PLAIN
