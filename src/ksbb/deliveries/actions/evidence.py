"""Photos: added by either side, reviewed by an officer, taken down at once, purged after their period."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import structlog
from django.db import transaction
from django.utils.timezone import localtime

from ksbb.commitments.actions.keeping import insist_on_giver, tell_giver, tell_receiver
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.pictures import likeness
from ksbb.core.references import new_reference
from ksbb.core.refusals import insist
from ksbb.core.text import why_not_reason
from ksbb.deliveries import photos, queries, rules
from ksbb.deliveries.actions.journeys import insist_on_carrier
from ksbb.deliveries.enums import EvidenceState, Side
from ksbb.deliveries.models import CourierLink, Delivery, Evidence, EvidenceMark
from ksbb.needs.models import Need
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of

log = structlog.stdlib.get_logger("ksbb.photos")


def _write(verb: str, evidence: Evidence, by: User | None, at: datetime, **payload: object) -> None:
    of = evidence.delivery or evidence.need
    journal.write(
        verb=verb,
        subject=evidence.reference,
        actor_id=by.pk if by else None,
        payload={"of": of.reference if of else "", **payload},
        at=at,
    )


@deed("add_photo", open_doors=False)
def add_photo(
    *,
    by: User | None,
    delivery: Delivery,
    side: Side,
    photo: str,
    link: CourierLink | None = None,
    at: datetime,
    key: str = "",
) -> Evidence:
    """Add a photo to a delivery: the giver, the courier who holds a `link` of today with this stop, or the receiver.

    `photo` is what `deliveries.photos.stage` gave for this delivery and person. The same file sent again is refused
    (`photo_twice`), so a retry adds nothing.
    """
    insist(rules.why_not_side(side=side, by_link=link is not None))
    if side in queries.GIVERS:
        insist_on_carrier(by, delivery, queries.lines_of(delivery), link=link, at=at)
    held = Delivery.objects.select_for_update(of=("self",)).select_related("recipient__place", "giver")
    delivery = held.get(pk=delivery.pk)
    return _add("add_photo", by=by, delivery=delivery, need=None, side=side, photo=photo, link=link, at=at)


@deed("add_need_photo", open_doors=False)
def add_need_photo(*, by: User, need: Need, photo: str, at: datetime, key: str = "") -> Evidence:
    """Add a photo to a proposed need: what is lacking, without people or papers."""
    need = Need.objects.select_for_update(of=("self",)).select_related("recipient__place").get(pk=need.pk)
    return _add("add_need_photo", by=by, delivery=None, need=need, side=Side.PROPOSER, photo=photo, at=at)


def _add(
    verb: str,
    *,
    by: User | None,
    delivery: Delivery | None,
    need: Need | None,
    side: Side,
    photo: str,
    link: CourierLink | None = None,
    at: datetime,
) -> Evidence:
    subject = delivery or need
    assert subject is not None  # noqa: S101 - one of the two, as the table demands
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    insist(
        rules.why_not_add_photo(
            reach=reach_of(by, at=at),
            recipient=subject.recipient,
            delivery=delivery,
            side=side,
            today=queries.photos_sent(by, since=midnight),
            of_side=queries.photos_of_side(delivery=delivery, need=need, side=side),
        )
    )
    found = photos.staged(photo, subject=subject, by=by)
    insist(rules.TWICE if queries.sent_already(subject, digest=found.digest) else None)
    alike = queries.most_alike(digest=found.digest, marks=found.marks, mirrored=found.mirrored)
    evidence = Evidence.objects.create(
        reference=new_reference(),
        recipient=subject.recipient,
        delivery=delivery,
        need=need,
        side=side,
        uploaded_by=by,
        digest=found.digest,
        name=found.name,
        width=found.width,
        height=found.height,
        time_fit=found.time_fit,
        days_off=found.days_off,
        place_fit=found.place_fit,
        day_code=found.day_code,
        alike=alike[0] if alike else None,
        alike_bits=alike[1] if alike else None,
        state=EvidenceState.PENDING,
        state_since=at,
        recorded_at=at,
    )
    _keep_marks(evidence, found.marks)
    told = {"link": link.reference} if link else {}
    _write(verb, evidence, by, at, side=side, sha256=found.digest, **told)
    return evidence


def _keep_marks(evidence: Evidence, marks: list[int]) -> None:
    """The marks of the whole and of the parts, each once."""
    rows = []
    for bits in dict.fromkeys(marks):
        a, b, c, d = likeness.bands(bits)
        rows.append(
            EvidenceMark(
                evidence=evidence,
                bits=likeness.signed(bits),
                whole=bits == marks[0],
                band_a=a,
                band_b=b,
                band_c=c,
                band_d=d,
            )
        )
    EvidenceMark.objects.bulk_create(rows)


# --- Review -----------------------------------------------------------------------------------------------------------


def _locked(evidence: Evidence) -> Evidence:
    rows = Evidence.objects.select_for_update(of=("self",))
    return rows.select_related("recipient__place", "recipient__kind", "delivery__giver", "need").get(pk=evidence.pk)


def _insist_on_reviewer(by: User, evidence: Evidence, to: EvidenceState, at: datetime) -> None:
    giver = evidence.delivery.giver if evidence.delivery else None
    insist(rules.why_not_review(reach=reach_of(by, at=at), evidence=evidence, giver=giver, to=to))


def _advance(evidence: Evidence, to: EvidenceState, *, by: User, reason: str, at: datetime) -> None:
    evidence.state, evidence.state_since, evidence.state_reason = to, at, reason
    evidence.reviewed_by = by
    evidence.save()


@deed("publish_photo", open_doors=False)
def publish_photo(
    *,
    by: User,
    photo: Evidence,
    copy: str,
    description: str,
    goods_only: bool = False,
    at: datetime,
    key: str = "",
) -> Evidence:
    """An officer lets everybody see a photo. `copy` is what `deliveries.photos.draw` gave, faces covered."""
    photo = _locked(photo)
    _insist_on_reviewer(by, photo, EvidenceState.PUBLISHED, at)
    insist(rules.why_not_publish_photo(evidence=photo, description=description, goods_only=goods_only))
    photo.public_name, photo.covered = photos.drawn(copy, photo)
    photo.description = description.strip()
    _advance(photo, EvidenceState.PUBLISHED, by=by, reason="", at=at)
    _write("publish_photo", photo, by, at, covered=photo.covered)
    return photo


@deed("reject_photo")
def reject_photo(*, by: User, photo: Evidence, reason: str, at: datetime, key: str = "") -> Evidence:
    """A photo stays unseen; its sender reads why."""
    photo = _locked(photo)
    _insist_on_reviewer(by, photo, EvidenceState.REJECTED, at)
    insist(why_not_reason(reason))
    _advance(photo, EvidenceState.REJECTED, by=by, reason=reason, at=at)
    _write("reject_photo", photo, by, at)
    _tell_sender(photo, "petugas tidak menerbitkan foto bukti; alasannya ada di sana", at)
    return photo


@deed("ask_about_photo")
def ask_about_photo(*, by: User, photo: Evidence, question: str, at: datetime, key: str = "") -> Evidence:
    """An officer asks the sender something before deciding."""
    photo = _locked(photo)
    _insist_on_reviewer(by, photo, EvidenceState.ASKED, at)
    insist(why_not_reason(question))
    photo.answer_note = ""
    _advance(photo, EvidenceState.ASKED, by=by, reason=question, at=at)
    _write("ask_about_photo", photo, by, at)
    _tell_sender(photo, "petugas bertanya tentang foto bukti", at)
    return photo


@deed("answer_about_photo")
def answer_about_photo(*, by: User | None, photo: Evidence, answer: str, at: datetime, key: str = "") -> Evidence:
    """The sender's side answers; the photo waits for the officer again. `by=None`: who tracked the promise."""
    photo = _locked(photo)
    if photo.side in queries.GIVERS and photo.delivery is not None:
        insist_on_giver(by, queries.lines_of(photo.delivery)[0].line, at=at)
    else:
        insist(rules.why_not_speak(reach=reach_of(by, at=at), recipient=photo.recipient))
    insist(rules.why_not_answer(evidence=photo, answer=answer))
    photo.state, photo.state_since, photo.answer_note = EvidenceState.PENDING, at, answer
    photo.save()
    _write("answer_about_photo", photo, by, at)
    return photo


