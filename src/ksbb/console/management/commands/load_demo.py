"""Fills an empty database with the demo world."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.catalogue.queries import programmes
from ksbb.console.world import load
from ksbb.console.world.cast import DEMO_PASSWORD
from ksbb.opendata.actions import fold_figures

SIGN_INS = ("kolaborator", "rw", "lurah", "pokja", "pokja2", "panti", "agregator", "agregator2")


class Command(BaseCommand):
    """`load_demo`: only into an empty database, and only where KSBB_DEMO or KSBB_DEBUG says that this is a demo."""

    help = "Memuat dunia contoh ke basis data yang masih kosong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--if-empty` makes a filled database a reason to do nothing, not an error."""
        parser.add_argument("--if-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, fold the figures, and print the sign-ins."""
        if programmes():
            if options["if_empty"]:
                return
            raise CommandError("Basis data tidak kosong. Dunia contoh hanya dimuat ke basis data kosong.")
        if not (settings.KSBB_DEMO or settings.DEBUG):
            raise CommandError("Setel KSBB_DEMO=1 dahulu: akun contoh memakai kata sandi yang diumumkan.")
        now = timezone.now()
        load(at=now, tell=self.stdout.write)
        fold_figures(at=now)
        hints = [f"Akun contoh (kata sandi {DEMO_PASSWORD}):", *(f"  {name}@contoh.example" for name in SIGN_INS)]
        (settings.VAR_DIR / "demo_sign_ins.txt").write_text("\n".join(hints) + "\n", encoding="utf-8")
        self.stdout.write("\n".join(hints))
