"""The first weeks of KSBB, 24 April to 22 May 2020: rows that fit the published totals, each marked "contoh"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.catalogue.queries import package_by_code, period_by_code
from ksbb.commitments.actions import LineDraft, record_promise
from ksbb.console.world import money2020, plan
from ksbb.console.world.cast import Cast
from ksbb.console.world.plan import INDIVIDUALS, WIB
from ksbb.needs import actions as needs
from ksbb.needs.queries import in_batch
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.queries import party_of_organisation
from ksbb.places.actions import import_rw
from ksbb.places.enums import Level
from ksbb.places.queries import place_by_code, places_at
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.queries import by_reference, kind_by_code

if TYPE_CHECKING:
    from ksbb.commitments.models import Commitment
    from ksbb.needs.models import Need
    from ksbb.parties.models import Party
    from ksbb.recipients.models import Recipient

SOURCE = "Contoh: jumlah kota sesuai siaran pers 2 dan 22 Mei 2020; rincian per RW adalah contoh."
ISLANDS = "31.01"


def build_2020(cast: Cast, *, at: datetime, tell: Callable[[str], None]) -> None:
    """Make recipients, needs, givers and promises of 2020, recorded now by Pokja with their own dates."""
    receivers = _recipients(cast, at=at)
    tell(f"  {len(receivers)} RW")
    wanted = _needs(cast, receivers, at=at)
    tell(f"  {len(wanted)} kebutuhan")
    baznas, act = money2020.make_baznas(cast), money2020.make_act(cast)
    promised = _promises(cast, wanted, baznas, at=at)
    tell(f"  {len(plan.promises())} baris komitmen")
    money2020.record_gifts(cast, baznas, act, at=at)
    money2020.reach_ragunan(cast, baznas, promised, at=at)
    money2020.end_agregators(cast, baznas, act, at=at)
    tell("  3 titipan uang")
    _press_report(cast, at=at)


def rw_codes() -> list[str]:
    """The code of each example RW of the plan: numbered from 901, so that no real RW is claimed about.

    Only the last RW of the plan is real, and no code here: money2020 tells of it.
    """
    mainland = [place.code for place in places_at(Level.VILLAGE) if not place.code.startswith(ISLANDS)]
    seen: dict[str, int] = defaultdict(int)
    codes = []
    for village in plan.villages(mainland)[: plan.RAGUNAN]:
        seen[village] += 1
        codes.append(f"{village}-RW{900 + seen[village]}")
    return codes


def _recipients(cast: Cast, *, at: datetime) -> list[Recipient]:
    codes = rw_codes()
    import_rw(codes=codes, source=SOURCE, at=at, by=cast.pokja)
    most: dict[int, int] = defaultdict(int)
    for (_, rw, package), quantity in plan.needed().items():
        if package in {"sembako", "lebaran"}:
            most[rw] = max(most[rw], quantity)
    kind = kind_by_code("rw")
    made = []
    for rw, code in enumerate(codes):
        recipient = recipients.register_recipient(
            by=cast.pokja, kind=kind, place=place_by_code(code), source=SOURCE, at=at
        )
        recipients.record_fact(
            by=cast.pokja,
            recipient=recipient,
            kind=FactKind.VULNERABLE_FAMILIES,
            value=(most[rw] + 4) // 5 * 5,
            as_of=date(2020, 4, 24),
            source=SOURCE,
            at=at,
        )
        made.append(by_reference(recipient.reference))
    return [*made, money2020.register_ragunan(cast, at=at)]


def _needs(cast: Cast, receivers: list[Recipient], *, at: datetime) -> dict[tuple[str, int, str], Need]:
    sheets: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    made = {}
    for (period_code, rw, package), quantity in plan.needed().items():
        if rw == plan.RAGUNAN:
            made[period_code, rw, package] = money2020.need_of_ragunan(cast, receivers[rw], at=at)
        else:
            sheets[period_code, package].append((rw, quantity))
    for (period_code, package), rows in sheets.items():
        period = period_by_code(period_code)
        opened = datetime.combine(period.starts_on, datetime.min.time(), WIB)
        batch = needs.open_needs(
            by=cast.pokja,
            recipients_of=[receivers[rw] for rw, _ in rows],
            quantities=[quantity for _, quantity in rows],
            package=package_by_code(package),
            period=period,
            source=SOURCE,
            at=at,
            effective_at=opened + timedelta(hours=6),
        )
        needs.verify_batch(by=cast.pokja_dua, batch=batch, at=at, effective_at=opened + timedelta(hours=7))
        numbers = {receivers[rw].pk: rw for rw, _ in rows}
        made.update({(period_code, numbers[need.recipient_id], package): need for need in in_batch(batch)})
    return made


def _givers(cast: Cast, *, at: datetime) -> list[Party]:
    givers = []
    for number in range(plan.AGREGATOR):
        name = f"Donatur contoh {number + 1}"
        if number in INDIVIDUALS:
            givers.append(parties.guest_party(name=name, email="", phone="", example=True))
            continue
        organisation = parties.register_organisation(by=None, name=name, example=True, at=at)
        parties.set_standing(by=cast.pokja, organisation=organisation, standing=Standing.ACTIVE, at=at)
        givers.append(party_of_organisation(organisation))
    return givers


def _promises(
    cast: Cast, wanted: dict[tuple[str, int, str], Need], baznas: money2020.Agregator, *, at: datetime
) -> Commitment:
    """Record every promise; the one of the agregator is returned."""
    givers, made = [*_givers(cast, at=at), baznas.party], {}
    letters: dict[tuple[datetime, int, str], list[plan.Promised]] = defaultdict(list)
    for row in plan.promises():
        letters[row.moment, row.giver, row.period].append(row)
    for (moment, giver, period_code), lines in letters.items():
        ends_on = period_by_code(period_code).ends_on
        drafts: dict[int, LineDraft] = {}
        for row in lines:
            need = wanted[row.period, row.rw, row.package]
            earlier = drafts.get(need.pk)
            drafts[need.pk] = LineDraft(
                need=need,
                quantity=row.quantity + (earlier.quantity if earlier else 0),
                deliver_on=min(moment.date() + timedelta(days=2), ends_on),
            )
        made[giver] = record_promise(
            by=cast.pokja,
            giver=givers[giver],
            lines=list(drafts.values()),
            source=money2020.RAGUNAN_SOURCE if giver == plan.AGREGATOR else SOURCE,
            show_name=True,
            at=at,
            effective_at=moment,
        )
    return made[plan.AGREGATOR]


def _press_report(cast: Cast, *, at: datetime) -> None:
    """About 600 sembako of which only the place and the plan are known: shown with its source, in no sum."""
    spot = recipients.register_recipient(
        by=cast.pokja,
        kind=kind_by_code("lokasi_lain"),
        place=place_by_code("31.74.05"),
        name="Gang Pasar Kedip, Kebayoran Lama",
        source=money2020.PRESS,
        at=at,
    )
    recipients.record_report(
        by=cast.pokja,
        recipient=spot,
        giver="Barisan Bangun Negeri",
        what="sekitar 600 paket sembako untuk warga kecamatan Kebayoran Lama",
        when="rencana diantar 3 Mei 2020; tanggal komitmen tidak diketahui",
        source=money2020.PRESS,
        published_on=date(2020, 5, 2),
        at=at,
    )
