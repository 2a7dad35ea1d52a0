"""`./ksbb manage load_programme [NAME]`: the kinds of recipients and a programme that come with the product."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ksbb.catalogue.actions import load_programme, published
from ksbb.recipients.actions import load_kinds


class Command(BaseCommand):
    help = "Muat jenis penerima dan sebuah program (paket, pernyataan, periode). Yang sudah ada tetap; aman diulang."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default="pangan", help="nama berkas program, misalnya pangan")

    def handle(self, *args: Any, **options: Any) -> None:
        """A real site starts with this; the demo loads it by itself."""
        try:
            content = published(options["name"])
        except FileNotFoundError as error:
            raise CommandError(f"programme_unknown: Tidak ada program bernama {options['name']}.") from error
        load_kinds()
        programme = load_programme(content=content, at=timezone.now())
        self.stdout.write(f"Program {programme.name} dimuat: {len(content['packages'])} paket.")
