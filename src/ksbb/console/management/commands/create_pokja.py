"""`./ksbb manage create_pokja USERNAME NAME`: the first officer, who then grants all other roles on the desk."""

import getpass
import secrets
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from ksbb.core.refusals import NotFound, Refused
from ksbb.parties.actions import appoint, register_person
from ksbb.parties.enums import RoleName
from ksbb.places.queries import province


class Command(BaseCommand):
    help = "Buat petugas Pokja pertama. Tanpa terminal, kata sandi dibuatkan dan ditampilkan sekali."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--email", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Person and role together or not at all."""
        now = timezone.now()
        try:
            whole = province()
        except NotFound as error:
            raise CommandError("places_unknown: Jalankan seed_places lebih dahulu.") from error
        typed = getpass.getpass("Kata sandi (kosong: dibuatkan): ") if sys.stdin.isatty() else ""
        password = typed or secrets.token_urlsafe(12)
        try:
            validate_password(password)
            with transaction.atomic():
                person = register_person(
                    username=options["username"],
                    name=options["name"],
                    email=options["email"],
                    password=password,
                    at=now,
                )
                appoint(user=person, name=RoleName.POKJA, place=whole, at=now)
        except ValidationError as error:
            raise CommandError(f"weak_password: {' '.join(error.messages)}") from error
        except Refused as error:
            raise CommandError(f"{error.refusal.code}: {error.refusal.message}") from error
        self.stdout.write(f"Pokja {person.username} dibuat.")
        if not typed:
            self.stdout.write(f"Kata sandi (hanya sekali ini): {password}")
