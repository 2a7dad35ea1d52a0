"""A small world made by actions: RW in three kelurahan of two kota, one home, three givers, one period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ksbb.catalogue import actions as catalogue
from ksbb.catalogue import queries as packages
from ksbb.catalogue.models import Period
from ksbb.commitments import actions as promises
from ksbb.commitments import queries as promised
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line
from ksbb.needs import actions as needs
from ksbb.needs.models import Need
from ksbb.opendata.spans import WIB
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Party, User
from ksbb.parties.queries import party_of
from ksbb.places import actions as places
from ksbb.places.models import Place
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients
from ksbb.recipients.queries import by_reference, kind_by_code

NOW = dt.datetime(2020, 6, 1, 9, 0, tzinfo=WIB)
VILLAGES = ("31.74.04.1001", "31.74.04.1002", "31.75.01.1001")


def on(day: int, hour: int = 9, month: int = 5) -> dt.datetime:
    """A moment of 2020 in Jakarta."""
    return dt.datetime(2020, month, day, hour, tzinfo=WIB)


@dataclass
class World:
    pokja: User
    checker: User
    givers: list[Party]
    period: Period
    needs: list[Need]
    home: Need

    def promise(self, need: Need, giver: int, quantity: int, when: dt.datetime, heard: dt.datetime = NOW) -> Line:
        """Record a promise that was made at `when` and heard of later."""
        draft = promises.LineDraft(need=need, quantity=quantity, deliver_on=self.period.ends_on)
        commitment = promises.record_promise(
            by=self.pokja, giver=self.givers[giver], lines=[draft], source="Surat donatur", at=heard, effective_at=when
        )
        return promised.lines_of(commitment)[0]

    def move(self, line: Line, changes: dict[Stage, int], when: dt.datetime, cause: str = "reduce") -> None:
        """Move the numbers of a line at a moment."""
        promises.move(line=promised.locked(line), changes=changes, cause=cause, at=when, effective_at=when)


def build() -> World:
    """The world: every need is of 100 sembako, verified on 24 April 2020."""
    places.seed(at=NOW)
    pokja = parties.register_person(username="pokja", name="Pokja", at=NOW)
    checker = parties.register_person(username="pokja2", name="Pokja 2", at=NOW)
    for person in (pokja, checker):
        parties.appoint(user=person, name=RoleName.POKJA, place=province(), at=NOW)
    catalogue.load_programme(content=catalogue.published("pangan"), at=NOW)
    recipients.load_kinds()
    period = catalogue.add_period(
        by=None,
        programme="pangan",
        code="fase-x",
        name="Fase X",
        starts_on=dt.date(2020, 4, 24),
        ends_on=dt.date(2020, 5, 30),
        at=NOW,
    )
    givers = []
    for number in range(3):
        person = parties.register_person(username=f"pemberi{number}", name=f"Pemberi {number}", at=NOW)
        parties.own_party(user=person, at=NOW)
        giver = party_of(person, at=NOW)
        assert giver is not None
        givers.append(giver)
    world = World(pokja, checker, givers, period, [], None)  # type: ignore[arg-type]
    for number, code in enumerate((*VILLAGES, VILLAGES[0])):
        rw = recipients.enter_rw(by=pokja, village=place_by_code(code), rw_number=901 + number, at=NOW)
        world.needs.append(_need(world, kind="rw", place=rw, at=NOW))
    village = place_by_code(VILLAGES[0])
    world.home = _need(world, kind="panti_asuhan", place=village, at=NOW, name="Panti Contoh")
    return world


def _need(world: World, *, kind: str, place: Place, at: dt.datetime, name: str = "") -> Need:
    row = recipients.register_recipient(
        by=world.pokja, kind=kind_by_code(kind), place=place, source="Data kelurahan", at=at, name=name
    )
    need = needs.propose(
        by=world.pokja,
        recipient=by_reference(row.reference),
        package=packages.package_by_code("sembako"),
        period=world.period,
        quantity=100,
        source="Surat kelurahan",
        at=at,
        effective_at=on(24, month=4),
        beyond_fact_reason="Belum ada data jumlah keluarga",
    )
    return needs.verify(by=world.checker, need=need, at=at, effective_at=on(24, 10, month=4))
