"""The money of 2020: three published gifts, and one rupiah's way from JNE to RW 05 Ragunan (decision 32).

Gifts, days, places and the 954 KK are published and carry their source. What no publication tells (account, supplier,
price, day of the purchase, numbers of permits) is "contoh", and so are the two agregator as they stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.catalogue.queries import package_by_code, period_by_code
from ksbb.commitments.queries import lines_of
from ksbb.console.world.plan import RAGUNAN_PACKAGES, WIB
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import Count, Load
from ksbb.funds.enums import FundKind, Precision
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import ItemDraft, SpendingDraft
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.queries.working import lots
from ksbb.needs import actions as needs
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.queries import party_of_organisation
from ksbb.permits import actions as permits
from ksbb.permits.actions import PermitDraft
from ksbb.places.actions import import_rw
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients
from ksbb.recipients.queries import by_reference, kind_by_code

if TYPE_CHECKING:
    from ksbb.commitments.models import Commitment
    from ksbb.console.world.cast import Cast
    from ksbb.gifts.models import Channel, Mandate
    from ksbb.needs.models import Need
    from ksbb.parties.models import Organisation, Party, User
    from ksbb.recipients.models import Recipient

RAGUNAN_RW = "31.74.04.1004-RW005"
SIGNED = datetime(2020, 4, 22, 9, tzinfo=WIB)
"""Baznas Bazis DKI, PMI DKI and ACT signed with the province: https://www.beritajakarta.id/en/read/34643/"""
SIGNED_SOURCE = "PKS 22 April 2020: https://www.beritajakarta.id/en/read/34643/city-signs-cooperation-of-ksbb-program"
REVOKED = datetime(2022, 7, 5, tzinfo=WIB)
REVOKED_WHY = (
    "Izin pengumpulan uang dan barang dicabut Kementerian Sosial 5 Juli 2022 (Kepmensos 133/HUK/2022): potongan biaya "
    "rata-rata 13,7%, batasnya 10%. Sumber: https://voi.id/en/news/187145"
)
PRESS = "https://m.beritajakarta.id/read/79272/dukungan-masyarakat-terhadap-program-ksbb-dan-perkembangan-capaian-ksbb-dki-jakarta"
JNE_SOURCE = (
    "https://kepri.antaranews.com/nasional/berita/1443948/dki-percayakan-baznas-salurkan-bantuan-rp1-miliar "
    f"dan {PRESS} (diberitakan: 954 KK di RW 05 Ragunan, 21 Mei 2020; pemakaian sisanya tidak)"
)
WEEK_ONLY = f"{PRESS} (hanya pekannya yang diketahui; pemakaiannya tidak diberitakan)"
RAGUNAN_PAGE = "https://m.beritajakarta.id/read/79842/implementasi-ksbb-wagub-ariza-tinjau-penyerahan-donasi-melalui-baznas-bazis-dki"
RAGUNAN_SOURCE = f"Diberitakan 21 Mei 2020: {RAGUNAN_PAGE}"
BROUGHT = datetime(2020, 5, 21, 12, tzinfo=WIB)
REFERENCE_PRICE = 200_000


@dataclass(frozen=True, slots=True)
class Agregator:
    """One agregator of 2020 with two of its people, what it may take money on, and by which account."""

    organisation: Organisation
    people: tuple[User, User]
    mandate: Mandate
    channel: Channel

    @property
    def party(self) -> Party:
        """What it gives as."""
        return party_of_organisation(self.organisation)


def make_baznas(cast: Cast) -> Agregator:
    """Baznas Bazis DKI, by law and without an end."""
    permit = PermitDraft("pembentukan_baznas", "UU 23/2011", "Menteri Agama", valid_from=SIGNED.date())
    name = "Baznas Bazis DKI Jakarta"
    return _agregator(cast, name, "baznas", permit, activity="amil_zakat", basis="baznas", fund=FundKind.INFAQ)


def make_act(cast: Cast) -> Agregator:
    """ACT, whose permit held until the day before it was revoked."""
    until = REVOKED.date() - timedelta(days=1)
    permit = PermitDraft("izin_pub", "contoh, nomor aslinya tidak diberitakan", "Menteri Sosial", SIGNED.date(), until)
    name = "Aksi Cepat Tanggap (ACT)"
    return _agregator(cast, name, "act", permit, activity="agregator", basis="izin_pub", fund=FundKind.DONATION)


def _agregator(
    cast: Cast, name: str, short: str, permit: PermitDraft, *, activity: str, basis: str, fund: FundKind
) -> Agregator:
    """Permit, legal basis and account, each looked at by the Pokja in its own time."""
    organisation = parties.register_organisation(by=None, name=name, is_agregator=True, example=True, at=SIGNED)
    one, two = (
        parties.register_person(
            username=f"{short}{n}", name=f"Petugas {n} {name}, contoh", email=f"{short}{n}@contoh.example", at=SIGNED
        )
        for n in (1, 2)
    )
    for person in (one, two):
        parties.appoint(user=person, name=RoleName.COLLABORATOR, organisation=organisation, at=SIGNED)
    applied = permits.renew_permit(by=one, organisation=organisation, permit=permit, activity=activity, at=SIGNED)
    for officer in (cast.pokja, cast.pokja_dua):
        permits.approve_application(by=officer, application=applied, check=SIGNED_SOURCE, at=SIGNED)
    mandate = gifts.propose_mandate(
        by=one,
        organisation=organisation,
        basis=basis,
        number=permit.number,
        issuer=permit.issuer,
        area=province(),
        valid_from=permit.valid_from,
        valid_until=permit.valid_until,
        pks_number="nomor tidak diberitakan",
        pks_on=SIGNED.date(),
        at=SIGNED,
    )
    channel = gifts.propose_channel(
        by=one,
        organisation=organisation,
        fund=fund,
        kind=ChannelKind.BANK,
        holder="Contoh, bukan rekening",
        bank="Bank contoh",
        number="000-0" if short == "act" else "000-1",
        at=SIGNED,
    )
    return Agregator(
        organisation,
        (one, two),
        gifts.decide_mandate(by=cast.pokja, mandate=mandate, agreed=True, at=SIGNED),
        gifts.decide_channel(by=cast.pokja, channel=channel, agreed=True, at=SIGNED),
    )


