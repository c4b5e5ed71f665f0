from __future__ import annotations

from newswright.models.servers import DOUBLINGS, Servers


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def servers(clock: Clock) -> Servers:
    return Servers(["a", "b", "a", "c"], 30.0, clock)


def asked(among: Servers, *besides: str) -> str:
    with among.lend(besides) as address:
        return address


def test_the_first_that_is_well_is_asked_and_the_least_busy() -> None:
    among = servers(Clock())
    assert len(among) == 3
    assert [asked(among), asked(among), asked(among, "a")] == ["a", "a", "b"]
    with among.lend() as one, among.lend() as two, among.lend() as three, among.lend() as four:
        assert (one, two, three, four) == ("a", "b", "c", "a")
    assert asked(among) == "a"


def test_one_that_failed_rests_longer_each_time_and_is_well_once_it_answers() -> None:
    clock = Clock()
    among = servers(clock)
    for turn in range(7):
        among.failed("a")
        among.failed("a")  # of requests that were under way
        rest = 30.0 * 2 ** min(turn, DOUBLINGS)
        clock.now += rest - 1
        assert asked(among) == "b"
        clock.now += 1
        assert asked(among) == "a"
    among.worked("a")
    among.failed("a")
    clock.now += 30
    assert asked(among) == "a"


def test_after_its_rest_it_gets_one_request_to_show_itself_on() -> None:
    clock = Clock()
    among = servers(clock)
    among.failed("a")
    clock.now += 30
    with among.lend() as first, among.lend() as second, among.lend() as third, among.lend() as fourth:
        assert (first, second, third, fourth) == ("a", "b", "c", "b")
        among.worked("a")
        with among.lend() as fifth:
            assert fifth == "a"


def test_where_none_is_well_the_longest_at_rest_is_asked() -> None:
    clock = Clock()
    among = servers(clock)
    for address in ("b", "a", "c"):
        among.failed(address)
        clock.now += 1
    assert [asked(among), asked(among, "b"), asked(among, "a", "b")] == ["b", "a", "c"]
