"""`./ksbb manage fold_figures`: adds fresh movements to the tallies."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ksbb.opendata.actions import fold_figures


class Command(BaseCommand):
    help = "Lipat gerak angka yang baru ke hitungan harian. Aman diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many movements were folded."""
        self.stdout.write(f"{fold_figures(at=timezone.now())} gerak angka dilipat")
