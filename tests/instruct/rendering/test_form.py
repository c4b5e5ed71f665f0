"""Every template, character by character, as its reference writes it."""

from __future__ import annotations

import pytest

from newswright.errors import Unrenderable
from newswright.instruct.rendering.form import fit, joined, own_form, text
from newswright.instruct.rendering.template import built_in
from newswright.records import Message, Role
from tests.instruct.talk import ASKED, SYSTEM, TALKS, answer, user

Q, A, Q2, A2 = user("Who won?"), answer("We did."), user("When?"), answer("Today.")
ALPACA = "Below is an instruction that describes a task. Write a response that appropriately completes the request."
ALPACA_INPUT = (
    "Below is an instruction that describes a task, paired with an input that provides further context. "
    "Write a response that appropriately completes the request."
)
VICUNA = (
    "A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, "
    "and polite answers to the user's questions."
)
HEAD = "<|start_header_id|>{}<|end_header_id|>\n\n"
TAIL = "\n\n### Input:\nOstermere Post: The tram line opens on 3 May.\n\nHarbour Radio: Fares stay at €2.40."
CASES: list[tuple[str, tuple[Message, ...], str]] = [
    ("llama2", (Q, A), "<s>[INST] Who won? [/INST] We did. </s>"),
    ("llama2", (Q,), "<s>[INST] Who won? [/INST]"),
    ("llama2", (Q, A, Q2, A2), "<s>[INST] Who won? [/INST] We did. </s><s>[INST] When? [/INST] Today. </s>"),
    (
        "llama2",
        (SYSTEM, Q, A, Q2),
        "<s>[INST] <<SYS>>\nWrite for the evening edition.\n<</SYS>>\n\nWho won? [/INST] We did. </s>"
        "<s>[INST] When? [/INST]",
    ),
    (
        "llama3",
        (SYSTEM, Q, A),
        f"<s>{HEAD.format('system')}Write for the evening edition.<|eot_id|>{HEAD.format('user')}Who won?<|eot_id|>"
        f"{HEAD.format('assistant')}We did.<|eot_id|>",
    ),
    ("llama3", (Q,), f"<s>{HEAD.format('user')}Who won?<|eot_id|>{HEAD.format('assistant')}"),
    (
        "chatml",
        (SYSTEM, Q, A, Q2),
        "<|im_start|>system\nWrite for the evening edition.<|im_end|>\n<|im_start|>user\nWho won?<|im_end|>\n"
        "<|im_start|>assistant\nWe did.<|im_end|>\n<|im_start|>user\nWhen?<|im_end|>\n<|im_start|>assistant\n",
    ),
    ("alpaca", (Q, A), f"<s>{ALPACA}\n\n### Instruction:\nWho won?\n\n### Response:We did.</s>"),
    ("alpaca", (ASKED,), f"<s>{ALPACA_INPUT}\n\n### Instruction:\nWrite a headline.{TAIL}\n\n### Response:"),
    ("vicuna", (Q, A, Q2), f"<s>{VICUNA} USER: Who won? ASSISTANT: We did.</s>USER: When? ASSISTANT:"),
    ("vicuna", (SYSTEM, Q), "<s>Write for the evening edition. USER: Who won? ASSISTANT:"),
    ("mistral", (Q, A, Q2), "<s>[INST] Who won? [/INST] We did.</s>[INST] When? [/INST]"),
    ("mistral", (SYSTEM, Q), "<s>[INST] Write for the evening edition.\n\nWho won? [/INST]"),
    (
        "zephyr",
        (SYSTEM, Q, A),
        "<|system|>\nWrite for the evening edition.</s>\n<|user|>\nWho won?</s>\n<|assistant|>\nWe did.</s>\n",
    ),
    ("zephyr", (Q,), "<|user|>\nWho won?</s>\n<|assistant|>\n"),
    (
        "guanaco",
        (Q, A, Q2, A2),
        "<s>### Human: Who won?### Assistant: We did.### Human: When?### Assistant: Today.</s>",
    ),
    ("guanaco", (Q,), "<s>### Human: Who won?### Assistant:"),
    ("origin", (Q, A), "<s>### title: Who won? ### description: We did.</s>"),
    ("plain", (SYSTEM, Q, A), "<s>Write for the evening edition.\n\nWho won?\nWe did.</s>"),
    ("plain", (A,), "<s>We did.</s>"),
    ("llama2", (A,), "<s>We did.</s>"),
]


@pytest.mark.parametrize(("name", "messages", "wanted"), CASES)
def test_a_template_is_its_reference_to_the_letter(name: str, messages: tuple[Message, ...], wanted: str) -> None:
    generation = messages[-1].role is Role.USER
    assert text(built_in()[name], messages, bos="<s>", eos="</s>", generation=generation) == wanted


@pytest.mark.parametrize("name", ["llama2", "llama3"])
def test_white_space_around_a_content_goes_where_the_reference_strips_it(name: str) -> None:
    template = built_in()[name]
    spaced = (user("  Who won?\n"), answer("\nWe did.  "))
    assert text(template, spaced, bos="<s>", eos="</s>") == text(template, (Q, A), bos="<s>", eos="</s>")


@pytest.mark.parametrize("name", sorted(built_in()))
def test_a_prompt_is_the_beginning_of_the_training_text(name: str) -> None:
    form = own_form(built_in()[name])
    for label, messages in TALKS.items():
        if name == "origin" and (len(messages) != 2):
            continue
        whole = joined(form.parts(messages))
        for at, message in enumerate(messages):
            if message.role is Role.USER:
                prompt = joined(form.parts(messages[: at + 1], generation=True))
                assert whole.startswith(prompt), label


@pytest.mark.parametrize("name", sorted(built_in()))
def test_every_part_of_a_content_is_where_it_says(name: str) -> None:
    messages = TALKS["sources"]
    for part in own_form(built_in()[name]).parts(messages):
        if part.message >= 0:
            assert messages[part.message].content[part.start : part.start + len(part.text)] == part.text


@pytest.mark.parametrize(
    ("name", "messages", "said"),
    [
        ("chatml", (Q, Q2), "Message 2 is the user's where the assistant's"),
        ("chatml", (A, Q), "Message 1 is the assistant's"),
        ("chatml", (SYSTEM,), "no user's turn"),
        ("chatml", (Q, SYSTEM), "Message 2 is the system's"),
        ("origin", (Q, A, Q2, A2), "holds one exchange, the conversation has 2"),
        ("origin", (SYSTEM, Q, A), "no place for a system text"),
    ],
)
def test_a_conversation_that_does_not_fit_is_refused(name: str, messages: tuple[Message, ...], said: str) -> None:
    with pytest.raises(Unrenderable) as caught:
        own_form(built_in()[name]).parts(messages)
    assert said in str(caught.value)


def test_control_texts_that_a_vocabulary_lacks_are_written_as_text_and_named() -> None:
    form = fit(built_in()["chatml"], bos="<s>", eos="</s>", control={"<s>", "</s>"})
    assert form.missing == ("<|im_start|>", "<|im_end|>")
    assert form.end == "</s>"
    assert [part.text for part in form.parts((Q, A)) if part.control] == ["</s>"]


def test_a_vocabulary_without_an_end_token_cannot_teach_to_stop() -> None:
    with pytest.raises(Unrenderable, match="end token"):
        fit(built_in()["plain"], bos="<s>", eos="", control={"<s>"})
