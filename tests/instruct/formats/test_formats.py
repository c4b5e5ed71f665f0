"""What public converters get wrong, format by format; and that nothing is ever silently another conversation."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newswright.instruct.formats import FORMATS, FormatOptions, find, recognise
from newswright.instruct.formats.details import unread
from newswright.instruct.rendering.form import text as rendered
from newswright.instruct.rendering.template import find as template
from newswright.records import Lesson, Message, Preference, Role
from tests.instruct.samples import A, S, U, rich, said, single

Notes = list[tuple[str, str]]
TEXTS = ["guanaco", "vicuna", "llama2", "origin"]


def read(name: str, row: dict[str, object], **options: Any) -> tuple[list[tuple[str, str]], list[str]]:
    notes: Notes = []
    item = find(name, FormatOptions(**options)).read(row, lambda kind, what: notes.append((kind, what)))
    assert isinstance(item, Lesson)
    return [(message.role.value, message.content) for message in item.messages], [kind for kind, _ in notes]


def write(name: str, item: Lesson | Preference, **options: Any) -> tuple[dict[str, Any], list[str]]:
    notes: Notes = []
    row = find(name, FormatOptions(**options)).write(item, lambda kind, what: notes.append((kind, what)))
    return row, [kind for kind, _ in notes]


def text_of(name: str, *turns: tuple[Role, str], **options: Any) -> str:
    return str(write(name, Lesson.make("", said(*turns)), **options)[0]["text"])


# -- Guanaco --


def test_a_heading_in_a_guanaco_answer_is_content() -> None:
    text = "### Human: Sum up.### Assistant: ### Summary\nRain.\n### Humans\nNone.### Human: More"
    turns, notes = read("guanaco", {"text": text})
    assert turns == [("user", "Sum up."), ("assistant", "### Summary\nRain.\n### Humans\nNone."), ("user", "More")]
    assert not notes


def test_a_guanaco_prompt_that_ends_where_the_answer_begins() -> None:
    assert read("guanaco", {"text": "### Human: a### Assistant:"})[0] == [("user", "a")]
    assert read("guanaco", {"text": "### Human: a### Assistant: "})[0] == [("user", "a"), ("assistant", "")]


def test_guanaco_with_a_newline_before_every_mark() -> None:
    text = "### Human: a\n### Assistant: b\n### Human: c"
    assert read("guanaco", {"text": text})[0][0] == ("user", "a\n")
    turns, notes = read("guanaco", {"text": text}, strip=True)
    assert turns == [("user", "a"), ("assistant", "b"), ("user", "c")]
    assert notes == ["white space at the edge of a turn"] * 2


# -- Llama 2 --


def test_llama2_has_metas_spaces() -> None:
    turns = ((S, "Be brief."), (U, "Hi"), (A, "Ho"), (U, "And?"))
    assert (
        text_of("llama2", *turns) == "[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHi [/INST] Ho </s><s>[INST] And? [/INST]"
    )
    assert text_of("llama2", *turns, bos=True).startswith("<s>[INST] <<SYS>>")


@pytest.mark.parametrize(
    "text",
    [
        "<s>[INST] a [/INST] b </s><s>[INST] c [/INST] d </s>",
        "[INST] a [/INST] b </s><s>[INST] c [/INST] d </s>",
        "<s>[INST] a [/INST] b</s> <s>[INST] c [/INST] d</s>",
        "<s> [INST]a[/INST]b</s>\n[INST]c[/INST]d </s>\n",
        "<s>[INST] a [/INST] b [INST] c [/INST] d",
    ],
)
def test_llama2_is_read_with_other_spaces_too(text: str) -> None:
    turns, notes = read("llama2", {"text": text})
    assert turns == [("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]
    assert notes == ([] if "</s>" in text else ["answer without its </s>"] * 2)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<s>[INST] a", r"\[INST\] without \[/INST\]"),
        ("a [/INST] b </s>", r"\[INST\] is missing"),
        ("[INST] a [/INST] b </s> c </s>", r"\[INST\] is missing before 'c"),
        ("[INST] a [INST] b [/INST] c </s>", "contains the mark"),
        ("[INST] a [/INST] b [/INST] c </s>", "contains the mark"),
        ("[INST] a [/INST] b </s>[INST] <<SYS>>x<</SYS>> c [/INST]", "contains the mark"),
        ("", r"no \[INST\]"),
    ],
)
def test_llama2_that_cannot_be_told_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read("llama2", {"text": text})


# -- Vicuna --


def test_vicuna_as_fastchat_has_it() -> None:
    own = template("vicuna").no_system
    turns = ((U, "Hi"), (A, "Ho"), (U, "And?"))
    assert text_of("vicuna", *turns) == f"{own}USER: Hi ASSISTANT: Ho</s>USER: And?"
    assert text_of("vicuna", (S, "Be brief."), *turns[:2]) == "Be brief. USER: Hi ASSISTANT: Ho</s>"


def test_vicuna_without_end_tokens_is_read_and_told() -> None:
    turns, notes = read("vicuna", {"text": "USER: a ASSISTANT: b USER: c ASSISTANT: d"})
    assert turns == [("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]
    assert notes == ["answer without its </s>"] * 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("USER: what is </s>? ASSISTANT: x</s>", "text behind </s>"),
        ("USER: a ASSISTANT: the USER: field</s>", "mark, or lacks the </s>"),
        ("USER: the USER: field ASSISTANT: a</s>", "both of the role user"),
        ("ASSISTANT: a</s>", "where the first turn begins"),
    ],
)
def test_vicuna_that_cannot_be_told_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read("vicuna", {"text": text})


def test_vicunas_own_system_text_is_named_when_it_is_given() -> None:
    own = template("vicuna").no_system.removesuffix(" ")
    assert write("vicuna", Lesson.make("", said((S, own), (U, "a"))))[1] == [
        "the format's own system text given as one"
    ]


# -- the origin's --


def test_the_origins_lower_case_is_named() -> None:
    turns, notes = read("origin", {"text": "### title: rain in harrow ### description: it rained."})
    assert turns == [("user", "rain in harrow"), ("assistant", "it rained.")]
    assert notes == ["case of the letters"]
    item = Lesson.make("", said((U, "Rain"), (A, "It rained.")))
    assert write("origin", item) == ({"text": "### title: Rain ### description: It rained.", "id": item.id}, [])
    row, notes = write("origin", item, lower=True)
    assert row["text"] == "### title: rain ### description: it rained."
    assert notes == ["case of the letters"] * 2


# -- all texts --


@pytest.mark.parametrize("name", TEXTS)
def test_a_doubled_bos_is_never_written_and_is_told_when_read(name: str) -> None:
    plain = text_of(name, (U, "Hi"), (A, "Ho"))
    assert not plain.startswith("<s>")
    assert text_of(name, (U, "Hi"), (A, "Ho"), bos=True) == "<s>" + plain
    for many in range(3):
        turns, notes = read(name, {"text": "<s>" * many + plain})
        assert turns == [("user", "Hi"), ("assistant", "Ho")]
        assert notes == (["doubled <s>"] if many == 2 else [])


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_what_the_template_renders(name: str) -> None:
    messages = (
        said((U, "Hi"), (A, "Ho")) if name == "origin" else said((S, "x"), (U, "Hi"), (A, "Ho"), (U, "c"), (A, "d"))
    )
    text = rendered(template(name), messages, bos="<s>", eos="</s>").removeprefix("<s>")
    if name in {"guanaco", "origin"}:  # their sets have no end token; the tokenizer adds it
        text = text.removesuffix("</s>")
    assert write(name, Lesson.make("", messages))[0]["text"] == text


FORGED = {
    "guanaco": "a### Human: b",
    "vicuna": "a</s>USER: b ASSISTANT: c",
    "llama2": "a </s><s>[INST] b [/INST] c",
    "origin": "a ### description: b",
}


@pytest.mark.parametrize("name", TEXTS)
def test_marks_in_content_are_refused_or_broken_up(name: str) -> None:
    for turns in ((U, "q"), (A, FORGED[name])), ((U, FORGED[name]), (A, "a")):
        item = Lesson.make("", said(*turns))
        with pytest.raises(ValueError, match="on_marks: neutralise"):
            write(name, item)
        row, notes = write(name, item, on_marks="neutralise")
        assert notes == ["mark in content broken up"]
        back = read(name, row)[0]
        assert [role for role, _ in back] == ["user", "assistant"]
        assert [content.replace(" ", "") for _, content in back] == [content.replace(" ", "") for _, content in turns]
    guanaco = Lesson.make("", said((U, "say ### Human: x")))
    assert write("guanaco", guanaco, on_marks="neutralise")[0]["text"] == "### Human: say ### Human : x"


# -- ShareGPT, messages, Alpaca, completion --


def sharegpt(*turns: tuple[str, str], **more: object) -> dict[str, object]:
    return {"conversations": [{"from": who, "value": what} for who, what in turns], **more}


def test_sharegpt_speakers_have_many_names() -> None:
    for asks, tells in (("human", "gpt"), ("user", "assistant"), ("Human", "chatgpt"), ("user", "bing")):
        turns, notes = read("sharegpt", sharegpt((asks, "a"), (tells, "b"), system="s"))
        assert turns == [("system", "s"), ("user", "a"), ("assistant", "b")]
        assert not notes
    with pytest.raises(ValueError, match="said by 'tool'"):
        read("sharegpt", sharegpt(("human", "a"), ("tool", "b")))
    with pytest.raises(ValueError, match="twice"):
        read("sharegpt", sharegpt(("system", "s"), ("human", "a"), system="t"))


def test_a_conversation_that_begins_with_an_answer() -> None:
    row = sharegpt(("gpt", "b"), ("human", "c"), ("gpt", "d"))
    with pytest.raises(ValueError, match="begins with an answer"):
        read("sharegpt", row)
    turns, notes = read("sharegpt", row, on_opening="drop")
    assert turns == [("user", "c"), ("assistant", "d")]
    assert notes == ["answer before the first question dropped"]


def test_two_turns_of_one_role() -> None:
    row = sharegpt(("human", "a"), ("human", "b"), ("gpt", "c"), ("gpt", "d"))
    with pytest.raises(ValueError, match="turns 1 and 2 are both of the role user"):
        read("sharegpt", row)
    turns, notes = read("sharegpt", row, on_repeat="join")
    assert turns == [("user", "a\n\nb"), ("assistant", "c\n\nd")]
    assert notes == ["turns of one role joined"] * 2


def messages(*turns: tuple[str, object]) -> list[dict[str, object]]:
    return [{"role": role, "content": content} for role, content in turns]


def test_messages_and_what_trl_made_of_them() -> None:
    wanted = [("user", "a"), ("assistant", "b")]
    assert read("messages", {"messages": messages(("user", "a"), ("assistant", "b"))})[0] == wanted
    pair: dict[str, object] = {"prompt": messages(("user", "a")), "completion": messages(("assistant", "b"))}
    assert read("messages", pair)[0] == wanted
    parts = messages(("developer", "s"), ("user", [{"type": "text", "text": "a"}]))
    assert read("messages", {"messages": parts})[0] == [("system", "s"), ("user", "a")]


def test_preferences_with_and_without_a_prompt() -> None:
    form, prompt = find("messages"), messages(("user", "a"))
    better, worse = messages(("assistant", "b")), messages(("assistant", "c"))
    one = form.read({"prompt": prompt, "chosen": better, "rejected": worse}, lambda *_: None)
    assert form.read({"chosen": prompt + better, "rejected": prompt + worse}, lambda *_: None) == one
    assert one == Preference.make("", said((U, "a")), "b", "c")
    with pytest.raises(ValueError, match="“chosen” is not one answer"):
        form.read({"chosen": prompt + better, "rejected": messages(("user", "x")) + worse}, lambda *_: None)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        ([], "no list of messages"),
        ("a", "no list of messages"),
        (["a"], r"messages\[0\] is no object"),
        (messages(("tool", "a")), "role 'tool'"),
        (messages(("user", None)), "has no content"),
        (messages(("user", [{"type": "image_url"}])), "no text"),
        (messages(("system", "a")), "no question"),
        (messages(("user", "a"), ("system", "b"), ("assistant", "c")), "system text inside"),
        ([{"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]}], "calls a tool"),
    ],
)
def test_malformed_messages_are_refused(found: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read("messages", {"messages": found})


def test_the_input_of_alpaca_is_source_material() -> None:
    row: dict[str, object] = {"instruction": "Shorten.", "input": "It rained.\n\nA lot.", "output": "Rain."}
    item = find("alpaca").read(row, lambda *_: None)
    assert isinstance(item, Lesson)
    assert item.messages[0] == Message(role=U, content="Shorten.\n\nIt rained.\n\nA lot.", sources=((10, 28),))
    assert write("alpaca", item)[0] == {**row, "id": item.id}


def test_alpaca_with_system_and_history() -> None:
    row: dict[str, object] = {"instruction": "c", "input": "", "output": "d", "system": "s", "history": [["a", "b"]]}
    turns, _ = read("alpaca", row)
    assert turns == [("system", "s"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]
    assert (
        write("alpaca", Lesson.make("", said(*[(Role(role), text) for role, text in turns])))[0].items() >= row.items()
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"output": "a"}, "missing or empty"),
        ({"instruction": "", "input": None, "output": "a"}, "missing or empty"),
        ({"instruction": 5, "output": "a"}, "“instruction” is no text"),
        ({"instruction": "a", "output": ["b"]}, "“output” is no text"),
        ({"instruction": "a", "output": "b", "history": [["a"]]}, "no pair"),
        ({"instruction": "a", "output": "b", "chosen": "c", "rejected": "d"}, "in the place of “output”"),
    ],
)
def test_malformed_alpaca_is_refused(row: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read("alpaca", row)


def test_plain_completions() -> None:
    assert read("completion", {"text": "x"})[0] == [("assistant", "x")]
    assert read("completion", {"prompt": "a"})[0] == [("user", "a")]
    row, notes = write("completion", Lesson.make("", said((S, "s"), (U, "a"), (A, "b"))))
    assert (row["prompt"], row["completion"], notes) == ("a", "b", ["system text"])
    with pytest.raises(ValueError, match="several turns"):
        write("completion", Lesson.make("", said((U, "a"), (A, "b"), (U, "c"))))


# -- what a row says besides --


def test_what_is_not_carried_is_named() -> None:
    notes: Notes = []
    row: dict[str, object] = {
        "conversations": [{"from": "human", "value": "a", "weight": 1}, {"from": "gpt", "value": "b"}],
        "id": 7,
        "license": "MIT",
        "date": "last Tuesday",
        "category": "cooking",
        "empty": None,
        "derived": "yes",
    }
    form = find("sharegpt")
    item = form.read(row, lambda kind, what: notes.append((kind, what)))
    unread(form, row, item, lambda kind, what: notes.append((kind, what)))
    assert (item.id, item.licence) == ("7", "MIT")
    assert sorted(notes) == [
        ("field “category” is not carried", "'cooking'"),
        ("field “date” is not of our kind", "'last Tuesday'"),
        ("field “derived” is not of our kind", "'yes'"),
        ("field “weight” of a turn is not carried", "1"),
    ]


def test_source_spans_that_do_not_fit_are_named() -> None:
    unfit: list[object] = [[[[0, 99]]], [[], []], "x", [[[0]]]]
    for sources in unfit:
        turns, notes = read("completion", {"prompt": "a", "sources": sources})
        assert (turns, notes) == ([("user", "a")], ["field “sources” is not of our kind"])


# -- in general --


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_recognises_its_own_rows(name: str) -> None:
    row, _ = write(name, Lesson.make("task", said((U, "Hi"), (A, "Ho"))))
    assert recognise(row) == ("newswright" if name == "messages" else name)  # with id and task it is both
    assert row.keys() <= FORMATS[name].columns.keys()


PIECES = (
    *("### Human:", "### Assistant:", "###", "#", "USER:", "ASSISTANT:", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>"),
    *("<s>", "</s>", "### title:", "### description:", "SYS>>", " ", "\n", "\n\n", ":", "/", "a", "É", "＜s＞", "İ"),
)
CONTENT = st.text(max_size=12) | st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
TURNS = st.tuples(st.sampled_from(list(Role)), CONTENT)
ALTERNATING = st.builds(
    lambda system, texts: [(S, system)] * (system is not None) + [(A if n % 2 else U, t) for n, t in enumerate(texts)],
    st.none() | CONTENT,
    st.lists(CONTENT, min_size=1, max_size=5),
)


@st.composite
def items(draw: st.DrawFn) -> Lesson | Preference:
    turns = draw(ALTERNATING | st.lists(TURNS, min_size=1, max_size=4))
    made = []
    for role, content in turns:
        cuts = sorted(draw(st.sets(st.integers(0, len(content)), max_size=4)))
        spans = draw(st.permutations(list(zip(cuts[::2], cuts[1::2], strict=False))))
        made.append(Message(role=role, content=content, sources=tuple(spans)))
    rest = {"story": draw(CONTENT), "derived": tuple(draw(st.lists(CONTENT, max_size=1)))}
    if draw(st.booleans()):
        return Lesson.make(draw(CONTENT), tuple(made), **rest)
    return Preference.make(draw(CONTENT), tuple(made), draw(CONTENT), draw(CONTENT), reason=draw(CONTENT), **rest)


@given(item=items(), on_marks=st.sampled_from(["refuse", "neutralise"]), bos=st.booleans(), lower=st.booleans())
@example(item=single(), on_marks="refuse", bos=True, lower=True)
def test_it_comes_back_or_the_loss_is_named(item: Lesson | Preference, on_marks: str, bos: bool, lower: bool) -> None:
    options = {"on_marks": on_marks, "bos": bos, "lower": lower}
    for name in FORMATS:
        try:
            row, notes = write(name, item, **options)
        except ValueError as error:
            assert error.args[0]  # noqa: PT017 - some are refused, each with its reason
            continue
        back = find(name).read(row, lambda *_: None)
        if not notes:
            assert back == item, name
        elif isinstance(item, Lesson) and isinstance(back, Lesson):
            wanted = [
                _letters(message)
                for message in item.messages
                if "system text" not in " ".join(notes) or message.role is not S
            ]
            assert [_letters(message) for message in back.messages] == wanted, name


def _letters(message: Message) -> tuple[Role, str]:
    """What no loss but a system text's may touch: who speaks, and the letters but for case, width and white space."""
    import unicodedata  # noqa: PLC0415

    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", message.content).lower())
    return message.role, "".join(plain.split())


