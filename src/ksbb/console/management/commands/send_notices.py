"""`./ksbb manage send_notices`: sends what waits in the outbox."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from ksbb.notices.actions import send_due


class Command(BaseCommand):
    help = "Kirim pesan yang menunggu di kotak keluar."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many went out."""
        self.stdout.write(f"{send_due(at=timezone.now())} pesan terkirim")
