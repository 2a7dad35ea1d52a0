"""What a publication told about aid outside the chain: noted beside the recipient, counted in no sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.recipients import actions, queries
from ksbb.web.desks.forms import Day, DeedForm, Words
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse


class ReportForm(DeedForm):
    """Who gave what and when, as it was published, and where."""

    giver = Words(label="Siapa yang memberi?", help_text="Seperti tertulis di sumbernya.", most=160)
    what = Words(label="Apa bantuannya?", help_text="Misalnya: sekitar 600 paket sembako.", most=200)
    when = Words(label="Kapan?", help_text="Seperti tertulis, misalnya: rencana 3 Mei.", most=120)
    source = Words(label="Sumbernya", help_text="Nama media dan judul, atau alamatnya.", most=400)
    published_on = Day(label="Tanggal terbit")


@sits_at(AREA)
def record_report(visit: Visit, reference: str) -> HttpResponse:
    """Note a publication about this recipient."""
    found = queries.overseen_recipient(visit.reach, reference)
    form = ReportForm(visit.sent, initial={"published_on": visit.today})
    done = form.attempt(lambda said: actions.record_report(by=visit.user, recipient=found, at=visit.at, **said))
    if done is not None:
        return visit.go("desks:area_recipient", found.reference, done="Catatan sumber tersimpan dan terbaca umum.")
    back = reverse("desks:area_recipient", args=[found.reference])
    lead = "Untuk bantuan yang terbit di luar KSBB. Terbaca umum bersama sumbernya, tidak masuk jumlah mana pun."
    return visit.ask(form, Question(f"Bantuan dari sumber terbit, {found.name}", "Catat", back, lead))
