"""Meja kolaborator: today's few tasks first, then promises, journeys and receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ksbb.commitments import queries
from ksbb.commitments.enums import LineState
from ksbb.core.formats import angka, tanggal, waktu
from ksbb.deliveries import queries as deliveries
from ksbb.deliveries.enums import DeliveryState
from ksbb.parties.queries import party_of
from ksbb.web.giving import story
from ksbb.web.giving.paging import paging
from ksbb.web.giving.people import fallen, signed_in
from ksbb.web.giving.summary import amount

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Line
    from ksbb.deliveries.models import Delivery
    from ksbb.parties.models import Party

A_PAGE, MOST_TASKS, LOOKED_THROUGH = 25, 8, 400


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do now: words, by when, and where it is done."""

    text: str
    by: str
    url: str
    action: str
    late: bool
    urgency: tuple[int, date]


def desk_of(party: Party | None, *, at: datetime) -> dict[str, Any]:
    """The parts of this desk, and the organisation where it fell: a strip on each of its pages says so."""
    shown = [(reverse("giving:collaborator"), "Komitmen"), (reverse("giving:journeys"), "Penyaluran")]
    shown.append((reverse("titipan:mine"), "Titipan uang"))
    shown.append((reverse("courier:links"), "Kurir"))
    if party is not None and party.organisation_id is not None:
        shown.append((reverse("giving:upload"), "Unggah daftar"))
    return {"desk_sections": shown, "fallen": fallen(party, at=at)}


def tasks(lines: list[Line], away: dict[int, int], *, today: date) -> list[Task]:
    """What running lines ask for today, most pressing first: one task a line at most."""
    found = (_task(line, away.get(line.pk, 0), today=today) for line in lines)
    return sorted((task for task in found if task is not None), key=lambda task: task.urgency)


def _task(line: Line, away: int, *, today: date) -> Task | None:
    ref, name, counted = line.commitment.reference, line.need.recipient.name, line.need.package.counted_as
    page = reverse("giving:tracked", args=[ref]) + f"#baris-{line.pk}"
    if line.other_day:
        text = f"{name} mengusulkan {tanggal(line.other_day)}"
        return Task(text, "Setujui atau pilih hari lain", page, "Jawab usulan", False, (0, line.other_day))
    if not line.holds:
        return None
    if line.contact_by:
        limit = f"paling lambat {tanggal(line.contact_by)} pukul {waktu(line.contact_by)}"
        day = timezone.localdate(line.contact_by)
        return Task(f"Hubungi {name}", limit, page, "Buka kontak", day <= today, (1, day))
    if line.owed:
        text = f"Antar lagi {angka(line.owed)} {counted} ke {name}"
        limit = f"sebelum {tanggal(line.lapses_on)}" if line.lapses_on else ""
        return Task(text, limit, page, "Siapkan penyaluran", False, (2, line.lapses_on or today))
    if line.state == LineState.PROMISED:
        days = f"rencana {tanggal(line.deliver_on)}"
        to_schedule = reverse("giving:schedule", args=[ref, line.pk])
        return Task(f"Jadwalkan {name}", days, to_schedule, "Jadwalkan", line.deliver_on < today, (3, line.deliver_on))
    if line.to_bring and line.deliver_on <= today:
        text = f"Antar {amount(line.to_bring, line.need.package)} ke {name}"
        late = line.deliver_through < today
        action = "Tandai perjalanan" if away else "Siapkan penyaluran"
        return Task(text, tanggal(line.deliver_on), page, action, late, (2, line.deliver_on))
    return None


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Tasks, then promises by state."""
    user, at = signed_in(request), timezone.now()
    party = party_of(user, at=at)
    state = request.GET.get("keadaan", "")
    shown: dict[str, Any] = {"party": party, **desk_of(party, at=at)}
    if party is not None:
        running = list(queries.running_of(party)[:LOOKED_THROUGH])
        away = deliveries.on_other_journeys(line.pk for line in running)
        found = tasks(running, away, today=timezone.localdate(at))
        shown |= {"tasks": found[:MOST_TASKS], "more": len(found) - MOST_TASKS} | _promises(request, party, state)
    return render(request, "giving/desk.html", shown)


def _promises(request: HttpRequest, party: Party, state: str) -> dict[str, Any]:
    chosen = queries.of_party(party)
    if state in LineState.values:
        chosen = chosen.filter(state=state)
    page: Page[Line] = Paginator(chosen, A_PAGE).get_page(request.GET.get("hal"))
    rows = [(line, LineState(line.state).label, story.TAGS.get(LineState(line.state), "ended")) for line in page]
    return {"rows": rows, "chosen": state, "states": LineState.choices} | paging(page, "baris komitmen", keadaan=state)


@never_cache
@login_required
@require_safe
def journeys(request: HttpRequest) -> HttpResponse:
    """All journeys of the giver with sent and received side by side."""
    user, at = signed_in(request), timezone.now()
    party = party_of(user, at=at)
    state = request.GET.get("keadaan", "")
    shown: dict[str, Any] = {"chosen": state, **desk_of(party, at=at)}
    if party is not None:
        chosen = deliveries.of_party(party)
        if state in DeliveryState.values:
            chosen = chosen.filter(state=state)
        page: Page[Delivery] = Paginator(chosen, A_PAGE).get_page(request.GET.get("hal"))
        found = story.journeys_of(list(page))
        rows = [(one, one.loads[0].row.line.commitment.reference) for one in found]
        shown |= {"rows": rows} | paging(page, "penyaluran", keadaan=state)
    return render(request, "giving/journeys.html", shown | {"states": DeliveryState.choices})
