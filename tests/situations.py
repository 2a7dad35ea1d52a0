"""Situations for tests of the rooms, built by actions only: people, an RW, its needs, promises on their way."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Sum

from ksbb.catalogue import actions as catalogue
from ksbb.catalogue.models import Period
from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.commitments.queries import lines_of
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.models import Delivery
from ksbb.needs import actions as needs
from ksbb.needs.models import Need, OutsideAid
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import User
from ksbb.places import actions as places
from ksbb.places.models import Place
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import by_reference, kind_by_code
from tests.programmes import load_open_programme

AT = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)
"""Saturday, 2 May 2026, 11.00 WIB."""
TODAY = date(2026, 5, 2)
VILLAGE, OTHER_VILLAGE = "31.74.04.1001", "31.72.01.1001"
SOURCE = "Catatan kelurahan untuk pengujian"
REASON = "Alasan yang cukup jelas untuk pengujian"


def hours(number: float) -> datetime:
    """So many hours after `AT`."""
    return AT + timedelta(hours=number)


def days(number: float) -> datetime:
    """So many days after `AT`."""
    return AT + timedelta(days=number)


def day(number: int) -> date:
    """The day that many days after `TODAY`."""
    return TODAY + timedelta(days=number)


@dataclass(slots=True)
class World:
    """Who and what there is to act with."""

    pokja: User
    pokja_dua: User
    lurah: User
    lurah_dua: User
    rw: User
    donor: User
    donor_dua: User
    village: Place
    recipient: Recipient
    period: Period

    def neighbour(self, number: int, *, families: int = 1_000) -> Recipient:
        """One more RW of the kelurahan, registered, with a fact."""
        return _recipient(self.lurah, self.village, number, families)

    def proposal(self, quantity: int, *, package: str = "sembako", to: Recipient | None = None, **more: Any) -> Need:
        """A need that waits for verification, proposed by the first officer."""
        return needs.propose(
            **{
                "by": self.lurah,
                "recipient": to or self.recipient,
                "package": package_by_code(package),
                "period": self.period,
                "quantity": quantity,
                "source": SOURCE,
                "beyond_fact_reason": REASON,
                "at": AT,
                **more,
            }
        )

    def need(self, quantity: int, *, package: str = "sembako", to: Recipient | None = None, **more: Any) -> Need:
        """A verified need."""
        return needs.verify(by=self.lurah_dua, need=self.proposal(quantity, package=package, to=to, **more), at=AT)

    def promise(self, need: Need, quantity: int, *, by: User | None = None, **more: Any) -> Line:
        """One accepted line of a signed-in giver; `at`, `key` and the fields of the draft can be told."""
        act = {name: more.pop(name) for name in ("at", "key", "show_name") if name in more}
        draft = commitments.LineDraft(**{"need": need, "quantity": quantity, "deliver_on": day(1), **more})
        made = commitments.promise(by=by or self.donor, lines=[draft], statement_accepted=True, **{"at": AT, **act})
        return lines_of(made)[0]

    def guest(
        self,
        need: Need,
        quantity: int,
        *,
        email: str = "tamu@contoh.example",
        at: datetime = AT,
        may_wait: bool = False,
    ) -> Commitment:
        """A promise that waits for the code."""
        return commitments.promise_as_guest(
            guest=commitments.Guest(name="Tamu", email=email),
            lines=[commitments.LineDraft(need=need, quantity=quantity, deliver_on=day(1), may_wait=may_wait)],
            statement_accepted=True,
            at=at,
        )

    def sent(self, line: Line, quantity: int, *, at: datetime = AT, by: User | None = None) -> Delivery:
        """A journey that its giver says was handed over."""
        return deliveries.hand_over(by=by or self.donor, delivery=self.planned(line, quantity, at=at, by=by), at=at)

    def planned(self, line: Line, quantity: int, *, at: datetime = AT, by: User | None = None) -> Delivery:
        """A journey that is planned."""
        load = deliveries.Load(line=line, quantity=quantity)
        return deliveries.plan_delivery(by=by or self.donor, loads=[load], planned_on=TODAY, at=at)

    def received(self, delivery: Delivery, line: Line, quantity: int, *, at: datetime = AT) -> Any:
        """The receiver's word about a journey of one line."""
        counts = [deliveries.Count(line=line.pk, received=quantity)]
        return deliveries.confirm(by=self.rw, delivery=delivery, counts=counts, at=at)


def person(username: str, *, phone: str = "") -> User:
    """An account that cannot sign in."""
    return parties.register_person(
        username=username, name=f"Nama {username}", email=f"{username}@contoh.example", phone=phone, at=AT
    )


