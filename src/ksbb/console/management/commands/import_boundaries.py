"""`./ksbb manage import_boundaries FILE --source --licence --as-of`: outlines from GeoJSON, all or nothing."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.core.refusals import Refused
from ksbb.places import actions, queries
from ksbb.places.enums import Level

MOST_LINES = 30


class Command(BaseCommand):
    help = "Masukkan batas wilayah (kelurahan atau RW) dari berkas GeoJSON. Semua atau tidak satu pun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--level", choices=[Level.VILLAGE.value, Level.RW.value], help="Bila kosong, ditebak")
        parser.add_argument("--source", required=True, help="Sumber batas ini, akan tampil di peta")
        parser.add_argument("--licence", required=True, help="Lisensinya, akan tampil di peta")
        parser.add_argument("--as-of", required=True, type=date.fromisoformat, help="Tanggal data, misalnya 2026-08-20")
        parser.add_argument("--reason", default="", help="Alasan bila jumlah RW melebihi yang diketahui")

    def handle(self, *args: Any, **options: Any) -> None:
        """Geometry first, outside any transaction; then one short write."""
        began = time.monotonic()
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Berkas tidak dapat dibaca: {error.strerror}") from None
        level = Level(options["level"]) if options["level"] else None
        layer = queries.read_boundaries(content=content, level=level, progress=self._show)
        for problem in (*layer.skipped[:MOST_LINES], *layer.problems[:MOST_LINES]):
            self.stderr.write(str(problem))
        if layer.problems:
            raise CommandError(f"{len(layer.problems)} kesalahan; tidak ada yang ditulis.")
        self.stdout.write("Menulis …")
        try:
            actions.import_boundaries(
                layer=layer,
                source=options["source"],
                licence=options["licence"],
                as_of=options["as_of"],
                reason=options["reason"],
                at=timezone.now(),
            )
        except Refused as refused:
            raise CommandError(refused.refusal.message) from None
        self.stdout.write(
            f"{len(layer.outlines)} batas {layer.level.label} tersimpan, {len(layer.skipped)} dilewati, "
            f"{time.monotonic() - began:.1f} detik."
        )

    def _show(self, step: str, done: int, total: int) -> None:
        self.stdout.write(f"{step}: {done} dari {total}")
