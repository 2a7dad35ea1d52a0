"""Servers that stand in for the outside world, on this machine: an HTTP gateway that keeps what it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Recorder:
    """What came in; `answers` are given in turn, then `answer` for ever."""

    url: str = ""
    answer: int = 200
    answers: list[int] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


@contextmanager
def recorder() -> Iterator[Recorder]:
    """A gateway on a free port."""
    kept = Recorder()

    class Ears(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.paths.append(self.path)
            kept.letters.append(json.loads(body))
            kept.headers.append(dict(self.headers))
            status = kept.answers.pop(0) if kept.answers else kept.answer
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{kept.url}lain")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ears)
    server.daemon_threads = True
    kept.url = f"http://127.0.0.1:{server.server_port}/kirim"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
