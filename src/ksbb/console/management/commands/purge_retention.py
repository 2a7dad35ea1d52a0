"""`./ksbb manage purge_retention --dry-run`: carries the periods of config/retention.yaml out, or counts only."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ksbb.console.clock import add_clock, told_time
from ksbb.core.formats import tanggal
from ksbb.privacy.actions import purge
from ksbb.privacy.queries import register


class Command(BaseCommand):
    help = "Hapus data pribadi yang masa simpannya habis, menurut config/retention.yaml."

    def add_arguments(self, parser: CommandParser) -> None:
        add_clock(parser)
        parser.add_argument("--dry-run", action="store_true", help="hanya hitung, tidak menghapus")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line for each rule, and one for each kind of data that stays, with the reason."""
        word = "akan dihapus" if options["dry_run"] else "dihapus"
        for done in purge(at=told_time(options), dry_run=options["dry_run"]):
            self.stdout.write(f"{done.purger}: {done.rows} {word}, sebelum {tanggal(done.before)} ({done.period})")
        for reason in dict.fromkeys(entry.stays or entry.by_itself for entry in register() if not entry.purger):
            columns = [entry.column for entry in register() if reason in (entry.stays, entry.by_itself)]
            self.stdout.write(f"tetap: {', '.join(columns)} ({reason})")
