"""A local OpenAI-compatible endpoint that misbehaves as it is told; tests start it, nothing leaves the machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[["Asked"], "Reply"]


@dataclass
class Asked:
    """What came in: path, headers, the body as sent, and the task in it."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def task(self) -> dict[str, Any]:
        return json.loads(self.body["messages"][1]["content"])


@dataclass
class Reply:
    """What goes out: status, raw body, headers, and pauses before each piece of it."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0.0
    piece: int = 0


def completion(text: str) -> Reply:
    """Return a well-formed reply with this text."""
    return Reply(json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def sentences(words: Callable[[str, list[str]], str]) -> Answer:
    """Return an endpoint that says something for each wanted message, citing what it should."""

    def answer(asked: Asked) -> Reply:
        wanted = asked.task["messages"]
        rows = [{"message": m["message"], "text": words(m["message"], m["facts"]), "facts": m["facts"]} for m in wanted]
        return completion(json.dumps({"sentences": rows}))

    return answer


@contextmanager
def endpoint(answer: Answer) -> Iterator[tuple[str, list[Asked]]]:
    """Serve on a free local port; yields the base address and what was asked."""
    seen: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, dict(self.headers), body)
            seen.append(asked)
            self._send(answer(asked))

        def do_GET(self) -> None:
            seen.append(Asked(self.path, dict(self.headers), {}))
            self._send(completion("a redirect was followed"))

        def _send(self, reply: Reply) -> None:
            try:
                if not reply.piece:
                    time.sleep(reply.pause_s)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                step = reply.piece or len(reply.body) or 1
                for at in range(0, len(reply.body), step):
                    self.wfile.write(reply.body[at : at + step])
                    self.wfile.flush()
                    if reply.piece:
                        time.sleep(reply.pause_s)
            except OSError:
                pass  # the caller hung up, as it should

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
