"""Which of several servers to ask: one that is well, the least busy first. What is asked of it is not decided here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

DOUBLINGS = 4
"""Times that the rest of a server grows twofold while it fails again and again: at most 16 times as long."""


@dataclass
class _Server:
    address: str
    busy: int = 0
    """Requests that it is at work on."""
    failures: int = 0
    """Rests in a row that it was sent to."""
    until: float = 0.0
    """When its rest ends, by the clock."""


class Servers:
    """Servers by their addresses. Safe to use from several threads.

    One that failed rests. After its rest it gets one request to show itself on, and more once that was answered.
    """

    def __init__(self, addresses: Sequence[str], rest_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._servers = [_Server(address) for address in dict.fromkeys(addresses)]
        self._rest_s = rest_s
        self._clock = clock
        self._guard = threading.Lock()

    def __len__(self) -> int:
        return len(self._servers)

    @contextmanager
    def lend(self, besides: Collection[str] = ()) -> Iterator[str]:
        """Yield the address to ask, `besides` those tried already. Where none is well it is the longest at rest."""
        with self._guard:
            left = [server for server in self._servers if server.address not in besides]
            chosen = min(left, key=self._place)
            chosen.busy += 1
        try:
            yield chosen.address
        finally:
            with self._guard:
                chosen.busy -= 1

    def worked(self, address: str) -> None:
        """Note that a server has answered: it is well."""
        with self._guard:
            server = self._named(address)
            server.failures, server.until = 0, 0.0

    def failed(self, address: str) -> None:
        """Send a server to rest. Requests that were under way when it failed make the rest no longer."""
        with self._guard:
            server, now = self._named(address), self._clock()
            if now >= server.until:
                server.until = now + self._rest_s * 2 ** min(server.failures, DOUBLINGS)
                server.failures += 1

    def _named(self, address: str) -> _Server:
        return next(server for server in self._servers if server.address == address)

    def _place(self, server: _Server) -> tuple[bool, float]:
        """Return what the servers are sorted by; those that are equal keep their order in the settings."""
        on_trial = server.failures > 0 and server.busy > 0
        if on_trial or self._clock() < server.until:
            return True, server.until
        return False, server.busy
