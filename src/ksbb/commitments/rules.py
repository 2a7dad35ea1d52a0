"""Decisions about promises: what may be promised, changed, ended, and when a line lapses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.commitments.enums import NEXT_STATES, RUNNING, LineState, OfferState, ProposalState, Stage
from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_reason, why_not_show
from ksbb.needs.rules import MOST, why_not_take, why_not_wait
from ksbb.parties.rules import gives

if TYPE_CHECKING:
    from ksbb.commitments.models import Line, Offer, Proposal
    from ksbb.needs.models import Need
    from ksbb.parties.models import Party
    from ksbb.parties.rules import Reach

CONTACT_WITHIN = timedelta(hours=48)
"""2×24 hours to contact the receiver, as published (https://monitor.co.id/2020/04/30/luncurkan-program-ksbb…)."""
GRACE = timedelta(days=6)
"""Undelivered this long after its date, a line lapses (bars UX-16, after Crisis Cleanup's six days)."""
MOST_LINES = 200


def room(*, need: Need, known: bool, held: int, percent: int) -> int:
    """How many of a need one more giver may hold now; the rest waits.

    Givers whom nobody knows yet hold together at most `percent` of it (at least one), so that no script can lock a
    need (T07); `held` is what such givers hold already.
    """
    if known:
        return need.remaining
    share = max(1, need.quantity * percent // 100)
    return max(0, min(need.remaining, share - held))


def why_not_more(*, known: bool, running: int, more: int, most: int) -> Refusal | None:
    """Why a newcomer cannot promise for so many more needs before the first ones are kept (T07)."""
    if known or running + more <= most:
        return None
    if not running:
        return Refusal(
            "too_many_open",
            f"Pemberi baru memilih paling banyak {most} kebutuhan. Kurangi pilihan Anda; sesudah satu bantuan "
            "diterima, batas ini hilang.",
        )
    return Refusal(
        "too_many_open",
        f"Komitmen Anda untuk {running} kebutuhan belum selesai; pemberi baru paling banyak {most}. Selesaikan atau "
        "batalkan satu, lalu kirim lagi.",
    )


def why_not_admit(*, reach: Reach, line: Line) -> Refusal | None:
    """Why this person cannot say yes to a newcomer's waiting promise: it is an own one, or none waits for a yes."""
    if gives(reach=reach, giver=line.commitment.giver):
        return Refusal("own_promise", "Komitmen sendiri diterima oleh petugas lain.", forbidden=True)
    if line.state == LineState.QUEUED and line.vouched_at is None:
        return None
    return Refusal("nothing_to_accept", "Komitmen ini tidak menunggu jawaban penerima.")


OFFER_WITHIN = timedelta(days=60)
"""Ours: how far ahead aid without a target may be meant for."""


def why_not_offer(*, quantity: int, deliver_on: date, deliver_through: date, on: date) -> Refusal | None:
    """Why so many cannot be left to Pokja for these days."""
    if not 1 <= quantity <= MOST:
        return Refusal("quantity_positive", "Isi jumlah paling sedikit 1.")
    if deliver_on < on:
        return Refusal("date_past", "Tanggal antar sudah lewat. Pilih hari ini atau sesudahnya.")
    if deliver_through < deliver_on:
        return Refusal("date_order", "Hari terakhir harus sesudah hari pertama.")
    if deliver_through > on + OFFER_WITHIN:
        return Refusal("date_late", f"Pilih hari dalam {OFFER_WITHIN.days} hari ke depan.")
    return None


def why_not_propose_target(
    *, reach: Reach, offer: Offer, need: Need, quantity: int, proposed: int, on: date
) -> Refusal | None:
    """Why Pokja cannot propose this need for so many of an offer; `proposed` waits for the giver's answer already."""
    if not reach.is_pokja:
        return FORBIDDEN
    if offer.state != OfferState.OPEN:
        return Refusal("offer_not_open", f"Tawaran ini {OfferState(offer.state).label.lower()}.")
    if need.package_id != offer.package_id:
        return Refusal("other_package", "Paket kebutuhan ini berbeda dari yang ditawarkan.")
    if quantity > offer.left - proposed:
        return Refusal("more_than_offered", f"Yang belum diusulkan tinggal {max(0, offer.left - proposed)}.")
    if offer.deliver_on > need.deliver_until:
        return Refusal("date_late", "Bantuan ini datang sesudah batas waktu kebutuhan.")
    return why_not_take(need=need, quantity=quantity, on=on)


def why_not_answer(proposal: Proposal) -> Refusal | None:
    """Why a proposed target takes no answer: it has one, or its offer is over."""
    if proposal.offer.state != OfferState.OPEN:
        return Refusal("offer_not_open", f"Tawaran ini {OfferState(proposal.offer.state).label.lower()}.")
    if proposal.state != ProposalState.WAITING:
        return Refusal("already_answered", "Usulan ini sudah dijawab.")
    return None


def why_not_withdraw_offer(*, offer: Offer, reason: str) -> Refusal | None:
    """Why an offer cannot be withdrawn. What was placed already is cancelled line by line."""
    if offer.state not in {OfferState.OPEN, OfferState.AWAITING_CODE}:
        return Refusal("offer_not_open", f"Tawaran ini sudah {OfferState(offer.state).label.lower()}.")
    return why_not_reason(reason)


def why_not_promise(
    *,
    need: Need,
    quantity: int,
    deliver_on: date,
    deliver_through: date,
    equivalent: str,
    on: date,
    may_wait: bool = False,
) -> Refusal | None:
    """Why so many of this need cannot be promised for these days; who `may_wait` can ask for more than is left."""
    fits = max(1, min(quantity, need.remaining)) if may_wait and quantity > 0 else quantity
    return first(
        why_not_wait(need=need, on=on)
        if may_wait and not need.remaining
        else why_not_take(need=need, quantity=fits, on=on),
        _why_not_days(need=need, deliver_on=deliver_on, deliver_through=deliver_through, on=on),
        why_not_show(equivalent, longest=400),
        _why_not_wait_with(equivalent) if may_wait else None,
    )


def _why_not_wait_with(equivalent: str) -> Refusal | None:
    if not equivalent:
        return None
    return Refusal("wait_for_published", "Untuk menunggu giliran, pilih isi paket acuan.")


def _why_not_days(*, need: Need, deliver_on: date, deliver_through: date, on: date) -> Refusal | None:
    if deliver_on < on:
        return Refusal("date_past", "Tanggal antar sudah lewat. Pilih hari ini atau sesudahnya.")
    if deliver_through < deliver_on:
        return Refusal("date_order", "Hari terakhir harus sesudah hari pertama.")
    if deliver_through > need.deliver_until:
        return Refusal("date_late", "Tanggal antar melewati batas waktu kebutuhan ini.")
    return None


def why_not_commit(*, lines: int, statement_accepted: bool, giver: Party | None, active: bool) -> Refusal | None:
    """Why a promise as a whole is refused, whatever its lines."""
    if not 1 <= lines <= MOST_LINES:
        return Refusal("line_count", f"Pilih antara 1 dan {MOST_LINES} kebutuhan.")
    if not statement_accepted:
        return Refusal("statement_needed", "Setujui pernyataan pemberi lebih dahulu.")
    if giver is not None and giver.organisation_id is not None and not active:
        return Refusal("organisation_not_active", "Organisasi Anda belum atau tidak lagi aktif.", forbidden=True)
    return None


def why_not_as_giver(*, reach: Reach, giver_id: int, own_party_id: int | None, tracked: bool) -> Refusal | None:
    """Why this person may not act on the giver's side: not the giver, not tracking it, not Pokja."""
    if tracked or reach.is_pokja or (own_party_id is not None and own_party_id == giver_id):
        return None
    return FORBIDDEN


def why_not_as_receiver(*, reach: Reach, line: Line) -> Refusal | None:
    """Why this person may not act on the receiver's side."""
    place, organisation_id = line.need.place, line.need.recipient.organisation_id
    if reach.speaks_for(place=place, organisation_id=organisation_id) or reach.oversees(place):
        return None
    return FORBIDDEN


def why_not_accept(*, reach: Reach, line: Line) -> Refusal | None:
    """Why this person cannot say yes to an equivalent: it is the person's own, or none waits."""
    if gives(reach=reach, giver=line.commitment.giver):
        return Refusal(
            "own_equivalent",
            "Pemberi tidak boleh menyetujui isi setaranya sendiri. Minta petugas lain.",
            forbidden=True,
        )
    if line.state in RUNNING and line.equivalent and line.equivalent_accepted_at is None:
        return None
    return Refusal("nothing_to_accept", "Tidak ada isi setara yang menunggu persetujuan.")


def why_not_running(line: Line) -> Refusal | None:
    """Why a line takes no further deeds: it ended, or it does not count yet."""
    if line.state == LineState.QUEUED:
        return Refusal("still_waiting", "Komitmen ini masih di daftar tunggu.")
    if line.state not in RUNNING:
        return Refusal("line_not_running", f"Komitmen ini sudah {LineState(line.state).label.lower()}.")
    if not line.holds:
        return Refusal("equivalent_waiting", "Penerima belum menyetujui isi setara.")
    return None


def thread_of(line: Line) -> str:
    """The name of the thread between the two sides of a line."""
    return f"{line.commitment.reference}/{line.pk}"


def why_not_talk(line: Line) -> Refusal | None:
    """Why the two sides cannot talk over a line: its address is not proven yet."""
    if line.state == LineState.AWAITING_CODE:
        return Refusal("awaits_code", "Masukkan kode lebih dahulu; sesudah itu Anda bisa berkirim pesan.")
    return None


def why_not_thank(line: Line) -> Refusal | None:
    """Why there is nothing to thank for yet."""
    return None if line.confirmed else Refusal("nothing_received", "Belum ada yang diterima dari komitmen ini.")


def why_not_schedule(*, line: Line, deliver_on: date, deliver_through: date, on: date) -> Refusal | None:
    """Why a day of bringing cannot be set."""
    return first(
        why_not_running(line),
        why_not_move(NEXT_STATES, LineState(line.state), LineState.SCHEDULED),
        _why_not_days(need=line.need, deliver_on=deliver_on, deliver_through=deliver_through, on=on),
        None if line.to_bring else Refusal("nothing_left", "Semua sudah diantar."),
    )


def why_not_reduce(*, line: Line, quantity: int, reason: str) -> Refusal | None:
    """Why a line cannot be reduced to `quantity`: below what was brought, or not less at all."""
    if line.state not in RUNNING | {LineState.AWAITING_CODE, LineState.QUEUED}:
        return why_not_running(line)
    now = line.quantity or line.pledged
    if quantity >= now:
        return Refusal("not_less", f"Isi jumlah di bawah {now}. Untuk menambah, buat komitmen baru.")
    if quantity < max(1, line.delivered):
        least = max(1, line.delivered)
        return Refusal("below_delivered", f"Paling sedikit {least}. Untuk berhenti sama sekali, pilih batalkan.")
    return why_not_reason(reason)


def why_not_cancel(*, line: Line, reason: str, to: LineState = LineState.CANCELLED) -> Refusal | None:
    """Why a line cannot be cancelled or declined: something was brought already, or it ended before."""
    if line.delivered:
        return Refusal("already_delivered", "Sebagian sudah diantar. Kurangi jumlahnya, jangan dibatalkan.")
    return first(why_not_move(NEXT_STATES, LineState(line.state), to), why_not_reason(reason))


def lapses(line: Line, *, at: datetime, today: date) -> str:
    """Which clock of the line ran out: "contact", "delivery", or "" for none."""
    waiting = {LineState.AWAITING_CODE, LineState.QUEUED}
    if line.clockless or line.state not in RUNNING | waiting or not (line.to_bring or not line.holds):
        return ""
    contacted = line.contacted_at is not None or line.scheduled_at is not None
    if line.contact_by is not None and not contacted and at > line.contact_by:
        return "contact"
    if line.lapses_on is not None and today > line.lapses_on:
        return "delivery"
    return ""


def after_delivery(line: Line) -> LineState:
    """The state that a line's counters call for once something was brought."""
    if line.quantity and line.confirmed == line.quantity and not line.owed:
        return LineState.DONE
    return LineState.ON_THE_WAY


def why_not_touch_figure(*, reach: Reach, line: Line) -> Refusal | None:
    """Why this person takes no part in correcting a line's figures: another's area, or the giver's own side."""
    if not reach.oversees(line.need.place):
        return FORBIDDEN
    if gives(reach=reach, giver=line.commitment.giver):
        return Refusal("own_giving", "Anda ada di pihak pemberi ini. Minta petugas lain.", forbidden=True)
    return None


def why_not_correct(*, line: Line, stage: Stage, after: int, published: bool, unsettled: bool) -> Refusal | None:
    """Why a figure of a line cannot become `after`: nothing was published, or the four numbers would contradict.

    `unsettled`: something is handed over and not confirmed, or a difference waits; its own end must come first.
    """
    if not published or line.state not in RUNNING | {LineState.DONE}:
        return Refusal("nothing_published", "Belum ada angka terbit untuk dikoreksi. Catat kejadiannya lewat meja.")
    if unsettled and stage != Stage.COMMITTED:
        return Refusal("delivery_open", "Ada penyaluran atau selisih yang belum selesai. Selesaikan dahulu di meja.")
    if after == figure_of(line, stage):
        return Refusal("same_figure", "Angka ini sudah demikian. Isi angka yang berbeda.")
    figures = {one: figure_of(line, one) for one in Stage} | {stage: after}
    if after < 0 or figures[Stage.SURPLUS] > line.need.quantity:
        return Refusal("figure_range", f"Isi angka antara 0 dan {line.need.quantity}.")
    if stage == Stage.COMMITTED and after - line.quantity > line.need.remaining:
        return Refusal("more_than_needed", f"Paling banyak {line.quantity + line.need.remaining}, sesuai kebutuhan.")
    if not figures[Stage.CONFIRMED] + line.owed <= figures[Stage.DELIVERED] <= figures[Stage.COMMITTED]:
        return Refusal(
            "figures_contradict",
            "Yang diterima tidak boleh melebihi yang disalurkan, dan itu tidak boleh melebihi komitmen. "
            "Koreksi angka yang lain dahulu.",
        )
    return None


FIGURE_COLUMN = {
    Stage.COMMITTED: "quantity",
    Stage.DELIVERED: "delivered",
    Stage.CONFIRMED: "confirmed",
    Stage.SURPLUS: "surplus",
}


def figure_of(line: Line, stage: Stage) -> int:
    """The figure of a line as it stands."""
    found: int = getattr(line, FIGURE_COLUMN[stage])
    return found


def after_correction(line: Line) -> LineState:
    """The state that corrected figures call for: nothing left is as if cancelled."""
    if not line.quantity:
        return LineState.CANCELLED
    return after_delivery(line) if line.delivered or line.state == LineState.DONE else LineState(line.state)
