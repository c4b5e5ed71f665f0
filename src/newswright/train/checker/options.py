"""Settings of a checker's training."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class CheckerTraining(BaseModel):
    """How a checker is trained. The defaults made the shipped one, where its recipe does not say otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    base: Path
    """Folder of the encoder to start from (BERT's kind: `config.json`, weights, tokenizer), or of an earlier checker's
    checkpoint."""
    out: Path
    """New folder for the checker: `checker.onnx`, `tokenizer.json`, `checker.json`, and `checkpoint/` to go on from."""
    name: str = "checker"
    """What verifications call it."""
    epochs: float = Field(2.0, gt=0)
    learning_rate: float = Field(2e-4, gt=0)
    batch: int = Field(64, ge=1)
    """Pairs a step."""
    max_tokens: int = Field(288, ge=32, le=512)
    """Tokens of sentence and passage together; the passage is cut first."""
    seed: int = 1
    smooth: float = Field(0.05, ge=0.0, lt=0.5)
    """Share of each label that is given to the other: labels of people are wrong now and then."""
    freeze_words: bool = True
    """Leave the word embeddings as they are: half of the model's numbers, which small sets only spoil."""
    wrong_weight: float = Field(4.0, ge=1.0)
    """How much more a wrong token counts than a right one: of ten tokens one or two are wrong."""
