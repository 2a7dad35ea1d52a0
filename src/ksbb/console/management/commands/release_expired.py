"""`./ksbb manage release_expired --at TIME`: lets lines lapse whose clock ran out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ksbb.commitments.actions import release_expired
from ksbb.console.clock import add_clock, told_time


class Command(BaseCommand):
    help = "Lepaskan komitmen yang jamnya habis (2×24 jam tanpa kontak, atau 6 hari sesudah tanggal antar)."

    def add_arguments(self, parser: CommandParser) -> None:
        add_clock(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many lapsed."""
        self.stdout.write(f"{release_expired(at=told_time(options))} komitmen gugur")
