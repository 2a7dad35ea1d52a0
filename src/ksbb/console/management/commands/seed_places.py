"""`./ksbb manage seed_places`: the areas of DKI Jakarta, once or after the package changed."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ksbb.places import actions, queries


class Command(BaseCommand):
    help = "Isi provinsi, kota, kecamatan, dan kelurahan DKI Jakarta. Aman diulang."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed when something is missing; otherwise write nothing, not even to the journal."""
        if actions.seed_is_needed():
            actions.seed(at=timezone.now())
        counts = queries.count_by_level()
        self.stdout.write(", ".join(f"{number} {level.label.lower()}" for level, number in counts.items()))
