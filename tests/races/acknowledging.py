"""A child process that promises and, once a promise is committed, writes that down: `acknowledging.py FILE careful`.

`careless` acknowledges before the commit, as a server must not; it shows that the test would see a loss.
"""

import os
import sys
import time
from pathlib import Path

import django
from django.db import transaction

django.setup()

from ksbb.commitments.actions import LineDraft, promise  # noqa: E402
from ksbb.needs.models import Need  # noqa: E402
from ksbb.parties.models import User  # noqa: E402
from tests.situations import AT, day  # noqa: E402


def give(number: int, needs: list[Need], giver: User) -> str:
    draft = LineDraft(need=needs[number % len(needs)], quantity=1 + number % 7, deliver_on=day(1))
    return promise(by=giver, lines=[draft], statement_accepted=True, at=AT, key=f"nomor-{number}").reference


def main(file: Path, manner: str) -> None:
    needs, giver = list(Need.objects.order_by("pk")), User.objects.get(username="donor")
    known = [line.split()[0] for line in file.read_text().splitlines()] if file.exists() else []
    number = int(known[-1]) + 1 if known else 0  # the one that was cut off is tried again under its own key
    written = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        if manner == "careless":
            with transaction.atomic():
                reference = give(number, needs, giver)
                os.write(written, f"{number} {reference}\n".encode())
                time.sleep(60)
        reference = give(number, needs, giver)
        os.write(written, f"{number} {reference}\n".encode())
        number += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
