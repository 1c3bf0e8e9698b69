"""A provider on loopback: records what it is asked, and answers what the test says."""

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

DRIP = 0.5  # seconds from byte to byte; no socket's time-out is that short


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Answer:
    """`silent` never answers, `rude` closes the connection instead, `dripping` sends a byte now and then."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    silent: bool = False
    rude: bool = False
    dripping: bool = False


class Provider:
    """Answers in order; the last answer is given again."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[Request] = []
        self.done = threading.Event()
        self.url = ""

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever has hung up by now is no error: giving up is what some tests are about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def running(*answers: Answer) -> Iterator[Provider]:
    """A provider that listens while the block runs; `url` ends with a slash."""
    provider = Provider(*answers)
    server = _Server(("127.0.0.1", 0), _handler(provider))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    provider.url = f"http://127.0.0.1:{server.server_address[1]}/"
    try:
        yield provider
    finally:
        provider.done.set()
        server.shutdown()
        server.server_close()


def closed_port() -> str:
    """An address where nobody listens."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    port = server.server_address[1]
    server.server_close()
    return f"http://127.0.0.1:{port}/"


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            provider.requests.append(Request(self.path, headers, body))
            answer = provider.next()
            if answer.silent:
                provider.done.wait(30)
            if answer.silent or answer.rude:
                self.close_connection = True
                return
            self._say(answer)

        def do_GET(self) -> None:
            self.do_POST()

        def _say(self, answer: Answer) -> None:
            payload = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            for letter in payload if answer.dripping else ():
                self.wfile.write(bytes([letter]))
                if provider.done.wait(DRIP):
                    return
            if not answer.dripping:
                self.wfile.write(payload)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: tests stay quiet."""

    return Handler
