"""What training gets from the rest of the house: the settings in force, the template, and the verifier's rewards.

`newswright.train` knows nothing of newsrooms or of how a sentence is checked; this module brings them together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from newswright.errors import SettingsError
from newswright.instruct.vocabularies.vocabulary import Vocabulary
from newswright.records import Evidence
from newswright.settings import Settings
from newswright.teaching import own_template
from newswright.text.sentences import sentences
from newswright.train.options import Method, MethodOptions
from newswright.train.presets import preset
from newswright.train.rewards import Reward
from newswright.verify import check_sentence
from newswright.write.sentence import is_own


def options_of(settings: Settings, method: Method, preset_name: str, given: Mapping[str, Any]) -> MethodOptions:
    """Return a method's options: the settings' table, changed by a preset, changed by what is given.

    Raises:
        SettingsError: a key or value is wrong; names it.
    """
    table: MethodOptions = getattr(settings.train, method)
    changed = {**table.model_dump(), **(preset(preset_name, method) if preset_name else {}), **given}
    try:
        return type(table).model_validate(changed)
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        raise SettingsError(
            f"“{name}” in [train.{method}] cannot be {fault['input']!r}: {fault['msg']}.",
            cure="docs/settings.md lists every setting with what it may be.",
        ) from None


def template_of(options: MethodOptions, settings: Settings, vocabulary: Vocabulary) -> str:
    """Return the template in force: the method's, else that of [instruct], else the model's own."""
    return options.template or settings.instruct.template or own_template(vocabulary)


def verifier_rewards(settings: Settings) -> dict[str, Reward]:
    """Return the rewards that the verifier gives: `support`, and `own` for words of the writer's own."""

    def support(answers: Sequence[str], evidence: Sequence[Sequence[str]]) -> list[float]:
        return [_supported(answer, texts, settings) for answer, texts in zip(answers, evidence, strict=True)]

    def own(answers: Sequence[str], evidence: Sequence[Sequence[str]]) -> list[float]:
        longest = settings.write.longest_run
        return [
            float(bool(answer.strip()) and all(is_own(answer, text, longest) for text in texts))
            for answer, texts in zip(answers, evidence, strict=True)
        ]

    return {"support": support, "own": own}


def _supported(answer: str, texts: Sequence[str], settings: Settings) -> float:
    """Return the share of an answer's sentences that the checks support."""
    evidence = [
        Evidence(item=f"i{at}", url="", source="", text=text, start=0, end=len(text)) for at, text in enumerate(texts)
    ]
    found = [piece.text for piece in sentences(answer.strip())]
    if not found or not evidence:
        return 0.0
    return sum(check_sentence(text, evidence, settings.verify).supported for text in found) / len(found)