def _recipient(by: User, village: Place, number: int, families: int) -> Recipient:
    place = recipients.enter_rw(by=by, village=village, rw_number=number, reason=REASON, at=AT)
    made = recipients.register_recipient(by=by, kind=kind_by_code("rw"), place=place, source=SOURCE, at=AT)
    recipient = by_reference(made.reference)
    recipients.record_fact(
        by=by,
        recipient=recipient,
        kind=FactKind.VULNERABLE_FAMILIES,
        value=families,
        as_of=TODAY,
        source=SOURCE,
        at=AT,
    )
    recipients.set_contact(by=by, recipient=recipient, name="Narahubung", phone="+6281200000001", at=AT)
    return recipient


def build() -> World:
    """The smallest world in which everything can happen. Takes a good second: the areas of Jakarta are seeded."""
    places.seed(at=AT)
    load_open_programme(at=AT)
    recipients.load_kinds()
    names = ("pokja", "pokja_dua", "lurah", "lurah_dua", "rw", "donor", "donor_dua")
    cast = {name: person(name) for name in names}
    village = place_by_code(VILLAGE)
    for officer in ("pokja", "pokja_dua"):
        parties.appoint(user=cast[officer], name=RoleName.POKJA, place=province(), at=AT)
    for officer in ("lurah", "lurah_dua"):
        parties.appoint(user=cast[officer], name=RoleName.OFFICER, place=village, at=AT)
    period = catalogue.add_period(
        by=None,
        programme="pangan",
        code="uji",
        name="Masa uji",
        starts_on=day(-1),
        ends_on=day(29),
        example=True,
        at=AT,
    )
    recipient = _recipient(cast["lurah"], village, 901, 1_000)
    parties.grant_role(by=cast["lurah"], user=cast["rw"], name=RoleName.RW_HEAD, place=recipient.place, at=AT)
    return World(village=village, recipient=recipient, period=period, **cast)


@pytest.fixture(scope="module")
def _built(world_once: Any) -> Iterator[World]:
    with world_once("situations", build) as world:
        yield world


@pytest.fixture
def world(_built: World, db: None) -> World:
    """The world of this test; what the test does to it is undone."""
    return copy.deepcopy(_built)


# --- What must always hold --------------------------------------------------------------------------------------------

_COLUMNS = {"promised": Stage.COMMITTED, "delivered": Stage.DELIVERED, "confirmed": Stage.CONFIRMED}
_COLUMNS |= {"surplus": Stage.SURPLUS}


def differences() -> list[str]:
    """Where a counter is not the sum of its rows, or promises exceed a need. Empty is the only good answer."""
    found = []
    for column, stage in _COLUMNS.items():
        on_line = "quantity" if column == "promised" else column
        by_need = dict(Movement.objects.filter(stage=stage).values_list("need").annotate(s=Sum("delta")).order_by())
        by_line = dict(Movement.objects.filter(stage=stage).values_list("line").annotate(s=Sum("delta")).order_by())
        lines = dict(Line.objects.values_list("need").annotate(s=Sum(on_line)).order_by())
        for pk, value in Need.objects.values_list("pk", column):
            if not value == by_need.get(pk, 0) == lines.get(pk, 0):
                found.append(f"need {pk} {column}: {value}, rows {by_need.get(pk, 0)}, lines {lines.get(pk, 0)}")
        for pk, value in Line.objects.values_list("pk", on_line):
            if value != by_line.get(pk, 0):
                found.append(f"line {pk} {on_line}: {value}, rows {by_line.get(pk, 0)}")
    aid = dict(OutsideAid.objects.values_list("need").annotate(s=Sum("quantity")).order_by())
    found += [
        f"need {pk} elsewhere" for pk, value in Need.objects.values_list("pk", "elsewhere") if value != aid.get(pk, 0)
    ]
    over = Need.objects.filter(Q(promised__gt=F("quantity") - F("elsewhere")))
    return found + [f"need {need.pk} is over-promised" for need in over]


def fresh(row: Any) -> Any:
    """The row as it stands now."""
    return type(row)._base_manager.get(pk=row.pk)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The deed inside is refused with exactly this code, and changes no table."""
    before = _sizes()
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.refusal.code == code
    assert _sizes() == before


@contextmanager
def impossible() -> Iterator[None]:
    """The database itself refuses what the block does behind the back of the actions."""
    with pytest.raises(IntegrityError), transaction.atomic():  # noqa: PT012 - the block is the caller's
        yield
        if connection.vendor == "postgresql":
            connection.check_constraints()


def _sizes() -> dict[str, int]:
    models = (Need, Commitment, Line, Movement, Delivery, Message)
    return {model._meta.label: model._base_manager.count() for model in models}
