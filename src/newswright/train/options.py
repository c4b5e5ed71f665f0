"""The settings of training: one table for each method, under `[train]` in newsroom.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Method = Literal["pretrain", "sft", "reward", "rlhf", "dpo"]
Weights = Literal["lora", "qlora", "full"]


class MethodOptions(BaseModel):
    """What every method has."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    model: str = Field("embedded", min_length=1)
    """What to train: a name of `newswright models`, a folder as Transformers keeps it, a GGUF file, `owner/name` on the
    hub."""
    adapter: str = ""
    """Folder of an adapter of this model to go on with; "" begins a new one."""
    template: str = ""
    """The prompt template; "" is the model's own, and `plain` for a base model."""
    length: int = Field(1024, ge=16)
    """Tokens of a row at most. A longer lesson loses sources first, its answer never."""
    weights: Weights = "lora"
    """What is trained: `lora`, an adapter of a few million numbers; `qlora`, one on a base in 4 bits, where CUDA is;
    `full`, all weights."""
    rank: int = Field(16, ge=1, le=1024)
    """Rank of the adapter."""
    alpha: float = Field(32.0, gt=0)
    """The adapter's scale is alpha / rank, or alpha / √rank where it is rank-stabilised."""
    dropout: float = Field(0.0, ge=0, lt=1)
    """Share of the adapter's inputs left out at random."""
    targets: tuple[str, ...] = ("all",)
    """Layers that get an adapter, by the ends of their names (`q_proj`); `all` is every linear layer but the head."""
    rslora: bool = False
    """Rank-stabilised scale: better at high ranks."""
    dora: bool = False
    """Weight-decomposed adapter: slower, often better at low ranks. It is exported merged."""
    epochs: float = Field(3.0, gt=0)
    """Times that each row is seen."""
    steps: int = Field(0, ge=0)
    """Steps at most; 0 is as many as the epochs have."""
    batch: int = Field(8, ge=1)
    """Rows of a step, over all devices. How many pass at once is chosen by `pass_tokens`: the result is the same."""
    pass_tokens: int = Field(1536, ge=16)
    """Tokens that pass through the model at once, on each device. More needs more memory; on a CPU it gains nothing."""
    learning_rate: float = Field(2e-4, gt=0)
    """Highest learning rate."""
    warmup: float = Field(0.05, ge=0, lt=1)
    """Share of the steps in which the learning rate rises."""
    schedule: Literal["cosine", "linear", "constant"] = "cosine"
    """How it falls afterwards."""
    weight_decay: float = Field(0.0, ge=0)
    """Pull of the trained weights towards 0."""
    clip: float = Field(1.0, ge=0)
    """Longest gradient; 0 clips none."""
    precision: Literal["auto", "bf16", "fp32"] = "auto"
    """Numbers of the frozen base; `auto` is bf16 where the device is fast at it. What is trained is always fp32."""
    checkpointing: Literal["auto", "on", "off"] = "auto"
    """Compute activations twice to keep fewer of them; `auto` does so where the memory would not do."""
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """Where to train."""
    save_every: int = Field(50, ge=1)
    """Steps between two checkpoints."""
    keep: int = Field(2, ge=1)
    """Checkpoints kept."""
    eval_every: int = Field(0, ge=0)
    """Steps between two looks at the held-out rows; 0 looks before and after."""
    samples: int = Field(3, ge=0)
    """Held-out prompts that are answered before and after."""
    sample_tokens: int = Field(160, ge=1)
    """Tokens of such an answer at most."""
    track: Literal["none", "tensorboard", "trackio"] = "none"
    """Where figures go beside `log.jsonl` and `loss.png`."""
    seed: int = 20261124
    """Start of all random numbers: the adapter's, the rows' order, sampling."""


class PretrainOptions(MethodOptions):
    """`[train.pretrain]`: continued pretraining on plain text."""

    epochs: float = Field(1.0, gt=0)
    """Times that each row is seen."""
    learning_rate: float = Field(1e-4, gt=0)
    """Highest learning rate."""


class SftOptions(MethodOptions):
    """`[train.sft]`: supervised fine-tuning on lessons."""


class RewardOptions(MethodOptions):
    """`[train.reward]`: a model that scores an answer, from preferences."""

    epochs: float = Field(2.0, gt=0)
    """Times that each row is seen."""
    learning_rate: float = Field(2e-4, gt=0)
    """Highest learning rate."""


class DpoOptions(MethodOptions):
    """`[train.dpo]`: direct preference optimisation."""

    epochs: float = Field(1.0, gt=0)
    """Times that each row is seen."""
    learning_rate: float = Field(5e-5, gt=0)
    """Highest learning rate."""
    beta: float = Field(0.1, gt=0)
    """Pull towards the start: less lets the writer go further from it."""
    loss: Literal["sigmoid", "ipo", "hinge"] = "sigmoid"
    """The loss of a pair."""


class RlhfOptions(MethodOptions):
    """`[train.rlhf]`: reinforcement learning against rewards, kept near the start."""

    epochs: float = Field(1.0, gt=0)
    """Times that each row is seen."""
    learning_rate: float = Field(2e-5, gt=0)
    """Highest learning rate."""
    algorithm: Literal["rloo", "grpo"] = "rloo"
    """How an answer is compared with the others to its prompt."""
    answers: int = Field(4, ge=2, le=64, validate_default=True)
    """Answers tried for each prompt; `batch` counts answers and is a multiple of it."""
    answer_tokens: int = Field(96, ge=1)
    """Tokens of an answer at most."""
    temperature: float = Field(0.9, gt=0)
    """How freely answers are tried."""
    kl: float = Field(0.05, ge=0)
    """Price of each nat that an answer is less likely at the start."""
    kl_limit: float = Field(20.0, gt=0)
    """Nats from the start, in the mean over an answer, at which the run stops and keeps the last good checkpoint."""
    rewards: dict[str, float] = Field(default={"support": 1.0, "length": 0.2, "form": 0.2})
    """What is rewarded and by how much: `support` (the verifier's), `own` (in its own words), `length`, `form`, or the
    folder of a reward model."""

    @field_validator("answers")
    @classmethod
    def _share_the_batch(cls, answers: int, given: ValidationInfo) -> int:
        batch = given.data.get("batch", answers)
        if batch % answers:
            raise ValueError(f"batch, {batch}, counts answers and must be a multiple of {answers}")
        return answers


class TrainOptions(BaseModel):
    """The `[train]` table: one table for each method."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    pretrain: PretrainOptions = Field(default_factory=PretrainOptions)
    """Continued pretraining."""
    sft: SftOptions = Field(default_factory=SftOptions)
    """Supervised fine-tuning."""
    reward: RewardOptions = Field(default_factory=RewardOptions)
    """A reward model."""
    rlhf: RlhfOptions = Field(default_factory=RlhfOptions)
    """Reinforcement learning."""
    dpo: DpoOptions = Field(default_factory=DpoOptions)
    """Direct preference optimisation."""
