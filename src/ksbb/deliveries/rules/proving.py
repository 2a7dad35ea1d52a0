"""Decisions about proof: the receiver's code, the courier's link, the day's lot and the calls that follow it."""

from __future__ import annotations

import hashlib
import math
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_publish
from ksbb.deliveries.enums import CALL_NEXT_STATES, CallState, DeliveryState, Finding
from ksbb.deliveries.models import CODE_TRIES
from ksbb.deliveries.rules.receiving import MOST_RECEIVED, OWN_DELIVERY, OWN_RECORD
from ksbb.parties.rules import gives

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ksbb.deliveries.models import CallBack, CourierLink, Delivery, DeliveryLine, ReceiptCode
    from ksbb.parties.rules import Reach

UNRECEIVED = (DeliveryState.PLANNED, DeliveryState.ON_THE_WAY, DeliveryState.HANDED_OVER)
MOST_STOPS = 40
FARTHEST = timedelta(days=14)
"""How far ahead a day's link may be made."""
SHARE = 20
"""One receipt in so many is drawn: 5 % (bars.md 7.3, T05)."""
CALL_WITHIN = timedelta(days=3)
BETWEEN_CALLS = timedelta(hours=1)
MOST_CALLS = 3
ENOUGH = 30
"""Fewer calls than this answer nothing: the page says "belum cukup"."""
Z = 1.959963984540054
"""The 97.5th percentile of the normal distribution: a 95 % interval."""

ASK_ACCOUNT = "Minta penerima mengonfirmasi di akunnya, atau pakai tanda terima kertas."
CODE_LOCKED = Refusal("code_locked", f"Kode salah lima kali dan tidak dapat dipakai lagi. {ASK_ACCOUNT}")


def why_not_issue_code(
    *, reach: Reach, delivery: Delivery, code: ReceiptCode | None, lines: Sequence[DeliveryLine]
) -> Refusal | None:
    """Why no code is made for this person: it is for the receiver's side, or the officer of its place."""
    if gives(reach=reach, giver=delivery.giver):
        return OWN_DELIVERY
    recipient = delivery.recipient
    if not reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id):
        if not reach.oversees(recipient.place):
            return FORBIDDEN
        if any(row.line.commitment.recorded_by_id == reach.user_id for row in lines):
            return OWN_RECORD
    if delivery.state not in UNRECEIVED:
        return Refusal("wrong_state", f"Tidak bisa: keadaannya sekarang “{DeliveryState(delivery.state).label}”.")
    if code is not None and code.tries >= CODE_TRIES:
        return CODE_LOCKED
    return None


def why_not_accept_code(*, code: ReceiptCode | None, matches: bool) -> Refusal | None:
    """Why what was typed is not the receiver's code: none was made, it is used up or locked, or it is another."""
    if code is not None and code.used_at is not None:
        return Refusal("code_used", "Kode ini sudah dipakai. Penerimaan sudah tercatat.")
    if code is None:
        return Refusal("code_missing", f"Penerima belum membuat kode. {ASK_ACCOUNT}")
    if code.tries >= CODE_TRIES:
        return CODE_LOCKED
    if not matches:
        left = CODE_TRIES - code.tries
        return Refusal("code_wrong", f"Kode tidak cocok. Tanyakan lagi 6 angka itu kepada penerima. Sisa {left} kali.")
    return None


def why_not_make_link(*, deliveries: Sequence[Delivery], day: date, on: date) -> Refusal | None:
    """Why these stops make no courier's link for that day."""
    if not 1 <= len(deliveries) <= MOST_STOPS or len({one.pk for one in deliveries}) != len(deliveries):
        return Refusal("link_stops", f"Pilih 1 sampai {MOST_STOPS} perhentian, masing-masing sekali.")
    if len({one.giver_id for one in deliveries}) > 1:
        return Refusal("link_mixed", "Satu tautan hanya untuk satu pemberi.")
    if any(one.state not in UNRECEIVED for one in deliveries):
        return Refusal("wrong_state", "Ada penyaluran yang sudah diterima atau dibatalkan. Muat ulang lalu pilih lagi.")
    if not on <= day <= on + FARTHEST:
        return Refusal("link_day", f"Pilih hari ini sampai {FARTHEST.days} hari ke depan.")
    return None


def why_not_by_link(
    *, link: CourierLink, stops: Sequence[int], delivery: Delivery, on: date, own_party_id: int | None, named: bool
) -> Refusal | None:
    """Why a courier's link does not carry this deed: revoked, another day, another stop; `named`: by its giver."""
    if link.revoked_at is not None:
        return Refusal("link_revoked", "Tautan kurir ini sudah dicabut.", forbidden=True)
    if link.day != on:
        return Refusal("link_expired", "Tautan kurir ini tidak berlaku hari ini.", forbidden=True)
    if delivery.pk not in stops or (named and own_party_id != link.giver_id):
        return FORBIDDEN
    return None


