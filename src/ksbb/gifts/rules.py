"""Decisions about money through an agregator: who may take it, spend it, and how much of it may go into costs."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from ksbb.core.formats import persen, rupiah, tanggal, tanggal_waktu
from ksbb.core.refusals import FORBIDDEN, Refusal
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_show, why_not_show_reason
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import (
    NEXT_DECISIONS,
    NEXT_STATES,
    WAITS_FOR_PERSON,
    Decision,
    GiftState,
    Settlement,
    SpendingKind,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.gifts.bases import Basis
    from ksbb.gifts.models import (
        Campaign,
        Channel,
        Gift,
        Mandate,
        Spending,
        SpendingItem,
        StatementRow,
        Voucher,
    )
    from ksbb.parties.models import Organisation
    from ksbb.parties.rules import Reach
    from ksbb.places.models import Place

Row = TypeVar("Row")

SMALLEST, LARGEST = 1_000, 10**12
MOST = 10**9
"""Units of goods in one line."""
MOST_INTENDED = 20
"""Intents of one giver that wait for their money at the same time."""
"""Rupiah of one gift: below, bank fees eat it; above, it is a slip of the keyboard."""
INTENT_DAYS = 14
"""So long an intent waits for its money."""
COOLING = timedelta(hours=24)
"""Between the second person's yes and the first use of a channel (T03)."""
OUTLIER = 20
"""Per cent above the published price of a package from which a purchase is flagged (T20)."""
WARNING = 80
"""Per cent of the cap from which the meter warns (LAW-02)."""
REPORT_DAYS = 30
"""After the end of a mandate's period the report is due (Kementerian Sosial; bars LAW-03)."""
AUDIT_ABOVE = 500_000_000
"""Above so many rupiah a public accountant's opinion belongs to the report (Kementerian Sosial; facts, section 5)."""
UNDO = timedelta(minutes=10)
"""So long a confirmation, or what a row of a statement was taken for, is taken back by one press (UX-18)."""
UNDONE = "Diurungkan dalam sepuluh menit"
NO_OWN_MANDATE = Refusal("no_mandate", "Belum ada dasar hukum yang berlaku hari ini. Ajukan dahulu kepada Pokja.")
NO_MANDATE = Refusal("no_mandate", "Agregator ini tidak memegang izin yang berlaku untuk dana ini. Pilih yang lain.")


def holds(mandate: Mandate, *, on: date) -> bool:
    """Is it agreed to, and does it hold on that day (WIB)? An end is the last day on which it holds."""
    begun = mandate.state in {Decision.AGREED, Decision.ENDED} and mandate.valid_from <= on
    return begun and (mandate.valid_until is None or on <= mandate.valid_until)


def usable(channel: Channel, *, at: datetime) -> bool:
    """May givers be shown the channel now?"""
    waits = channel.usable_from is None or at < channel.usable_from
    return channel.state == Decision.AGREED and not waits and (channel.ended_at is None or at < channel.ended_at)


def why_not_decide(row: Mandate | Channel | Spending, *, reach: Reach, may: bool) -> Refusal | None:
    """Why a person cannot decide what another proposed: no authority, the proposer, or decided before."""
    if not may:
        return FORBIDDEN
    if reach.user_id == row.proposed_by_id:
        return Refusal("second_person_needed", "Yang mengajukan tidak boleh menyetujui. Minta orang lain memeriksanya.")
    return why_not_move(NEXT_DECISIONS, Decision(row.state), Decision.AGREED)


def why_not_covered(mandate: Mandate, fund: str) -> Refusal | None:
    """Why a legal basis has nothing to do with this kind of money."""
    if fund in basis_by_code(mandate.basis).funds:
        return None
    return Refusal("no_mandate", "Dasar hukum itu bukan untuk jenis dana ini. Pilih dasar hukum yang lain.")


def why_not_tell(reason: str, *, agreed: bool) -> Refusal | None:
    """A no needs its reason; a yes may have one. Either is public."""
    return why_not_show(reason, longest=400) if agreed else why_not_show_reason(reason, longest=400)


