"""Makes load: keeps connections busy for some seconds and prints what came back as JSON. Standard library only.

A program of its own (`python generator.py < plan.json`), bounded in time and in connections, to this machine only.
Plan:
`{"port", "connections", "seconds", "requests": [{"method", "path", "headers", "body"}]}`; `{n}` in a header or a body
is replaced by a running number, and the requests are taken in turn.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any

MOST_CONNECTIONS = 200
MOST_SECONDS = 120


@dataclass
class Load:
    """One run: what is sent, and what was measured."""

    requests: list[tuple[bytes, bytes]]
    ends: float
    run: str
    sent: int = 0
    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    bytes_in: int = 0

    def next_request(self) -> bytes:
        """The next request as it goes over the wire."""
        number = self.sent
        self.sent += 1
        head, body = self.requests[number % len(self.requests)]
        return (head + body).replace(b"{n}", f"{self.run}{number}".encode())


class Talk(asyncio.Protocol):
    """One kept-alive connection: ask, read the whole answer, ask again until the time is over."""

    def __init__(self, load: Load, over: asyncio.Future[None]) -> None:
        self.load, self.over = load, over
        self.buffer = b""
        self.length: int | None = None
        self.begun = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Send the next request, or end."""
        if time.perf_counter() >= self.load.ends:
            self.transport.close()
            return
        self.buffer, self.length = b"", None
        self.begun = time.perf_counter()
        self.transport.write(self.load.next_request())

    def data_received(self, data: bytes) -> None:
        """Collect until the answer is whole."""
        self.buffer += data
        if self.length is None:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self.buffer[:end].lower()
            self.status = int(head[9:12])
            at = head.find(b"content-length:")
            if at >= 0:
                self.length = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
            elif self.status == 304:
                self.length = end + 4
            else:
                self.length = -1
        whole = self.buffer.endswith(b"0\r\n\r\n") if self.length == -1 else len(self.buffer) >= self.length
        if whole:
            load = self.load
            load.milliseconds.append((time.perf_counter() - self.begun) * 1000)
            load.statuses[self.status] = load.statuses.get(self.status, 0) + 1
            load.bytes_in += len(self.buffer)
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by us at the end, or broken by the server before."""
        if time.perf_counter() < self.load.ends:
            self.load.broken += 1
        if not self.over.done():
            self.over.set_result(None)


async def drive(plan: dict[str, Any]) -> Load:
    """Open the connections and keep them busy."""
    requests = [_wire(one) for one in plan["requests"]]
    seconds = min(float(plan["seconds"]), MOST_SECONDS)
    load = Load(requests=requests, ends=time.perf_counter() + seconds, run=plan.get("run", "b"))
    loop = asyncio.get_running_loop()
    waits = []
    for _ in range(min(int(plan["connections"]), MOST_CONNECTIONS)):
        over: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(lambda over=over: Talk(load, over), "127.0.0.1", int(plan["port"]))  # type: ignore[misc]
        waits.append(over)
    await asyncio.wait(waits, timeout=seconds + 30)
    return load


def _wire(one: dict[str, Any]) -> tuple[bytes, bytes]:
    body = one.get("body", "").encode()
    headers = {"Host": "127.0.0.1", "Accept-Encoding": "gzip", "Connection": "keep-alive", **one.get("headers", {})}
    if body:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
    lines = [
        f"{one.get('method', 'GET')} {one['path']} HTTP/1.1",
        *(f"{name}: {text}" for name, text in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode(), body


def summary(load: Load, seconds: float) -> dict[str, Any]:
    """The measured figures: rates a second, milliseconds, counts."""
    times = sorted(load.milliseconds)
    count = len(times)

    def at(share: float) -> float:
        return round(times[min(count - 1, int(count * share))], 1) if times else 0.0

    return {
        "answers": count,
        "rate": round(count / seconds, 1),
        "p50": at(0.50),
        "p95": at(0.95),
        "p99": at(0.99),
        "bytes": load.bytes_in // count if count else 0,
        "statuses": {str(status): number for status, number in sorted(load.statuses.items())},
        "broken": load.broken,
    }


def main() -> None:
    """Read the plan, drive, print."""
    plan = json.load(sys.stdin)
    begun = time.perf_counter()
    load = asyncio.run(drive(plan))
    print(json.dumps(summary(load, time.perf_counter() - begun)))


if __name__ == "__main__":
    main()
