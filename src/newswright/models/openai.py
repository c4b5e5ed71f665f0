"""Any server with OpenAI's interface (vLLM, llama.cpp, Ollama, a hosted service), over HTTP; also several in turn.

What happens between one request and one server is in `exchange.py`, which server it is in `servers.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from newswright.errors import ModelError, ModelRefused, ModelUnreachable, RequestRefused, SettingsError
from newswright.models.answers import Poor, read
from newswright.models.exchange import Exchange
from newswright.models.index import shown
from newswright.models.options import ModelOptions
from newswright.models.protocol import Reply, Request, encodable, opened
from newswright.models.servers import Servers

_PATHS = {"chat": "/chat/completions", "completions": "/completions"}


class OpenAIModel:
    """A model behind one server or several. Close it, or use it as a context manager."""

    def __init__(self, options: ModelOptions) -> None:
        """Prepare the connections; nothing is sent yet.

        Raises:
            SettingsError: no address, or a key that no header can carry.
        """
        _check_addresses(options)
        self.name, self.parallel = options.name, options.parallel
        self.converses = options.api == "chat"
        """Whether it answers conversations: the writer asks such a model for a whole article."""
        self._chat, self._path = options.api == "chat", _PATHS[options.api]
        self._servers = Servers((options.base_url, *options.servers), options.rest_s)
        self._exchange = Exchange(options)
        self._pool = ThreadPoolExecutor(self.parallel, thread_name_prefix="newswright-model")

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`, in their order, `parallel` of them at once. `no_copy` has no counterpart and is left out.

        An answer that is empty, cut off or repeats itself is asked for once more, of another server where there is one,
        and returned as it is where that does not help: the same question mostly gets the same answer.

        Raises:
            ModelUnreachable: no answer of any server, also after retries.
            RequestRefused: no server takes one of the requests.
            ModelRefused: the servers reject the key or the model's name, or answer with something else.
            ModelError: the model is closed.
        """
        self._check_open()
        work = [self._pool.submit(self._answer, request) for request in requests]
        try:
            return [future.result() for future in work]
        finally:
            for future in work:
                future.cancel()

    def stream(self, request: Request) -> Iterator[str]:
        """Yield the answer to `request` in pieces as they come; together they are what `complete` returns.

        A server that fails before its first piece is taken over by another.

        Raises:
            ModelError: or one of its kinds, as for `complete`; also after some pieces, where the stream breaks off.
        """
        self._check_open()
        asked = question(request, self.name, chat=self._chat) | {"stream": True}
        begun = "" if self._chat else request.opening
        failures: list[ModelError] = []
        tried: list[str] = []
        while len(tried) < len(self._servers):
            with self._servers.lend(tried) as address:
                tried.append(address)
                heard = False
                try:
                    for piece in self._exchange.pieces(address, self._path, asked, chat=self._chat):
                        yield piece if heard else begun + piece
                        heard = True
                except ModelError as error:
                    self._note(address, error)
                    if heard:
                        raise
                    failures.append(error)
                    continue
                self._servers.worked(address)
                if begun and not heard:
                    yield begun
                return
        raise _none_left(failures)

    def close(self) -> None:
        """Wait for the requests in work, without further attempts, and close the connections."""
        self._exchange.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._exchange.stopping:
            raise ModelError(f"The model {self.name} is closed.", cure="Open it again.")

    def _answer(self, request: Request) -> Reply:
        asked = question(request, self.name, chat=self._chat)
        reading = partial(read, request=request, chat=self._chat)
        failures: list[ModelError] = []
        poor: Reply | None = None
        tried: list[str] = []
        while len(tried) < len(self._servers):
            with self._servers.lend(tried) as address:
                tried.append(address)
                try:
                    reply = self._exchange.ask(address, self._path, asked, reading)
                except Poor as fault:  # the model's fault: its server is well
                    self._servers.worked(address)
                    if poor:
                        return poor if poor.text else fault.reply
                    poor = fault.reply
                    if len(tried) == len(self._servers):
                        tried.remove(address)
                except ModelError as error:
                    if self._exchange.stopping:
                        raise
                    self._note(address, error)
                    failures.append(error)
                else:
                    self._servers.worked(address)
                    return reply
        if poor is None:
            raise _none_left(failures)
        return poor

    def _note(self, address: str, error: ModelError) -> None:
        """Send a server that fails to rest; one that only refuses a request is well."""
        if isinstance(error, RequestRefused):
            self._servers.worked(address)
        else:
            self._servers.failed(address)


def question(request: Request, model: str, *, chat: bool) -> dict[str, Any]:
    """Return the body of the HTTP request that asks `model` for `request`."""
    body: dict[str, Any] = {
        "model": model,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "seed": request.seed,
        "stop": list(request.stop),
    }
    if not chat:
        return body | {"prompt": list(request.ids) or encodable(request.shared + "".join(opened(request)))}
    if request.ids:
        raise ModelRefused(
            "A conversation server takes no token ids.", cure="Set `api` in [model] to completions, which does."
        )
    wish = f"\nBegin with: {request.opening}" if request.opening else ""
    return body | {
        "messages": [
            {"role": "system", "content": encodable(request.shared.strip())},
            {"role": "user", "content": encodable(request.own + wish)},
        ]
    }


def _check_addresses(options: ModelOptions) -> None:
    if not options.base_url:
        raise SettingsError(
            "The engine “openai” needs the server's address.",
            cure="Set `base_url` in [model], for instance to http://localhost:8000/v1.",
        )
    for address in (options.base_url, *options.servers):
        if "@" in urlsplit(address).netloc:
            setting = "base_url" if address == options.base_url else "servers"
            raise SettingsError(
                f"The server's address {shown(address)} has a user name or password in it.",
                cure=f"Take it out of `{setting}` and put the key into the environment variable {options.key_env}.",
            )


def _none_left(failures: Sequence[ModelError]) -> ModelError:
    """Return what is told where every server failed: what each of them did."""
    if len(failures) == 1:
        return failures[0]
    kinds = (RequestRefused, ModelUnreachable, ModelRefused)
    kind = next(kind for kind in kinds if any(isinstance(error, kind) for error in failures))
    cure = next(error.cure for error in failures if isinstance(error, kind))
    return kind(
        f"None of {len(failures)} model servers answers. {' '.join(error.what for error in failures)}", cure=cure
    )
