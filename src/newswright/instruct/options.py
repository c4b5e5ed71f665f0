"""The settings of the instruct stage, the `[instruct]` table of newsroom.toml. The rest is each command's options."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from newswright.instruct.rendering.marks import OnMarks


class InstructOptions(BaseModel):
    """How lessons are seen by a model."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    vocabulary: str = Field("embedded", min_length=1)
    """The model's tokenizer: `embedded`, a GGUF file, a tokenizer's file or folder, `owner/name` on the model hub."""
    template: str = ""
    """The prompt template: a name of `newswright instruct templates`, or a .toml file. "" is the model's own, and
    `plain` for a base model."""
    length: int = Field(2048, ge=16)
    """Tokens of a training row at most. A longer lesson loses sources first, then earlier turns, its answer never."""
    on_marks: OnMarks = "neutralise"
    """What happens to a template's mark inside content: `neutralise` breaks it up with a space, `refuse` leaves the
    lesson out."""
