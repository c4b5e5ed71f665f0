"""One request to one server: sent, sent again where that may help, and what is told where it does not.

The key comes from the environment variable that the settings name, goes into the request's header and nowhere else.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import stamina

from newswright.errors import ModelError, ModelRefused, ModelUnreachable, RequestRefused, SettingsError
from newswright.models.answers import LARGEST, Faulty, Poor, pieces
from newswright.models.index import shown
from newswright.models.options import ModelOptions
from newswright.models.protocol import Reply

EXCERPT = 300
"""Characters of a server's own message that an error repeats."""
CONNECT_S = 10.0
"""Seconds in which a connection must stand, where `timeout_s` is not less: a machine that is gone is known sooner."""
LONGEST_PAUSE = 30.0
"""Seconds that a server may ask to be left alone (Retry-After); what it asks beyond is not granted."""
_OF_THE_REQUEST = (400, 413, 422)
_PASSING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.DecodingError,
    httpx.ReadError,
    httpx.RemoteProtocolError,
    httpx.WriteError,
)


class _Busy(Exception):
    """The server fails, or wants no request now. `said` is its own message."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"status {status}")
        self.status, self.said = status, said


class Exchange:
    """The connections to servers. Close it after the last request."""

    def __init__(self, options: ModelOptions) -> None:
        """Prepare the connections; nothing is sent yet.

        Raises:
            SettingsError: a key that no header can carry.
        """
        self._options = options
        self._key = _key(options.key_env)
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            timeout=httpx.Timeout(options.timeout_s, connect=min(options.timeout_s, CONNECT_S), pool=None),
            # No more are needed at once than `parallel` and the streams; a limit would let those who read a stream and
            # ask for something beside it wait for each other.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=options.parallel),
        )
        self._stopping = threading.Event()

    @property
    def stopping(self) -> bool:
        """Whether no further request is sent."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Send no further request; those under way are waited for."""
        self._stopping.set()

    def close(self) -> None:
        """Close the connections."""
        self.stop()
        self._client.close()

    def ask(self, address: str, path: str, question: dict[str, Any], read: Callable[[bytes], Reply]) -> Reply:
        """Return what `read` makes of the answer to `question`, asked up to `attempts` times.

        Raises:
            ModelUnreachable: no answer.
            RequestRefused: the server does not take this request.
            ModelRefused: it takes none, or answers with something that `read` cannot use.
            Poor: the answer is poor; it has the reply.
            ModelError: the exchange was stopped.
        """
        pause = 0.0
        with self._telling(address):
            for attempt in stamina.retry_context(
                on=_again, attempts=self._options.attempts, timeout=None, wait_max=8.0
            ):
                with attempt:
                    if self._stopping.wait(pause) if pause else self.stopping:
                        raise _closed()
                    with self._sent(address + path, question) as answer:
                        pause = wanted_pause(answer.headers.get("Retry-After", ""), datetime.now(UTC))
                        self._accept(address, answer)
                        reply = read(self._whole(answer))
        return reply

    def pieces(self, address: str, path: str, question: dict[str, Any], *, chat: bool) -> Iterator[str]:
        """Yield the answer to `question` as it comes. It is asked once.

        Raises:
            ModelUnreachable, ModelRefused: as `ask`; also after some pieces, where the stream breaks off.
            ModelError: the exchange was stopped.
        """
        with self._telling(address), self._sent(address + path, question) as answer:
            self._accept(address, answer)
            for piece in pieces(answer.iter_bytes(), chat=chat):
                if self.stopping:
                    raise _closed()
                yield piece

    def _sent(self, url: str, question: dict[str, Any]) -> AbstractContextManager[httpx.Response]:
        return self._client.stream("POST", url, json=question)

    def _whole(self, answer: httpx.Response) -> bytes:
        """Return the body. A server that sends it drop by drop has `timeout_s` for it too."""
        content = bytearray()
        end = time.monotonic() + self._options.timeout_s
        for piece in answer.iter_bytes():
            content += piece
            if len(content) > LARGEST:
                raise Faulty(f"answers with more than {LARGEST // 2**20} MB")
            if time.monotonic() > end:
                raise httpx.ReadTimeout("the body takes too long", request=answer.request)
        return bytes(content)

    def _accept(self, address: str, answer: httpx.Response) -> None:
        status = answer.status_code
        if status == httpx.codes.OK:
            return
        if status in (401, 403):  # its body may repeat the key
            state = "is set" if self._key else "is not set"
            raise self._refused(
                address,
                f"does not accept the key (status {status})",
                f"Check the environment variable {self._options.key_env}: it {state}.",
            )
        said = self._said(answer)
        if _busy(status):
            raise _Busy(status, said)
        if status == httpx.codes.NOT_FOUND:
            raise self._refused(
                address,
                f"knows no model “{self._options.name}” or no such address (status 404){said}",
                f"Check `name` and {self._setting(address)} in [model]; the address ends with the version, as /v1.",
            )
        kind = RequestRefused if status in _OF_THE_REQUEST else ModelRefused
        raise kind(
            f"The model server {shown(address)} refuses the request (status {status}){said}.", cure="Check [model]."
        )

    def _said(self, answer: httpx.Response) -> str:
        text = " ".join(self._whole(answer).decode("utf-8", "replace").split())
        text = (text.replace(self._key, "[key]") if self._key else text)[:EXCERPT]
        return f": {text}" if text else ""

    @contextmanager
    def _telling(self, address: str) -> Iterator[None]:
        """Turn what goes wrong with a request into what the user is told."""
        try:
            yield
        except Poor:
            raise
        except Faulty as error:
            cure = f"Check `api` and {self._setting(address)} in [model]."
            raise self._refused(address, error.what, cure) from error
        except _Busy as error:
            raise self._unreachable(address, f"answers {error.status}{error.said}") from error
        except httpx.TimeoutException as error:
            what = f"did not answer within {self._options.timeout_s:g} seconds"
            raise self._unreachable(address, what) from error
        except httpx.HTTPError as error:
            raise self._unreachable(address, f"cannot be reached ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            cure = f"Check {self._setting(address)} in [model]."
            raise self._refused(address, "has no usable address", cure) from error

    def _refused(self, address: str, what: str, cure: str) -> ModelRefused:
        return ModelRefused(f"The model server {shown(address)} {what}.", cure=cure)

    def _unreachable(self, address: str, what: str) -> ModelUnreachable:
        return ModelUnreachable(
            f"The model server {shown(address)} {what} (attempts allowed: {self._options.attempts}).",
            cure=f"Check that it runs and that {self._setting(address)} in [model] is right; `timeout_s` gives it more "
            "time.",
        )

    def _setting(self, address: str) -> str:
        return "`base_url`" if address == self._options.base_url else "`servers`"


def _closed() -> ModelError:
    return ModelError("The model was closed during a request.", cure="Ask again.")


def wanted_pause(header: str, now: datetime) -> float:
    """Return the seconds that a Retry-After `header` asks for, as a number or a date; 0 where it is neither."""
    try:
        seconds = float(header)
    except ValueError:
        try:
            until = parsedate_to_datetime(header)
        except ValueError:
            return 0.0
        seconds = (until if until.tzinfo else until.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return min(seconds, LONGEST_PAUSE) if seconds > 0 else 0.0  # also where it is no number ("nan")


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(
            f"The key in the environment variable {variable} has characters that no HTTP header can carry.",
            cure="Set it again, without quotation marks or line ends.",
        )
    return key


def _busy(status: int) -> bool:
    return status in (408, 425, 429) or status >= httpx.codes.INTERNAL_SERVER_ERROR


def _again(error: Exception) -> bool:
    """Tell whether another attempt of the same server may help.

    A time-out is not repeated: a slow server gets no second request. Nor is a poor answer: the model would repeat it.
    """
    return isinstance(error, (*_PASSING, _Busy, Faulty)) and not isinstance(error, Poor)
