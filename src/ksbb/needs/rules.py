"""Decisions about needs: who may ask, verify and close, and what may still be promised."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.core.formats import angka
from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_reason, why_not_show, why_not_show_reason
from ksbb.needs.enums import NEXT_STATES, NeedState
from ksbb.parties.rules import OFFICE_WAIT

if TYPE_CHECKING:
    from collections.abc import Collection

    from ksbb.catalogue.models import Package, Period
    from ksbb.needs.models import Need, NeedBatch
    from ksbb.parties.rules import Reach
    from ksbb.recipients.models import Recipient

FRESH_FOR = timedelta(days=60)
"""A verification older than this is asked for again (bars T01: older than 60 days)."""
VERIFY_WITHIN = timedelta(days=3)
"""Ours: how long a proposal may wait for its officer before the desks call it late."""
MOST = 10_000_000
PLAUSIBLE = 20_000
"""Ours: a day's packages for everybody in the largest RW on record (5.000 KK of four). More wants a written reason,
even where the days of a long period would allow it."""


def why_not_back_date(*, reach: Reach, at: datetime, effective_at: datetime | None, reason: str) -> Refusal | None:
    """Deeds of an earlier day are recorded by Pokja with a written reason (UX-02)."""
    if effective_at is None:
        return None
    if effective_at > at:
        return Refusal("date_ahead", "Waktu kejadian tidak boleh di masa depan.")
    if not reach.is_pokja:
        return Refusal("back_dating", "Hanya Pokja yang boleh mencatat kejadian lampau.", forbidden=True)
    return why_not_reason(reason)


def is_open(need: Need, *, on: date) -> bool:
    """Verified, in date, and something is left."""
    return why_not_take(need=need, quantity=1, on=on) is None


def why_not_wait(*, need: Need, on: date) -> Refusal | None:
    """Why nobody can even wait for a place on this need: not verified, or out of date."""
    if need.state != NeedState.VERIFIED:
        return Refusal(
            "need_not_open", f"Kebutuhan ini tidak menerima komitmen: {NeedState(need.state).label.lower()}."
        )
    if on > need.deliver_until:
        return Refusal("need_over", "Masa kebutuhan ini sudah lewat. Lihat kebutuhan lain di sekitar sini.")
    if need.check_again_on is not None and on > need.check_again_on:
        return Refusal("need_stale", "Kebutuhan ini sedang diperiksa ulang oleh petugas.")
    return None


NEED_FULL = Refusal("need_full", "Kebutuhan ini sudah penuh dengan komitmen. Lihat kebutuhan serupa.")
"""Who still wants to help can wait for a turn."""


def why_not_take(*, need: Need, quantity: int, on: date) -> Refusal | None:
    """Why so many of a need cannot be promised on a day: not verified, out of date, or more than is left."""
    if refusal := why_not_wait(need=need, on=on):
        return refusal
    if quantity < 1:
        return Refusal("quantity_positive", "Isi jumlah paling sedikit 1.")
    if need.remaining == 0:
        return NEED_FULL
    if quantity > need.remaining:
        return Refusal(
            "more_than_needed",
            f"Tinggal {need.remaining} {need.package.counted_as}. Ambil {need.remaining}, atau lihat kebutuhan serupa.",
        )
    return None


def why_not_propose(
    *,
    reach: Reach,
    recipient: Recipient,
    package: Package,
    period: Period,
    quantity: int,
    fitting: int | None,
    beyond_fact_reason: str,
    running: Collection[tuple[int, int]],
    on: date,
    reason: str,
    source: str,
) -> Refusal | None:
    """Why a need cannot be proposed.

    `fitting` is what the newest fact calls for (None: no fact); `running` holds `(package_id, period_id)` of the
    recipient's needs that are not rejected or withdrawn.
    """
    own = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
    if not own and not reach.oversees(recipient.place):
        return FORBIDDEN
    if recipient.retired_at is not None:
        return Refusal("recipient_retired", "Penerima ini sudah tidak aktif.")
    if not (package.for_institutions if recipient.kind.institution else package.for_rw):
        return Refusal("package_kind", "Paket ini tidak untuk jenis penerima ini.")
    if on > period.ends_on:
        return Refusal("period_over", "Periode ini sudah lewat.")
    return first(
        _why_not_again(package=package, period=period, running=running),
        why_not_quantity(quantity=quantity, fitting=fitting, reason=beyond_fact_reason),
        why_not_show(reason, longest=600),
        why_not_show(beyond_fact_reason, longest=400),
        why_not_show(source, longest=400),
    )


def _why_not_again(*, package: Package, period: Period, running: Collection[tuple[int, int]]) -> Refusal | None:
    if (package.pk, period.pk) in running:
        return Refusal("need_exists", "Kebutuhan paket ini untuk periode yang sama sudah ada.")
    if any(other == package.excludes_id and when == period.pk for other, when in running):
        return Refusal("need_excluded", "THR per orang dan THR per keluarga tidak bisa diminta bersamaan.")
    return None


def why_not_quantity(*, quantity: int, fitting: int | None, reason: str) -> Refusal | None:
    """Why so many cannot be asked for: none, or more than the fact or good sense says without a written reason."""
    if not 1 <= quantity <= MOST:
        return Refusal("quantity_positive", "Isi jumlah paling sedikit 1.")
    if fitting is not None and quantity > fitting and why_not_reason(reason):
        return Refusal(
            "beyond_fact", f"Data terakhir menunjukkan {fitting}. Untuk jumlah di atas itu, tuliskan alasannya."
        )
    if quantity > PLAUSIBLE and why_not_reason(reason):
        most = angka(PLAUSIBLE)
        return Refusal("implausible", f"Lebih dari {most} untuk satu penerima. Periksa lagi, atau tuliskan alasannya.")
    return None


def is_fresh(appointed: datetime | None, *, at: datetime) -> bool:
    """Is an appointment too young to be anybody's second person? As young as an office that carries nothing yet."""
    return appointed is not None and at < appointed + OFFICE_WAIT


