"""Recomputes every counter and tally from its rows."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.opendata.actions import repair_tallies
from ksbb.opendata.recomputing import differences

SHOWN = 50


class Command(BaseCommand):
    """`recompute --compare` prints the differences (0 is right); `--repair` makes the tallies anew."""

    help = "Menghitung ulang semua angka dari barisnya dan membandingkannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Compare, or repair the tallies; counters of lines and needs are never repaired by a command."""
        parser.add_argument("--compare", action="store_true")
        parser.add_argument("--repair", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Repair first when asked, then compare."""
        if options["repair"]:
            folded = repair_tallies(at=timezone.now())
            self.stdout.write(f"{folded} gerak angka dilipat ulang")
        if options["repair"] and not options["compare"]:
            return
        found = list(differences(at=timezone.now()))
        for difference in found[:SHOWN]:
            self.stdout.write(str(difference))
        self.stdout.write(f"{len(found)} selisih")
        if found:
            raise CommandError("Ada angka yang tidak sama dengan barisnya.")
