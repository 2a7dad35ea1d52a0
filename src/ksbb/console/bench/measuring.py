"""What is asked of the server, and the measuring of one target."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ksbb.console.bench.serving import Server

GENERATOR = Path(__file__).with_name("generator.py")


@dataclass(frozen=True)
class Target:
    """One thing that is asked, alone or in turn with its like."""

    name: str
    requests: list[dict[str, Any]]
    page: bool = True
    """A page for people: held to the goals of pages."""
    writes: bool = False

    @property
    def path(self) -> str:
        """The first address, for counting queries."""
        return str(self.requests[0]["path"])


@dataclass(frozen=True)
class Measured:
    """The figures of one target at one number of connections."""

    name: str
    connections: int
    rate: float
    p50: float
    p95: float
    p99: float
    cpu_ms: float
    bytes: int
    statuses: dict[str, int]
    broken: int
    resident_mb: float
    shared_once_mb: float
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Did every request get the answer it should?"""
        return not self.broken and set(self.statuses) <= {"200", "201", "304"}


def targets(world: dict[str, Any], *, deliver_on: str) -> list[Target]:
    """All targets, by the world that was filled."""

    def get(name: str, *paths: str, page: bool = True) -> Target:
        return Target(name, [{"path": path} for path in paths], page=page)

    needs = world["spread"][:200]
    return [
        get("/healthz", "/healthz", page=False),
        get("beranda", "/"),
        get("daftar kebutuhan", "/kebutuhan/"),
        get("daftar, disaring", "/kebutuhan/?paket=sembako&hal=2"),
        get("kebutuhan", *(f"/kebutuhan/{one}/" for one in needs)),
        get("wilayah (RW)", f"/wilayah/{world['place']}/"),
        get("penerima", f"/penerima/{world['institution']}/"),
        get("capaian", "/capaian/"),
        get("peta", "/peta/"),
        get("API needs", "/api/v1/needs?state=open&limit=100", page=False),
        get("API figures", "/api/v1/figures", page=False),
        Target("komitmen, satu kebutuhan", _promises([world["hot"]], world, deliver_on), page=False, writes=True),
        Target("komitmen, tersebar", _promises(world["spread"], world, deliver_on), page=False, writes=True),
    ]


def _promises(needs: list[str], world: dict[str, Any], deliver_on: str) -> list[dict[str, Any]]:
    body = json.dumps({"quantity": 1, "deliver_on": deliver_on})
    tokens = world["tokens"]
    count = max(len(needs), len(tokens))
    return [
        {
            "method": "POST",
            "path": f"/api/v1/needs/{needs[number % len(needs)]}/commitments",
            "headers": {
                "Authorization": f"Bearer {tokens[number % len(tokens)]}",
                "Idempotency-Key": "bench-{n}",
            },
            "body": body,
        }
        for number in range(count)
    ]


def etag_of(server: Server, path: str) -> str:
    """The tag of a page as it is now."""
    asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - our own server
        return str(answer.headers["ETag"])


def measure(
    target: Target, server: Server, connections: int, seconds: float, headers: Mapping[str, str] | None = None
) -> Measured:
    """Warm up shortly, then drive the target and read the server's processor time before and after."""
    requests = [{**one, "headers": {**one.get("headers", {}), **(headers or {})}} for one in target.requests]
    plan = {"port": server.port, "connections": connections, "requests": requests}
    _drive(plan | {"seconds": min(1.0, seconds / 2), "run": f"w{time.time_ns():x}-"})
    before = server.cpu_seconds()
    found = _drive(plan | {"seconds": seconds, "run": f"m{time.time_ns():x}-"})
    used = server.cpu_seconds() - before
    resident, shared_once = server.memory_mb()
    return Measured(
        name=target.name,
        connections=connections,
        rate=found["rate"],
        p50=found["p50"],
        p95=found["p95"],
        p99=found["p99"],
        cpu_ms=round(used * 1000 / max(1, found["answers"]), 2),
        bytes=found["bytes"],
        statuses=found["statuses"],
        broken=found["broken"],
        resident_mb=resident,
        shared_once_mb=shared_once,
    )


def _drive(plan: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, str(GENERATOR)], input=json.dumps(plan), capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