@given(text=CONTENT | st.lists(CONTENT, max_size=6).map("".join))
def test_whatever_a_text_says_it_is_read_or_refused(text: str) -> None:
    """And what was read is written and read as the same, or refused."""
    for name in TEXTS:
        form = find(name)
        try:
            item = form.read({"text": text}, lambda *_: None)
            row = form.write(item, lambda *_: None)
        except ValueError as error:
            assert error.args[0]  # noqa: PT017 - some are refused, each with its reason
            continue
        back = form.read(row, lambda *_: None)
        assert isinstance(item, Lesson)
        assert isinstance(back, Lesson)
        assert [_letters(one) for one in back.messages if one.role is not S] == [
            _letters(one) for one in item.messages if one.role is not S
        ]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", rich())
def test_the_rich_set_comes_back(name: str, kind: str) -> None:
    item = rich()[kind]
    try:
        row, notes = write(name, item)
    except ValueError as error:
        assert name not in {"newswright", "messages", "sharegpt"}, error  # noqa: PT017 - others may refuse it
        return
    assert (find(name).read(row, lambda *_: None) == item) is not bool(notes)


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "newswright"])
def test_what_would_come_back_different_is_not_written(name: str) -> None:
    """A row without an id gets one when it is read, so a lesson with an empty id cannot come back."""
    with pytest.raises(ValueError, match="it would come back different: id is 'l"):
        write(name, Lesson(id="", task="", messages=said((U, "a"), (A, "b"))))


def test_source_spans_move_with_what_is_joined_or_stripped() -> None:
    turns = [
        {"role": "user", "content": "  one", "sources": [[1, 5]]},
        {"role": "user", "content": "two ", "sources": [[0, 3], [3, 4]]},
    ]
    options = FormatOptions(on_repeat="join", strip=True)
    item = find("messages", options).read({"messages": turns}, lambda *_: None)
    assert isinstance(item, Lesson)
    assert item.messages == (Message(role=U, content="one\n\ntwo", sources=((0, 3), (5, 8))),)
