"""Which failures end a run of stories, and which only leave a story to the next run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from newswright.desks import DESKS, PATIENCE, written
from newswright.errors import ModelError, ModelRefused, ModelUnreachable, RequestRefused, SettingsError
from newswright.models.echo import EchoModel
from newswright.records import Article, Status, Story

GONE = ModelUnreachable("The server is gone.", cure="Start it.")
LONG = RequestRefused("The story is too long.", cure="Raise `context`.")


class Closing(EchoModel):
    """Ends who waits for it when it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = threading.Event()

    def close(self) -> None:
        self.closed.set()


def story(name: str) -> Story:
    return Story(id=name, slug=name, items=("i",), outlets=("o",), language="en")


def article(name: str, status: Status) -> Article:
    return Article(
        id=f"a{name}",
        story=name,
        slug=name,
        headline=name,
        language="en",
        status=status,
        reason="thin" if status is Status.REFUSED else "",
        sources=("i",),
        model="m",
        written_at=datetime(2026, 11, 25, tzinfo=UTC),
    )


def told(*fates: Exception | Status, patience: int = PATIENCE, answers: bool = False) -> tuple[list[str], str]:
    """Return what becomes of stories with these `fates`, one after the other, and the error that ended it."""
    turns = [threading.Event() for _ in fates]
    turns[0].set()

    def job(number: int) -> Callable[[], Article]:
        def write() -> Article:
            assert turns[number].wait(1)  # those behind the end never get it
            fate = fates[number]
            if isinstance(fate, Exception):
                raise fate
            return article(f"s{number}", fate)

        return write

    jobs = ((story(f"s{number}"), job(number)) for number in range(len(fates)))
    found: list[str] = []
    try:
        for one, result in written(jobs, EchoModel(), patience, answers=answers):
            found.append(f"{one.id} {result.what if isinstance(result, ModelError) else result.status}")
            for turn in turns[len(found) : len(found) + 1]:
                turn.set()
    except (ModelError, SettingsError) as error:
        return found, error.what
    finally:
        for turn in turns:
            turn.set()
    return found, ""


def test_one_failure_leaves_the_others_alone() -> None:
    found, error = told(Status.PUBLISHED, GONE, Status.PUBLISHED, GONE, GONE, Status.PUBLISHED)
    assert found == [
        "s0 published",
        "s1 The server is gone.",
        "s2 published",
        "s3 The server is gone.",
        "s4 The server is gone.",
        "s5 published",
    ]
    assert not error


@pytest.mark.parametrize("between", [(), (Status.REFUSED,)])
def test_three_in_a_row_are_the_end_and_a_thin_story_between_them_is_no_sign_of_life(between: tuple[Status]) -> None:
    found, error = told(Status.PUBLISHED, GONE, *between, GONE, GONE)
    assert len(found) == 3 + len(between)
    assert error == "The server is gone."


def test_a_request_refused_is_a_sign_of_life_of_a_model_that_has_written() -> None:
    assert told(Status.PUBLISHED, *[LONG] * 5)[1] == ""
    assert told(*[LONG] * 5, answers=True)[1] == ""
    assert told(Status.PUBLISHED, GONE, GONE, LONG, GONE, GONE)[1] == ""


def test_a_model_that_refuses_from_the_first_is_of_no_use() -> None:
    assert told(LONG, LONG, LONG, Status.PUBLISHED)[1] == LONG.what
    assert told(LONG, patience=1)[1] == LONG.what
    assert told(ModelRefused("No key.", cure="Set it."), patience=1)[1] == "No key."


def test_what_other_desks_have_finished_is_kept_where_the_user_must_mend_something() -> None:
    begun, go = threading.Barrier(2), threading.Event()

    def wrong() -> Article:
        begun.wait(10)
        go.set()
        raise SettingsError("A setting is wrong.", cure="Mend it.")

    def slow() -> Article:
        begun.wait(10)
        assert go.wait(10)
        return article("slow", Status.PUBLISHED)

    work = [(story("wrong"), wrong), (story("slow"), slow)]
    found: list[str] = []
    with pytest.raises(SettingsError):
        found.extend(one.id for one, _ in written(work, EchoModel(), PATIENCE))
    assert found == ["slow"]


def test_a_stop_closes_the_model_and_begins_no_more() -> None:
    begun, model = [], Closing()

    def first() -> Article:
        return article("first", Status.PUBLISHED)

    def waiting() -> Article:
        begun.append(True)
        model.closed.wait(10)
        return article("waiting", Status.PUBLISHED)

    work = written([(story("first"), first), *[(story(f"s{n}"), waiting) for n in range(20)]], model, PATIENCE)
    next(work)
    with pytest.raises(KeyboardInterrupt):
        work.throw(KeyboardInterrupt())  # type: ignore[attr-defined]
    assert model.closed.is_set()
    assert len(begun) <= DESKS
