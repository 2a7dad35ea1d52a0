"""Money in the demo's present: one agregator with gifts, purchases and reports in every state. All of it "contoh"."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments.actions import Guest
from ksbb.console.world.cast import HOME
from ksbb.console.world.stage import example_rw
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import Count, Load
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft, ItemDraft, SpendingDraft
from ksbb.gifts.enums import ChannelKind, Settlement
from ksbb.gifts.matching import StatementLine
from ksbb.gifts.queries import locked_lots_of
from ksbb.gifts.queries.statements import waiting_rows
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.permits import actions as permits
from ksbb.permits.actions import PermitDraft
from ksbb.places.queries import place_by_code, province

if TYPE_CHECKING:
    from ksbb.console.world.stage import Stage
    from ksbb.gifts.models import Campaign, Channel, Gift, Lot, Mandate, Packing, Spending
    from ksbb.needs.models import Need
    from ksbb.parties.models import Organisation, User

NAME = "Agregator Contoh Gotong Royong"
ISSUER = "Dinas Sosial, contoh"
DISTRICT, CENTRE = HOME[:8], "31.71.01.1001"
QRIS = (
    "00020101021126420016ID.CO.CONTOH.WWW011893600000000000000151440014ID.CO.QRIS.WWW0215ID10000000000000303UMI"
    "5204839853033605802ID5916AGREGATOR CONTOH6007JAKARTA6105101106304CDBC"
)
"""A whole payload of nobody: its NMID was never given out."""


@dataclass(slots=True)
class Desk:
    """The agregator, its two people, and short ways to what they do."""

    stage: Stage
    organisation: Organisation
    author: User
    checker: User
    channels: dict[str, Channel] = field(default_factory=dict)
    mandates: dict[str, Mandate] = field(default_factory=dict)

    def mandate(self, name: str, basis: str, since: int, until: int) -> Mandate:
        """A legal basis from one day to another, told relative to the loading."""
        day, ago = self.stage.day, -since + 1
        waiting = gifts.propose_mandate(
            by=self.author,
            organisation=self.organisation,
            basis=basis,
            number=f"{name}/CONTOH",
            issuer=ISSUER,
            area=province(),
            valid_from=day(since),
            valid_until=day(until),
            at=self.stage.ago(days=ago),
        )
        self.mandates[name] = gifts.decide_mandate(
            by=self.stage.cast.pokja, mandate=waiting, agreed=True, at=self.stage.ago(days=ago - 0.5)
        )
        return self.mandates[name]

    def channel(self, name: str, fund: FundKind, *, ago: float, agreed: bool = True, payload: str = "") -> None:
        """A bank account, or a QRIS where a payload is told."""
        waiting = gifts.propose_channel(
            by=self.author,
            organisation=self.organisation,
            fund=fund,
            kind=ChannelKind.QRIS if payload else ChannelKind.BANK,
            holder="AGREGATOR CONTOH" if payload else NAME,
            bank="" if payload else "Bank contoh",
            number="" if payload else f"000-{name}",
            payload=payload,
            at=self.stage.ago(days=ago),
        )
        if agreed:
            at = self.stage.ago(days=ago - 0.1)
            self.channels[name] = gifts.decide_channel(by=self.stage.cast.pokja, channel=waiting, agreed=True, at=at)

    def intent(self, who: User | str, amount_rp: int, *, ago: float, by: str = "101", **purpose: Any) -> Gift:
        """A gift that a person, or a guest of that name, means."""
        draft, at = GiftDraft(self.channels[by], amount_rp, **purpose), self.stage.ago(days=ago)
        if isinstance(who, str):
            guest = Guest(who, email=f"{who.split()[-1]}.uang@contoh.example")
            return gifts.intend_as_guest(guest=guest, draft=draft, show_name=True, at=at)
        return gifts.intend(by=who, draft=draft, show_name=True, at=at)

    def came(self, gift: Gift, *, ago: float) -> Gift:
        """The money of an intent came, as it was meant."""
        at = self.stage.ago(days=ago)
        return gifts.receive_gift(
            by=self.author, gift=gift, amount_rp=gift.intended_rp, received_on=localdate(at), at=at
        )

    def bill(self, amount_rp: int, supplier: str, *, ago: float, by: str = "101", **more: Any) -> SpendingDraft:
        """What was paid, to whom, and what for."""
        on = localdate(self.stage.ago(days=ago))
        return SpendingDraft(self.channels[by], amount_rp, on, f"{supplier} contoh", **more)

    def draft(self, package: str, quantity: int, price_rp: int, *, ago: float, **more: Any) -> Spending:
        """A purchase that waits for the second person."""
        told = self.bill(quantity * price_rp, "Toko Grosir", ago=ago, **more)
        item = ItemDraft(f"Paket {package}", quantity, price_rp, package=package_by_code(package))
        return gifts.draft_purchase(by=self.author, draft=told, items=[item], at=self.stage.ago(days=ago))

    def agree(self, spending: Spending, *, ago: float) -> Spending:
        """The second person agrees."""
        at = self.stage.ago(days=ago)
        return gifts.decide_spending(by=self.checker, spending=spending, agreed=True, at=at)

    def buy(self, package: str, quantity: int, price_rp: int, *, ago: float, **more: Any) -> Lot:
        """A purchase that both agreed to, as goods in stock."""
        bought = self.agree(self.draft(package, quantity, price_rp, ago=ago, **more), ago=ago - 0.1)
        return locked_lots_of(bought)[0]

    def commit(self, lot: Lot, need: Need, quantity: int, *, ago: float, on: int = 1) -> Packing:
        """Packages of a lot promised to a need."""
        when = max(self.stage.day(on), localdate(self.stage.ago(days=ago)))
        return gifts.commit_lot(
            by=self.author,
            lot=lot,
            need=need,
            quantity=quantity,
            deliver_on=when,
            statement_accepted=True,
            at=self.stage.ago(days=ago),
        )

    def confirmed(self, packing: Packing, quantity: int, *, ago: float, paper: str) -> None:
        """So many were brought, and the receiver's signed sheet came back."""
        brought = self.stage.bring(self.author, packing.line, quantity, ago=ago)
        deliveries.confirm_on_paper(
            by=self.stage.cast.pokja,
            delivery=brought,
            counts=[Count(line=packing.line.pk, received=quantity)],
            paper_number=paper,
            at=self.stage.ago(days=ago - 0.5),
        )


