"""Recording a promise that came by letter or message, atas nama the giver."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from ksbb.commitments import actions
from ksbb.commitments.actions import LineDraft
from ksbb.core.formats import read_count
from ksbb.core.refusals import NotFound
from ksbb.needs import queries as needs
from ksbb.opendata.spans import WIB
from ksbb.parties import queries as parties
from ksbb.web.desks.forms import Day, DeedForm, Pick, Reason, Words
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at
from ksbb.web.giving import drafts

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.needs.models import Need

MOST_LINES = 50


class LinesField(Words):
    """One need a line: its reference and how many ("KS-7F3K-92QD-M 40")."""

    def __init__(self, **more: Any) -> None:
        super().__init__(rows=6, most=4000, **more)

    def clean(self, value: Any) -> list[tuple[Need, int]]:
        text = super().clean(value)
        found: list[tuple[Need, int]] = []
        for number, row in enumerate(text.splitlines(), 1):
            if not row.strip():
                continue
            parts = re.fullmatch(r"\s*(\S+)[\s,;:]+([0-9.]{1,12})\s*", row)
            if parts is None or (quantity := read_count(parts[2])) is None:
                raise ValidationError(f"Baris {number}: tulis nomor kebutuhan, spasi, lalu jumlah.")
            try:
                found.append((needs.by_reference(parts[1]), quantity))
            except NotFound:
                raise ValidationError(
                    f"Baris {number}: kebutuhan {parts[1][:20]} tidak ada atau belum diperiksa."
                ) from None
        if not 1 <= len(found) <= MOST_LINES:
            raise ValidationError(f"Isi antara 1 dan {MOST_LINES} baris.")
        return found


class BehalfForm(DeedForm):
    """Who promised what, when, and where that is written."""

    giver = Pick(label="Organisasi pemberi", menu=True)
    lines = LinesField(
        label="Kebutuhan dan jumlahnya",
        help_text="Satu baris satu kebutuhan, misalnya: KS-7F3K-92QD-M 40. Daftar pilihan Anda terisi sendiri.",
    )
    deliver_on = Day(label="Tanggal antar")
    promised_on = Day(label="Tanggal surat atau pesan", required=False, help_text="Kosong: hari ini.")
    source = Reason(label="Sumber", help_text="Misalnya: surat PT Contoh No. 12, 20 November 2026.")
    show_name = Pick(
        label="Nama pemberi", choices=[("ya", "Ditampilkan"), ("tidak", "Ditulis sebagai Hamba Allah")], initial="ya"
    )


@sits_at(POKJA)
def behalf(visit: Visit) -> HttpResponse:
    """Record it; it is always shown as "atas nama"."""
    form = BehalfForm(
        visit.sent,
        initial={"deliver_on": visit.today + timedelta(days=2), "lines": _first_lines(visit), "show_name": "ya"},
    )
    givers = {str(giver.pk): giver for giver in parties.giving_organisations(at=visit.at)}
    form.choose("giver", [("", "Pilih organisasi"), *((number, giver.name) for number, giver in givers.items())])
    made = form.attempt(lambda said: _record(visit, said, givers[said["giver"]]))
    if made is not None:
        return visit.go("desks:pokja_behalf", done=f"Komitmen {made.reference} tercatat atas nama {made.giver.name}.")
    lead = "Untuk komitmen yang datang lewat surat, rapat, atau pesan. Semua baris tercatat, atau tidak satu pun."
    return visit.ask(form, Question("Catat komitmen atas nama", "Catat komitmen", reverse("desks:pokja"), lead))


def _first_lines(visit: Visit) -> str:
    """The need that another page asked to begin with, or else the needs gathered on the list of choices."""
    asked = visit.request.GET.get("kebutuhan", "")[:14]
    if re.fullmatch(r"KS-[0-9A-Z-]{11}", asked):
        return f"{asked} "
    return "\n".join(f"{reference} {quantity}" for reference, quantity in drafts.picked(visit.request.session).items())


def _record(visit: Visit, said: dict[str, Any], giver: Any) -> Any:
    day = said["promised_on"]
    moment = datetime.combine(day, time(12), WIB) if day and day != visit.today else None
    lines = [LineDraft(need=need, quantity=quantity, deliver_on=said["deliver_on"]) for need, quantity in said["lines"]]
    return actions.record_promise(
        by=visit.user,
        giver=giver,
        lines=lines,
        source=said["source"],
        show_name=said["show_name"] == "ya",
        at=visit.at,
        effective_at=moment,
        key=said["key"],
    )
