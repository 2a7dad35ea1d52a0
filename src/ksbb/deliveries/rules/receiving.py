"""Decisions about deliveries: what may go on a journey, who confirms, who settles a difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.commitments.rules import why_not_running
from ksbb.core.lookalike import folded
from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_publish, why_not_reason
from ksbb.deliveries.enums import DISPUTE_NEXT_STATES, NEXT_STATES, DeliveryState, DisputeState, Method
from ksbb.needs import rules as needs
from ksbb.parties.rules import gives

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ksbb.commitments.models import Line
    from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute
    from ksbb.parties.models import Party
    from ksbb.parties.rules import Reach
    from ksbb.recipients.models import Recipient

MOST_RECEIVED = 1_000_000
OWN_DELIVERY = Refusal(
    "own_delivery", "Pemberi tidak boleh mengonfirmasi pemberiannya sendiri. Minta petugas lain.", forbidden=True
)
OWN_RECORD = Refusal(
    "own_record", "Yang mencatat komitmennya tidak boleh memutuskan penerimaannya. Minta petugas lain.", forbidden=True
)


NOT_LAPSED = Refusal("not_lapsed", "Komitmen ini tidak gugur. Konfirmasi penerimaannya seperti biasa.")


def why_not_load(*, line: Line, quantity: int, on_other_journeys: int) -> Refusal | None:
    """Why so many of a line cannot go on a journey: it ended, or fewer are left to bring."""
    left = line.to_bring - on_other_journeys
    if quantity < 1:
        return Refusal("quantity_positive", "Isi jumlah paling sedikit 1.")
    if (refusal := why_not_running(line)) is not None:
        return refusal
    if quantity > left:
        return Refusal("more_than_promised", f"Yang belum diantar tinggal {left}.")
    return None


def why_not_leave_behind(*, line: Line, quantity: int, on_the_way: int) -> Refusal | None:
    """Why a promise cannot shrink to `quantity`: goods of it have left. What is only planned shrinks along."""
    least = line.delivered - line.owed + on_the_way
    if not on_the_way or quantity >= least:
        return None
    return Refusal(
        "already_left",
        f"{on_the_way} sedang diantar, jadi paling sedikit {least}. Kalau tidak jadi diantar, catat itu dahulu.",
    )


def why_not_one_journey(lines: Sequence[Line]) -> Refusal | None:
    """Why these lines cannot travel together: several givers or recipients, or a line twice, or none."""
    if not lines or len({line.pk for line in lines}) != len(lines):
        return Refusal("journey_lines", "Pilih paling sedikit satu baris, masing-masing sekali.")
    if len({(line.commitment.giver_id, line.need.recipient_id) for line in lines}) > 1:
        return Refusal("journey_mixed", "Satu penyaluran hanya untuk satu pemberi dan satu penerima.")
    return None


def why_not_advance(*, delivery: Delivery, to: DeliveryState) -> Refusal | None:
    """Why a delivery cannot go to a state."""
    return why_not_move(NEXT_STATES, DeliveryState(delivery.state), to)


def why_not_receive(
    *,
    reach: Reach,
    delivery: Delivery,
    method: Method,
    counts: Mapping[int, int],
    lines: Sequence[DeliveryLine],
    paper_number: str,
    reason: str,
    note: str,
) -> Refusal | None:
    """Why this receipt is refused. `counts` maps delivery line ids to what arrived.

    A code is judged apart, by `why_not_accept_code`: whoever types it, the receiver gave it. An own receipt needs the
    recipient's side; paper needs an officer and the number of the signed sheet; an officer's decision needs a written
    reason. The giver can never confirm the own delivery, and who recorded a promise on behalf of a giver cannot stand
    in for its receiver too.
    """
    recorders = [line.line.commitment.recorded_by_id for line in lines]
    if method != Method.CODE and (
        refusal := _why_not_stand_in(reach, delivery.recipient, delivery.giver, method, recorders)
    ):
        return refusal
    if set(counts) != {line.pk for line in lines}:
        return Refusal("counts_incomplete", "Isi jumlah yang diterima untuk setiap baris.")
    if any(not 0 <= received <= MOST_RECEIVED for received in counts.values()):
        return Refusal("quantity_range", "Jumlah yang diterima tidak masuk akal. Periksa lagi.")
    if method == Method.PAPER and not paper_number.strip():
        return Refusal("paper_needed", "Tuliskan nomor tanda terima yang ditandatangani.")
    if method == Method.OFFICER and (refusal := why_not_reason(reason)) is not None:
        return refusal
    return first(
        why_not_advance(delivery=delivery, to=DeliveryState.RECEIVED),
        why_not_publish(note, longest=400),
        why_not_publish(paper_number, longest=60),
    )


def why_not_back_date(
    *,
    reach: Reach,
    delivery: Delivery,
    carried: Sequence[DeliveryLine],
    at: datetime,
    effective_at: datetime | None,
    reason: str,
) -> Refusal | None:
    """Why this is not recorded as of an earlier day: not by Pokja, no reason, not yet promised or handed over."""
    refusal = needs.why_not_back_date(reach=reach, at=at, effective_at=effective_at, reason=reason)
    if refusal is not None or effective_at is None:
        return refusal
    earliest = [row.line.commitment.effective_at for row in carried] + [delivery.handed_at or effective_at]
    if effective_at < max(earliest):
        return Refusal("before_promise", "Waktu diterima mendahului komitmen atau penyerahannya. Periksa tanggalnya.")
    return None


def _why_not_stand_in(
    reach: Reach, recipient: Recipient, giver: Party, method: Method, recorders: Sequence[int | None]
) -> Refusal | None:
    if gives(reach=reach, giver=giver):
        return OWN_DELIVERY
    if method == Method.ACCOUNT:
        own = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
        return None if own else FORBIDDEN
    if not reach.oversees(recipient.place):
        return FORBIDDEN
    return OWN_RECORD if reach.user_id in recorders else None


def why_not_receive_late(
    *, reach: Reach, line: Line, lapsed: int, quantity: int, method: Method, reason: str, note: str
) -> Refusal | None:
    """Why goods of a promise cannot be recorded as having come after it lapsed. `lapsed` is what has not come since."""
    commitment, recipient = line.commitment, line.need.recipient
    if refusal := _why_not_stand_in(reach, recipient, commitment.giver, method, [commitment.recorded_by_id]):
        return refusal
    if not lapsed:
        return NOT_LAPSED
    if not 1 <= quantity <= MOST_RECEIVED:
        return Refusal("quantity_range", "Jumlah yang diterima tidak masuk akal. Periksa lagi.")
    return first(
        why_not_reason(reason) if method == Method.OFFICER else None,
        why_not_publish(note, longest=400),
    )


def why_not_two_adults(*, children: bool, method: Method, first: str, second: str) -> Refusal | None:
    """Why a receipt at a home for children is not confirmed: it takes two named adults (bars J4.4).

    `first` is who confirms, `second` whom that person names. An officer's decision stands on its own reason.
    """
    if not children or method == Method.OFFICER:
        return None
    if method not in {Method.ACCOUNT, Method.PAPER}:
        return Refusal(
            "second_adult_needed", "Lembaga ini dihuni anak: pengelolanya mengonfirmasi di mejanya, berdua, tanpa kode."
        )
    if len(second.strip()) < 3 or folded(first) == folded(second):
        return Refusal("second_adult_needed", "Tuliskan nama orang dewasa kedua yang ikut menerima, bukan nama Anda.")
    return why_not_publish(second, longest=160)


def why_not_settle(*, reach: Reach, dispute: Dispute, to: DisputeState, received: int, reason: str) -> Refusal | None:
    """Why this person cannot settle the difference this way. `received` is the receiver's highest word about the line.

    "Ternyata lengkap" confirms what a courier or a call had put in doubt, and needs the receiver's own full count.
    Where nothing of what was sent is missing, one of two numbers is chosen.
    """
    if not reach.oversees(dispute.delivery_line.delivery.recipient.place):
        return FORBIDDEN
    if gives(reach=reach, giver=dispute.delivery_line.delivery.giver):
        return OWN_DELIVERY
    moves = first(why_not_move(DISPUTE_NEXT_STATES, DisputeState(dispute.state), to), why_not_reason(reason))
    if moves is None and (to in {DisputeState.HIGHER, DisputeState.LOWER}) == bool(dispute.shortfall):
        return Refusal("wrong_outcome", "Keputusan ini tidak cocok dengan selisihnya. Pilih yang lain.")
    if moves is None and to == DisputeState.MET and received < dispute.delivery_line.quantity:
        return Refusal("not_received", "Penerima sendiri menghitung kurang. Pilih terutang atau dikembalikan.")
    return moves