# --- Who may take money -----------------------------------------------------------------------------------------------


def why_not_agregator(organisation: Organisation) -> Refusal | None:
    """Why an organisation takes no money at all."""
    return None if organisation.is_agregator else Refusal("not_agregator", "Organisasi ini bukan agregator.")


def why_not_end(channel: Channel) -> Refusal | None:
    """Why a channel cannot be taken away: it is gone already."""
    return None if channel.ended_at is None else Refusal("wrong_state", "Saluran ini sudah diakhiri.")


def _why_not_come(amount_rp: int, received_on: date, *, on: date) -> Refusal | None:
    if received_on > on:
        return Refusal("date_ahead", "Tanggal diterima tidak boleh di masa depan.")
    return None if 0 < amount_rp <= LARGEST else Refusal("amount_range", "Isi jumlah yang diterima.")


def why_not_record(
    *, organisation: Organisation, mandate: Mandate, channel: Channel, amount_rp: int, received_on: date, on: date
) -> Refusal | None:
    """Why Pokja cannot record money that came outside the platform: the basis and the account must be its own."""
    if (refusal := _why_not_come(amount_rp, received_on, on=on)) is not None:
        return refusal
    if mandate.organisation_id != organisation.pk or channel.organisation_id != organisation.pk:
        return Refusal("other_organisation", "Dasar hukum dan rekening harus milik agregator yang sama.")
    if channel.account_id is None:
        return Refusal("channel_closed", "Rekening ini belum disetujui. Periksa dahulu di meja Pokja.")
    if (refusal := why_not_covered(mandate, channel.fund)) is not None:
        return refusal
    return (
        None
        if holds(mandate, on=received_on)
        else Refusal("no_mandate", f"Dasar hukum itu tidak berlaku pada {tanggal(received_on)}.")
    )


def why_not_take(*, organisation: Organisation, mandate: Mandate | None, late_report: bool, on: date) -> Refusal | None:
    """Why an agregator cannot take a new intent on that day (LAW-01, LAW-03)."""
    if not organisation.is_agregator or not organisation.stands(on=on):
        return Refusal("agregator_not_active", "Agregator ini sedang tidak menerima titipan. Pilih agregator lain.")
    if mandate is None or not holds(mandate, on=on):
        return NO_MANDATE
    if late_report:
        return Refusal("report_overdue", "Laporan agregator ini terlambat lebih dari 30 hari. Pilih agregator lain.")
    return None


def in_turn(rows: Sequence[Row], *, on: date) -> list[Row]:
    """The same rows, begun one further each day: nobody stands first by money or by name."""
    begin = on.toordinal() % len(rows) if rows else 0
    return [*rows[begin:], *rows[:begin]]


def report_days_late(mandate: Mandate, *, on: date) -> int:
    """Days since the report about a mandate fell due; below nothing while it is not due. One without end has none."""
    return (on - mandate.valid_until).days - REPORT_DAYS if mandate.valid_until else -REPORT_DAYS


def why_not_intend(
    *, amount_rp: int, campaign: Campaign | None, channel: Channel, organisation_id: int, at: datetime, on: date
) -> Refusal | None:
    """Why this intent cannot be recorded, beyond who takes it."""
    if not SMALLEST <= amount_rp <= LARGEST:
        return Refusal("amount_range", f"Isi jumlah antara {rupiah(SMALLEST)} dan {rupiah(LARGEST)}.")
    if channel.organisation_id != organisation_id or not usable(channel, at=at):
        return Refusal("channel_closed", "Saluran ini sedang tidak dipakai. Pilih saluran lain.")
    if campaign is not None and why_closed(campaign, on=on) is not None:
        return why_closed(campaign, on=on)
    if campaign is not None and (campaign.organisation_id, campaign.fund) != (organisation_id, channel.fund):
        return Refusal("other_campaign", "Program ini tidak menerima dana lewat saluran itu.")
    return None


