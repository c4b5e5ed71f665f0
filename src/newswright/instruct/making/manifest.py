"""The manifest of a set: what it was made of and by which options, so that it can be made again bit by bit.

It names files relative to its own folder and holds no path of the machine it was made on. The date is noted but is not
in what is hashed: the same inputs and options give the same `Manifest.sha256`. Making the set again is the caller's.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pydantic import AwareDatetime, Field, JsonValue, ValidationError, field_validator

from newswright.errors import SetUnreadable
from newswright.records import Record

NAME = "manifest.json"
FORM = 1
"""Version of the manifest's own form."""
_BLOCK = 1 << 20
_UP = 3
"""Folders that an input may lie above the manifest and still be named by the way there; others by their name alone."""


class File(Record):
    """A file that was read or written."""

    name: str = Field(min_length=1)
    """Relative to the manifest's folder, with `/`; of an input elsewhere only its own name."""
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    rows: int | None = Field(default=None, ge=0)

    @field_validator("name")
    @classmethod
    def _stays_relative(cls, name: str) -> str:
        if name.startswith("/") or "\\" in name or "\0" in name or name[1:2] == ":":
            raise ValueError(f"the name {name!r} is no relative path")
        return name


class Manifest(Record):
    """What a set was made of."""

    form: int = FORM
    newswright: str
    """Version of the package."""
    command: str
    """The verb, `instruct build`."""
    options: dict[str, JsonValue]
    inputs: tuple[File, ...]
    outputs: tuple[File, ...]
    counts: dict[str, int] = Field(default_factory=dict)
    created: AwareDatetime | None = None
    """When; not in `sha256`."""

    @field_validator("outputs")
    @classmethod
    def _stay_inside(cls, outputs: tuple[File, ...]) -> tuple[File, ...]:
        for file in outputs:
            if ".." in PurePosixPath(file.name).parts:
                raise ValueError(f"the output {file.name!r} leaves the manifest's folder")
        return outputs

    @property
    def sha256(self) -> str:
        """SHA-256 of the manifest's content without its date, in a form that does not depend on the order of keys."""
        content = self.model_dump(mode="json", exclude={"created"})
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


class Fault(Record):
    """A file that is not what the manifest says."""

    name: str
    what: str
    """A sentence with both values."""


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks of a megabyte.

    Raises:
        SetUnreadable: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        raise _unreadable(path.name, error) from error
    return digest.hexdigest()


def _unreadable(name: str, error: OSError) -> SetUnreadable:
    return SetUnreadable(
        f"The file {name} cannot be read: {error.strerror or error}.", cure="Check its path and rights."
    )


def described(path: Path, folder: Path, rows: int | None = None) -> File:
    """Return the entry of a file, named from `folder`, where the manifest will lie."""
    sha256 = sha256_of(path)
    return File(name=named(path, folder), bytes=path.stat().st_size, sha256=sha256, rows=rows)


def named(path: Path, folder: Path) -> str:
    """Return how a manifest in `folder` names a file: the way there, or the bare name of a file that is far away."""
    way = Path(path).resolve()
    base = folder.resolve()
    for up in range(_UP + 1):
        if way.is_relative_to(base) and base != base.parent:
            return "../" * up + way.relative_to(base).as_posix()
        base = base.parent
    return way.name


def write(manifest: Manifest, folder: Path) -> Path:
    """Write the manifest into `folder` and return its path."""
    path = folder / NAME
    content = manifest.model_dump(mode="json")
    path.write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> Manifest:
    """Read a manifest, or that of a folder.

    Raises:
        SetUnreadable: there is none, or it is not of the form.
    """
    path = path / NAME if path.is_dir() else path
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        form = content.get("form") if isinstance(content, dict) else None
        if isinstance(form, int) and form > FORM:
            raise SetUnreadable(
                f"The manifest {path.name} has the form {form}; this version knows up to {FORM}.",
                cure="Use a newer newswright.",
            )
        return Manifest.model_validate(content)
    except OSError as error:
        raise _unreadable(path.name, error) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise SetUnreadable(
            f"The manifest {path.name} is not of the form: {place}: {first['msg']}.", cure="Build the set again."
        ) from error
    except (ValueError, RecursionError) as error:
        raise SetUnreadable(f"The manifest {path.name} is no JSON: {error}.", cure="Build the set again.") from error


def check(folder: Path) -> list[Fault]:
    """Return what is missing or changed among the outputs of the manifest in `folder`; an empty list is all right.

    Raises:
        SetUnreadable: there is no manifest that can be read.
    """
    faults = []
    for file in read(folder).outputs:
        path = folder / file.name
        if not path.is_file():
            faults.append(Fault(name=file.name, what="It is missing."))
        elif (size := path.stat().st_size) != file.bytes:
            faults.append(Fault(name=file.name, what=f"It has {size} bytes; the manifest says {file.bytes}."))
        elif (found := sha256_of(path)) != file.sha256:
            faults.append(Fault(name=file.name, what=f"Its SHA-256 is {found}; the manifest says {file.sha256}."))
    return faults


def inputs_of(manifest: Manifest, folder: Path, given: Iterable[Path] = ()) -> dict[str, Path]:
    """Return where each input lies, after checking that it is what the set was made of.

    An input is looked for among the files `given` by its own name, and then where the manifest in `folder` says.

    Raises:
        SetUnreadable: an input is missing or has another hash; both are named.
    """
    own = {path.name: path for path in given}
    found = {}
    for file in manifest.inputs:
        name = PurePosixPath(file.name).name
        path = own.get(name, folder / file.name)
        if not path.is_file():
            raise SetUnreadable(
                f"The input {file.name} of the manifest is not there.", cure=f"Give the file {name} with this content."
            )
        if (sha256 := sha256_of(path)) != file.sha256:
            raise SetUnreadable(
                f"The input {file.name} has the SHA-256 {sha256}; the set was made of {file.sha256}.",
                cure="Give the file as it was, or build a new set.",
            )
        found[file.name] = path
    return found


def differences(first: Sequence[File], again: Sequence[File]) -> list[Fault]:
    """Return what differs between the outputs of two runs, by name; the date is no part of them."""
    before: Mapping[str, File] = {file.name: file for file in first}
    after: Mapping[str, File] = {file.name: file for file in again}
    faults = [Fault(name=name, what="It was not made again.") for name in before if name not in after]
    faults += [Fault(name=name, what="It is new.") for name in after if name not in before]
    for name in before.keys() & after.keys():
        if before[name].sha256 != after[name].sha256:
            what = f"Its SHA-256 is {after[name].sha256}; it was {before[name].sha256}."
            faults.append(Fault(name=name, what=what))
    return sorted(faults, key=lambda fault: fault.name)
