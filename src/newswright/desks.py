"""Stories written several at once, and what becomes of them where the model fails.

One story that the model fails for is reported and the others go on: the next run tries it again, for it is not stored.
Where the model fails for several in a row it is gone, and the run ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed

from newswright.errors import ModelError, NewswrightError, RequestRefused
from newswright.models import LanguageModel
from newswright.records import Article, Status, Story

DESKS = 3
"""Stories written at once: enough to keep the model's parallel places filled while one waits for its last sentence."""
PATIENCE = 3
"""Stories in a row that fail before the model counts as gone."""

Job = tuple[Story, Callable[[], Article]]
"""A story and what writes it."""


def written(
    jobs: Iterable[Job], model: LanguageModel, patience: int, *, answers: bool = False
) -> Iterator[tuple[Story, Article | ModelError]]:
    """Yield each story as it is done: with its article, or with the error for which it was not written.

    `answers` says that the model has written a story with these options before. Until it has, a request that it refuses
    is a failure of the model's: it may refuse them all, for a parameter that it does not know.

    Raises:
        ModelError: the model failed for `patience` stories in a row; what was finished by then has been yielded.
        NewswrightError: anything else that the user must mend.
    """
    with ThreadPoolExecutor(DESKS, thread_name_prefix="desk") as desks:
        work = {desks.submit(write): story for story, write in jobs}
        done: set[Future[Article]] = set()
        failed = 0
        try:
            for future in as_completed(work):
                done.add(future)
                result = _result(future)
                answers = answers or (isinstance(result, Article) and result.status is Status.PUBLISHED)
                failed = _in_a_row(failed, result, answers=answers)
                if isinstance(result, ModelError) and failed >= patience:
                    raise result
                yield work[future], result
        except NewswrightError:  # begin no more, but keep what the other desks have finished
            desks.shutdown(wait=True, cancel_futures=True)
            for future in work.keys() - done:
                if not future.cancelled() and future.exception() is None:
                    yield work[future], future.result()
            raise
        except BaseException:
            desks.shutdown(wait=False, cancel_futures=True)
            model.close()  # the desks at work would otherwise write their stories to the end first
            raise


def _result(future: Future[Article]) -> Article | ModelError:
    try:
        return future.result()
    except ModelError as error:
        return error


def _in_a_row(failed: int, result: Article | ModelError, *, answers: bool) -> int:
    """Return how many stories in a row the model failed for, after one more.

    A request refused is an answer, of a model that `answers`. A story refused says nothing: it may have been too thin
    to ask for.
    """
    if isinstance(result, ModelError):
        return 0 if answers and isinstance(result, RequestRefused) else failed + 1
    return failed if result.status is Status.REFUSED else 0
