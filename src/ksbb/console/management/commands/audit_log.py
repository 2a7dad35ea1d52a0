"""`./ksbb manage audit_log`: holds the history against its seals; with `--out DIR` writes it out for others."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ksbb.core import checkpoints
from ksbb.opendata import history


class Command(BaseCommand):
    help = "Periksa semua baris catatan audit terhadap segel dan titik periksanya."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", default="", help="tulis catatan dan titik periksa ke direktori ini")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fails with the first row that does not hold."""
        if options["out"]:
            self._write(Path(options["out"]))
        if fault := checkpoints.fault():
            raise CommandError(f"broken: {fault}")
        now = checkpoints.standing()
        self.stdout.write(f"{now.sealed} baris utuh, {now.waiting} menunggu segel, {now.gaps} nomor tidak terpakai")

    def _write(self, where: Path) -> None:
        where.mkdir(parents=True, exist_ok=True)
        signed = checkpoints.latest()
        if signed is None:
            raise CommandError("empty: Belum ada titik periksa; jalankan `checkpoint` dahulu.")
        for number in range(history.parts(signed.size)):
            with (where / f"catatan-{number}.ndjson").open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(history.part(number))
        (where / "titik-periksa.txt").write_text(signed.note, encoding="utf-8")
        (where / "kunci.txt").write_text(f"{signed.key}\n", encoding="utf-8")
