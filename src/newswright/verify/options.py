"""Settings of the verify stage."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from newswright.models.checking import CheckerOptions

GATE = ("numbers", "dates", "names", "quotations", "wording", "relations", "stance", "meaning", "copying")
"""The checks of the gate (`verify.gate`)."""
TEXT = (
    *("numbers", "names", "dates", "quotations", "attribution", "hedges", "superlatives", "roles"),
    *("entailment", "headline", "agreement", "copying", "asides"),
)
"""The checks of a whole text (`verify.checks`, `verify.whole`)."""


class VerifyOptions(BaseModel):
    """The `[verify]` table of newsroom.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    skip: tuple[str, ...] = ()
    """Checks to leave out, by name. An article shows only the checks that ran."""
    support: float = Field(0.5, ge=0.0, le=1.0)
    """How likely the sources must support a sentence, by all checks together, for it to count as supported. The default
    gives the best balanced accuracy on the dev side of the checker's pairs; a higher one flags more sentences."""
    language: str = ""
    """ISO 639-1 code of the text's language; "" finds it out. Most checks know English only."""
    licensed: tuple[str, ...] = ()
    """Ids of sources whose words may be taken: long runs of them are noted and do not decide."""
    meaning: float = Field(0.65, ge=0.0, le=1.0)
    """How likely the passage must say what the writer's sentence says, for the sentence to be printed."""
    checker: CheckerOptions = Field(default_factory=CheckerOptions)
    reader: CheckerOptions = Field(default_factory=CheckerOptions)
    """The model that reads each of the writer's sentences beside its passage: `embedded` is the one that comes with the
    package. With `none` the rules `wording`, `relations` and `stance` decide alone; they refuse nearly all sentences
    that are put freely."""

    @field_validator("skip")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = {*GATE, *TEXT}
        unknown = sorted(set(names) - known)
        if unknown:
            raise ValueError(f"no check is called {', '.join(unknown)}; the checks are {', '.join(sorted(known))}")
        return names
