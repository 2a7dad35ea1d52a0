"""`./ksbb manage checkpoint`: signs the history as it stands now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.core import checkpoints, notes
from ksbb.core.refusals import NotFound


class Command(BaseCommand):
    help = "Segel catatan audit dan tanda tangani titik periksa baru."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the signed note; refuses where the history is not a continuation of what was signed."""
        try:
            made = checkpoints.make_checkpoint(at=timezone.now())
        except checkpoints.Forked as error:
            raise CommandError(f"forked: {error}") from error
        except notes.KeyDamaged as error:
            raise CommandError(f"key_damaged: {error}") from error
        except NotFound as error:
            raise CommandError("empty: Belum ada satu baris pun di catatan.") from error
        self.stdout.write(made.note)
