"""Pokja's day: what waits, what is late, what is under-served, what changed; the sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.commitments import queries as promises
from ksbb.core import journal
from ksbb.deliveries import queries as journeys
from ksbb.needs import actions, queries, rules
from ksbb.opendata import actions as opendata
from ksbb.opendata.figures import sheet
from ksbb.opendata.spans import Span, end_of, start_of
from ksbb.voices import queries as voices
from ksbb.web.desks import queues
from ksbb.web.desks.area import waiting_row, waiting_rows
from ksbb.web.desks.forms import Day, DeedForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import POKJA, Visit, sits_at
from ksbb.web.desks.words import deed_word, waited
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

SHOWN = 5


@sits_at(POKJA, "GET", "HEAD")
def desk(visit: Visit) -> HttpResponse:
    """Today's few tasks first, then how the day stands. 12 queries."""
    since = start_of(visit.today - timedelta(days=1))
    changed = journal.counts_between(since, visit.at)
    return visit.show(
        "desks/pokja.html",
        {
            "waiting": [waiting_row(need, visit) for need in queries.waiting(visit.reach).filter(batch=None)[:SHOWN]],
            "batches": batch_rows(visit),
            "reports": list(voices.late_reports(visit.reach, at=visit.at)[:SHOWN]),
            "late": list(promises.late(visit.reach, at=visit.at, today=visit.today)[:SHOWN]),
            "disputes": list(journeys.waiting_disputes(visit.reach)[:SHOWN]),
            **queues.today(visit, *queues.POKJA, *queues.AREA),
            "served": least_served(visit.today),
            "changed": [(deed_word(verb), number) for verb, number in changed.items()],
            "since": since,
        },
    )


def least_served(today: date) -> list[dict[str, Any]]:
    """Kecamatan and packages with the smallest share of promises."""
    return [
        {**row, "q": Quantities(row["needed"], row["promised"], 0, 0, unit=row["counted_as"])}
        for row in queries.least_served(on=today, limit=8)
    ]


def batch_rows(visit: Visit) -> list[dict[str, Any]]:
    """Batches that wait for a second officer, with why this one may not verify them."""
    return [
        {
            "batch": batch,
            "waited": waited(batch.opened_at, at=visit.at),
            "refusal": rules.why_not_verify_batch(reach=visit.reach, batch=batch),
        }
        for batch in queries.batches_waiting()
    ]


@sits_at(POKJA, "GET", "HEAD")
def queue(visit: Visit) -> HttpResponse:
    """All that waits for verification in the city, oldest first; batches on top."""
    page = paged(visit.request, queries.waiting(visit.reach).filter(batch=None), "kebutuhan")
    rows = waiting_rows(page.rows, visit)
    return visit.show("desks/queue.html", {"rows": rows, "page": page, "batches": batch_rows(visit)})


@sits_at(POKJA)
def batch(visit: Visit, reference: str) -> HttpResponse:
    """One batch: every need in it, then one press by a second officer."""
    found = queries.batch_for(reference)
    if visit.sent is not None:
        return visit.press(
            lambda: actions.verify_batch(by=visit.user, batch=found, at=visit.at, key=visit.key),
            to="desks:pokja_batch",
            args=[found.reference],
            done="Seluruh kumpulan terverifikasi dan tampil untuk umum.",
        )
    needs = queries.in_batch(found)
    context = {
        "batch": found,
        "needs": needs,
        "total": sum(need.quantity for need in needs),
        "refusal": rules.why_not_verify_batch(reach=visit.reach, batch=found),
    }
    return visit.show("desks/batch.html", context)


class SentenceForm(DeedForm):
    """The range of a sentence."""

    since = Day(label="Sejak", required=False, help_text="Kosong: sejak komitmen pertama.")
    until = Day(label="Hingga akhir hari")


@sits_at(POKJA)
def sentence(visit: Visit) -> HttpResponse:
    """Today's sentence, or that of another range; publishing freezes it."""
    asked = visit.sent if visit.sent is not None else (visit.request.GET if "until" in visit.request.GET else None)
    form = SentenceForm(asked, initial={"until": visit.today})
    since, until = None, end_of(visit.today)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        since, until = (start_of(said["since"]) if said["since"] else None), end_of(said["until"])
    if visit.sent is not None:
        frozen = form.attempt(
            lambda said: opendata.publish_sentence(
                by=visit.user, since=since, until=until, at=visit.at, key=said["key"]
            )
        )
        if frozen is not None:
            page = reverse("desks:pokja_sentence")
            return visit.show("desks/published.html", {"sentence": frozen, "back": page})
    found = sheet(Span(until=until, since=since))
    kept = [bound.as_hidden(attrs={"id": False}) for bound in form]  # the same range once more, to be published
    context = {"form": form, "kept": kept, "text": found["sentence"], "beside": found["beside"]}
    context["as_of"] = min(until, visit.at)
    return visit.show("desks/sentence.html", context)
