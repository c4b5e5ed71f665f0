"""What a set is made of: articles and choices from files or from the archive, and a log of what became nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from pydantic import ValidationError

from newswright.instruct.building.articles import ArchiveArticle, ArticleOptions, read_articles
from newswright.instruct.building.options import Left
from newswright.instruct.building.pairs import from_reviews
from newswright.instruct.files.replacing import replacing
from newswright.instruct.files.rows import BadRow, read_rows
from newswright.instruct.files.sets import line_of
from newswright.progress import Progress
from newswright.records import Preference

ARTICLES, CHOICES = "articles.jsonl", "choices.jsonl"
"""Articles and preferences of a source that is no file, kept as the inputs that the manifest names."""
_TOLD = 500


class Inputs(NamedTuple):
    """What a set is made of."""

    articles: Path | str
    choices: Path | None


class Log:
    """What was left out, written as it comes and counted by reason."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.left: Counter[str] = Counter()
        self.bad: Counter[str] = Counter()
        self.undated = 0
        """Articles kept although their date could not be read."""

    def leave(self, left: Left) -> None:
        self.left[left.reason] += 1
        self._file.write(left.model_dump_json().encode() + b"\n")

    def reject(self, row: BadRow) -> None:
        self._file.write(row.model_dump_json().encode() + b"\n")
        if row.reason.startswith("kept"):
            self.undated += 1
            return
        kind = row.reason.split("; its fields are", 1)[0].split(": ", 1)[0]
        self.bad[kind if len(self.bad) < 50 or kind in self.bad else "other"] += 1


def kept_articles(source: Path | str | Iterable[ArchiveArticle], folder: Path) -> Path | str:
    """Return a source that a manifest can name; articles that are in no file are put into one."""
    if isinstance(source, Path | str):
        return source
    path = folder / ARTICLES
    with replacing(path) as file:
        for article in source:
            file.write(article.model_dump_json(exclude_defaults=True).encode() + b"\n")
    return path


def kept_choices(choices: Path | Iterable[Preference] | None, folder: Path) -> Path | None:
    """Return a file of preferences that a manifest can name; those that are in no file are put into one, if any are."""
    if choices is None or isinstance(choices, Path):
        return choices
    path = folder / CHOICES
    count = 0
    with replacing(path) as file:
        for count, choice in enumerate(choices, 1):  # noqa: B007 - counted as they come
            file.write(line_of(choice))
    if count:
        return path
    path.unlink()
    return None


def articles_of(source: Path | str, options: ArticleOptions, log: Log) -> Iterator[ArchiveArticle]:
    """Yield the articles of a source; rows that are none go to the log."""
    yield from read_articles(read_rows(source, log.reject), options, log.reject)


def choices_of(path: Path, log: Log) -> Iterator[Preference]:
    """Read preferences: a row of a set as it is, any other as an editor's choice."""
    for where, row in read_rows(path, log.reject):
        if "task" in row and "chosen" in row and "id" in row:
            try:
                yield Preference.model_validate(row)
            except ValidationError as error:
                log.reject(BadRow(where=where, reason=f"no preference: {error.errors()[0]['msg']}"))
        else:
            yield from from_reviews([(where, row)], log.reject)


class Counted:
    """Articles on their way, counted."""

    def __init__(self, articles: Iterator[ArchiveArticle], progress: Progress) -> None:
        self._articles, self._progress = articles, progress
        self.count = 0

    def __iter__(self) -> Iterator[ArchiveArticle]:
        for article in self._articles:
            yield article
            self.count += 1
            if not self.count % _TOLD:
                self._progress("building lessons", self.count, 0)
        self._progress("building lessons", self.count, self.count)


def files_of(source: Path | str) -> list[Path]:
    """Return the files of a source on this machine, in order; none for a name on the hub."""
    path = Path(source)
    if path.is_dir():
        return sorted(one for one in path.iterdir() if one.is_file())
    return [path] if path.is_file() else []