def why_not_verify(*, reach: Reach, need: Need, home: Refusal | None = None, fresh: bool = False) -> Refusal | None:
    """Why this person cannot verify the need: not the officer of the place, the proposer, or a wrong state.

    `home` is why an institution is not relied on now (`recipients.queries.unreliable`); `fresh`: this very person made
    the proposer head or keeper less than a day ago, so that the two might be one.
    """
    if not reach.oversees(need.place):
        return FORBIDDEN
    if need.proposed_by_id == reach.user_id:
        return Refusal("same_person", "Yang mengajukan tidak boleh memverifikasi. Minta petugas lain.")
    if fresh:
        return Refusal(
            "fresh_appointee", "Pengajunya Anda tunjuk kurang dari 24 jam lalu. Minta petugas lain, atau tunggu besok."
        )
    return first(why_not_move(NEXT_STATES, NeedState(need.state), NeedState.VERIFIED), home)


def why_not_verify_batch(*, reach: Reach, batch: NeedBatch) -> Refusal | None:
    """Why this person cannot verify a whole batch."""
    if not reach.is_pokja:
        return FORBIDDEN
    if batch.opened_by_id == reach.user_id:
        return Refusal("same_person", "Yang membuka tidak boleh memverifikasi. Minta petugas lain.")
    if batch.verified_at is not None:
        return Refusal("wrong_state", "Kumpulan ini sudah diverifikasi.")
    return None


def why_not_end(*, reach: Reach, need: Need, to: NeedState, reason: str) -> Refusal | None:
    """Why the need cannot be rejected, withdrawn or closed with this reason."""
    own = reach.user_id is not None and (
        need.proposed_by_id == reach.user_id
        or reach.speaks_for(place=need.place, organisation_id=need.recipient.organisation_id)
    )
    if not (reach.oversees(need.place) or (to == NeedState.WITHDRAWN and own)):
        return FORBIDDEN
    return first(why_not_move(NEXT_STATES, NeedState(need.state), to), why_not_show_reason(reason))


def why_not_record_outside_aid(*, reach: Reach, need: Need, quantity: int, source: str) -> Refusal | None:
    """Why aid from elsewhere cannot be noted on the need."""
    if not reach.oversees(need.place):
        return FORBIDDEN
    if need.state != NeedState.VERIFIED:
        return Refusal("need_not_open", "Hanya kebutuhan terverifikasi yang bisa dicatat bantuan luarnya.")
    if not 1 <= quantity <= need.remaining:
        return Refusal("more_than_needed", f"Catat antara 1 dan {need.remaining}.")
    if not source.strip():
        return Refusal("source_needed", "Tuliskan sumber keterangan ini.")
    return why_not_show(source, longest=400)
