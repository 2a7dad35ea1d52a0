"""`./ksbb manage deed VERB JSON`: every verb of the platform, under the same rules as on the pages."""

from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.module_loading import autodiscover_modules

from ksbb.console.clock import add_clock, told_time
from ksbb.core import doors
from ksbb.core.deeds import verbs
from ksbb.core.refusals import NotFound, Refused
from ksbb.parties.queries import user_named

autodiscover_modules("actions", "queries")  # so that every verb is known, and how its rows are found


class Command(BaseCommand):
    help = 'Lakukan satu perbuatan, misalnya: deed verify \'{"need": "KS-…"}\' --as lurah'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", help=f"salah satu dari: {', '.join(sorted(verbs))}")
        parser.add_argument("body", help="isian sebagai objek JSON", nargs="?", default="{}")
        parser.add_argument("--as", dest="actor", default="", help="nama pengguna atau e-mail pelaku; kosong: konsol")
        parser.add_argument("--key", default="", help="kunci ulang: kiriman sama dengan kunci sama memberi hasil sama")
        add_clock(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints `{"verb", "subject", "reference", "id"}`. Whatever is refused becomes `code: message`."""
        verb = options["verb"]
        actor = user_named(options["actor"]) if options["actor"] else None
        if options["actor"] and actor is None:
            raise CommandError("user_unknown: Pelaku tidak dikenal.")
        try:
            done = doors.perform(
                verb, by=actor, body=_body(options["body"]), at=told_time(options), key=options["key"], console=True
            )
        except Refused as error:
            raise CommandError(f"{error.refusal.code}: {error.refusal.message}") from error
        except NotFound as error:
            raise CommandError(f"not_found: Tidak ditemukan: {error}") from error
        except doors.BadDeed as error:
            raise CommandError(f"bad_request: {error}") from error
        told = {
            "verb": verb,
            "subject": done._meta.object_name,
            "reference": getattr(done, "reference", None),
            "id": done.pk,
        }
        self.stdout.write(orjson.dumps(told).decode())


def _body(text: str) -> dict[str, Any]:
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CommandError(f"bad_json: Bukan JSON yang benar: {error}") from error
    if not isinstance(body, dict):
        raise CommandError("bad_json: Isian harus berupa objek JSON.")
    return body
