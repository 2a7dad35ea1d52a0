"""The `--at` of commands: the clock is read here, or told by the caller."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone


def add_clock(parser: CommandParser) -> None:
    """Offer `--at ISO`."""
    parser.add_argument("--at", default="", help="saat perbuatan, misalnya 2020-05-02T11:00 (WIB bila tanpa zona)")


def told_time(options: dict[str, Any]) -> datetime:
    """The moment given by `--at`, Jakarta time when it names no zone; otherwise now."""
    text = options["at"]
    if not text:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError("bad_time: Tulis waktu seperti 2020-05-02T11:00.") from error
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
