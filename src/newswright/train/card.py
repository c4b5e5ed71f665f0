"""The card of what was trained: what it is made of, what it came to, how to use it."""

from __future__ import annotations

from newswright.train.plan import Plan
from newswright.train.sheet import Sheet

NAMES = {
    "loss": "loss (nats a token)",
    "perplexity": "perplexity",
    "accuracy": "pairs ranked right",
    "margin": "margin",
    "KL": "KL to the start (nats an answer, last step)",
}


def card(made: Sheet, plan: Plan) -> str:
    """Return the card as Markdown."""
    making, options = made.making, made.making.options
    lines = [
        f"# {making.method} on {making.lessons}",
        "",
        "Trained with Newswright.",
        "",
        f"- Base: {making.base} (SHA-256 of its list of files {making.base_sha256[:12]}…); its licence holds here too.",
        f"- Prompt template: `{making.template}`; it is in the tokenizer beside the weights.",
        f"- Weights: {options['weights']}, {plan.trained_parameters:,} of {plan.parameters:,} parameters trained.",
        f"- Set: {making.lessons} (SHA-256 {making.lessons_sha256[:12]}…), {plan.rows:,} rows, {plan.tokens:,} tokens, "
        f"{plan.labels:,} of them learnt, {made.steps:,} steps.",
        f"- Device: {plan.devices} x {plan.device}, {plan.precision}, {made.seconds:.0f} s.",
        "",
        "## Held-out figures",
        "",
        *_figures(made),
        "",
        "## Use",
        "",
        "Export it for llama.cpp with `newswright train export`, or load `final/` with PEFT or Transformers. Prompts",
        "must be in the template above: the tokenizer's chat template makes them.",
        "",
        "What it writes has to be checked against its sources: a model of language knows no truth.",
        "",
        "## Repeat",
        "",
        f"    {made.repeat}",
        "",
        "`run.json` has every setting and version, `log.jsonl` each step, `samples.md` answers before and after.",
    ]
    return "\n".join(lines) + "\n"


def _figures(made: Sheet) -> list[str]:
    if not made.after:
        return ["There were no held-out rows, so nothing can be said of its worth."]
    rows = [name for name in made.after if name != "labels"]
    return [
        "| | before | after |",
        "|---|--:|--:|",
        *(f"| {NAMES.get(name, name)} | {_shown(made.before.get(name))} | {made.after[name]:.4g} |" for name in rows),
    ]


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
