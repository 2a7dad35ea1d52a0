"""Every read about photos: what is public, what an uploader sees of the own ones, what waits for a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from ksbb.commitments.models import Commitment
from ksbb.core.doors import finder
from ksbb.core.pictures import likeness
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.deliveries.enums import EvidenceState, Side
from ksbb.deliveries.models import Delivery, DeliveryLine, Evidence, EvidenceMark
from ksbb.needs.models import Need
from ksbb.parties.models import User
from ksbb.parties.queries import overseen, party_of, reach_of
from ksbb.parties.rules import Reach
from ksbb.recipients.models import Recipient

GIVERS = (Side.GIVER, Side.COURIER)
RECEIVERS = (Side.RECEIVER, Side.PROPOSER)
WAITING = (EvidenceState.PENDING, EvidenceState.ASKED)
SLIGHTLY = 7
"""A part of the new photo against earlier wholes: a narrower search, within one bit of a band."""


def photos() -> QuerySet[Evidence]:
    """Photos with what a row shows."""
    return Evidence.objects.select_related(
        "recipient__kind", "recipient__place__village", "delivery__giver", "need__package"
    )


def published_with(need: Need, journeys: Iterable[DeliveryLine]) -> list[Evidence]:
    """Published photos of a need: of its proposal and of these journeys towards it, oldest first. One query."""
    carrying = Q(need=need) | Q(delivery__in=[row.delivery_id for row in journeys])
    shown = Evidence.objects.filter(carrying, state=EvidenceState.PUBLISHED)
    asked = ("reference", "delivery", "side", "width", "height", "description", "recorded_at")
    return sorted(shown.only(*asked), key=lambda photo: photo.pk)


def published(reference: str) -> Evidence:
    """A photo that everybody may see. Raises NotFound for every other, whatever its state."""
    found = photos().filter(reference=read_reference(reference) or "", state=EvidenceState.PUBLISHED).first()
    if found is None:
        raise NotFound(reference)
    return found


def photos_on(deliveries: Iterable[Delivery], sides: Sequence[Side]) -> dict[int, list[Evidence]]:
    """Photos of these sides in every state, by delivery id, oldest first. One query."""
    found: dict[int, list[Evidence]] = {}
    rows = Evidence.objects.filter(delivery__in=list(deliveries), side__in=sides)
    for row in rows.order_by("pk"):
        found.setdefault(row.delivery_id or 0, []).append(row)
    return found


def photos_for_need(need: Need) -> list[Evidence]:
    """Photos that came with a proposal, in every state."""
    return list(Evidence.objects.filter(need=need).order_by("pk"))


def proposal_photo_states(recipient: Recipient) -> set[str]:
    """Where the photos stand that a recipient sent with its proposals."""
    sent = Evidence.objects.filter(recipient=recipient, need__isnull=False)
    return set(sent.values_list("state", flat=True))


def photo_on(delivery: Delivery, sides: Sequence[Side], reference: str) -> Evidence:
    """One photo of a delivery and of these sides. Raises NotFound."""
    found = photos().filter(delivery=delivery, side__in=sides, reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def photo_of_need(need: Need, reference: str) -> Evidence:
    """One photo of a proposal. Raises NotFound."""
    found = photos().filter(need=need, reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def photo_of_promise(commitment: Commitment, reference: str) -> Evidence:
    """A photo of the giver's side on a delivery that carries this promise. Raises NotFound."""
    carrying = DeliveryLine.objects.filter(line__commitment=commitment).values("delivery")
    found = photos().filter(delivery__in=carrying, side__in=GIVERS, reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def photos_beside(photo: Evidence) -> list[Evidence]:
    """The other photos of the same delivery or need."""
    same = Evidence.objects.filter(delivery=photo.delivery, need=photo.need).exclude(pk=photo.pk)
    return list(same.order_by("pk"))


def photo_for(user: User | None, reference: str, *, at: datetime) -> Evidence:
    """A photo for who sent it, for its side, or for an officer; nobody (the console) finds all. Raises NotFound."""
    found = photos().filter(reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    if user is None or found.uploaded_by_id == user.pk:
        return found
    reach, recipient = reach_of(user, at=at), found.recipient
    if reach.oversees(recipient.place):
        return found
    if found.side in RECEIVERS and reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id):
        return found
    own = party_of(user, at=at) if found.side in GIVERS else None
    if own is not None and found.delivery is not None and own.pk == found.delivery.giver_id:
        return found
    raise NotFound(reference)


def file_for(user: User, reference: str, *, at: datetime) -> Evidence:
    """A photo whose picture this person may see unreviewed: as `photo_for`, and an earlier one that a photo of the own
    area resembles, so that both can lie side by side. Raises NotFound.
    """
    try:
        return photo_for(user, reference, at=at)
    except NotFound:
        likely = photos().filter(reference=read_reference(reference) or "").first()
        if likely is None or not photos_in(reach_of(user, at=at), list(EvidenceState)).filter(alike=likely).exists():
            raise
        return likely


@finder(Evidence)
def _photo(by: User | None, reference: str, at: datetime) -> Evidence:
    return photo_for(by, reference, at=at)


def overseen_photo(reach: Reach, reference: str) -> Evidence:
    """A photo for an officer of its place, with the most similar earlier one. Raises NotFound for everybody else."""
    rows = photos().select_related("alike__recipient", "alike__delivery", "uploaded_by", "reviewed_by")
    found = rows.filter(reference=read_reference(reference) or "").first()
    if found is None or not reach.oversees(found.recipient.place):
        raise NotFound(reference)
    return found


def photos_in(reach: Reach, states: Sequence[EvidenceState] = WAITING) -> QuerySet[Evidence]:
    """Photos of an officer's area in these states, oldest first."""
    return photos().filter(overseen(reach, "recipient__place"), state__in=states).order_by("recorded_at", "pk")


def photos_sent(user: User | None, *, since: datetime) -> int:
    """How many photos a person sent since then; nobody's are not counted together."""
    return Evidence.objects.filter(uploaded_by=user, recorded_at__gte=since).count() if user else 0


def photos_of_side(*, delivery: Delivery | None, need: Need | None, side: Side) -> int:
    """How many photos of this side a delivery or a need has."""
    return Evidence.objects.filter(delivery=delivery, need=need, side=side).count()


def sent_already(subject: Delivery | Need, *, digest: str) -> bool:
    """Was this very file sent before for this delivery or need?"""
    of = {"delivery": subject} if isinstance(subject, Delivery) else {"need": subject}
    return Evidence.objects.filter(**of, digest=digest).exists()


def most_alike(*, digest: str, marks: Sequence[int], mirrored: Sequence[int]) -> tuple[Evidence, int] | None:
    """The most similar of all earlier photos and by how many bits it differs: 0 for the same file.

    The whole new photo and its mirror image are compared with earlier wholes and parts; parts of the new one with
    earlier wholes. All through the index of bands: the work grows with what is alike, not with what there is.
    """
    same = Evidence.objects.filter(digest=digest).order_by("pk").first()
    if same is not None:
        return same, 0
    whole, parts = [marks[0], mirrored[0]], [*marks[1:], *mirrored[1:]]
    found = _near(whole, likeness.NEAR, Q()) + _near(parts, SLIGHTLY, Q(whole=True))
    if not found:
        return None
    bits, evidence_id = min(found)
    return Evidence.objects.get(pk=evidence_id), bits


def _near(asked: Sequence[int], most: int, among: Q) -> list[tuple[int, int]]:
    """(differing bits, photo) for every mark within `most` bits of one asked for."""
    found: list[tuple[int, int]] = []
    for number, column in enumerate(("band_a", "band_b", "band_c", "band_d")):
        values = {value for bits in asked for value in likeness.spread(likeness.bands(bits)[number], most)}
        rows = EvidenceMark.objects.filter(among, **{f"{column}__in": values})
        for kept, evidence_id in rows.values_list("bits", "evidence_id"):
            bits = likeness.nearest(asked, likeness.unsigned(kept))
            if bits <= most:
                found.append((bits, evidence_id))
    return found


def kept_names(names: Iterable[str]) -> set[str]:
    """Which of these file names a row leads to."""
    asked = list(names)
    private = Evidence.objects.filter(name__in=asked).values_list("name", flat=True)
    public = Evidence.objects.filter(public_name__in=asked).values_list("public_name", flat=True)
    return {*private, *public}


def originals_before(moment: datetime) -> list[Evidence]:
    """Photos whose original has reached the end of its period."""
    return list(Evidence.objects.filter(recorded_at__lt=moment, purged_at__isnull=True).order_by("pk")[:1000])


def named_files() -> Iterable[tuple[str, str]]:
    """Private and public name of every row that leads to a file."""
    return Evidence.objects.exclude(name="", public_name="").values_list("name", "public_name").iterator()
