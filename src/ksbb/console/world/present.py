"""The present of the demo world: every situation alive at once, told relative to the day of loading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import Guest, LineDraft
from ksbb.commitments.enums import Via
from ksbb.console.world.cast import HOME, Cast
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import Count, Load
from ksbb.needs import actions as needs
from ksbb.needs.enums import Urgency
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.places.enums import Level
from ksbb.places.queries import place_by_code, places_at
from ksbb.recipients import actions as recipients
from ksbb.recipients import safeguarding
from ksbb.recipients.enums import Answer, FactKind
from ksbb.recipients.queries import at_rw, by_reference, kind_by_code

if TYPE_CHECKING:
    from ksbb.parties.models import User
    from ksbb.recipients.models import Recipient

from ksbb.console.world.money import play_money
from ksbb.console.world.stage import SOURCE, Stage, example_rw, set_stage

WITH_FAMILIES = {"31.71": 420, "31.72": 1600, "31.73": 650, "31.74": 380, "31.75": 540, "31.01": 210}
HOMES = (
    ("panti_asuhan", "Panti Asuhan Contoh Melati", HOME, 64),
    ("panti_lansia", "Panti Lanjut Usia Contoh Kenanga", "31.75.10.1001", 88),
    ("panti_disabilitas", "Panti Disabilitas Contoh Cempaka", "31.73.01.1001", 45),
    ("pesantren", "Pesantren Contoh Al-Amanah", "31.72.01.1001", 230),
    ("lokasi_lain", "Rumah Singgah Contoh Anggrek", "31.71.01.1001", 35),
)


def build_present(cast: Cast, *, at: datetime) -> None:
    """Make the running periods and play every situation in them."""
    stage = set_stage(cast, at=at)
    areas = _areas(stage)
    _lapsed(stage, areas["31.71"][0])
    _home(stage)
    _open_everywhere(stage, areas)
    _in_parts(stage, areas["31.73"])
    _second_thoughts(stage, areas["31.75"])
    _twelve_rw(stage)
    _homes(stage)
    _waiting_for_officers(stage, areas)
    play_money(stage)


def _areas(stage: Stage) -> dict[str, list[Recipient]]:
    """Four example RW in different kelurahan of every kota, the islands too."""
    areas: dict[str, list[Recipient]] = {}
    for city, families in WITH_FAMILIES.items():
        villages = [place for place in places_at(Level.VILLAGE) if place.code.startswith(city)]
        chosen = villages[:: max(1, len(villages) // 4)][:4]
        areas[city] = [
            example_rw(stage, f"{village.code}-RW905", families + 15 * index) for index, village in enumerate(chosen)
        ]
    return areas


def _lapsed(stage: Stage, recipient: Recipient) -> None:
    """Nobody called within 48 hours: the promise went back to the need."""
    need = stage.need(recipient, "sembako", 400, ago=5.5, urgency=Urgency.HIGH)
    stage.promise(stage.donors[0], need, 60, ago=5, show_name=False)
    commitments.release_expired(at=stage.ago(days=2.5))


def _home(stage: Stage) -> None:
    """The RW of the demo sign-in: a dispute, 605 of 600, one on the way, a paper receipt next door."""
    cast = stage.cast
    home = example_rw(stage, f"{HOME}-RW901", 360)
    parties.grant_role(by=cast.lurah, user=cast.rw, name=RoleName.RW_HEAD, place=home.place, at=stage.ago(days=8))
    recipients.set_contact(
        by=cast.rw, recipient=home, name="Ketua RW contoh", phone="+6281200000901", at=stage.ago(days=8)
    )
    pair = (cast.rw, cast.lurah)
    sembako = stage.need(home, "sembako", 300, by=pair, urgency=Urgency.HIGH, reason="Buruh harian belum bekerja.")
    line = stage.promise(cast.kolaborator, sembako, 182, ago=4)
    commitments.schedule(by=cast.kolaborator, line=line, deliver_on=stage.day(0), at=stage.ago(days=3.8))
    short = stage.bring(cast.kolaborator, line, 96, ago=2)
    deliveries.confirm(
        by=cast.rw,
        delivery=short,
        counts=[Count(line=line.pk, received=90)],
        note="Enam paket tidak ada di mobil.",
        at=stage.ago(days=1.9),
    )
    journey = deliveries.plan_delivery(
        by=cast.kolaborator, loads=[Load(line=line, quantity=40)], planned_on=stage.day(0), at=stage.ago(days=0.2)
    )
    deliveries.depart(by=cast.kolaborator, delivery=journey, at=stage.ago(days=0.05))
    meals = stage.need(home, "siap_saji", 2_000, by=pair)
    more = stage.promise(stage.donors[1], meals, 600, ago=3)
    brought = stage.bring(stage.donors[1], more, 600, ago=1)
    deliveries.confirm(by=cast.rw, delivery=brought, counts=[Count(line=more.pk, received=605)], at=stage.ago(days=0.9))
    _paper(stage)


def _paper(stage: Stage) -> None:
    """A receiver without a phone signs paper; the kelurahan records it."""
    cast = stage.cast
    neighbour = example_rw(stage, f"{HOME}-RW902", 300)
    need = stage.need(neighbour, "sembako", 300, by=(cast.lurah_dua, cast.lurah))
    line = stage.promise(stage.donors[2], need, 80, ago=3)
    brought = stage.bring(stage.donors[2], line, 80, ago=1.5)
    deliveries.confirm_on_paper(
        by=cast.lurah,
        delivery=brought,
        counts=[Count(line=line.pk, received=80)],
        paper_number="TT-CONTOH-017",
        at=stage.ago(days=1),
    )


def _open_everywhere(stage: Stage, areas: dict[str, list[Recipient]]) -> None:
    """Open needs in every kota; one with more than a thousand left; aid from elsewhere noted on one."""
    wanted = {"31.71": 380, "31.72": 1_580, "31.73": 560, "31.74": 340, "31.75": 510, "31.01": 200}
    for city, quantity in wanted.items():
        need = stage.need(areas[city][1], "sembako", quantity)
        if city != "31.01":
            stage.promise(stage.donors[2], need, quantity // 5, ago=0.9, on=3, show_name=False)
    stage.need(areas["31.01"][2], "siap_saji", 1_500, urgency=Urgency.HIGH, reason="Ombak tinggi, kapal tertunda.")
    helped = stage.need(areas["31.74"][2], "sembako", 300)
    needs.record_outside_aid(
        by=stage.cast.pokja, need=helped, quantity=120, source="Bantuan kelurahan contoh", at=stage.ago(days=2)
    )
    stage.need(areas["31.75"][3], "thr_kk", 300)


def _in_parts(stage: Stage, receivers: Sequence[Recipient]) -> None:
    """One brought in parts, one done, equivalents waiting and accepted."""
    cast, donor = stage.cast, stage.donors[3]
    need = stage.need(receivers[0], "sembako", 500)
    line = stage.promise(donor, need, 400, ago=4)
    first = stage.bring(donor, line, 150, ago=2)
    deliveries.override_receipt(
        by=cast.pokja,
        delivery=first,
        counts=[Count(line=line.pk, received=150)],
        reason="Ketua RW sedang dirawat; dihitung petugas di tempat.",
        at=stage.ago(days=1.5),
    )
    done = stage.need(receivers[2], "lebaran", 120)
    whole = stage.promise(donor, done, 120, ago=4)
    deliveries.confirm_on_paper(
        by=cast.pokja,
        delivery=stage.bring(donor, whole, 120, ago=2),
        counts=[Count(line=whole.pk, received=120)],
        paper_number="TT-CONTOH-021",
        at=stage.ago(days=1),
    )
    other = stage.need(receivers[3], "sembako", 600)
    contents = "Beras 10 kg, minyak 1 liter, telur 1 kg"
    accepted = stage.promise(stage.donors[0], other, 100, ago=1, on=4, equivalent=contents)
    commitments.accept_equivalent(by=cast.pokja, line=accepted, at=stage.ago(days=0.5))
    stage.promise(stage.donors[1], other, 50, ago=0.6, on=4, equivalent="Beras 5 kg dan sarden 6 kaleng")


def _second_thoughts(stage: Stage, receivers: Sequence[Recipient]) -> None:
    """A decline, another day, a reduction, a cancellation, a guest who has not typed the code, a closed need."""
    cast = stage.cast
    need = stage.need(receivers[0], "sembako", 450)
    declined = stage.promise(stage.donors[0], need, 90, ago=2, on=2)
    commitments.decline(
        by=cast.pokja, line=declined, reason="Balai RW dipakai posyandu pada hari itu.", at=stage.ago(days=1.5)
    )
    moved = stage.promise(stage.donors[1], need, 120, ago=1.5, on=2)
    commitments.propose_time(
        by=cast.pokja, line=moved, day=stage.day(5), note="Lebih baik Sabtu pagi.", at=stage.ago(days=1)
    )
    less = stage.promise(stage.donors[2], need, 80, ago=1.2, on=3)
    deliveries.reduce(
        by=stage.donors[2], line=less, quantity=60, reason="Pemasok hanya sanggup 60.", at=stage.ago(days=0.8)
    )
    gone = stage.promise(stage.donors[3], need, 30, ago=1, on=3)
    commitments.cancel(by=stage.donors[3], line=gone, reason="Kendaraan tidak tersedia.", at=stage.ago(days=0.7))
    commitments.promise_as_guest(
        guest=Guest(name="Tamu contoh", email="tamu@contoh.example"),
        lines=[LineDraft(need=need, quantity=10, deliver_on=stage.day(3))],
        statement_accepted=True,
        at=stage.at,
    )
    closed = stage.need(receivers[2], "lebaran", 200)
    needs.close(by=cast.pokja, need=closed, reason="Sudah dipenuhi masjid setempat di luar KSBB.", at=stage.ago(days=1))


def _twelve_rw(stage: Stage) -> None:
    """A list of twelve RW that an organisation sent as a spreadsheet: one promise, twelve lines."""
    villages = [place for place in places_at(Level.VILLAGE) if place.code.startswith("31.72")][4:16]
    drafts = []
    for index, village in enumerate(villages):
        receiver = example_rw(stage, f"{village.code}-RW906", 200 + 10 * index)
        need = stage.need(receiver, "sembako", 180 + 10 * index)
        drafts.append(LineDraft(need=need, quantity=100, deliver_on=stage.day(4)))
    commitments.promise(
        by=stage.cast.kolaborator,
        lines=drafts,
        statement_accepted=True,
        show_name=True,
        via=Via.FILE,
        at=stage.ago(days=0.5),
    )


def _homes(stage: Stage) -> None:
    """An institution of every kind, with needs by residents and by item; one verification has grown old."""
    for kind, name, village, residents in HOMES:
        home = recipients.register_recipient(
            by=stage.cast.pokja,
            kind=kind_by_code(kind),
            place=place_by_code(village),
            name=name,
            source=SOURCE,
            example=True,
            at=stage.ago(days=74),
        )
        home = by_reference(home.reference)
        recipients.record_fact(
            by=stage.cast.pokja,
            recipient=home,
            kind=FactKind.RESIDENTS,
            value=residents,
            as_of=stage.day(-74),
            source=SOURCE,
            at=stage.ago(days=74),
        )
        if home.kind.children and home.organisation is not None:
            keeper = stage.cast.panti if kind == "panti_asuhan" else _keeper_of_pesantren(stage)
            parties.appoint(user=keeper, name=RoleName.KEEPER, organisation=home.organisation, at=stage.ago(days=74))
            version = safeguarding.current().version
            recipients.accept_safeguarding(by=keeper, recipient=home, version=version, at=stage.ago(days=73))
            _told(stage, home, keeper)
        stage.need(home, "beras", residents * 3, ago=6, period=stage.long_period)
        if kind == "panti_lansia":
            stage.need(home, "popok_dewasa", 400, ago=6, period=stage.long_period)
        if kind == "pesantren":
            old = stage.need(home, "minyak_goreng", 90, ago=70, period=stage.long_period)
            needs.expire_stale(need=old, at=stage.ago(days=1))
        if kind == "panti_asuhan":
            recipients.set_contact(
                by=stage.cast.panti,
                recipient=home,
                name="Pengelola contoh",
                phone="+6281200000777",
                at=stage.ago(days=70),
            )


def _told(stage: Stage, home: Recipient, keeper: User) -> None:
    """What a home tells of itself: profile, stock, a month."""
    rooms = [recipients.Room(FactKind.PLACES_6_12, 32), recipients.Room(FactKind.PLACES_13_17, 28)]
    recipients.describe_home(
        by=keeper,
        recipient=home,
        in_charge="Penanggung jawab contoh",
        capacity=rooms,
        visiting="Sabtu 09.00–11.00, dengan janji, tanpa memotret anak.",
        guardian="Pelindung anak contoh",
        guardian_phone="+6281200000778",
        at=stage.ago(days=72),
    )
    rice = package_by_code("beras")
    recipients.tell_stock(
        by=keeper, recipient=home, package=rice, quantity=40, enough_until=stage.day(9), at=stage.ago(days=2)
    )
    recipients.report_month(
        by=keeper,
        recipient=home,
        month=stage.day(-31),
        enough=Answer.PARTLY,
        used=Answer.YES,
        wanted="Beras dan minyak goreng.",
        at=stage.ago(days=31),
    )


def _keeper_of_pesantren(stage: Stage) -> User:
    return parties.register_person(
        username="pesantren", name="Pengelola pesantren contoh", email="pesantren@contoh.example", at=stage.ago(days=74)
    )


def _waiting_for_officers(stage: Stage, areas: dict[str, list[Recipient]]) -> None:
    """Proposals in the queues, and a batch that waits for a second officer."""
    cast = stage.cast
    home = at_rw(place_by_code(f"{HOME}-RW901"))
    if home is not None:
        needs.propose(
            by=cast.rw,
            recipient=by_reference(home.reference),
            package=package_by_code("lebaran"),
            period=stage.period,
            quantity=250,
            source="Rapat pengurus RW contoh",
            reason="Menjelang hari raya.",
            at=stage.ago(days=1),
        )
    needs.propose(
        by=cast.pokja,
        recipient=areas["31.73"][1],
        package=package_by_code("lebaran"),
        period=stage.period,
        quantity=200,
        source=SOURCE,
        at=stage.ago(days=2),
    )
    needs.open_needs(
        by=cast.pokja,
        recipients_of=[*areas["31.71"], *areas["31.74"]],
        package=package_by_code("lebaran"),
        period=stage.period,
        source="Pembukaan contoh dari data terakhir",
        at=stage.ago(days=0.3),
    )