def why_not_report(
    *, delivery: Delivery, finding: Finding, counts: Mapping[int, int], lines: Sequence[DeliveryLine], note: str
) -> Refusal | None:
    """Why a courier's report is refused. `counts` maps delivery line ids to what was counted."""
    if delivery.state not in UNRECEIVED:
        return Refusal("wrong_state", f"Tidak bisa: keadaannya sekarang “{DeliveryState(delivery.state).label}”.")
    if finding == Finding.NOBODY:
        return first(
            None if not counts else Refusal("counts_unwanted", "Kalau tidak ada orang, jangan isi jumlah."),
            why_not_publish(note, longest=400),
        )
    if set(counts) != {line.pk for line in lines}:
        return Refusal("counts_incomplete", "Isi jumlah yang dihitung untuk setiap baris.")
    if any(not 0 <= counted <= MOST_RECEIVED for counted in counts.values()):
        return Refusal("quantity_range", "Jumlahnya tidak masuk akal. Periksa lagi.")
    return why_not_publish(note, longest=400)


def why_not_draw(*, day: date, on: date, seed_known_at: datetime, day_ended_at: datetime) -> Refusal | None:
    """Why a day is not drawn: it is not over, or the seed could be known while receipts were still written."""
    if day >= on:
        return Refusal("day_not_over", "Hari itu belum selesai.")
    if seed_known_at < day_ended_at:
        return Refusal("seed_too_early", "Benih sudah diketahui sebelum hari itu selesai.")
    return None


def seed_of(text: str) -> str:
    """The seed of a public text: SHA-256 of its UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_drawn(*, seed: str, reference: str) -> bool:
    """Does the lot fall on the receipt of this delivery? SHA-256 of "seed:reference", read as a number, below 5 %."""
    number = int(hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()[:12], 16)
    return number * SHARE < 16**12


def why_not_call(*, reach: Reach, call: CallBack, recorder_ids: Sequence[int | None], at: datetime) -> Refusal | None:
    """Why this person does not call: no officer of the place, recorded it (or its promise), or is the giver's side."""
    delivery = call.receipt.delivery
    if not reach.oversees(delivery.recipient.place):
        return FORBIDDEN
    if gives(reach=reach, giver=delivery.giver):
        return OWN_DELIVERY
    if reach.user_id in recorder_ids:
        return Refusal("own_record", "Yang mencatat penerimaan ini tidak boleh menelepon ulang.", forbidden=True)
    if call.last_tried_at is not None and call.state == CallState.WAITING and at < call.last_tried_at + BETWEEN_CALLS:
        return Refusal("call_again_later", "Baru saja dicoba. Coba lagi satu jam kemudian.")
    return None


def why_not_record_call(
    *, call: CallBack, outcome: CallState, recorded: Mapping[int, int], told: Mapping[int, int], note: str
) -> Refusal | None:
    """Why this outcome cannot stand. `recorded` and `told` map delivery line ids to quantities."""
    if outcome == CallState.WRONG and (set(told) != set(recorded)):
        return Refusal("counts_incomplete", "Isi jumlah menurut penerima untuk setiap baris.")
    if outcome == CallState.WRONG and told == recorded:
        return Refusal("counts_same", "Jumlahnya sama dengan catatan. Pilih “Benar”.")
    if outcome != CallState.WRONG and told:
        return Refusal("counts_unwanted", "Jumlah hanya diisi kalau berbeda dari catatan.")
    if any(not 0 <= number <= MOST_RECEIVED for number in told.values()):
        return Refusal("quantity_range", "Jumlahnya tidak masuk akal. Periksa lagi.")
    return first(
        why_not_move(CALL_NEXT_STATES, CallState(call.state), outcome),
        why_not_publish(note, longest=400),
    )


class Doubt(NamedTuple):
    """What a call puts in doubt of one line: confirmed but not told, surplus but not told, told but not counted."""

    short: int
    shed: int
    over: int


def doubt(*, sent: int, missing: int, recorded: int, told: int, disputed: bool) -> Doubt:
    """What the receiver's word on the telephone puts in doubt. The lower of two words counts, whichever it is.

    `missing` of what was sent is in dispute or was found not to have come; while a dispute is open (`disputed`) it is
    its settling that decides about them, and only what goes beyond everything sent and recorded is over.
    """
    surplus = max(0, recorded - sent)
    counted = max(sent, recorded) if disputed else sent - missing + surplus
    return Doubt(
        short=max(0, sent - missing - told), shed=max(0, surplus - max(0, told - sent)), over=max(0, told - counted)
    )


def wilson(wrong: int, asked: int) -> tuple[float, float]:
    """The 95 % interval of a share after Wilson (1927), as fractions; (0, 1) when nobody was asked."""
    if not asked:
        return (0.0, 1.0)
    share, square = wrong / asked, Z * Z
    middle = share + square / (2 * asked)
    width = Z * math.sqrt(share * (1 - share) / asked + square / (4 * asked * asked))
    low, high = ((middle - width) / (1 + square / asked), (middle + width) / (1 + square / asked))
    return (max(0.0, low) if wrong else 0.0, min(1.0, high) if wrong < asked else 1.0)
