"""The server under measurement: Granian as `./ksbb run` starts it, on a free port, and what it uses."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FLAGS = (
    *("--interface", "wsgi", "--workers", "2", "--blocking-threads", "2", "--backpressure", "64"),
    *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--no-access-log", "--log-level", "warning"),
)
"""The flags of production (the launcher `ksbb`, `serve`)."""
TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    pid: int
    port: int

    def processes(self) -> list[int]:
        """The server and all that it started."""
        parents: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    parents.setdefault(parent, []).append(int(entry.name))
        found = [self.pid]
        for pid in found:
            found.extend(parents.get(pid, []))
        return found

    def cpu_seconds(self) -> float:
        """Processor time used so far by all its processes (user and system)."""
        total = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                total += int(fields[11]) + int(fields[12])
        return total / TICK

    def memory_mb(self) -> tuple[float, float]:
        """Memory in MB: what is resident summed over the processes, and the same with shared pages counted once."""
        resident = shared_once = 0
        for pid in self.processes():
            with contextlib.suppress(OSError):
                for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                    name, _, rest = line.partition(":")
                    if name == "Rss":
                        resident += int(rest.split()[0])
                    elif name == "Pss":
                        shared_once += int(rest.split()[0])
        return round(resident / 1024, 1), round(shared_once / 1024, 1)


@contextlib.contextmanager
def served(env: Mapping[str, str], *, root: Path) -> Iterator[Server]:
    """A server that answers, until the block ends."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    order = [sys.executable, "-m", "granian", *FLAGS, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603 - our own server
        [*order, "config.wsgi:application"], env=dict(env), cwd=root, start_new_session=True
    )
    try:
        _wait(process, port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(150):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("the server does not answer")