@deed("take_down_photo")
def take_down_photo(*, by: User, photo: Evidence, reason: str, at: datetime, key: str = "") -> Evidence:
    """An officer takes a published photo down at once, with a reason. The row stays, the public copy goes."""
    photo = _locked(photo)
    _insist_on_reviewer(by, photo, EvidenceState.TAKEN_DOWN, at)
    insist(why_not_reason(reason))
    gone, photo.public_name = photo.public_name, ""
    _advance(photo, EvidenceState.TAKEN_DOWN, by=by, reason=reason, at=at)
    _write("take_down_photo", photo, by, at)
    transaction.on_commit(partial(photos.remove, photos.PUBLIC, gone))
    return photo


def _tell_sender(photo: Evidence, what: str, at: datetime) -> None:
    """A letter to the side that sent the photo, through the promise that the delivery carries."""
    if photo.delivery is None:
        return
    line = queries.lines_of(photo.delivery)[0].line
    if photo.side in queries.GIVERS:
        tell_giver(line, what, at=at)
    else:
        tell_receiver(line, what, at=at)


# --- Keeping house ----------------------------------------------------------------------------------------------------


@deed("purge_photo", open_doors=False)
def purge_photo(*, photo: Evidence, at: datetime) -> Evidence:
    """Delete the private original of a photo whose period is over. A published copy, its marks and the row stay."""
    photo = _locked(photo)
    gone, photo.name, photo.purged_at = photo.name, "", photo.purged_at or at
    photo.state_reason = photo.state_reason and "dihapus menurut masa simpan"
    photo.answer_note = ""
    photo.save(update_fields=["name", "purged_at", "state_reason", "answer_note"])
    _write("purge_photo", photo, None, at)
    if gone:
        transaction.on_commit(partial(photos.remove, photos.PRIVATE, gone))
    return photo


def purge_originals(*, at: datetime) -> int:
    """Purge every photo older than 24 months (PRIV-09). Returns how many."""
    due = queries.originals_before(at - timedelta(days=rules.ORIGINALS_KEPT_DAYS))
    for photo in due:
        purge_photo(photo=photo, at=at)
    return len(due)


def sweep_files(*, at: datetime) -> int:
    """Delete files that no row came to name within an hour, and tell the log of rows without their file.

    Returns how many files went. Writes no row, so it is no deed.
    """
    swept, batch = 0, []
    for file in photos.files(before=at - photos.STAGED_FOR):
        batch.append(file)
        if len(batch) == 500:
            swept, batch = swept + _sweep(batch), []
    swept += _sweep(batch)
    lost = sum(
        not photos.is_there(folder, name)
        for names in queries.named_files()
        for folder, name in zip((photos.PRIVATE, photos.PUBLIC), names, strict=True)
        if name
    )
    if lost:
        log.error("photos without file", lost=lost)
    return swept


def _sweep(found: list[tuple[str, str]]) -> int:
    named = queries.kept_names(name for _, name in found)
    orphans = {(folder, name) for folder, name in found if name not in named}
    for folder, name in orphans:
        photos.remove(folder, name)
    return len(orphans)
