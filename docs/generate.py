"""Generates the reference from the code, so that it cannot drift: whole pages, and tables inside written pages.

Whole pages: commands.md, settings.md, exit-codes.md, house.md. In written pages the lines between
`<!-- generated: NAME -->` and `<!-- /generated -->` are replaced. `python docs/generate.py` writes what differs;
with `--check` it writes nothing, names each file that differs and ends with 1. What the tables say is said in the
code: help texts, attribute docstrings, docstrings.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from newswright.cli import exits
from newswright.cli.verbs import app
from newswright.instruct.rendering.template import Template, UserForms, built_in
from newswright.settings import Settings
from newswright.verify.gate import CHECKS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "newswright"
MARK = "<!-- Made by `python docs/generate.py` from the code. Do not edit: change the code and run it again. -->"

_BLOCK = re.compile(r"(<!-- generated: (?P<name>[\w .]+) -->\n).*?(<!-- /generated -->)", re.DOTALL)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; line ends and pipes in cells are made harmless."""
    lines = [list(columns), ["---"] * len(columns), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines).replace(" |  |", " | |")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _first_paragraph(text: str | None) -> str:
    return " ".join((inspect.cleandoc(text or "").split("\n\n", 1)[0]).split())


# -- commands --


def commands_page() -> str:
    """Every command with its usage, arguments, options and defaults."""
    sections = [_command(name, command) for name, command in _commands()]
    intro = (
        "Every command takes `--help`. Results go to standard output, progress and errors to standard error. How a\n"
        "command ends is in [exit-codes.md](exit-codes.md).\n"
    )
    return f"{MARK}\n\n# Commands\n\n{intro}\n" + "\n".join(sections)


def _commands() -> Iterator[tuple[str, Any]]:
    """Every command with its full name, groups included, in the order of the help."""
    root: Any = typer.main.get_command(app)
    yield "newswright", root
    for name, command in root.commands.items():
        yield f"newswright {name}", command
        for inner, below in getattr(command, "commands", {}).items():
            yield f"newswright {name} {inner}", below


