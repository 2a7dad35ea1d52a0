"""`/meja/`: to the desk of the role, or a choice between several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.urls import reverse

from ksbb.web.desks.visits import AGREGATOR, ANY, AREA, POKJA, RECIPIENT, Visit, sits_at, why_not_sit

if TYPE_CHECKING:
    from django.http import HttpResponse

DESKS = (
    (POKJA, "desks:pokja", "Meja Pokja", "Verifikasi, buka kebutuhan, organisasi, kalimat hari ini."),
    (AREA, "desks:area", "Meja wilayah", "Periksa kebutuhan, daftarkan penerima, catat tanda terima."),
    (AGREGATOR, "fund_desk:board", "Meja agregator", "Dana titipan: saluran, mutasi, belanja, barang."),
    (RECIPIENT, "desks:recipient", "Meja penerima", "Konfirmasi bantuan, ajukan kebutuhan."),
)
GIVER = "/meja/kolaborator/"


@sits_at(ANY, "GET", "HEAD")
def home(visit: Visit) -> HttpResponse:
    """The one desk of this person; a choice where there are several; the giver's desk where there is no role."""
    doors = [
        {"url": reverse(name), "title": title, "text": text}
        for desk, name, title, text in DESKS
        if why_not_sit(desk, visit.reach) is None and not (desk == AREA and visit.reach.is_pokja)
    ]
    if visit.reach.acts_for:
        doors.append({"url": GIVER, "title": "Meja kolaborator", "text": "Komitmen dan penyaluran organisasi Anda."})
    if len(doors) == 1:
        return redirect(str(doors[0]["url"]))
    return visit.show("desks/home.html", {"doors": doors, "giver": GIVER})
