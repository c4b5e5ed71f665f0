"""A model's tokenizer, as the renderer needs it: control tokens one by one, and the text between them in batches.

A text with control tokens in it is never tokenised as a whole: what an article says could then pass for structure. The
renderer takes each control token's id and encodes the text between two of them as plain text. The ids are the same as
the tokenizer's own for the whole text (`whole`), and this is probed for each tokenizer, not assumed: families differ
in whether they put a space in front of a text, and where. Reading the files is left to the modules beside
(`vocabulary_files`, `vocabulary_gguf`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from newswright.errors import VocabularyUnreadable
from newswright.instruct import extra

EMBEDDED = "embedded"
"""The name of the tokenizer in the embedded model's file."""
PROBES = (
    "word",
    " word",
    "  two words ",
    "\nline",
    "\n\n",
    " ",
    "\t1",
    "7,500",
    ".",
    "“Ünï…",
    "日本",
    "🙂",
    "a\u0301b",
    "▁x",
)
"""What a text may begin with, for finding out how the tokenizer treats it behind a control token."""
_STRUCTURE = re.compile(r"<[|｜].*[|｜]>")
Spans = tuple[list[int], list[tuple[int, int]]]
"""Token ids, and for each its first character in the text and one past its last."""


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer and what is known of it. It can be pickled; a copy in another process encodes alike."""

    name: str
    """As the user named it: `embedded`, a path, a name on the model hub."""
    tokenizer: Any
    """A `tokenizers.Tokenizer`, without truncation and padding."""
    bos: str
    """Text of the token that begins a sequence, "" where there is none."""
    eos: str
    """Text of the token that ends one, "" where there is none."""
    control: frozenset[str]
    """Texts of the tokens that are structure and must not be read in content."""
    chat_template: str
    """The model's own Jinja, "" for none."""
    context: int
    """Tokens of the longest sequence, 0 where unknown."""
    pad: str
    """Text of the token that fills up a batch, "" where there is none."""
    stops: tuple[str, ...] = ()
    """Texts of all tokens at which generation stops, `eos` among them."""

    def id(self, token: str) -> int | None:
        """Return the id of a control token, None where `token` is none.

        Raises:
            VocabularyUnreadable: it is one, but changes the text beside it (it swallows white space, or is found only
                in some places), so that no ids made in parts would be the tokenizer's own.
        """
        if token in self._unfit:
            raise VocabularyUnreadable(
                f"The tokenizer {self.name} reads its token “{token}” together with the text beside it.",
                cure="Choose a template without this token, or another tokenizer.",
            )
        return self._ids.get(token)

    def whole(self, text: str) -> list[int]:
        """Return the tokenizer's own ids of a whole text: control tokens in it are read, nothing is put in front."""
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    def at_start(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text as it is encoded where a sequence begins with it."""
        return _ids(self._plain, texts)

    def after_control(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text as it is encoded behind a control token. All of it is read as plain text."""
        return _ids(self._behind, texts)

    def going_on(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the ids of each text as the continuation of another: no space is put in front."""
        return _ids(self.bare, texts)

    def spans_at_start(self, texts: Sequence[str]) -> list[Spans]:
        """Do `at_start`, with the characters of each token. Tokens that share a character have the same ones."""
        return _spans(self._plain, texts)

    def spans_after_control(self, texts: Sequence[str]) -> list[Spans]:
        """Do `after_control`, with the characters of each token."""
        return _spans(self._behind, texts)

    def spans_going_on(self, texts: Sequence[str]) -> list[Spans]:
        """Do `going_on`, with the characters of each token."""
        return _spans(self.bare, texts)

    def text(self, token: int) -> str:
        """Return a token as it stands in the vocabulary, "" where the id is none."""
        return self.tokenizer.id_to_token(token) or ""

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}  # the variants lose a flag on the way

    @cached_property
    def _plain(self) -> Any:
        return _variant(self, prefix=True)

    @cached_property
    def bare(self) -> Any:
        """The tokenizer that puts no space in front of a text."""
        return _variant(self, prefix=False) if _has_prefix(self.tokenizer) else self._plain

    @cached_property
    def _numbers(self) -> dict[str, int]:
        found = ((token, self.tokenizer.token_to_id(token)) for token in sorted(self.control))
        return {token: number for token, number in found if number is not None}

    @cached_property
    def _behind(self) -> Any:
        """The variant that equals the tokenizer behind a control token."""
        for token, number in self._numbers.items():
            own = [self.whole(token + probe) for probe in PROBES]
            for variant in (self._plain, self.bare):
                if own == [[number, *ids] for ids in _ids(variant, PROBES)]:
                    return variant
        if self._numbers:
            raise VocabularyUnreadable(
                f"The tokenizer {self.name} encodes a text behind a control token in a way of its own, which the text "
                "alone does not show.",
                cure="Name another tokenizer of this model, best a tokenizer.json of a current transformers release.",
            )
        return self._plain

    @cached_property
    def _unfit(self) -> frozenset[str]:
        """The control tokens whose surroundings change with them."""
        [start], behind = self.at_start(["word"]), self.after_control(["Word next ", " x\n", "\ny"])
        return frozenset(
            token
            for token, number in self._numbers.items()
            if self.whole("word" + "".join(token + part for part in ("Word next ", " x\n", "\ny", "")) + token)
            != [*start, *(one for ids in behind for one in (number, *ids)), number, number]
        )

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {token: number for token, number in self._numbers.items() if token not in self._unfit}


def open_vocabulary(name: str, folder: Path) -> Vocabulary:
    """Open the tokenizer called `name`.

    Args:
        name: `embedded` or the name of a model that can be fetched; a GGUF file; a `tokenizer.json`, a
            `tokenizer.model` or a folder with one of them; or `owner/name` on the model hub.
        folder: Where fetched models lie (`ModelOptions.folder`).

    Raises:
        VocabularyUnreadable: there is none, or it cannot be read exactly.
        ModelMissing, ModelDamaged: the embedded model's file is not here, or wrong.
        MissingExtra: a package of the extra `instruct` is absent.
    """
    from newswright.instruct.vocabularies import folders as vocabulary_files  # noqa: PLC0415 - they import this module
    from newswright.instruct.vocabularies import gguf as vocabulary_gguf  # noqa: PLC0415 - they import this module

    extra.need("tokenizers")
    path = Path(name).expanduser()
    if not path.exists() and (entry := vocabulary_gguf.fetched(name)):
        found = vocabulary_gguf.of_model(name, entry, folder)
    elif path.is_file() and path.suffix == ".gguf":
        found = vocabulary_gguf.read(path, name)
    else:
        found = vocabulary_files.read(name)
    found.id(found.bos)  # probes the tokenizer now, and not when the first rows are rendered
    return found


def controls(tokenizer: Any, chat_template: str) -> frozenset[str]:
    """Return the texts of the tokens of `tokenizer` that are structure.

    These are its special tokens, and of its other added tokens those that its chat template writes or that look the
    part: some models have `<|user|>` as a token that is not special.
    """
    return frozenset(
        token.content
        for token in tokenizer.get_added_tokens_decoder().values()
        if token.special
        or (not token.content.isspace() and (token.content in chat_template or _STRUCTURE.fullmatch(token.content)))
    )


def _variant(vocabulary: Vocabulary, *, prefix: bool) -> Any:
    """Copy the tokenizer as one that reads all control tokens as text; `prefix` says whether a dummy space stays."""
    data = json.loads(vocabulary.tokenizer.to_str())
    data["post_processor"] = data["truncation"] = data["padding"] = None
    for token in data["added_tokens"]:
        token["special"] = token["special"] or token["content"] in vocabulary.control
    if not prefix:
        data["normalizer"], data["pre_tokenizer"] = map(_unprefixed, (data["normalizer"], data["pre_tokenizer"]))
    made = extra.need("tokenizers").Tokenizer.from_str(json.dumps(data))
    made.encode_special_tokens = True
    return made


def _has_prefix(tokenizer: Any) -> bool:
    parts = [json.loads(part.__getstate__()) for part in (tokenizer.normalizer, tokenizer.pre_tokenizer) if part]
    return any(part != _unprefixed(part) for part in parts)


def _unprefixed(part: Any) -> Any:
    """Return a normaliser or pre-tokenizer without what puts a space in front; None where nothing remains of it."""
    match part:
        case {"type": "Prepend"}:
            return None
        case {"type": "Metaspace"}:
            return {**part, "prepend_scheme": "never"}
        case {"type": "ByteLevel", "add_prefix_space": _}:
            return {**part, "add_prefix_space": False}
        case {"type": "Sequence"}:
            key = "normalizers" if "normalizers" in part else "pretokenizers"
            return {**part, key: [kept for one in part[key] if (kept := _unprefixed(one))]}
    return part


def _ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    return [one.ids for one in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def _spans(tokenizer: Any, texts: Sequence[str]) -> list[Spans]:
    return [(one.ids, one.offsets) for one in tokenizer.encode_batch(texts, add_special_tokens=False)]
