"""`./ksbb manage worker`: does the regular work until it is told to stop."""

import signal
import threading
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from ksbb.console.jobs import run_due

POLL = 2.0  # seconds between looks at what is due

log = structlog.stdlib.get_logger("ksbb.worker")


class Command(BaseCommand):
    help = "Kerjakan pekerjaan berkala: melepas komitmen gugur, melipat angka, mengirim pesan, membersihkan kode lama."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="satu putaran saja, lalu selesai")

    def handle(self, *args: Any, **options: Any) -> None:
        """SIGTERM and SIGINT let the running job end, then stop."""
        stop = threading.Event()

        def end(number: int, frame: FrameType | None) -> None:
            stop.set()

        if options["once"]:
            for name, result in run_due(at=timezone.now()).items():
                self.stdout.write(f"{name}: {result}")
            return
        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        log.info("worker started")
        while not stop.is_set():
            close_old_connections()
            run_due(at=timezone.now(), stop=stop.is_set)
            stop.wait(POLL)
        log.info("worker stopped")
