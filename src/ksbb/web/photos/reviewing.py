"""The review desk: photos that wait, both pictures side by side where one was seen before, faces covered by cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse

from ksbb.core import journal
from ksbb.core.pictures import COLUMNS, ROWS
from ksbb.core.states import why_not_move
from ksbb.deliveries import actions, photos, queries, rules
from ksbb.deliveries.enums import EVIDENCE_NEXT_STATES, EvidenceState
from ksbb.web.desks.forms import DeedForm, Reason, ReasonForm, Words
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AREA, Question, Visit, sits_at
from ksbb.web.desks.words import deeds, waited

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.deliveries.models import Evidence


class PublishForm(DeedForm):
    """What everybody will read and see: a description, and the cells to make unreadable."""

    description = Words(
        label="Apa yang terlihat di foto?",
        help_text="Dibaca oleh yang tidak dapat melihat foto. Misalnya: 40 kardus sembako di teras pos RW.",
        most=200,
    )
    goods_only = forms.BooleanField(label="Hanya barang dan bangunan; tidak ada orang yang dikenali", required=False)
    petak = forms.TypedMultipleChoiceField(
        coerce=int,
        choices=[(number, number) for number in range(COLUMNS * ROWS)],
        required=False,
        error_messages={"invalid_choice": "Pilih petak dari gambar.", "invalid_list": "Pilih petak dari gambar."},
    )

    def __init__(self, *args: Any, home: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not home:
            del self.fields["goods_only"]

    def cells(self) -> list[int]:
        """What is checked, also on a form that must be mended."""
        sent = self.data.getlist("petak") if hasattr(self.data, "getlist") else []
        return [int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 4]


@sits_at(AREA, "GET", "HEAD")
def queue(visit: Visit) -> HttpResponse:
    """Photos that wait, oldest first; or those that everybody sees now."""
    seen = visit.request.GET.get("lihat") == "terbit"
    found = queries.photos_in(visit.reach, [EvidenceState.PUBLISHED] if seen else queries.WAITING)
    page = paged(visit.request, found.order_by("-state_since", "-pk") if seen else found, "foto")
    rows = [{"photo": photo, "waited": waited(photo.state_since, at=visit.at)} for photo in page.rows]
    return visit.show("photos/queue.html", {"rows": rows, "page": page, "seen": seen})


@sits_at(AREA)
def review(visit: Visit, photo: str) -> HttpResponse:
    """One photo with all that is known about it; publishing is one press."""
    found = queries.overseen_photo(visit.reach, photo)
    form = PublishForm(visit.sent, home=found.recipient.kind.institution)
    done = form.attempt(lambda said: _publish(visit, found, said))
    if done is not None:
        return visit.go("photos:queue", done="Foto terbit. Yang dilihat umum adalah salinan yang disamarkan.")
    context = {"photo": found, "form": form, "cells": _cells(found, form.cells()), **_evidence(visit, found)}
    return visit.show("photos/review.html", context)


def _publish(visit: Visit, photo: Evidence, said: dict[str, Any]) -> Evidence:
    return actions.publish_photo(
        by=visit.user,
        photo=photo,
        copy=photos.draw(photo, said["petak"]),
        description=said["description"],
        goods_only=said.get("goods_only", False),
        at=visit.at,
        key="",  # the copy is drawn anew each time; the second press finds the photo published
    )


def _evidence(visit: Visit, photo: Evidence) -> dict[str, Any]:
    """What a reviewer weighs."""
    giver = photo.delivery.giver if photo.delivery else None
    to = EvidenceState.PUBLISHED
    return {
        "refusal": rules.why_not_review(reach=visit.reach, evidence=photo, giver=giver, to=to),
        "waits": photo.state in queries.WAITING,
        "shown": photo.state == EvidenceState.PUBLISHED,
        "entries": deeds(journal.history(photo.reference)),
        "carried": queries.lines_of(photo.delivery) if photo.delivery else [],
        "others": queries.photos_beside(photo),
    }


def _cells(photo: Evidence, checked: list[int]) -> list[dict[str, Any]]:
    """The grid in reading order, each cell with a name that can be read aloud."""
    columns = COLUMNS if photo.width >= photo.height else ROWS
    return [
        {"number": number, "row": number // columns + 1, "column": number % columns + 1, "on": number in checked}
        for number in range(COLUMNS * ROWS)
    ]


class QuestionForm(DeedForm):
    """A question to who sent the photo."""

    question = Reason(label="Pertanyaan untuk pengirim")


@dataclass(frozen=True, slots=True)
class Ending:
    """A decision that asks why: its words and what does it."""

    to: EvidenceState
    title: str
    lead: str
    done: str
    deed: Callable[..., object]
    asks: type[DeedForm] = ReasonForm


def _decide(visit: Visit, photo: str, ending: Ending) -> HttpResponse:
    found = queries.overseen_photo(visit.reach, photo)
    form = ending.asks(visit.sent)
    done = form.attempt(lambda said: ending.deed(by=visit.user, photo=found, at=visit.at, **said))
    if done is not None:
        return visit.go("photos:queue", done=ending.done)
    refusal = why_not_move(EVIDENCE_NEXT_STATES, EvidenceState(found.state), ending.to)
    back = reverse("photos:review", args=[found.reference])
    danger = ending.to != EvidenceState.ASKED
    return visit.ask(form, Question(ending.title, ending.title, back, ending.lead, refusal=refusal, danger=danger))


REJECTED = Ending(
    EvidenceState.REJECTED,
    "Jangan terbitkan foto",
    "Pengirim membaca alasan ini. Fotonya tidak terlihat umum.",
    "Foto tidak diterbitkan.",
    actions.reject_photo,
)
ASKED = Ending(
    EvidenceState.ASKED,
    "Tanya pengirim",
    "Fotonya menunggu sampai dijawab.",
    "Pertanyaan terkirim.",
    actions.ask_about_photo,
    QuestionForm,
)
TAKEN_DOWN = Ending(
    EvidenceState.TAKEN_DOWN,
    "Turunkan foto",
    "Foto hilang dari halaman umum seketika. Catatannya tetap ada.",
    "Foto sudah diturunkan.",
    actions.take_down_photo,
)


@sits_at(AREA)
def reject(visit: Visit, photo: str) -> HttpResponse:
    """Do not publish, and say why."""
    return _decide(visit, photo, REJECTED)


@sits_at(AREA)
def ask(visit: Visit, photo: str) -> HttpResponse:
    """Ask the sender before deciding."""
    return _decide(visit, photo, ASKED)


@sits_at(AREA)
def take_down(visit: Visit, photo: str) -> HttpResponse:
    """Take a published photo down at once."""
    return _decide(visit, photo, TAKEN_DOWN)
