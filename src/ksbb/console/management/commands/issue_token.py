"""`./ksbb manage issue_token EMAIL`: a bearer token for the API, printed once."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ksbb.catalogue.queries import current_statement
from ksbb.core.refusals import NotFound
from ksbb.parties.actions import issue_token
from ksbb.parties.queries import user_named


class Command(BaseCommand):
    help = "Terbitkan token API. Menerima token berarti menyetujui pernyataan pemberi yang berlaku; versinya dicatat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="alamat e-mail atau nama pengguna")

    def handle(self, *args: Any, **options: Any) -> None:
        """The token alone goes to standard output; what it means goes to standard error."""
        now = timezone.now()
        user = user_named(options["email"])
        if user is None:
            raise CommandError("user_unknown: Tidak ada pengguna aktif dengan alamat ini.")
        try:
            statement = current_statement(on=timezone.localdate(now))
        except NotFound as error:
            raise CommandError(
                "statement_unknown: Muat program lebih dahulu, supaya ada pernyataan pemberi."
            ) from error
        token = f"ksbb_{secrets.token_urlsafe(32)}"
        issue_token(user=user, token=token, statement=statement.version, at=now)
        self.stderr.write(f"Pernyataan pemberi versi {statement.version}: {statement.text.strip()}")
        self.stderr.write("Token hanya ditampilkan sekali ini. Simpan seperti kata sandi.")
        self.stdout.write(token)
