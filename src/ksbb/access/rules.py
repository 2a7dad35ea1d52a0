"""Decisions about coming in: who invites, which link works, who hands out a code, how a staff account is recovered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ksbb.access.models import Invitation, Recovery
    from ksbb.parties.rules import Reach
    from ksbb.places.models import Place

INVITATION_LIFE = timedelta(hours=72)
RECOVERY_WAIT = timedelta(hours=24)
SHORTEST_TOKEN = 32
"""Letters of an invitation's token, drawn from 64: 192 bits."""

LINK_UNKNOWN = Refusal("invitation_unknown", "Tautan undangan ini tidak dikenal. Minta tautan baru kepada kelurahan.")
LINK_USED = Refusal("invitation_used", "Undangan ini sudah dipakai. Kalau itu Anda, langsung masuk saja.")
LINK_REVOKED = Refusal("invitation_revoked", "Undangan ini sudah dibatalkan. Minta tautan baru kepada kelurahan.")
LINK_EXPIRED = Refusal("invitation_expired", "Undangan ini sudah lewat 72 jam. Minta tautan baru kepada kelurahan.")
OWN_INVITATION = Refusal("own_invitation", "Undangan yang Anda buat sendiri harus diterima oleh orang lain.")
NOT_STAFF = Refusal("not_staff", "Pemulihan hanya untuk akun petugas. Ketua RW dan pengelola diundang kembali.")
LAST_POKJA = Refusal("last_pokja", "Tidak ada petugas Pokja lain yang dapat memulihkan akun ini.")


def why_not_invite(*, reach: Reach, place: Place, retired: bool, token: str) -> Refusal | None:
    """Why no invitation is made: only an officer of the place (or Pokja), for a recipient that still takes part."""
    if not reach.oversees(place):
        return FORBIDDEN
    if retired:
        return Refusal("recipient_retired", "Penerima ini sudah dihentikan, jadi tidak ada yang perlu diundang.")
    if len(token) < SHORTEST_TOKEN:
        return Refusal("weak_token", f"Kunci tautan paling sedikit {SHORTEST_TOKEN} huruf acak.")
    return None


def why_not_accept(*, invitation: Invitation | None, still_overseen: bool, at: datetime) -> Refusal | None:
    """Why a link makes nobody anything: unknown, used, revoked, older than 72 hours, or its office lost the right."""
    if invitation is None:
        return LINK_UNKNOWN
    if invitation.accepted_at is not None:
        return LINK_USED
    if invitation.revoked_at is not None or not still_overseen:
        return LINK_REVOKED
    return LINK_EXPIRED if at > invitation.expires_at else None


def why_not_revoke(*, reach: Reach, invitation: Invitation) -> Refusal | None:
    """Why an invitation stays: another place's, or already used or revoked."""
    if not reach.oversees(invitation.recipient.place):
        return FORBIDDEN
    if invitation.accepted_at is not None:
        return LINK_USED
    return LINK_REVOKED if invitation.revoked_at is not None else None


def why_not_hand_code(*, reach: Reach, theirs: Reach, places: Sequence[Place]) -> Refusal | None:
    """Why an officer hands no code to this person: staff never get one (SEC-13), nor do people of other places.

    `places` are those that the person speaks for. The code opens the whole account, so all of them must be overseen.
    """
    if theirs.is_staff or theirs.acts_for or not places or reach.user_id == theirs.user_id:
        return Refusal("code_not_for_them", "Kode hanya untuk ketua RW dan pengelola lembaga.", forbidden=True)
    return None if all(reach.oversees(place) for place in places) else FORBIDDEN


def why_not_start_recovery(*, reach: Reach, theirs: Reach, running: bool) -> Refusal | None:
    """Why no recovery begins: only another Pokja officer begins one, for staff, one at a time (SEC-14)."""
    if not reach.is_pokja:
        return FORBIDDEN
    if reach.user_id == theirs.user_id:
        return Refusal("own_recovery", "Akun sendiri dipulihkan oleh petugas Pokja lain.", forbidden=True)
    if not theirs.is_staff:
        return NOT_STAFF
    return Refusal("recovery_running", "Pemulihan akun ini sudah berjalan.") if running else None


def why_not_cancel_recovery(*, reach: Reach, recovery: Recovery) -> Refusal | None:
    """Why a recovery goes on: it is over, or neither the person nor Pokja asks."""
    if not (reach.is_pokja or reach.user_id == recovery.user_id):
        return FORBIDDEN
    return None if _open(recovery) else Refusal("recovery_over", "Pemulihan ini sudah selesai atau dibatalkan.")


def why_not_finish_recovery(*, reach: Reach, recovery: Recovery, at: datetime) -> Refusal | None:
    """Why a recovery is not done yet: by another Pokja officer, and 24 hours after it began (SEC-14)."""
    if not reach.is_pokja or reach.user_id == recovery.user_id:
        return FORBIDDEN
    if not _open(recovery):
        return Refusal("recovery_over", "Pemulihan ini sudah selesai atau dibatalkan.")
    if at < recovery.ready_at:
        return Refusal("recovery_waits", "Tunggu 24 jam sejak dimulai, supaya pemilik akun sempat membatalkan.")
    return None


def _open(recovery: Recovery) -> bool:
    return recovery.cancelled_at is None and recovery.finished_at is None
