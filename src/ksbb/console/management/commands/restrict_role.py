"""`./ksbb manage restrict_role NAME [--print]`: a PostgreSQL role that serves and cannot rewrite history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ksbb.core import restricting


class Command(BaseCommand):
    help = "Beri peran PostgreSQL hak yang diperlukan program, tanpa hak mengubah tabel yang hanya boleh ditambah."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="peran yang sudah dibuat, bukan pemilik basis data")
        parser.add_argument("--print", action="store_true", help="hanya tampilkan SQL-nya, jangan jalankan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run as the owner; safe to repeat, and to be repeated after each migration."""
        role = options["name"]
        if (refusal := restricting.why_not_restrict(role)) is not None:
            raise CommandError(f"{refusal.code}: {refusal.message}")
        if options["print"]:
            self.stdout.write("".join(f"{statement};\n" for statement in restricting.statements(role)), ending="")
            return
        if (refusal := restricting.restrict(role)) is not None:
            raise CommandError(f"{refusal.code}: {refusal.message}")
        tables = restricting.append_only_tables()
        self.stdout.write(f"{role}: {len(tables)} tabel hanya dapat ditambah, lainnya seperti biasa.")