def _command(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    words = [name, "[OPTIONS]" if options else "", *map(_usage, arguments)]
    if hasattr(command, "commands"):
        words.append("[COMMAND]" if command.invoke_without_command else "COMMAND")
    parts = [f"## {name}\n", _first_paragraph(command.help) + "\n", f"    {' '.join(filter(None, words))}\n"]
    if arguments:
        parts.append(table(("Argument", "Default", "Meaning"), [(f"`{_usage(p)}`", *_told(p)) for p in arguments]))
    if options:
        parts.append(table(("Option", "Default", "Meaning"), [(_flags(p), *_told(p)) for p in options]))
    return "\n".join(parts)


def _usage(argument: Any) -> str:
    name = argument.name.upper() + ("..." if argument.nargs == -1 else "")
    return name if argument.required else f"[{name}]"


def _flags(option: Any) -> str:
    value = "" if option.is_flag else f" {'NUMBER' if isinstance(option.default, int) else option.name.upper()}"
    return ", ".join(f"`{flag}{value}`" for flag in sorted(option.opts, key=len, reverse=True))


def _told(parameter: Any) -> tuple[str, str]:
    default = parameter.default
    shown = "" if default is None or default is False or default in ("", ()) else f"`{default}`"
    named = f" Environment: `{parameter.envvar}`." if parameter.envvar else ""
    return shown, (parameter.help or "") + named


def verbs_block() -> str:
    """A table of the verbs, each with its page."""
    root: Any = typer.main.get_command(app)
    return table(
        ("Verb", "What it does"),
        [(f"[`{name}`]({name}.md)", _first_paragraph(command.help)) for name, command in root.commands.items()],
    )


# -- settings --

INTRO = """\
The settings of a newsroom are in the file `newsroom.toml` in its folder. Every key has a default. A key that is not
listed here is an error, and so is a value out of range.

The environment overrides the file: `NEWSWRIGHT_`, the table, two underscores and the key, in capitals.
`NEWSWRIGHT_WRITE__MAX_SENTENCES=4` is `max_sentences` in `[write]`. A variable that sets nothing is an error too.

A key of a service is never a setting: the settings name the environment variable that holds it.

TOML has no empty value: where the default is "none", leave the key out.
"""


def settings_page() -> str:
    """Every table of newsroom.toml with every key."""
    parts = [f"{MARK}\n\n# Settings\n\n{INTRO}", "## Top of the file\n\n" + _keys(Settings.model_json_schema())]
    for name, schema in _tables():
        about = inspect.cleandoc(schema.get("description", ""))
        parts.append(f"## [{name}]\n\n{about}\n\n{_keys(schema)}")
    return "\n".join(parts)


def _tables() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of newsroom.toml with its JSON schema, nested ones behind theirs."""
    whole = Settings.model_json_schema()

    def below(schema: dict[str, Any], prefix: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for key, value in schema["properties"].items():
            if "$ref" in value:
                inner = whole["$defs"][value["$ref"].rsplit("/", 1)[1]]
                yield prefix + key, inner
                yield from below(inner, f"{prefix}{key}.")

    return below(whole, "")


def _keys(schema: dict[str, Any]) -> str:
    rows = [
        (f"`{key}`", _kind(value), _default(value.get("default")), value.get("description", ""))
        for key, value in schema["properties"].items()
        if "$ref" not in value
    ]
    return table(("Key", "Value", "Default", "Meaning"), rows)


_PLAIN = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "table of numbers",
}


def _kind(schema: dict[str, Any]) -> str:
    """Say in words which values a key takes."""
    one = next((part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"), schema)
    if "enum" in one:
        return " or ".join(f"`{choice}`" for choice in one["enum"])
    if one.get("type") == "array":
        return "list of texts"
    if one.get("format") == "path":
        return "path"
    kind = _PLAIN[one["type"]]
    return f"{kind}{_range(one)}"


def _range(schema: dict[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    bounds = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "above", "exclusiveMaximum": "below"}
    return "".join(f", {word} {schema[key]:g}" for key, word in bounds.items() if key in schema)


def _default(value: Any) -> str:
    return "none" if value is None else f"`{json.dumps(value, ensure_ascii=False)}`"


def settings_block(name: str) -> str:
    """The keys of one table of newsroom.toml."""
    return _keys(dict(_tables())[name])


# -- exit codes --


def exits_page() -> str:
    """Every exit code with its meaning."""
    rows = {getattr(exits, name): (name, said) for name, said in _constants(Path(exits.__file__)).items()}
    rows |= {number: (kind.__name__, kind.__doc__ or "") for kind, number in exits.CODES.items()}
    lines = [(str(number), name, said) for number, (name, said) in sorted(rows.items())]
    intro = (
        "A command ends with one of these codes. A program may rely on them. The errors are classes of\n"
        "`newswright.errors`; each message says what happened, with the value, and the cure. An error without a code\n"
        "of its own has that of its parent class.\n"
    )
    return f"{MARK}\n\n# Exit codes\n\n{intro}\n" + table(("Code", "Name", "Meaning"), lines)


def _constants(path: Path) -> dict[str, str]:
    """The whole numbers that a module names, each with the docstring behind it."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found: dict[str, str] = {}
    for at, node in enumerate(body):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, int):
            behind = body[at + 1] if at + 1 < len(body) else None
            said = behind.value.value if isinstance(behind, ast.Expr) and isinstance(behind.value, ast.Constant) else ""
            found[ast.unparse(node.targets[0])] = str(said) or "The command did what it was asked to do."
    return found


# -- the house --


def house_page() -> str:
    """The map of the code: the layers, then every folder with every module."""
    parts = [
        f"{MARK}\n\n# The house\n\nThe map of `src/newswright`, from the first words of each module. Why it is laid\n"
        "out so is in [decisions/0001-the-house.md](decisions/0001-the-house.md).\n",
        "## Layers\n\nImports point down this list only. The stages, which share a line, do not import each other."
        " `make check` says so.\n\n" + _layers(),
        "## newswright\n\n" + _modules(PACKAGE),
    ]
    for folder in sorted(path for path in PACKAGE.rglob("*") if (path / "__init__.py").is_file()):
        about = _docstring(folder / "__init__.py")
        parts.append(f"## {folder.relative_to(PACKAGE).as_posix()}\n\n{about}\n\n{_modules(folder)}")
    return "\n".join(part for part in parts if part)


