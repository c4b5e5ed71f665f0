"""Settings of the verify stage."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, field_validator


class VerifyOptions(BaseModel):
    """The `[verify]` table of newsroom.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    skip: tuple[str, ...] = ()
    """Checks to leave out, by name. An article shows only the checks that ran."""

    @field_validator("skip")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = {"numbers", "dates", "names", "quotations", "wording", "relations", "stance", "copying"}
        unknown = sorted(set(names) - known)
        if unknown:
            raise ValueError(f"no check is called {', '.join(unknown)}; the checks are {', '.join(sorted(known))}")
        return names
