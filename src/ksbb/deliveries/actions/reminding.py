"""Reminders of deliveries that wait for the receiver's word: the receiver after 24 hours, Pokja after 72 (bars 4.4)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from ksbb.deliveries import queries
from ksbb.deliveries.models import Delivery
from ksbb.notices.actions import tell_person
from ksbb.notices.enums import Kind
from ksbb.parties.queries import holders_of, pokja_people

RECEIVER_AFTER = timedelta(hours=24)
POKJA_AFTER = timedelta(hours=72)


def remind_unconfirmed(*, at: datetime) -> int:
    """Remind whoever should say what arrived. Safe to repeat. Returns how many deliveries still wait for a word."""
    waiting = queries.unconfirmed_since(at - RECEIVER_AFTER)
    for delivery in waiting:
        _remind(delivery, at=at)
    return len(waiting)


@transaction.atomic
def _remind(delivery: Delivery, *, at: datetime) -> None:
    reference, recipient = delivery.reference, delivery.recipient
    link = f"{settings.KSBB_ORIGIN}/meja/penerima/konfirmasi/{reference}/"
    title = f"Penyaluran {reference}: mohon konfirmasi"
    body = f"Pemberi mencatat bantuan sudah diserahkan. Tulis berapa yang Anda terima: {link}"
    for person in holders_of(place_ids=[recipient.place_id], organisation_id=recipient.organisation_id):
        mark = f"remind:delivery:{delivery.pk}:24:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=mark, at=at, kind=Kind.REMINDER)
    if delivery.handed_at is None or delivery.handed_at > at - POKJA_AFTER:
        return
    link = f"{settings.KSBB_ORIGIN}/meja/wilayah/tanda-terima/"
    title = f"Penyaluran {reference}: tiga hari tanpa konfirmasi"
    body = f"{recipient.name} belum mengonfirmasi penyaluran {reference}. Hubungi, atau catat tanda terimanya: {link}"
    for person in pokja_people():
        mark = f"remind:delivery:{delivery.pk}:72:{person.pk}"
        tell_person(person=person, title=title, body=body, dedupe=mark, at=at, kind=Kind.REMINDER)
