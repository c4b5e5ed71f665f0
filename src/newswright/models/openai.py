"""Any server with OpenAI's interface (vLLM, llama.cpp, Ollama, a hosted service), over HTTP.

The key comes from the environment variable that the settings name, goes into the request's header and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import stamina

from newswright.errors import ModelError, ModelRefused, ModelUnreachable, SettingsError
from newswright.models.index import shown
from newswright.models.options import ModelOptions
from newswright.models.protocol import Reply, Request, encodable, opened

EXCERPT = 300
"""Characters of a server's own message that an error repeats."""
_BUSY = (429, 500, 502, 503, 504)
_PASSING = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


class OpenAIModel:
    """A model behind a server. Close it, or use it as a context manager."""

    def __init__(self, options: ModelOptions) -> None:
        """Prepare the connection; nothing is sent yet.

        Raises:
            SettingsError: no address, or a key that no header can carry.
        """
        if not options.base_url:
            raise SettingsError(
                "The engine “openai” needs the server's address.",
                cure="Set `base_url` in [model], for instance to http://localhost:8000/v1.",
            )
        if "@" in urlsplit(options.base_url).netloc:
            raise SettingsError(
                f"The server's address {shown(options.base_url)} has a user name or password in it.",
                cure=f"Take it out of `base_url` and put the key into the environment variable {options.key_env}.",
            )
        self.name, self.parallel = options.name, options.parallel
        self._options = options
        self._key = _key(options.key_env)
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {self._key}"} if self._key else {},
            timeout=httpx.Timeout(options.timeout_s, pool=None),
            limits=httpx.Limits(max_connections=options.parallel),
        )
        self._pool = ThreadPoolExecutor(self.parallel, thread_name_prefix="newswright-model")

    def complete(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer `requests`, in their order, `parallel` of them at once. `no_copy` has no counterpart and is left out.

        Raises:
            ModelUnreachable: no answer, also after retries.
            ModelRefused: the server rejects the key, the model's name or the request, or answers with something else.
            ModelError: the model is closed.
        """
        if self._client.is_closed:
            raise ModelError(f"The model {self.name} is closed.", cure="Open it again.")
        work = [self._pool.submit(self._answer, request) for request in requests]
        try:
            return [future.result() for future in work]
        finally:
            for future in work:
                future.cancel()

    def close(self) -> None:
        """Wait for the requests in work and close the connections."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, request: Request) -> Reply:
        chat = self._options.api == "chat"
        body = self._send("/chat/completions" if chat else "/completions", question(request, self.name, chat=chat))
        try:
            choice = body["choices"][0]
            text = (choice["message"]["content"] if chat else choice["text"]) or ""
            usage = body.get("usage") or {}
            counts = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
            text = text if chat else request.opening + text
        except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
            raise self._refused("answers without a choice", "Check `api` and `base_url` in [model].") from error
        finish = "length" if choice.get("finish_reason") == "length" else "stop"
        return Reply(text=text.strip(), finish=finish, prompt_tokens=counts[0], reply_tokens=counts[1])

    def _send(self, path: str, question: dict[str, Any]) -> Any:
        try:
            for attempt in stamina.retry_context(
                on=_passing, attempts=self._options.attempts, timeout=None, wait_max=8.0
            ):
                with attempt:
                    answer = self._client.post(self._options.base_url + path, json=question)
                    if answer.status_code in _BUSY:
                        answer.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise self._unreachable(f"answers {error.response.status_code}{self._said(error.response)}") from error
        except httpx.TimeoutException as error:
            raise self._unreachable(f"did not answer within {self._options.timeout_s:g} seconds") from error
        except httpx.HTTPError as error:
            raise self._unreachable(f"cannot be reached ({type(error).__name__})") from error
        except httpx.InvalidURL as error:
            raise self._refused("has no usable address", "Check `base_url` in [model].") from error
        self._accept(answer)
        try:
            return answer.json()
        except ValueError as error:
            raise self._refused("answers with something that is not JSON", "Check `base_url` in [model].") from error

    def _accept(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if status in (401, 403):  # its body may repeat the key
            state = "is set" if self._key else "is not set"
            raise self._refused(
                f"does not accept the key (status {status})",
                f"Check the environment variable {self._options.key_env}: it {state}.",
            )
        if status == httpx.codes.NOT_FOUND:
            raise self._refused(
                f"knows no model “{self.name}” or no such address (status 404){self._said(answer)}",
                "Check `name` and `base_url` in [model]; the address ends with the version, as /v1.",
            )
        if status != httpx.codes.OK:
            raise self._refused(f"refuses the request (status {status}){self._said(answer)}", "Check [model].")

    def _said(self, answer: httpx.Response) -> str:
        text = " ".join(answer.text.split())[:EXCERPT]
        text = text.replace(self._key, "[key]") if self._key else text
        return f": {text}" if text else ""

    def _refused(self, what: str, cure: str) -> ModelRefused:
        return ModelRefused(f"The model server {shown(self._options.base_url)} {what}.", cure=cure)

    def _unreachable(self, what: str) -> ModelUnreachable:
        return ModelUnreachable(
            f"The model server {shown(self._options.base_url)} {what} (attempts allowed: {self._options.attempts}).",
            cure="Check that it runs and that `base_url` in [model] is right; `timeout_s` gives it more time.",
        )


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


def _key(variable: str) -> str:
    key = os.environ.get(variable, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(
            f"The key in the environment variable {variable} has characters that no HTTP header can carry.",
            cure="Set it again, without quotation marks or line ends.",
        )
    return key


def _passing(error: Exception) -> bool:
    """Tell whether another attempt may help. A time-out is not repeated: a slow server gets no second request."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code in _BUSY
    return isinstance(error, _PASSING)