def play_money(stage: Stage) -> None:
    """Every situation of money, oldest first."""
    desk = _open_desk(stage)
    old = _reported_long_ago(desk)
    campaign = _of_several_ages(desk)
    _statement(desk, campaign)
    _goods(desk, campaign, old)
    _waiting(desk, campaign)
    gifts.follow_deliveries(at=stage.at)


def _open_desk(stage: Stage) -> Desk:
    """The agregator came in by a permit that two looked at; its bases and accounts, the newest ones still waiting."""
    cast, begun = stage.cast, stage.ago(days=500)
    organisation = parties.register_organisation(by=None, name=NAME, is_agregator=True, example=True, at=begun)
    for person in (cast.agregator, cast.agregator_dua):
        parties.appoint(user=person, name=RoleName.COLLABORATOR, organisation=organisation, at=begun)
    permit = PermitDraft("izin_pub", "PUB/CONTOH", ISSUER, stage.day(-500), stage.day(300))
    applied = permits.renew_permit(
        by=cast.agregator, organisation=organisation, permit=permit, activity="agregator", at=begun
    )
    check = "Contoh: dicocokkan dengan daftar izin di laman penerbitnya."
    for officer in (cast.pokja, cast.pokja_dua):
        permits.approve_application(by=officer, application=applied, check=check, at=stage.ago(days=499))
    desk = Desk(stage, organisation, cast.agregator, cast.agregator_dua)
    desk.mandate("PUB-1", "izin_pub", -480, -241)
    desk.mandate("PUB-2", "izin_pub", -240, -43)
    desk.mandate("PUB-3", "izin_pub", -42, 28)
    desk.mandate("LAZ-1", "izin_laz", -480, 300)
    desk.channel("101", FundKind.DONATION, ago=480)
    desk.channel("202", FundKind.INFAQ, ago=480)
    desk.channel("qris", FundKind.DONATION, ago=60, payload=QRIS)
    desk.channel("303", FundKind.DONATION, ago=0.4)
    desk.channel("404", FundKind.ZAKAT, ago=0.2, agreed=False)
    return desk


