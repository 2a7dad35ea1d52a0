"""`./ksbb manage import_rw FILE --source TEXT`: a list of RW (CSV, XLSX, GeoJSON), all or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ksbb.core.refusals import Refused
from ksbb.places import actions, queries

MOST_LINES = 30


class Command(BaseCommand):
    help = "Masukkan daftar RW dari berkas CSV, XLSX, atau GeoJSON. Semua baris atau tidak satu pun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="BERKAS")
        parser.add_argument("--source", required=True, help="Sumber daftar ini")
        parser.add_argument("--reason", default="", help="Alasan bila jumlah RW melebihi yang diketahui")
        parser.add_argument("--preview", action="store_true", help="Hanya periksa, tidak menulis apa pun")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the preview; write only when it is sound."""
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"Berkas tidak dapat dibaca: {error.strerror}") from None
        preview = queries.parse_rw_file(name=options["file"].name, content=content)
        for problem in (*preview.skipped[:MOST_LINES], *preview.problems[:MOST_LINES]):
            self.stderr.write(str(problem))
        if not preview.sound:
            raise CommandError(f"{len(preview.problems)} kesalahan; tidak ada yang ditulis.")
        self.stdout.write(
            f"{len(preview.new)} RW baru, {len(preview.unchanged)} sudah ada, {len(preview.skipped)} dilewati."
        )
        if options["preview"]:
            return
        try:
            actions.import_rw(
                codes=preview.codes, source=options["source"], reason=options["reason"], at=timezone.now()
            )
        except Refused as refused:
            raise CommandError(refused.refusal.message) from None
        self.stdout.write("Selesai.")
