"""Articles to lessons: each article is looked at, then every task takes from it what it teaches.

Streaming, in the articles' order, and the same for the same seed: only a bounded pool of names and sentences is kept
from one article to the next. What becomes no lesson is handed on with its reason. Reading articles is `articles.py`,
writing sets is for others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from newswright.errors import SettingsError
from newswright.instruct.building.articles import CUT_MARK, ArchiveArticle
from newswright.instruct.building.options import BuildOptions, Context, Left, Support
from newswright.instruct.building.tasks import TASKS, Task
from newswright.instruct.building.tasks.reading import Reading
from newswright.records import Lesson, Preference

__all__ = ["BuildOptions", "Left", "Support", "build"]


def build(
    articles: Iterable[ArchiveArticle],
    options: BuildOptions,
    left: Callable[[Left], None],
    support: Support | None = None,
) -> Iterator[Lesson | Preference]:
    """Yield the lessons and preferences that `articles` teach, article by article, in the order of `options.tasks`.

    Args:
        articles: from `articles.read_articles` or the newsroom's archive.
        options: what is built.
        left: is told of every article and sentence that becomes no lesson.
        support: says whether texts support a sentence. It is asked of articles with sources only: sentences that it
            denies become no `sentence` lessons, and articles with too many of them no `article` lessons.

    Raises:
        SettingsError: a task is unknown, or none is named.
    """
    tasks = _tasks(options)
    return _built(articles, tasks, Context(options, left, support))


def _built(articles: Iterable[ArchiveArticle], tasks: list[Task], context: Context) -> Iterator[Lesson | Preference]:
    for article in articles:
        reading = Reading(article, context.options.notes)
        reason = _unfit(reading, context.options)
        if reason:
            context.left(Left(article=article.id, task="", reason=reason, detail=article.headline))
            continue
        for task in tasks:
            yield from task.lessons(reading, context)
        context.pool.add(reading.sentences)


def _tasks(options: BuildOptions) -> list[Task]:
    unknown = [name for name in options.tasks if name not in TASKS]
    if unknown or not options.tasks:
        what = f"There is no task “{unknown[0]}”." if unknown else "No task is named."
        raise SettingsError(what, cure=f"Choose among: {', '.join(TASKS)}.")
    return [TASKS[name] for name in dict.fromkeys(options.tasks)]


def _unfit(reading: Reading, options: BuildOptions) -> str:
    """Return why an article teaches nothing, or ""."""
    article, count = reading.article, reading.words
    reasons = {
        "no headline": not article.headline,
        "shorter than min_words": count < options.min_words,
        "longer than max_words": count > options.max_words,
        "cut off": article.text.endswith(CUT_MARK.strip()),
        "not in English": article.language not in {"", "en"},
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
