"""A courier's photo of what is handed over at one stop: a plain form, seen by the giver and an officer only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.core import limits
from ksbb.deliveries import actions, queries
from ksbb.deliveries.enums import Side
from ksbb.deliveries.rules import why_not_photograph
from ksbb.web.courier.stops import Round, by_link
from ksbb.web.photos.sending import PhotoForm, asked_for, taken

if TYPE_CHECKING:
    from django.http import HttpResponse


@by_link()
def send(trip: Round, reference: str) -> HttpResponse:
    """Kirim foto. Photos of the other side are not shown here, and the own ones only as sent."""
    delivery = queries.stop_of(trip.link, reference)
    form = PhotoForm(trip.sent, trip.request.FILES) if trip.sent is not None else PhotoForm()

    def add(photo: str) -> object:
        return actions.add_photo(by=None, delivery=delivery, side=Side.COURIER, photo=photo, link=trip.link, at=trip.at)

    try:
        if form.is_valid() and taken(trip.request, form, subject=delivery, by=None, add=add):
            return trip.back(delivery, "Foto tersimpan. Petugas memeriksanya dahulu sebelum terlihat umum.")
    except limits.TooOften as stop:
        return limits.too_often(trip.request, stop.seconds)
    mine = queries.photos_on([delivery], [Side.COURIER]).get(delivery.pk, [])
    shown = asked_for(delivery, form, mine, delivery=delivery, refusal=why_not_photograph(delivery))
    return trip.show("courier/photo.html", shown)
