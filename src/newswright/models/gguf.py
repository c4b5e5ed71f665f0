"""The head of a GGUF file: enough to refuse a wrong file with a reason, and all that it says about the model.

llama.cpp reads the file itself; it refuses a damaged one without saying why. `read_head` is the summary that running a
model needs; `read_layout` gives every value, and where it stands, to those who read the tokenizer or write the file
anew. The form is described at https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from newswright.errors import ModelDamaged, ModelMissing

TAUGHT = "newswright.template"
"""Key under which a file that Newswright trained names the template of its lessons."""
_CURE = "Set `file` in [model] to a whole GGUF file, or remove it to use the embedded model."
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_STRING, _ARRAY = 8, 9
_LENGTH = struct.Struct("<Q")
_BLOCK = 1 << 18
"""Bytes read at once where there are many texts."""
_CONTROL = 3
"""Type of a token that steers the model and is no text."""
_ALIGNMENT = 32
"""Bytes; the tensors begin at a multiple of it where the file names no other."""
_ENTRIES = 1 << 20
"""More entries than this in a head are damage: real ones have some dozens, and some hundred tensors."""


@dataclass(frozen=True)
class Head:
    """What the head of a model file says."""

    architecture: str
    context: int
    """Tokens the model was trained to read at once; 0 where it does not say."""
    control: tuple[str, ...]
    """Its control tokens, as `<|im_start|>`."""
    taught: str = ""
    """The template of the lessons that Newswright trained it on; "" where it did not."""


@dataclass(frozen=True)
class Layout:
    """All that the head of a GGUF file says, and where it says it. Places are in bytes from the file's beginning."""

    version: int
    values: dict[str, object]
    """Numbers, texts, and tuples of either."""
    entries: dict[str, tuple[int, int]]
    """Where each value stands, with its key and type: first byte, one past the last."""
    tensors: int
    """How many tensors there are."""
    index: tuple[int, int]
    """Where the list of tensors stands. What it says of their places is counted from `data`."""
    data: int
    """Where the tensors begin."""
    alignment: int
    """`data`, and the place of each tensor, is a multiple of it."""


def read_head(path: Path) -> Head:
    """Read the head of the model file at `path`.

    Raises:
        ModelMissing: there is no file.
        ModelDamaged: it is empty, not GGUF, cut off or garbled, or holds no model.
    """
    return _read(path, lambda reader: _summary(reader.layout().values))


def read_layout(path: Path) -> Layout:
    """Read the whole head of the GGUF file at `path`: 0.2 s where the vocabulary has 50,000 tokens.

    Raises:
        ModelMissing: there is no file.
        ModelDamaged: it is empty, not GGUF, cut off or garbled.
    """
    return _read(path, lambda reader: reader.layout())


_Found = TypeVar("_Found")


def _read(path: Path, how: Callable[[_Reader], _Found]) -> _Found:
    if not path.exists():
        raise ModelMissing(f"The model file {path} does not exist.", cure=_CURE)
    if not path.is_file():
        raise ModelMissing(f"The model file {path} is a folder, not a file.", cure=_CURE)
    size = path.stat().st_size
    if size == 0:
        raise ModelDamaged(f"The model file {path} is empty.", cure=_CURE)
    try:
        with path.open("rb") as file:
            return how(_Reader(file, size))
    except PermissionError as error:
        raise ModelMissing(f"The model file {path} may not be read.", cure="Change its permissions.") from error
    except (ValueError, struct.error, OverflowError) as error:
        raise ModelDamaged(f"The model file {path} is no usable GGUF file: {error}.", cure=_CURE) from error


def without_control(text: str, pattern: re.Pattern[str] | None) -> str:
    """Return `text` with a space inside all that `pattern` takes for a control token, so that it is only text."""
    return pattern.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text) if pattern else text


