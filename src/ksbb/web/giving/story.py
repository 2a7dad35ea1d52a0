"""A promise as its giver reads it: cards of its lines, journeys with receipts, clocks in plain words, the timeline."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ksbb.commitments.enums import RUNNING, LineState
from ksbb.core import journal
from ksbb.core.formats import angka, tanggal, waktu
from ksbb.deliveries import queries as deliveries
from ksbb.deliveries.enums import DeliveryState, DisputeState, Method
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from ksbb.commitments.models import Commitment, Line
    from ksbb.core.models import JournalEntry
    from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute, ReceiptLine

TAGS = {
    LineState.AWAITING_CODE: "wait",
    LineState.QUEUED: "wait",
    LineState.PROMISED: "promised",
    LineState.SCHEDULED: "promised",
    LineState.ON_THE_WAY: "delivered",
    LineState.DONE: "confirmed",
}
ENDED = frozenset({LineState.CANCELLED, LineState.LAPSED, LineState.DECLINED})
JOURNEY_TAGS = {
    DeliveryState.PLANNED: "promised",
    DeliveryState.ON_THE_WAY: "delivered",
    DeliveryState.HANDED_OVER: "wait",
    DeliveryState.RECEIVED: "confirmed",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One line with what the giver may do now."""

    line: Line
    amount: int
    """What stands promised now; of a promise that is over, what it was."""
    strokes: Quantities
    said: str
    state: str
    tag: str
    clocks: list[str]
    to_carry: int
    to_contact: bool
    running: bool
    may_reveal: bool
    may_cancel: bool
    may_reduce: bool
    may_schedule: bool
    masked: str
    """The receiver's telephone with only its ends readable, before the contact is opened."""


@dataclass(slots=True)
class Load:
    """What one journey carries of one line, and what came of it."""

    row: DeliveryLine
    receipt: ReceiptLine | None
    dispute: Dispute | None

    @property
    def dispute_words(self) -> str:
        """Where the difference stands."""
        return DisputeState(self.dispute.state).label if self.dispute else ""