def _reported_long_ago(desk: Desk) -> Lot:
    """The first permit: its money was spent to the last rupiah, its report handed in. The packages are returned."""
    stage, mandate = desk.stage, desk.mandates["PUB-1"]
    desk.came(desk.intent("Donatur uang contoh 1", 5_000_000, ago=290), ago=289)
    desk.agree(
        gifts.draft_cost(
            by=desk.author,
            draft=desk.bill(400_000, "Percetakan", ago=280),
            mandate=mandate,
            at=stage.ago(days=280),
        ),
        ago=279,
    )
    lot = desk.buy("sembako", 23, 200_000, ago=270)
    assert mandate.valid_until is not None  # noqa: S101 - such a permit has an end
    gifts.file_report(
        by=desk.author,
        mandate=mandate,
        since=mandate.valid_from,
        until=mandate.valid_until,
        at=stage.ago(days=225),
    )
    return lot


def _of_several_ages(desk: Desk) -> Campaign:
    """Unspent money of every age under a permit whose report is late; a programme that runs, one that is closed."""
    stage, district = desk.stage, place_by_code(DISTRICT)
    desk.came(desk.intent("Donatur uang contoh 2", 20_000_000, ago=200, place=place_by_code(CENTRE[:5])), ago=199)
    ended = gifts.open_campaign(
        by=desk.author,
        organisation=desk.organisation,
        fund=FundKind.DONATION,
        title="Paket Lebaran untuk bantaran kali (contoh)",
        budget_rp=3_000_000,
        package=package_by_code("lebaran"),
        at=stage.ago(days=130),
    )
    desk.came(desk.intent("Donatur uang contoh 3", 3_000_000, ago=121, campaign=ended), ago=120)
    gifts.close_campaign(by=desk.author, campaign=ended, reason="Anggarannya sudah terkumpul.", at=stage.ago(days=110))
    north = place_by_code("31.72")
    desk.came(desk.intent("Donatur uang contoh 6", 2_000_000, ago=70, place=north), ago=69.5)
    desk.came(desk.intent("Donatur uang contoh 4", 40_000_000, ago=50), ago=49)
    desk.came(desk.intent(stage.donors[0], 1_500_000, ago=10.5, by="202"), ago=10)
    running = gifts.open_campaign(
        by=desk.author,
        organisation=desk.organisation,
        fund=FundKind.DONATION,
        title="Sembako untuk Kebayoran Lama (contoh)",
        story="Buruh harian di kecamatan ini belum bekerja penuh. Setiap paket cukup untuk satu keluarga sepekan.",
        budget_rp=150_000_000,
        package=package_by_code("sembako"),
        place=district,
        closes_on=stage.day(28),
        at=stage.ago(days=40),
    )
    desk.buy("lebaran", 20, 110_000, ago=12, campaign=ended)  # far above the published price
    return running


def _statement(desk: Desk, campaign: Campaign) -> None:
    """Two statements of the bank: exact, over, under, late, twice, unknown, interest; and one given back."""
    stage, (one, two, three, four) = desk.stage, desk.stage.donors
    late = desk.intent(four, 600_000, ago=32)
    gifts.expire_intents(at=stage.ago(days=16))
    large = desk.intent(stage.cast.kolaborator, 25_000_000, ago=21, campaign=campaign)
    _import(desk, [(20, 25_000_000, f"TRF {large.reference} KOPERASI CONTOH")], ago=19)
    back = desk.came(desk.intent(one, 1_000_000, ago=9), ago=8.5)
    refund = gifts.draft_refund(
        by=desk.author, gift=back, reason="Pemberi salah memilih agregator (contoh).", at=stage.ago(days=8)
    )
    desk.agree(refund, ago=7.5)
    exact, over, under = (
        desk.intent(who, amount_rp, ago=6 + n / 10)
        for n, (who, amount_rp) in enumerate([(two, 500_000), (three, 300_000), (four, 750_000)])
    )
    _import(
        desk,
        [
            (5, 500_000, f"TRF {exact.reference}"),
            (5, 500_000, f"TRF {exact.reference} ULANG"),
            (5, 350_000, f"TRF {over.reference}"),
            (4, 700_000, f"TRF {under.reference}"),
            (4, 600_000, f"TRF {late.reference}"),
            (4, 275_000, "SETORAN TUNAI"),
            (4, 200_000, "SETORAN TUNAI KOTAK AMAL"),
            (4, 12_345, "BUNGA"),
        ],
        ago=3,
    )
    for text, outcome, reason in (
        ("SETORAN TUNAI KOTAK AMAL", Settlement.UNNAMED, "Kotak amal di kantor."),
        ("BUNGA", Settlement.NONE, "Bunga bank, bukan pemberian."),
    ):
        row = waiting_rows(desk.organisation).get(text=text)
        gifts.settle_row(by=desk.author, row=row, outcome=outcome, reason=reason, at=stage.ago(days=2.8))