def _layers() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    lines = [re.split(r"\s*[:|]\s*", line.replace("newswright.", "")) for line in layers]
    return "".join(f"{number}. {', '.join(f'`{name}`' for name in names)}\n" for number, names in enumerate(lines, 1))


def _modules(folder: Path) -> str:
    rows = [(f"`{path.name}`", _docstring(path)) for path in sorted(folder.glob("*.py")) if path.name != "__init__.py"]
    data = sorted(path.relative_to(folder).as_posix() for path in _data(folder))
    parts = [table(("Module", "What it does"), rows)] if rows else []
    if data:
        parts.append(f"Data: {', '.join(f'`{name}`' for name in data)}\n")
    return "\n".join(parts)


def _data(folder: Path) -> Iterator[Path]:
    """The files of a package that are no modules, below folders that are no packages too."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != "__pycache__" and not (path / "__init__.py").is_file():
            yield from (inner for inner in path.rglob("*") if inner.is_file() and "__pycache__" not in inner.parts)
        elif path.is_file() and path.suffix not in {".py", ".pyc"}:
            yield path


def _docstring(path: Path) -> str:
    return _first_paragraph(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))


def house_block() -> str:
    """The folders and modules at the top of the house."""
    paths = sorted(PACKAGE.glob("*.py"))
    rows = [(f"`{path.name}`", _docstring(path)) for path in paths if not path.name.startswith("__")]
    folders = sorted(path for path in PACKAGE.iterdir() if (path / "__init__.py").is_file())
    rows += [(f"`{folder.name}/`", _docstring(folder / "__init__.py")) for folder in folders]
    return table(("In `src/newswright`", ""), rows)


def checks_block() -> str:
    """The checks in their order, each with its page."""
    rows = [
        (f"[{name}](gate/{name}.md)", _docstring(PACKAGE / "verify" / "gate" / f"{name}.py").split(": ", 1)[1])
        for name in CHECKS
    ]
    return table(("Check", "What it asks"), rows)


# -- templates --


def templates_block() -> str:
    """The prompt templates of this release."""
    rows = [(f"`{t.name}`", t.about, t.models, t.notes) for t in built_in().values()]
    return table(("Template", "What it is", "Models", "Notes"), rows)


def fields_block(record: type[BaseModel]) -> str:
    """The fields of a record with what they mean and their defaults."""
    rows = [
        (f"`{name}`", "" if field.is_required() else f"`{json.dumps(field.default)}`", field.description or "")
        for name, field in record.model_fields.items()
    ]
    return table(("Key", "Default", "Meaning"), rows)


# -- writing and checking --

PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands_page,
    "settings.md": settings_page,
    "exit-codes.md": exits_page,
    "house.md": house_page,
}
"""Pages that are made whole."""

BLOCKS: dict[str, Callable[[], str]] = {
    "verbs": verbs_block,
    "checks": checks_block,
    "house": house_block,
    "templates": templates_block,
    "template keys": partial(fields_block, Template),
    "user forms": partial(fields_block, UserForms),
    **{f"settings {name}": partial(settings_block, name) for name, _ in _tables()},
}
"""Tables that written pages ask for by name."""


def wanted(root: Path) -> dict[Path, str]:
    """Return every Markdown file of `root` that is made, or has made parts, with what it should hold."""
    found = {root / "docs" / name: make() for name, make in PAGES.items()}
    for path in [root / "README.md", *sorted((root / "docs").rglob("*.md"))]:
        text = path.read_text(encoding="utf-8") if path.is_file() and path not in found else ""
        if _BLOCK.search(text):
            found[path] = _BLOCK.sub(lambda match: match[1] + BLOCKS[match["name"]]() + match[3], text)
    return found


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Write what differs, or name it (`--check`); return the exit code."""
    parser = argparse.ArgumentParser(description="Generate the reference pages of the documentation from the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; name each file that differs")
    check = parser.parse_args(arguments).check
    stale = [
        (path, text)
        for path, text in wanted(root).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        shown = path.relative_to(root).as_posix()
        if check:
            sys.stdout.write(f"{shown} is not what the code says now: run python docs/generate.py\n")
        else:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote {shown}\n")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