def why_too_many(waiting: int) -> Refusal | None:
    """Why a giver writes down no further intent: many wait for their money already."""
    if waiting < MOST_INTENDED:
        return None
    return Refusal("too_many_open", f"Sudah ada {waiting} niat Anda yang belum ditransfer. Kirim atau batalkan dahulu.")


def why_not_there(mandate: Mandate, place: Place | None) -> Refusal | None:
    """Why money cannot be meant for a place: the legal basis does not cover it (LAW-01)."""
    if place is None or mandate.area_id in place.lineage_ids:
        return None
    return Refusal("outside_area", f"Izin agregator ini tidak berlaku di {place.title}. Pilih wilayah lain.")


def why_closed(campaign: Campaign, *, on: date) -> Refusal | None:
    """Why a campaign takes nothing more."""
    if campaign.closed_at is not None:
        return Refusal("campaign_closed", "Program ini sudah ditutup. Pilih program lain, atau “yang paling perlu”.")
    if campaign.closes_on is not None and on > campaign.closes_on:
        return Refusal("campaign_closed", f"Program ini berakhir {tanggal(campaign.closes_on)}. Pilih program lain.")
    return None


def why_not_receive(gift: Gift, *, amount_rp: int, received_on: date, on: date) -> Refusal | None:
    """Why money cannot be noted as come: a day ahead or before the basis held, nothing, or it came already."""
    if (refusal := _why_not_come(amount_rp, received_on, on=on)) is not None:
        return refusal
    if received_on < gift.mandate.valid_from:
        return Refusal("before_basis", f"Dasar hukumnya baru berlaku {tanggal(gift.mandate.valid_from)}.")
    return why_not_move(NEXT_STATES, GiftState(gift.state), GiftState.RECEIVED)


def why_not_word(gift: Gift, *, amount_rp: int) -> Refusal | None:
    """Why one person's word is not enough: for more than was meant, a row of the bank's statement has to show it."""
    if amount_rp <= gift.intended_rp:
        return None
    return Refusal(
        "more_than_meant",
        f"Lebih dari niatnya, {rupiah(gift.intended_rp)}. Impor mutasi rekening, lalu cocokkan barisnya.",
    )


def why_not_settle(row: StatementRow, *, outcome: Settlement, gift: Gift | None, reason: str) -> Refusal | None:
    """Why a row of a statement cannot be settled so: done already, no gift named, another's gift, no reason."""
    if (refusal := why_settled(row)) is not None:
        return refusal
    needs_gift = outcome in {Settlement.GIFT, Settlement.SAME}
    if needs_gift and gift is None:
        return Refusal("gift_needed", "Isi nomor titipan yang dimaksud, misalnya KS-7F3K-92QD-M.")
    if gift is not None and (gift.organisation_id, gift.fund) != (row.channel.organisation_id, row.channel.fund):
        return Refusal("other_organisation", "Titipan itu bukan untuk lembaga Anda, atau bukan untuk jenis dana ini.")
    if outcome == Settlement.SAME and gift is not None and gift.received_rp != row.amount_rp:
        return Refusal("other_amount", f"Yang tercatat untuk titipan itu {rupiah(gift.received_rp)}, jadi berbeda.")
    if outcome in {Settlement.SAME, Settlement.NONE}:
        return why_not_show_reason(reason, longest=300)
    return why_not_show(reason, longest=300)


def why_settled(row: StatementRow) -> Refusal | None:
    """Why nothing more is asked about a row."""
    done = row.match not in WAITS_FOR_PERSON
    return Refusal("wrong_state", "Baris ini sudah diselesaikan.") if done else None


def why_not_undo(*, since: datetime, at: datetime) -> Refusal | None:
    """Why one press does not take it back any more."""
    if at <= since + UNDO:
        return None
    return Refusal("too_late", "Sepuluh menitnya sudah lewat. Tarik konfirmasi titipannya, dengan alasan tertulis.")


