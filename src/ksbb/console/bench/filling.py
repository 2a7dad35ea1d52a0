"""Fills the bench's own database in bulk.

Honest about itself: this is the one place that goes round the actions (and the ORM), because a million deeds through
them would take hours. It writes what the actions would have written (rows, counters, movements, journal) but checks no
rule and sends no letter; the database's own constraints stay on, and `recompute --compare` afterwards has to find no
difference.
People, catalogue and the list of RW come in through the ordinary actions.
"""

from __future__ import annotations

import random
import time as clock
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management.color import no_style
from django.db import connection, transaction

from ksbb.catalogue.models import Period, Programme
from ksbb.commitments.models import Line
from ksbb.console.bench.history import OPEN_PERIODS, SOURCE, TABLES, WIB, History
from ksbb.console.bench.pens import Pen, Row
from ksbb.console.bench.sizes import Size
from ksbb.core.text import searchable
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need
from ksbb.parties.enums import PartyKind, Standing
from ksbb.parties.models import Organisation, Party, User
from ksbb.places.enums import Level
from ksbb.places.models import Place
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Contact, Fact, Recipient, RecipientKind

SEED = 20200424
HOT_QUANTITY = 9_000_000


@dataclass(frozen=True)
class World:
    """What the bench asks for afterwards."""

    hot: str
    spread: list[str]
    tokens: list[str]
    place: str
    institution: str


def fill(size: Size, *, pokja: User, officer: User, at: datetime, tell: Callable[[str], None]) -> World:
    """Fill the database, week by week, each week in a transaction of its own. Places, people and catalogue exist."""
    chance = random.Random(SEED)  # noqa: S311 - a world made alike each time
    begun = clock.monotonic()
    pen = Pen()
    for table in (*TABLES, Recipient, Organisation, Party, Fact, Contact, Period):
        pen.start_after(table)
    with transaction.atomic():
        # the lock of a hot need is measured, not what newcomers may hold of it
        Programme.objects.update(newcomer_percent=100, newcomer_open=30_000)
        recipients = _recipients(pen, size, officer, at)
        givers = _givers(pen, at)
        pen.write()
    weeks = _weeks(pen, size, at)
    writer = History(
        pen=pen, size=size, chance=chance, recipients=recipients, givers=givers, pokja=pokja, officer=officer
    )
    for number, period in enumerate(weeks, start=1):
        with transaction.atomic():
            writer.week(period, is_open=number > len(weeks) - OPEN_PERIODS, now=at)
            pen.write()
        tell(f"minggu {number}/{len(weeks)}, {pen.last[Line]:,} baris komitmen, {clock.monotonic() - begun:.0f} s")
    with transaction.atomic():
        hot = writer.need(recipients[0], weeks[-1], HOT_QUANTITY, now=at, is_open=True, package="lebaran")
        pen.write()
    _let_numbers_go_on(pen)
    open_needs = Need.objects.filter(
        state=NeedState.VERIFIED, period__in=[week["id"] for week in weeks[-OPEN_PERIODS:]]
    ).exclude(pk=hot["id"])
    return World(
        hot=hot["reference"],
        spread=list(open_needs.order_by("pk").values_list("reference", flat=True)),
        tokens=[],
        place=Place.objects.get(pk=recipients[0]["place_id"]).code,
        institution=Recipient.objects.filter(organisation__isnull=False).order_by("pk")[0].reference,
    )


def _let_numbers_go_on(pen: Pen) -> None:
    """PostgreSQL's sequences do not notice numbers that were given by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(pen.last)):
            cursor.execute(statement)
        cursor.execute("ANALYZE")


def _recipients(pen: Pen, size: Size, officer: User, at: datetime) -> list[Row]:
    """Every RW and the institutions, with one fact and one contact each."""
    kinds = {kind.code: kind for kind in RecipientKind.objects.all()}
    homes = [kind for code, kind in sorted(kinds.items()) if kind.institution and code != "lokasi_lain"]
    villages = {village.pk: village for village in Place.objects.filter(level=Level.VILLAGE)}
    spots = list(Place.objects.filter(level=Level.RW).order_by("pk")[: size.rw])
    spots += [list(villages.values())[number * 7 % len(villages)] for number in range(size.institutions)]
    for number, place in enumerate(spots):
        kind = kinds["rw"] if place.level == Level.RW else homes[number % len(homes)]
        village = villages[place.village_id or place.pk]
        name = f"{place.name} {village.name}" if place.level == Level.RW else f"{kind.name} contoh {number:04}"
        organisation = None
        if kind.institution:
            organisation = pen.add(
                Organisation,
                reference=pen.new_reference(),
                name=name,
                standing=Standing.ACTIVE,
                standing_since=at,
                example=True,
            )["id"]
        recipient: int = pen.add(
            Recipient,
            reference=pen.new_reference(),
            kind_id=kind.pk,
            place_id=place.pk,
            organisation_id=organisation,
            name=name,
            source=SOURCE,
            search_text=searchable(name, kind.name, kind.also, village.name),
            registered_by_id=officer.pk,
            registered_at=at,
            example=True,
        )["id"]
        fact = FactKind.RESIDENTS if kind.institution else FactKind.VULNERABLE_FAMILIES
        pen.add(
            Fact,
            recipient_id=recipient,
            kind=fact,
            value=120 + number % 400,
            as_of=at.date(),
            source=SOURCE,
            recorded_at=at,
        )
        phone = f"+62811000{number:05}"
        pen.add(Contact, recipient_id=recipient, name=f"Narahubung {number}", phone=phone, recorded_at=at)
    return list(pen.rows[Recipient])


def _givers(pen: Pen, at: datetime) -> list[int]:
    """300 organisations, of which every tenth is an agregator, and 3,000 persons."""
    found = []
    for number in range(300):
        name = f"Donatur contoh {number:04}"
        agregator = number % 10 == 0
        organisation = pen.add(
            Organisation,
            reference=pen.new_reference(),
            name=name,
            is_agregator=agregator,
            standing=Standing.ACTIVE,
            standing_since=at,
            example=True,
        )["id"]
        kind = PartyKind.AGREGATOR if agregator else PartyKind.ORGANISATION
        found.append(
            pen.add(Party, kind=kind, organisation_id=organisation, name=name, proven_at=at, example=True)["id"]
        )
    for number in range(3_000):
        email = f"warga{number}@contoh.example"
        found.append(
            pen.add(
                Party,
                kind=PartyKind.INDIVIDUAL,
                name=f"Warga contoh {number}",
                email=email,
                proven_at=at,
                example=True,
            )["id"]
        )
    return found


def _weeks(pen: Pen, size: Size, at: datetime) -> list[Row]:
    """Weeks of history, the newest ones still open."""
    today = at.astimezone(WIB).date()
    programme = Programme.objects.get(code="pangan")
    for back in range(size.periods - 1, -1, -1):
        starts = today - timedelta(days=7 * back + 2)
        ends = starts + timedelta(days=6)
        pen.add(
            Period,
            programme_id=programme.pk,
            code=f"uji-{starts:%Y-%m-%d}",
            name=f"Pekan uji {starts:%d-%m-%Y}",
            starts_on=starts,
            ends_on=ends,
            example=True,
        )
    weeks = list(pen.rows[Period])
    pen.write()
    return weeks


def rw_codes(size: Size) -> Iterator[str]:
    """Codes of as many RW as the size wants, spread over all kelurahan."""
    villages = list(Place.objects.filter(level=Level.VILLAGE).order_by("code").values_list("code", flat=True))
    for number in range(size.rw):
        yield f"{villages[number % len(villages)]}-RW{1 + number // len(villages):03}"