def control_pattern(control: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern that finds any token of `control`; None where none has two characters or more."""
    tokens = sorted((token for token in control if len(token) > 1), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, tokens))) if tokens else None


class _Reader:
    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size = file, size

    def layout(self) -> Layout:
        magic = self.file.read(4)
        if magic != b"GGUF":
            raise ValueError(f"it begins with {magic!r} instead of b'GGUF'")
        version = int(self.number("<I"))
        if version not in (2, 3):
            raise ValueError(f"its form has version {version}, known are 2 and 3")
        tensors, entries = self.count(), self.count()
        values, places = {}, {}
        for _ in range(entries):
            start = self.file.tell()
            key = self.text()
            values[key] = self.value()
            places[key] = (start, self.file.tell())
        start = self.file.tell()
        furthest = max((self.tensor() for _ in range(tensors)), default=0)
        end = self.file.tell()
        if end + furthest >= self.size:
            raise ValueError(f"it is cut off: its head promises more than its {self.size:,} bytes")
        alignment = values.get("general.alignment", _ALIGNMENT)
        if not isinstance(alignment, int) or alignment < 1:
            raise ValueError(f"its tensors are aligned to {alignment!r} bytes")
        return Layout(version, values, places, tensors, (start, end), -(-end // alignment) * alignment, alignment)

    def count(self) -> int:
        count = int(self.number("<Q"))
        if count > _ENTRIES:
            raise ValueError(f"its head promises {count:,} entries")
        return count

    def number(self, form: str) -> int | float | bool:
        wanted = struct.calcsize(form)
        data = self.take(wanted)
        found: int | float | bool = struct.unpack(form, data)[0]
        return found

    def take(self, length: int) -> bytes:
        if length > self.size - self.file.tell():
            raise ValueError("it is cut off in its head")
        return self.file.read(length)

    def text(self) -> str:
        return self.take(int(self.number("<Q"))).decode("utf-8", "replace")

    def texts(self, count: int) -> tuple[str, ...]:
        """Read `count` texts in a row, a block of the file at a time: a vocabulary has 100,000 of them and more."""
        found: list[str] = []
        block, at = b"", 0
        while len(found) < count:
            length = _LENGTH.unpack_from(block, at)[0] if len(block) - at >= _LENGTH.size else None
            end = at + _LENGTH.size + (length or 0)
            if length is None or end > len(block):
                more = self.take(min(max(_BLOCK, end - len(block)), self.size - self.file.tell()))
                if not more or (length or 0) > self.size:
                    raise ValueError("it is cut off in its head")
                block, at = block[at:] + more, 0
                continue
            found.append(block[at + _LENGTH.size : end].decode("utf-8", "replace"))
            at = end
        self.file.seek(at - len(block), os.SEEK_CUR)
        return tuple(found)

    def value(self) -> object:
        return self.typed(int(self.number("<I")))

    def typed(self, kind: int) -> object:
        if kind == _STRING:
            return self.text()
        if kind == _ARRAY:
            of, length = int(self.number("<I")), self.count()
            if of in _SCALARS:
                form = f"<{length}{_SCALARS[of][1]}"
                return struct.unpack(form, self.take(struct.calcsize(form)))
            if of != _STRING:
                raise ValueError(f"its head has a list of the unknown type {of}")
            return self.texts(length)
        if kind not in _SCALARS:
            raise ValueError(f"its head has a value of the unknown type {kind}")
        return self.number(_SCALARS[kind])

    def tensor(self) -> int:
        self.text()
        self.take(8 * int(self.number("<I")) + 4)
        return int(self.number("<Q"))


def _summary(values: dict[str, object]) -> Head:
    architecture = values.get("general.architecture")
    if not isinstance(architecture, str):
        raise ValueError("its head names no architecture, so it holds no model")
    context = values.get(f"{architecture}.context_length", 0)
    tokens, types = values.get("tokenizer.ggml.tokens", ()), values.get("tokenizer.ggml.token_type", ())
    control = ()
    if isinstance(tokens, tuple) and isinstance(types, tuple):
        control = tuple(token for token, kind in zip(tokens, types, strict=False) if kind == _CONTROL)
    taught = values.get(TAUGHT, "")
    return Head(
        architecture, context if isinstance(context, int) else 0, control, taught if isinstance(taught, str) else ""
    )