def why_not_reopen(row: StatementRow, *, at: datetime) -> Refusal | None:
    """Why a row of a statement does not wait for a person again: it waits already, or it is too late."""
    if row.match in WAITS_FOR_PERSON:
        return Refusal("wrong_state", "Baris ini masih menunggu. Tidak ada yang perlu diurungkan.")
    return why_not_undo(since=row.placed_at, at=at)


# --- Spending ---------------------------------------------------------------------------------------------------------


def why_not_draft(
    *, kind: SpendingKind, amount_rp: int, items: Sequence[tuple[int, int]], supplier: str, occurred_on: date, on: date
) -> Refusal | None:
    """Why spending cannot be drafted. `items` are pairs of quantity and unit price."""
    if occurred_on > on:
        return Refusal("date_ahead", "Tanggal belanja tidak boleh di masa depan.")
    if not 0 < amount_rp <= LARGEST:
        return Refusal("amount_range", "Isi jumlah yang dibayar.")
    if kind == SpendingKind.PURCHASE and not items:
        return Refusal("items_needed", "Isi sedikitnya satu barang dengan jumlah dan harganya.")
    if kind != SpendingKind.REFUND and not supplier.strip():
        return Refusal("supplier_needed", "Isi nama penjual atau penerima bayaran.")
    if not all(0 < quantity <= MOST and 0 < price <= LARGEST for quantity, price in items):
        return Refusal("amount_range", "Isi jumlah dan harga satuan tiap barang, lebih dari nol.")
    total = sum(quantity * price for quantity, price in items)
    if items and total != amount_rp:
        return Refusal(
            "sum_differs", f"Jumlah barang {rupiah(total)}, sedangkan yang dibayar {rupiah(amount_rp)}. Samakan dahulu."
        )
    return why_not_show(supplier, longest=160)


def why_not_cover(*, amount_rp: int, available_rp: int) -> Refusal | None:
    """Why gifts cannot bear the spending: of the right kind and purpose there is too little."""
    if amount_rp <= available_rp:
        return None
    return Refusal(
        "too_little_given",
        f"Titipan yang boleh dipakai untuk ini {rupiah(available_rp)}, kurang {rupiah(amount_rp - available_rp)}.",
    )


