"""Decisions about photos: who may add one, whether time and place fit, what a reviewer may do with it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_reason, why_not_show
from ksbb.deliveries.enums import EVIDENCE_NEXT_STATES, DeliveryState, EvidenceState, PlaceFit, Side, TimeFit
from ksbb.deliveries.rules.receiving import OWN_DELIVERY
from ksbb.parties.rules import gives

if TYPE_CHECKING:
    from ksbb.deliveries.models import Delivery, Evidence
    from ksbb.parties.models import Party
    from ksbb.parties.rules import Reach
    from ksbb.recipients.models import Recipient

PHOTOS_A_DAY = 40
"""Files a person a day (SEC-16)."""
PHOTOS_A_SIDE = 6
"""Photos of one side on one delivery or need: more say no more."""
ORIGINALS_KEPT_DAYS = 730
"""24 months, as `config/retention.yaml` promises (PRIV-09)."""
FITTING = timedelta(hours=24)
NEAR_KM, AWAY_KM = 2.0, 10.0
"""A kelurahan is a kilometre or two wide, and its point stands for all of it; a phone errs by far less."""

OWN_PHOTO = Refusal("own_photo", "Foto kiriman sendiri diperiksa oleh petugas lain.", forbidden=True)
FILE_GONE = Refusal("photo_purged", "Foto aslinya sudah dihapus menurut masa simpannya.")
TWICE = Refusal("photo_twice", "Foto ini sudah dikirim. Pilih foto lain bila ingin menambah.")


def why_not_add_photo(
    *, reach: Reach, recipient: Recipient, delivery: Delivery | None, side: Side, today: int, of_side: int
) -> Refusal | None:
    """Why no photo can be added: goods not under way, not the receiver's side, or enough for today or for this.

    Whether somebody is the giver is asked where promises are known (`commitments.rules.why_not_as_giver`), whether a
    courier's link carries this stop in `why_not_by_link`.
    """
    if side in {Side.RECEIVER, Side.PROPOSER} and (refusal := why_not_speak(reach=reach, recipient=recipient)):
        return refusal
    if delivery is not None and (refusal := why_not_photograph(delivery)):
        return refusal
    if today >= PHOTOS_A_DAY:
        return Refusal("photos_a_day", f"Hari ini sudah {PHOTOS_A_DAY} foto. Kirim lagi besok.")
    if of_side >= PHOTOS_A_SIDE:
        return Refusal("photos_enough", f"Sudah ada {PHOTOS_A_SIDE} foto. Itu cukup sebagai bukti.")
    return None


def why_not_photograph(delivery: Delivery) -> Refusal | None:
    """Why nothing can be shown of a journey: its goods have not left, or never will."""
    if delivery.state in {DeliveryState.PLANNED, DeliveryState.CALLED_OFF}:
        return Refusal("photo_too_early", "Foto bukti dapat dikirim setelah barangnya berangkat.")
    return None


def why_not_side(*, side: Side, by_link: bool) -> Refusal | None:
    """Why a photo is not of this side: a courier comes by a signed link, and nobody else does."""
    return None if by_link == (side == Side.COURIER) else FORBIDDEN


def why_not_speak(*, reach: Reach, recipient: Recipient) -> Refusal | None:
    """Why somebody does not speak for the receiver: neither head of the RW nor keeper of the home."""
    theirs = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
    return None if theirs else FORBIDDEN


def time_fit(*, taken: datetime | None, happened: datetime) -> tuple[TimeFit, int | None]:
    """Whether a photo was taken within a day of what it shows, and by how many whole days it misses."""
    if taken is None:
        return TimeFit.UNKNOWN, None
    off = taken - happened
    days = int(off / timedelta(days=1))
    if abs(off) <= FITTING:
        return TimeFit.FITS, days
    return (TimeFit.EARLIER if off < timedelta(0) else TimeFit.LATER), max(-36_500, min(days, 36_500))


def place_fit(*, shot: tuple[float, float] | None, point: tuple[float, float] | None) -> PlaceFit:
    """The class of the distance between two points (latitude, longitude in degrees); no more of them is kept."""
    if shot is None or point is None or shot == (0.0, 0.0):
        return PlaceFit.UNKNOWN
    if not all(math.isfinite(part) for part in shot) or abs(shot[0]) > 90 or abs(shot[1]) > 180:
        return PlaceFit.UNKNOWN
    north = math.radians(shot[0] - point[0]) * 6371
    east = math.radians(shot[1] - point[1]) * 6371 * math.cos(math.radians(point[0]))
    kilometres = math.hypot(north, east)
    if kilometres <= NEAR_KM:
        return PlaceFit.NEAR
    return PlaceFit.AWAY if kilometres <= AWAY_KM else PlaceFit.FAR


def why_not_review(*, reach: Reach, evidence: Evidence, giver: Party | None, to: EvidenceState) -> Refusal | None:
    """Why this person cannot bring a photo into that state: not an officer of the place, the own photo or gift."""
    recipient = evidence.recipient
    if not reach.oversees(recipient.place):
        return FORBIDDEN
    if reach.user_id is not None and evidence.uploaded_by_id == reach.user_id:
        return OWN_PHOTO
    if giver is not None and gives(reach=reach, giver=giver):
        return OWN_DELIVERY
    return why_not_move(EVIDENCE_NEXT_STATES, EvidenceState(evidence.state), to)


def why_not_publish_photo(*, evidence: Evidence, description: str, goods_only: bool) -> Refusal | None:
    """Why a photo stays unpublished: its file is gone, nobody described it, or a home's photo may show people.

    A photo from a home shows goods and buildings only, and the reviewer says so (T24).
    """
    if not evidence.name:
        return FILE_GONE
    if evidence.recipient.kind.institution and not goods_only:
        return Refusal(
            "goods_only", "Foto dari lembaga hanya boleh memuat barang dan bangunan. Nyatakan itu, atau tolak fotonya."
        )
    if len(description.strip()) < 10:
        return Refusal(
            "description_needed", "Tuliskan apa yang terlihat, paling sedikit 10 huruf, untuk yang tidak melihat foto."
        )
    return why_not_show(description, longest=200)


def why_not_answer(*, evidence: Evidence, answer: str) -> Refusal | None:
    """Why an uploader's answer is not taken: nobody asks, or nothing is said."""
    to = EvidenceState.PENDING
    return first(why_not_move(EVIDENCE_NEXT_STATES, EvidenceState(evidence.state), to), why_not_reason(answer))
