"""One call to an OpenAI-compatible endpoint: bounded in time and size, never redirected, no tools, no streaming."""

import http.client
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import urlsplit

from tandem.kernel.errors import Fault, InputError
from tandem.language.writing import WriterError

__all__ = ["Endpoint"]

_CHUNK = 16_384
_PERMANENT = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})


@dataclass(frozen=True)
class Endpoint:
    """Where a language model is asked.

    Attributes:
        url: base address, such as "http://localhost:11434/v1"; "/chat/completions" is added to it.
        model: its name there.
        key: sent as a bearer token where it is not empty; never shown.
        timeout_s: seconds that a whole answer may take, > 0.
        max_bytes: largest answer that is read.
    """

    url: str
    model: str
    key: str = ""
    timeout_s: float = 30.0
    max_bytes: int = 256_000

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        faults = []
        if parts.scheme not in ("http", "https") or not parts.hostname:
            faults.append(Fault("TANDEM_WRITER_URL", "must start with http:// or https://", repr(parts.scheme)))
        if parts.username or parts.password:
            faults.append(Fault("TANDEM_WRITER_URL", "must hold no password", "one", "Use TANDEM_WRITER_KEY."))
        if not self.model:
            faults.append(Fault("TANDEM_WRITER_MODEL", "must name a model", "nothing"))
        if not (self.timeout_s > 0 and self.max_bytes > 0):
            faults.append(Fault("limits", "must be above 0", f"{self.timeout_s} s, {self.max_bytes} bytes"))
        if faults:
            raise InputError(faults)

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.model!r})"

    def complete(self, system: str, user: str, *, seed: int = 0) -> str:
        """Return the text of the first answer.

        Raises
        ------
        WriterError
            The endpoint could not be reached, refused, took too long, said too much, or did not answer in its format.
        """
        asked = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0.4,
            "seed": seed,
            "stream": False,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self.url.rstrip("/") + "/chat/completions", json.dumps(asked).encode(), headers, method="POST"
        )
        return _content(self._send(request))

    def _send(self, request: urllib.request.Request) -> bytes:
        # a proxy set in the environment would be a second party nobody configured here
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirects())
        deadline = time.monotonic() + self.timeout_s
        try:
            with opener.open(request, timeout=self.timeout_s) as answer:
                return self._read(answer, deadline)
        except urllib.error.HTTPError as error:
            with error:
                raise WriterError(f"the endpoint answered {error.code}", permanent=error.code in _PERMANENT) from error
        except (TimeoutError, urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            _fail(error)

    def _read(self, answer: Any, deadline: float) -> bytes:
        parts, size = [], 0
        while part := answer.read1(_CHUNK):
            parts.append(part)
            size += len(part)
            if size > self.max_bytes:
                raise WriterError(f"the answer is larger than {self.max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise WriterError(f"the answer took longer than {self.timeout_s:g} seconds")
        return b"".join(parts)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the text to a place nobody configured."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""


def _fail(error: Exception) -> NoReturn:
    reason = getattr(error, "reason", error)
    is_late = isinstance(error, TimeoutError) or isinstance(reason, TimeoutError)
    raise WriterError(
        "the endpoint took too long" if is_late else f"the endpoint could not be reached: {reason}"
    ) from error


def _content(body: bytes) -> str:
    try:
        said = json.loads(body.decode("utf-8"))["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise WriterError("the answer is not in the format of chat completions") from error
    if not isinstance(said, str):
        raise WriterError("the answer has no text")
    return said