def cost_share(*, costs_rp: int, proceeds_rp: int) -> int:
    """Costs in thousandths of what came in, rounded up: 13.7 % is 137."""
    return -(-costs_rp * 1000 // proceeds_rp) if proceeds_rp else (1000 if costs_rp else 0)


def over_cap(*, costs_rp: int, proceeds_rp: int, cap: int | None) -> bool:
    """Do costs exceed the cap (in thousandths)? Exact, in whole numbers."""
    return cap is not None and costs_rp * 1000 > cap * proceeds_rp


def why_not_cost(*, costs_rp: int, proceeds_rp: int, basis: Basis, override_reason: str) -> Refusal | None:
    """Why a cost cannot be agreed to: with it, `costs_rp` of the mandate exceed its cap (LAW-02)."""
    if not over_cap(costs_rp=costs_rp, proceeds_rp=proceeds_rp, cap=basis.cap) or basis.cap is None:
        return None
    if override_reason and (refusal := why_not_show_reason(override_reason)) is not None:
        return refusal
    if override_reason:
        return None
    share = persen(costs_rp, proceeds_rp, decimals=1) if proceeds_rp else "seluruhnya"
    return Refusal(
        "over_cap",
        f"Dengan ini biaya menjadi {share} dari hasil, melebihi batas {persen(basis.cap, 1000)} ({basis.cap_source}). "
        "Kurangi, atau tulis alasannya: alasan itu tampil untuk umum.",
    )


def why_not_without(mandate: Mandate, *, costs_rp: int, proceeds_rp: int, less_rp: int) -> Refusal | None:
    """Why money cannot be taken out while costs stand that only it kept below the cap."""
    cap = basis_by_code(mandate.basis).cap
    before = over_cap(costs_rp=costs_rp, proceeds_rp=proceeds_rp, cap=cap)
    if before or not over_cap(costs_rp=costs_rp, proceeds_rp=proceeds_rp - less_rp, cap=cap):
        return None
    return Refusal("over_cap", "Tanpa uang ini biaya melebihi batasnya. Batalkan dahulu biaya yang melebihi.")


def why_not_own(*, channel: Channel, campaign: Campaign | None, voucher: Voucher | None) -> Refusal | None:
    """Why spending cannot name these: they belong to somebody else, or to another kind of money."""
    foreign = [one for one in (campaign, voucher) if one and one.organisation_id != channel.organisation_id]
    if foreign or (campaign is not None and campaign.fund != channel.fund):
        return Refusal("other_organisation", "Program dan bukti harus milik agregator dan jenis dana yang sama.")
    if channel.account_id is None:
        return Refusal("channel_closed", "Rekening ini belum disetujui.")
    return None


def why_not_refund(gift: Gift, *, amount_rp: int | None = None) -> Refusal | None:
    """Why nothing can be given back: nothing came, nothing is left, or less than was written down."""
    if gift.state != GiftState.RECEIVED or gift.channel_id is None or not gift.unspent_rp:
        return Refusal("nothing_left", "Tidak ada sisa titipan ini yang dapat dikembalikan.")
    if amount_rp is not None and amount_rp > gift.unspent_rp:
        return Refusal("too_little_given", f"Sisa titipan ini tinggal {rupiah(gift.unspent_rp)}.")
    return None


def why_not_reverse(spending: Spending, *, by_id: int, packed: int) -> Refusal | None:
    """Why spending cannot be undone: drafted by the same person, not agreed, undone, a refund, goods on their way."""
    if spending.proposed_by_id == by_id:
        return Refusal("second_person_needed", "Yang mencatat tidak boleh membatalkannya sendiri. Minta orang lain.")
    if spending.state != Decision.AGREED:
        return Refusal("wrong_state", "Hanya pembelanjaan yang sudah disetujui yang dapat dibatalkan.")
    if spending.reversed_at is not None:
        return Refusal("reversed_already", "Pembelanjaan ini sudah dibatalkan.")
    if spending.kind == SpendingKind.REFUND:
        return Refusal("refund_stays", "Pengembalian tidak dibatalkan. Bila pemberi mengirim lagi, catat sebagai baru.")
    return Refusal("goods_packed", "Barangnya sudah dibagi atau rusak. Tarik pembagiannya dahulu.") if packed else None


def why_not_withdraw(spending: Spending, *, by_id: int) -> Refusal | None:
    """Why a draft cannot be withdrawn: only by whoever wrote it, and only while it waits."""
    if spending.proposed_by_id != by_id:
        return Refusal("not_proposer", "Hanya yang mencatat yang dapat menariknya. Anda dapat tidak menyetujuinya.")
    if spending.state != Decision.WAITING:
        return Refusal("wrong_state", "Pembelanjaan ini sudah diputus. Yang sudah disetujui dapat dibatalkan.")
    return why_withdrawn(spending)


def why_withdrawn(spending: Spending) -> Refusal | None:
    """Why nothing can be decided any more: the draft was withdrawn."""
    return Refusal("withdrawn", "Catatan ini sudah ditarik.") if spending.withdrawn_at is not None else None


def is_outlier(item: SpendingItem) -> bool:
    """Is the price more than a fifth above the published one?"""
    return item.reference_rp is not None and item.unit_price_rp * 100 > item.reference_rp * (100 + OUTLIER)


def usable_from(at: datetime) -> datetime:
    """When a channel agreed to at that moment may be used."""
    return at + COOLING


def cooling_says(channel: Channel) -> str:
    """The sentence beside a channel that waits."""
    return f"Dapat dipakai mulai {tanggal_waktu(channel.usable_from)}." if channel.usable_from else ""
