"""The program as `./ksbb run` serves it, over the database of a test, to be killed and started again."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections

from tests import databases

PATIENCE = 600
"""Seconds after which a test gives up: a loaded machine starts slowly."""
Answer = tuple[int, bytes]
Ask = Callable[[http.client.HTTPConnection], Answer]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass
class Served:
    """Granian and the worker, under the launcher. `var` is the directory of everything that they write."""

    var: Path
    port: int = field(default_factory=free_port)
    launcher: subprocess.Popen[bytes] | None = None
    killed: int = 0
    pages: bool = False

    def start(self) -> None:
        """Begin; `answers` says when it is ready."""
        given = {name: value for name, value in os.environ.items() if not name.startswith("KSBB_")}
        given |= {
            "DATABASE_URL": databases._url(str(connections.settings["default"]["NAME"])),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "EMAIL_URL": f"filemail://{self.var / 'mail'}",
            "KSBB_LOG_LEVEL": "ERROR",
            "KSBB_ORIGIN": f"http://127.0.0.1:{self.port}",
            "KSBB_RATE_FACTOR": "0",
            "KSBB_SECRET_KEY": settings.SECRET_KEY,
            "KSBB_VAR": str(self.var),
        }
        child = [sys.executable, str(Path(__file__).with_name("serving.py")), str(self.port)]
        self.launcher = subprocess.Popen(child + ["pages"] * self.pages, env=given, stdout=subprocess.DEVNULL)

    def processes(self) -> tuple[int, list[int], list[int]]:
        """Granian's first process, those that answer requests, and the worker; by who started whom."""
        assert self.launcher is not None
        listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
        split = (row.split(None, 2) for row in listed.stdout.splitlines())
        rows = [(int(pid), int(parent), args) for pid, parent, args in split]
        ours = [(pid, args) for pid, parent, args in rows if parent == self.launcher.pid]
        server = next((pid for pid, args in ours if "granian" in args), 0)
        answering = [pid for pid, parent, _ in rows if server and parent == server]
        return server, answering, [pid for pid, args in ours if "granian" not in args]

    def serving(self) -> tuple[int, list[int]]:
        """Granian's first process and those that answer, waited for where they are just being started."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            server, answering, _ = self.processes()
            if server and answering:
                return server, answering
            time.sleep(0.05)
        raise AssertionError("nothing serves")

    def kill_one(self, chance: random.Random) -> None:
        """One of the processes that answer requests; Granian starts another by itself."""
        _kill(os.kill, chance.choice(self.serving()[1]))

    def kill_first(self) -> None:
        """Granian's first process alone: its children are still there, and the launcher must see to it."""
        self.killed = self.serving()[0]
        _kill(os.kill, self.killed)

    def stands(self) -> bool:
        """The launcher is there and has a server that nobody killed."""
        assert self.launcher is not None
        while self.launcher.poll() is None:
            if self.processes()[0] not in {0, self.killed}:
                return True
            time.sleep(0.1)
        return False

    def is_silent(self) -> bool:
        """Nobody keeps the port."""
        with socket.socket() as trial:
            return trial.connect_ex(("127.0.0.1", self.port)) != 0

    def kill_all(self) -> None:
        """Everything at once, as a power cut does; then what starts services starts it again."""
        server, _, worker = self.processes()
        assert self.launcher is not None
        self.launcher.kill()
        for group in [server, *worker]:
            if group:
                _kill(os.killpg, group)
        self.launcher.wait()
        self.start()

    def stop(self) -> None:
        """Ask politely."""
        if self.launcher is not None:
            self.launcher.terminate()
            self.launcher.wait(timeout=PATIENCE)


def _kill(how: Callable[[int, int], None], pid: int) -> None:
    assert pid > 1, "0 would be ourselves"
    with contextlib.suppress(ProcessLookupError):
        how(pid, signal.SIGKILL)


@dataclass
class Crowd:
    """People who send, each the next request of the list, again and again until it is acknowledged."""

    site: Served
    asked: Sequence[Ask]
    told: dict[int, Answer] = field(default_factory=dict)
    odd: list[Answer] = field(default_factory=list)
    people: int = 4

    def _one(self, number: int) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
            try:
                status, body = self.asked[number](connection)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)  # killed under way, or not yet there again
                continue
            finally:
                connection.close()
            if status in {201, 302}:
                self.told[number] = status, body
                return
            self.odd.append((status, body[:300]))
            time.sleep(0.05)

    def send(self, *, kills: int, kill: Callable[[int], None]) -> list[float]:
        """Send all of them; kill so many times, evenly. Returns after how many seconds people were served."""
        numbers, recovered = iter(range(len(self.asked))), []
        lock = threading.Lock()

        def work() -> None:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                self._one(number)

        crowd = [threading.Thread(target=work, daemon=True) for _ in range(self.people)]
        for one in crowd:
            one.start()
        chance = random.Random(kills)
        for turn in range(kills):
            self._wait_for(len(self.asked) * (turn + 1) // (kills + 3))  # the last ones, too, while people send
            time.sleep(chance.random() * 0.05)
            kill(turn)
            before, began = len(self.told), time.monotonic()
            assert before < len(self.asked), "killed when all was over"
            self._wait_for(min(before + self.people + 1, len(self.asked)))  # the first ones may have been under way
            recovered.append(time.monotonic() - began)
        for one in crowd:
            one.join(timeout=PATIENCE)
        return recovered

    def _wait_for(self, count: int) -> None:
        until = time.monotonic() + PATIENCE
        while len(self.told) < count:
            assert time.monotonic() < until, f"stuck at {len(self.told)} of {count}; odd: {self.odd[-3:]}"
            time.sleep(0.005)