def end_agregators(cast: Cast, baznas: Agregator, act: Agregator, *, at: datetime) -> None:
    """ACT is revoked from 5 July 2022. The accounts are examples, so nobody is shown them as a way to give."""
    why = "Rekening contoh: yang sebenarnya tidak diberitakan."
    for agregator in (baznas, act):
        gifts.end_channel(by=cast.pokja, channel=agregator.channel, reason=why, at=at)
    parties.set_standing(
        by=cast.pokja, organisation=act.organisation, standing=Standing.REVOKED, reason=REVOKED_WHY, at=REVOKED
    )


# --- What was given ---------------------------------------------------------------------------------------------------


def record_gifts(cast: Cast, baznas: Agregator, act: Agregator, *, at: datetime) -> None:
    """The three cash gifts of the first weeks, with the days as published."""
    day, week = (date(2020, 4, 24), Precision.DAY, JNE_SOURCE), (date(2020, 5, 2), Precision.WEEK, WEEK_ONLY)
    published = (
        ("JNE", baznas, 1_000_000_000, day),
        ("PGRI SMP Jakarta", baznas, 545_000_000, week),
        ("Asosiasi Museum Indonesia DKI Jakarta", act, 20_000_000, week),
    )
    for name, to, amount_rp, (received_on, precision, source) in published:
        giver = parties.register_organisation(by=None, name=name, at=SIGNED)
        parties.set_standing(by=cast.pokja, organisation=giver, standing=Standing.ACTIVE, at=SIGNED)
        gifts.record_gift(
            by=cast.pokja,
            giver=party_of_organisation(giver),
            organisation=to.organisation,
            mandate=to.mandate,
            channel=to.channel,
            amount_rp=amount_rp,
            received_on=received_on,
            precision=precision,
            source=source,
            show_name=True,
            at=at,
        )


# --- What reached RW 05 Ragunan ---------------------------------------------------------------------------------------


def register_ragunan(cast: Cast, *, at: datetime) -> Recipient:
    """The one real RW of the demo: a publication names it. Nothing else is said of it, not even how many live there."""
    import_rw(codes=[RAGUNAN_RW], source=RAGUNAN_SOURCE, at=at, by=cast.pokja)
    made = recipients.register_recipient(
        by=cast.pokja, kind=kind_by_code("rw"), place=place_by_code(RAGUNAN_RW), source=RAGUNAN_SOURCE, at=at
    )
    return by_reference(made.reference)


def need_of_ragunan(cast: Cast, recipient: Recipient, *, at: datetime) -> Need:
    """Sembako for 954 KK, as was brought."""
    opened = datetime(2020, 5, 15, 6, tzinfo=WIB)
    need = needs.propose(
        by=cast.pokja,
        recipient=recipient,
        package=package_by_code("sembako"),
        period=period_by_code("pangan-2020-fase-4"),
        quantity=RAGUNAN_PACKAGES,
        source=RAGUNAN_SOURCE,
        at=at,
        effective_at=opened,
    )
    return needs.verify(by=cast.pokja_dua, need=need, at=at, effective_at=opened + timedelta(hours=1))


def reach_ragunan(cast: Cast, baznas: Agregator, promised: Commitment, *, at: datetime) -> None:
    """Bought with JNE's money (first in, first out), set aside for the promise, brought and confirmed on 21 May."""
    line, (author, checker) = lines_of(promised)[0], baznas.people
    told = SpendingDraft(
        channel=baznas.channel,
        amount_rp=RAGUNAN_PACKAGES * REFERENCE_PRICE,
        occurred_on=date(2020, 5, 18),
        supplier="Penjual contoh",
        note="Contoh: penjual, tanggal dan harga belanja tidak diberitakan; harga satuannya harga acuan KSBB.",
    )
    item = ItemDraft("Paket sembako", RAGUNAN_PACKAGES, REFERENCE_PRICE, package=package_by_code("sembako"))
    bought = gifts.draft_purchase(by=author, draft=told, items=[item], at=at)
    gifts.decide_spending(by=checker, spending=bought, agreed=True, at=at)
    lot = lots(baznas.organisation).get()
    gifts.pack(by=author, lot=lot, line=line, quantity=RAGUNAN_PACKAGES, at=at)
    journey = deliveries.plan_delivery(
        by=author, loads=[Load(line=line, quantity=RAGUNAN_PACKAGES)], planned_on=BROUGHT.date(), at=at
    )
    deliveries.override_receipt(
        by=cast.pokja_dua,
        delivery=journey,
        counts=[Count(line=line.pk, received=RAGUNAN_PACKAGES)],
        reason=f"954 KK menerima. {RAGUNAN_SOURCE}",
        at=at,
        effective_at=BROUGHT,
    )
