"""Compare the built-in templates with other projects' own code, character by character and, for Mistral, id by id.

    python benchmarks/references.py

It uses what is installed of `fschat` (FastChat), `mistral-common` and `trl`, and says what it left out. Each is
compared on conversations of one and two exchanges, with and without a system text.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jinja2.sandbox import ImmutableSandboxedEnvironment

from newswright.instruct.rendering.form import text
from newswright.instruct.rendering.template import built_in
from newswright.records import Message, Role

SYSTEM = Message(role=Role.SYSTEM, content="Write for the evening edition.")
TURNS = (
    Message(role=Role.USER, content="Who won?\n\nThe match report is below."),
    Message(role=Role.ASSISTANT, content='"Ostermere," said the mayor. They won 3-1.'),
    Message(role=Role.USER, content="And where?"),
    Message(role=Role.ASSISTANT, content="At home."),
)
FASTCHAT = {"llama2": "llama-2", "vicuna": "vicuna_v1.1", "alpaca": "alpaca", "zephyr": "zephyr", "mistral": "mistral"}
TRL = {"llama3": "llama3.jinja", "chatml": "qwen2_5.jinja"}

Row = tuple[str, str, str, bool, str]
"""Template, reference, conversation, whether they are equal, and where they are not."""


def conversations() -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Yield what is compared: a name and the messages, answers included."""
    for name, turns in (("one exchange", TURNS[:2]), ("two exchanges", TURNS)):
        yield name, turns
        yield f"{name}, system", (SYSTEM, *turns)


def fastchat(name: str, messages: Sequence[Message]) -> str:
    """Return the conversation as FastChat writes it; the first BOS is left to its tokenizer, so it is put in front."""
    conversation = importlib.import_module("fastchat.conversation").get_conv_template(FASTCHAT[name])
    for message in messages:
        if message.role is Role.SYSTEM:
            conversation.set_system_message(message.content)
        else:
            conversation.append_message(conversation.roles[message.role is Role.ASSISTANT], message.content)
    return ("" if name == "zephyr" else "<s>") + str(conversation.get_prompt())


def trl(name: str, messages: Sequence[Message]) -> str:
    """Return the conversation as the template that TRL ships for this family writes it."""
    found = importlib.util.find_spec("trl")
    folder = Path(str(found.origin)).parent if found else Path()
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
    chat = [{"role": message.role.value, "content": message.content} for message in messages]
    source = (folder / "chat_templates" / TRL[name]).read_text("utf-8")
    return environment.from_string(source).render(messages=chat, bos_token="<s>", add_generation_prompt=False)


def mistral_common(messages: Sequence[Message]) -> tuple[list[int], list[int]]:
    """Return the ids of a conversation: theirs, and those of our renderer with their tokenizer's file."""
    module: Any = importlib.import_module("mistral_common.tokens.tokenizers.mistral")
    tokenizer = module.MistralTokenizer.v1()
    request: Any = importlib.import_module("mistral_common.protocol.instruct.request")
    chat = [{"role": message.role.value, "content": message.content} for message in messages]
    theirs = tokenizer.encode_chat_completion(request.ChatCompletionRequest.from_openai(chat)).tokens
    from newswright.instruct.rendering.render import Renderer  # noqa: PLC0415 - needs the extra `instruct`
    from newswright.instruct.vocabularies.vocabulary import open_vocabulary  # noqa: PLC0415

    model = Path(str(importlib.import_module("mistral_common").__file__)).parent / "data" / "tokenizer.model.v1"
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(model, Path(folder) / "tokenizer.model")
        vocabulary = open_vocabulary(folder, Path())
        return list(theirs), Renderer(built_in()["mistral"], vocabulary).prompt(messages)


def compare(name: str, by: str, write: Callable[[str, Sequence[Message]], str]) -> Iterator[Row]:
    """Compare one template with one reference on every conversation that both can hold."""
    for label, messages in conversations():
        ours = text(built_in()[name], messages, bos="<s>", eos="</s>")
        theirs = write(name, messages)
        same = ours == theirs
        yield name, by, label, same, "" if same else difference(ours, theirs)


def difference(ours: str, theirs: str) -> str:
    """Show where two texts part."""
    at = next((n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), min(len(ours), len(theirs)))
    return f"ours {ours[max(0, at - 12) : at + 24]!r}, theirs {theirs[max(0, at - 12) : at + 24]!r}"


def rows() -> Iterator[Row]:
    """Yield every comparison that the installed packages allow."""
    if importlib.util.find_spec("fastchat"):
        for name in FASTCHAT:
            yield from compare(name, "FastChat", fastchat)
    if importlib.util.find_spec("trl"):
        for name in TRL:
            yield from compare(name, "TRL", trl)
    if importlib.util.find_spec("mistral_common"):
        for label, messages in conversations():
            theirs, ours = mistral_common(messages[:-1])
            same = theirs == ours
            yield "mistral", "mistral-common ids", label, same, "" if same else json.dumps([ours, theirs])


def main() -> None:
    """Print the comparisons as a Markdown table."""
    left = [name for name in ("fastchat", "trl", "mistral_common") if not importlib.util.find_spec(name)]
    print("| template | reference | conversation | equal | where not |\n|---|---|---|---|---|")
    for name, by, label, same, where in rows():
        print(f"| {name} | {by} | {label} | {'yes' if same else 'no'} | {where} |")
    if left:
        print(f"\nLeft out, because not installed: {', '.join(left)}.")


if __name__ == "__main__":
    main()