def _import(desk: Desk, rows: list[tuple[int, int, str]], *, ago: float) -> None:
    lines = [
        StatementLine(number=n, booked_on=desk.stage.day(-back), amount_rp=amount_rp, text=text)
        for n, (back, amount_rp, text) in enumerate(rows, 2)
    ]
    gifts.import_statement(
        by=desk.author, channel=desk.channels["101"], layout="umum", lines=lines, at=desk.stage.ago(days=ago)
    )


def _goods(desk: Desk, campaign: Campaign, old: Lot) -> None:
    """Bought packages: confirmed, on the way, to be brought, spoilt, in stock; and goods of the agregator's own."""
    stage, district = desk.stage, place_by_code(DISTRICT)
    centre = example_rw(stage, f"{CENTRE}-RW914", 260)
    early = desk.buy("sembako", 80, 200_000, ago=32, place=place_by_code(CENTRE))
    need = stage.need(centre, "sembako", 110, ago=31, period=stage.long_period)
    desk.confirmed(desk.commit(old, need, 23, ago=30), 23, ago=28, paper="TT-CONTOH-030")
    desk.confirmed(desk.commit(early, need, 80, ago=29), 80, ago=25, paper="TT-CONTOH-031")
    lot = desk.buy("sembako", 250, 195_000, ago=15, place=district, campaign=campaign)
    first, second, third = (example_rw(stage, f"{HOME}-RW91{n}", 120 + 10 * n) for n in (1, 2, 3))
    whole = desk.commit(lot, stage.need(first, "sembako", 100), 100, ago=4.5)
    desk.confirmed(whole, 100, ago=3, paper="TT-CONTOH-032")
    away = desk.commit(lot, stage.need(second, "sembako", 110), 60, ago=4, on=0)
    journey = deliveries.plan_delivery(
        by=desk.author,
        loads=[Load(line=away.line, quantity=40)],
        planned_on=localdate(stage.ago(days=0.1)),
        at=stage.ago(days=0.3),
    )
    deliveries.depart(by=desk.author, delivery=journey, at=stage.ago(days=0.1))
    desk.commit(lot, stage.need(third, "sembako", 140), 50, ago=1, on=2)
    gifts.write_off(by=desk.author, lot=lot, quantity=3, reason="Kemasan basah di gudang.", at=stage.ago(days=0.9))
    own = gifts.record_stock(
        by=desk.author,
        organisation=desk.organisation,
        package=package_by_code("sembako"),
        quantity=40,
        origin="Sumbangan barang dari anggota (contoh)",
        acquired_on=stage.day(-9),
        at=stage.ago(days=8.9),
    )
    desk.commit(own, stage.need(first, "sembako", 30, period=stage.long_period), 25, ago=0.8, on=3)


def _waiting(desk: Desk, campaign: Campaign) -> None:
    """What waits for somebody: intents, spending for either of the two, a legal basis for the Pokja."""
    stage, mandate = desk.stage, desk.mandates["PUB-3"]
    desk.agree(
        gifts.draft_cost(
            by=desk.author, draft=desk.bill(900_000, "Sewa gudang", ago=6), mandate=mandate, at=stage.ago(days=6)
        ),
        ago=5.8,
    )
    desk.draft("sembako", 30, 200_000, ago=0.5, campaign=campaign, place=place_by_code(DISTRICT))
    gifts.draft_cost(
        by=desk.checker, draft=desk.bill(250_000, "Angkutan", ago=0.4), mandate=mandate, at=stage.ago(days=0.4)
    )
    gone = desk.intent(stage.donors[2], 150_000, ago=5)
    gifts.cancel_intent(by=stage.donors[2], gift=gone, reason="Memilih memberi barang.", at=stage.ago(days=4.5))
    desk.intent(stage.donors[1], 400_000, ago=12)
    desk.intent(stage.cast.kolaborator, 2_000_000, ago=0.5, by="qris", campaign=campaign)
    desk.intent("Donatur uang contoh 5", 100_000, ago=0.2)
    gifts.propose_mandate(
        by=desk.author,
        organisation=desk.organisation,
        basis="izin_pub_bencana",
        number="PUB-4/CONTOH",
        issuer=ISSUER,
        area=province(),
        valid_from=localdate(stage.at),
        valid_until=localdate(stage.at) + timedelta(days=90),
        at=stage.ago(days=0.3),
    )
