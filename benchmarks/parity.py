"""Print the parity table: for each template and tokenizer, whether three renderers make the same token ids.

    python -m benchmarks.parity

Newswright's renderer is held against transformers' `apply_chat_template` on the exported folder, and against
llama.cpp's template engine and tokenizer on the exported GGUF file, for every prompt of the conversations in
`tests/instruct/talk.py` (one exchange and several, with and without a system text and sources). A cell counts equal
prompts of all.
"""

from __future__ import annotations

from tests.instruct.families import NAMES, built
from tests.instruct.llama_cpp import llama_cpp_ids, llama_cpp_prompt
from tests.instruct.rendering.test_parity import TEMPLATES, exported, prompts, renderer, transformers
from tests.instruct.talk import TALKS, lesson

from newswright.instruct.rendering.jinja import as_chat
from newswright.records import Message


def asked(template: str) -> list[tuple[Message, ...]]:
    """Return every prompt that the template can hold."""
    return [part for talk in TALKS for part in prompts(template, talk)]


def by_transformers(template: str, family: str) -> str:
    """Compare with transformers: prompts, and of training rows what stands in front of each answer."""
    render, tokenizer = renderer(template, family), transformers(template, family)
    every, same, rows = asked(template), 0, 0
    for messages in every:
        chat = as_chat(messages, render.form)
        theirs = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_dict=False)
        same += theirs == render.prompt(messages)
        answered = (*messages, Message(role=TALKS["one"][1].role, content="Nobody knows."))
        made = render.one(lesson(*answered)).rows[-1]
        rows += made.ids[: made.trained[-1][0]] == theirs
    return f"{same}/{len(every)} prompts, {rows}/{len(every)} rows"


def by_llama_cpp(template: str, family: str) -> str:
    """Compare with llama.cpp: the text, and the ids it makes of it."""
    if not built(family).like_llama_cpp:
        return "no equal there"
    render, file, same = renderer(template, family), exported(template, family), 0
    every = [
        [message.model_copy(update={"sources": ()}) for message in messages] for messages in asked(template)
    ]  # a server's messages have no sources apart
    for messages in every:
        chat = [{"role": message.role.value, "content": message.content} for message in messages]
        text = llama_cpp_prompt(file, chat)
        same += text == render.prompt_text(messages) and llama_cpp_ids(file, text, add=True) == render.prompt(messages)
    return f"{same}/{len(every)}"


def main() -> None:
    """Print the table in Markdown."""
    print("| template | " + " | ".join(f"{name}: transformers | llama.cpp" for name in NAMES) + " |")
    print("|---" * (1 + 2 * len(NAMES)) + "|")
    for template in TEMPLATES:
        cells = [compare(template, family) for family in NAMES for compare in (by_transformers, by_llama_cpp)]
        print(f"| {template} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