@dataclass(slots=True)
class Journey:
    """A delivery as its giver sees it."""

    delivery: Delivery
    loads: list[Load] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Is it still to be brought?"""
        return self.delivery.state in deliveries.OPEN

    @property
    def tag(self) -> str:
        """The class of its state word."""
        return JOURNEY_TAGS.get(DeliveryState(self.delivery.state), "ended")

    @property
    def method(self) -> str:
        """By whose act it counts as received."""
        receipt = next((load.receipt for load in self.loads if load.receipt), None)
        return Method(receipt.receipt.method).label if receipt else ""

    @property
    def note(self) -> str:
        """What the receiver wrote."""
        receipt = next((load.receipt for load in self.loads if load.receipt), None)
        return receipt.receipt.note if receipt else ""


def journeys(lines: list[Line]) -> list[Journey]:
    """The journeys that carry these lines, newest first, with receipts side by side. Three queries."""
    rows = deliveries.of_lines(line.pk for line in lines)
    return _gather(rows, {line.pk: line for line in lines})


def journeys_of(chosen: list[Delivery]) -> list[Journey]:
    """These deliveries with all they carry, in the given order. Three queries."""
    rows = deliveries.on_journeys(delivery.pk for delivery in chosen)
    by_id = {delivery.pk: delivery for delivery in chosen}
    for row in rows:
        row.delivery = by_id[row.delivery_id]
    made = {journey.delivery.pk: journey for journey in _gather(rows, {})}
    return [made[delivery.pk] for delivery in chosen if delivery.pk in made]


def _gather(rows: list[DeliveryLine], lines: dict[int, Line]) -> list[Journey]:
    ids = [row.pk for row in rows]
    receipts, disputes = deliveries.receipts_for(ids), deliveries.disputes_for(ids)
    made: dict[int, Journey] = {}
    for row in rows:
        if row.line_id in lines:
            row.line = lines[row.line_id]
        journey = made.setdefault(row.delivery_id, Journey(row.delivery))
        journey.loads.append(Load(row, receipts.get(row.pk), disputes.get(row.pk)))
    return list(made.values())


def card(
    line: Line, found: list[Journey], *, commitment: Commitment, masks: Mapping[int, str], turns: Mapping[int, int]
) -> Card:
    """What one line shows and offers; `turns`: its place in the waiting list, if it stands in one."""
    planned = sum(load.row.quantity for one in found if one.open for load in one.loads if load.row.line_id == line.pk)
    running = line.state in RUNNING and line.holds
    nobody_proven = commitment.giver.proven_at is None
    arrived = line.state == LineState.ON_THE_WAY and not line.to_bring and not line.owed
    return Card(
        line=line,
        amount=line.quantity or line.pledged,
        strokes=Quantities(
            needed=0,
            promised=line.quantity,
            delivered=line.delivered,
            confirmed=line.confirmed,
            unit=line.need.package.counted_as,
        ),
        said=_said(line),
        state=_state(line, arrived=arrived, planned=bool(planned)),
        tag="wait" if arrived else TAGS.get(LineState(line.state), "ended"),
        clocks=clocks(line, turn=turns.get(line.pk, 0), planned=bool(planned)),
        to_carry=max(0, line.to_bring - planned) if running else 0,
        to_contact=running and line.state == LineState.PROMISED and line.contacted_at is None and not planned,
        running=running,
        may_reveal=running and not nobody_proven,
        may_cancel=line.state in {LineState.AWAITING_CODE, LineState.QUEUED, LineState.PROMISED, LineState.SCHEDULED}
        and not line.delivered,
        may_reduce=line.state in RUNNING | {LineState.AWAITING_CODE, LineState.QUEUED}
        and (line.quantity or line.pledged) > max(1, line.delivered),
        may_schedule=running and bool(line.to_bring) and not planned and not line.other_day,
        masked=masks.get(line.need.recipient_id, "") if running and not nobody_proven else "",
    )


def _state(line: Line, *, arrived: bool, planned: bool) -> str:
    """One word for where the line stands, which its journeys do not contradict."""
    if arrived:
        return "Menunggu konfirmasi penerima"
    if planned and line.state == LineState.PROMISED:
        return LineState.SCHEDULED.label
    return LineState(line.state).label


def has_letter(lines: list[Line]) -> bool:
    """Is there a promise that a letter could speak of: one that is proven and not over?"""
    return any(line.state not in ENDED | {LineState.AWAITING_CODE} for line in lines)


def _said(line: Line) -> str:
    """How far this promise has come, in one sentence."""
    if line.state in ENDED and not line.delivered:
        back = f"{angka(line.pledged)} {line.need.package.counted_as} kembali ke kebutuhan"
        return f"{LineState(line.state).label}: {back}"
    unit = f"{angka(line.quantity or line.pledged)} {line.need.package.counted_as}"
    if line.confirmed:
        return f"{angka(line.confirmed)} dari {unit} sudah diterima"
    if line.delivered:
        return f"{angka(line.delivered)} dari {unit} sudah diserahkan"
    return f"{unit} Anda janjikan, belum ada yang diserahkan"


def _queued(line: Line, turn: int) -> str:
    """Why a line waits, and how long still."""
    if line.need.remaining and line.vouched_at is None:
        return "Pemberi baru menahan paling banyak sebagian kebutuhan. Sisanya dihitung begitu penerima mengiyakan."
    return f"Urutan ke-{turn} di daftar tunggu. Giliran Anda naik sendiri, dan kami mengabari Anda."


def clocks(line: Line, *, turn: int = 0, planned: bool = False) -> list[str]:
    """The clocks of a line in plain words, most pressing first."""
    if line.untracked:
        return ["Kelanjutan tidak tercatat: periode kebutuhan ini sudah lewat saat komitmen dicatat."]
    said = []
    waiting = line.state in RUNNING and line.equivalent and line.equivalent_accepted_at is None
    if line.state == LineState.QUEUED:
        said.append(_queued(line, turn))
    if line.state == LineState.AWAITING_CODE:
        said.append("Belum dihitung: masukkan kode yang kami kirim.")
    if waiting:
        said.append("Menunggu persetujuan penerima atas isi setara. Belum dihitung sampai disetujui.")
    if line.contact_by and line.state in RUNNING and not planned:
        said.append(f"Hubungi penerima paling lambat {tanggal(line.contact_by)} pukul {waktu(line.contact_by)}.")
    if line.contacted_at:
        said.append(f"Penerima sudah dihubungi {tanggal(line.contacted_at)}.")
    if line.state in RUNNING and line.owed:
        said.append(f"Kurang {angka(line.owed)} {line.need.package.counted_as}: antar kekurangannya.")
    if line.state in RUNNING and line.lapses_on and line.to_bring:
        days = tanggal(line.deliver_on)
        if line.deliver_through != line.deliver_on:
            days = f"{days} sampai {tanggal(line.deliver_through)}"
        said.append(f"Rencana antar {days}. Yang belum diantar gugur sesudah {tanggal(line.lapses_on)}.")
    return said


WORDS = {
    "promise": "Komitmen dicatat",
    "admit": "Penerima mengiyakan",
    "offer": "Bantuan dicatat, sasaran diserahkan kepada Pokja",
    "offer_as_guest": "Bantuan ditulis, menunggu kode",
    "propose_target": "Pokja mengusulkan penerima",
    "accept_target": "Usulan penerima disetujui",
    "decline_target": "Usulan penerima ditolak",
    "withdraw_offer": "Tawaran ditarik",
    "lapse_offer": "Tawaran diperiksa waktunya",
    "promise_as_guest": "Komitmen ditulis, menunggu kode",
    "record_promise": "Komitmen dicatat Pokja atas nama pemberi",
    "prove": "Kode cocok; komitmen berlaku",
    "resend_code": "Kode baru dikirim",
    "note_contact": "Penerima dihubungi",
    "schedule": "Hari antar dijadwalkan",
    "propose_time": "Penerima mengusulkan hari lain",
    "accept_equivalent": "Isi setara disetujui penerima",
    "reveal_contact": "Kontak penerima dibuka",
    "reveal_giver": "Kontak pemberi dibuka penerima",
    "reduce": "Jumlah dikurangi",
    "cancel": "Dibatalkan pemberi",
    "decline": "Penerima tidak dapat menerima",
    "release": "Gugur",
    "plan_delivery": "Penyaluran direncanakan",
    "depart": "Berangkat ke penerima",
    "hand_over": "Diserahkan, menunggu konfirmasi penerima",
    "call_off": "Tidak jadi diantar",
    "confirm": "Diterima: dikonfirmasi penerima",
    "confirm_on_paper": "Diterima: tanda terima kertas dicatat petugas",
    "override_receipt": "Diterima menurut keputusan petugas",
    "receive": "Diterima: dicatat penerima",
    "receive_late": "Datang sesudah gugur: dicatat penerima",
    "confirm_by_code": "Diterima: dengan kode dari penerima",
    "report_stop": "Kurir melapor dari perhentian",
    "reveal_stop": "Kontak penerima dibuka kurir",
    "record_call": "Penerima ditelepon ulang",
    "settle_dispute": "Selisih diputus petugas",
}
CONFIRMED = {"confirm", "confirm_by_code", "confirm_on_paper", "override_receipt", "receive", "receive_late"}
FAULTS = {"cancel", "decline", "release", "call_off"}


def timeline(commitment: Commitment, lines: list[Line], found: list[Journey]) -> list[dict[str, Any]]:
    """All deeds on the promise and its journeys, newest first. One query."""
    references = [commitment.reference, *(one.delivery.reference for one in found)]
    names = {line.need.reference: line.need.recipient.name for line in lines} if len(lines) > 1 else {}
    return [_entry(row, names) for row in reversed(journal.histories(references)) if row.verb in WORDS]


def _entry(row: JournalEntry, names: dict[str, str]) -> dict[str, Any]:
    told = json.loads(row.payload)
    text = WORDS[row.verb]
    if row.verb == "reduce":
        text = f"{text} menjadi {angka(int(told.get('quantity', 0)))}"
    if row.verb in {"schedule", "propose_time"}:
        day = told.get("deliver_on") or told.get("day")
        text = f"{text}: {tanggal(datetime.fromisoformat(day).date())}" if day else text
    if row.verb == "hand_over" and told.get("lines"):
        text = f"{angka(sum(part[1] for part in told['lines']))} diserahkan, menunggu konfirmasi penerima"
    if row.verb in CONFIRMED and told.get("counts"):
        text = f"{angka(sum(part[1] for part in told['counts']))} {text[0].lower()}{text[1:]}"
    if told.get("link"):
        text = f"{text} (oleh kurir)"
    kind = "confirmed" if row.verb in CONFIRMED else "fault" if row.verb in FAULTS else ""
    return {"at": row.effective_at, "text": text, "kind": kind, "note": names.get(str(told.get("need")), "")}
