"""What every desk page shares: who sits there, the time, how a deed is asked for and how its answer is shown."""

from __future__ import annotations

import functools
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ksbb.core.refusals import FORBIDDEN, NotFound, Refusal, Refused
from ksbb.parties.queries import reach_of
from ksbb.web.entry.staff import lacks_second_factor, set_up_first

if TYPE_CHECKING:
    from ksbb.parties.models import User
    from ksbb.parties.rules import Reach
    from ksbb.web.desks.forms import DeedForm

P = ParamSpec("P")
Subject = TypeVar("Subject")

RECIPIENT, AREA, POKJA, AGREGATOR, ANY = "penerima", "wilayah", "pokja", "agregator", ""

OVERSEEN = (
    ("voices:reports", "Laporan"),
    ("photos:queue", "Foto"),
    ("voices:words", "Ucapan"),
    ("desks:corrections", "Koreksi"),
    ("desks:calls", "Telepon ulang"),
)
"""Work of the area that Pokja does too."""

SECTIONS: Mapping[str, Sequence[tuple[str, str]]] = {
    RECIPIENT: (
        ("desks:recipient", "Hari ini"),
        ("desks:own_needs", "Kebutuhan kami"),
        ("desks:own_promises", "Bantuan"),
        ("desks:own_contact_choice", "Narahubung"),
    ),
    AREA: (
        ("desks:area", "Hari ini"),
        ("desks:area_queue", "Verifikasi"),
        ("desks:area_needs", "Kebutuhan"),
        ("desks:area_recipients", "Penerima"),
        ("desks:area_receipts", "Tanda terima"),
        ("desks:area_disputes", "Selisih"),
        *OVERSEEN,
    ),
    POKJA: (
        ("desks:pokja", "Hari ini"),
        ("desks:pokja_queue", "Verifikasi"),
        ("desks:pokja_open", "Buka kebutuhan"),
        ("desks:pokja_sentence", "Kalimat"),
        ("desks:pokja_organisations", "Organisasi"),
        ("desks:pokja_applications", "Permohonan"),
        ("desks:pokja_behalf", "Atas nama"),
        ("fund_desk:pokja", "Dana titipan"),
        ("desks:merges", "Pemberi ganda"),
        ("desks:pokja_offers", "Tanpa sasaran"),
        ("desks:pokja_roles", "Peran"),
        ("desks:pokja_periods", "Periode"),
        ("desks:pokja_imports", "Impor"),
        ("desks:pokja_privacy", "Data pribadi"),
        ("desks:pokja_outbox", "Pesan"),
        ("desks:area_disputes", "Selisih"),
        *OVERSEEN,
    ),
    AGREGATOR: (
        ("fund_desk:board", "Papan kerja"),
        ("fund_desk:intents", "Niat"),
        ("fund_desk:statements", "Mutasi"),
        ("fund_desk:spendings", "Belanja"),
        ("fund_desk:lots", "Barang"),
        ("fund_desk:manifest", "Manifes"),
        ("fund_desk:reports", "Laporan"),
        ("fund_desk:programmes", "Program"),
        ("fund_desk:standing", "Dasar hukum dan saluran"),
    ),
    ANY: (),
}


def new_key() -> str:
    """A fresh key that makes one sending of a form the same sending when it is repeated."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Question:
    """A page that asks for one deed. `refusal` stands before the button; `facts` are what is known so far."""

    title: str
    button: str
    back: str
    lead: str = ""
    back_word: str = "Kembali"
    facts: Sequence[Mapping[str, Any]] = ()
    refusal: Refusal | None = None
    warning: str = ""
    danger: bool = False
    upload: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request at a desk: the person, what the person's roles carry, and the moment."""

    request: HttpRequest
    desk: str
    user: User
    reach: Reach
    at: datetime

    @property
    def today(self) -> date:
        """The day in Jakarta."""
        return timezone.localdate(self.at)

    def insist_own(self, organisation_id: int) -> None:
        """Raises NotFound for what is of an organisation that the person does not act for."""
        if organisation_id not in self.reach.acts_for:
            raise NotFound(organisation_id)

    @property
    def sent(self) -> Any:
        """The form data of a POST, None on a GET: what a form is bound to."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def key(self) -> str:
        """The idempotency key that a plain button sent."""
        given = self.request.POST.get("key", "")
        return given if re.fullmatch(r"[0-9a-f]{32}", given) else new_key()

    def show(self, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
        """Render a page of this desk; 422 when its form has errors."""
        form = context.get("form")
        if status == 200 and form is not None and form.is_bound and form.errors:
            status = 422
        sections = [(reverse(name), word) for name, word in SECTIONS[self.desk]]
        if self.desk == AREA and self.reach.is_pokja:
            sections.append((reverse("desks:pokja"), "Meja Pokja"))
        shared = {
            "desk_sections": sections,
            "large": self.desk == RECIPIENT,
            "new_key": new_key,
            "today": self.today,
            "at": self.at,
        }
        return render(self.request, template, {**shared, **context}, status=status)

    def ask(self, form: DeedForm, question: Question, **more: Any) -> HttpResponse:
        """Show the page of one question."""
        return self.show("desks/question.html", {"form": form, "question": question, **more})

    def go(self, to: str, *args: object, done: str = "") -> HttpResponseRedirect:
        """Go on to a named page, perhaps with a sentence about what was done."""
        if done:
            messages.success(self.request, done)
        return redirect(to, *args)

    def press(self, deed: Callable[[], object], *, to: str, args: Sequence[object] = (), done: str) -> HttpResponse:
        """Do the deed of a plain button and go on; a refusal is told on the page gone to."""
        try:
            deed()
        except Refused as refused:
            if refused.refusal.forbidden:
                raise
            messages.error(self.request, refused.refusal.message)
            return redirect(to, *args)
        return self.go(to, *args, done=done)


def why_not_sit(desk: str, reach: Reach) -> Refusal | None:
    """Why this person has no seat at the desk."""
    seats = {
        RECIPIENT: bool(reach.head_of or reach.keeps),
        AREA: bool(reach.is_pokja or reach.officer_of),
        POKJA: reach.is_pokja,
        AGREGATOR: reach.for_agregator,
        ANY: True,
    }
    return None if seats[desk] else FORBIDDEN


def sits_at(
    desk: str, *methods: str
) -> Callable[[Callable[Concatenate[Visit, P], HttpResponse]], Callable[..., HttpResponse]]:
    """Make a function of a `Visit` the view of a desk page: signed in, seated, never stored; GET, POST or `methods`."""

    def decorate(page: Callable[Concatenate[Visit, P], HttpResponse]) -> Callable[..., HttpResponse]:
        @require_http_methods([*methods] or ["GET", "HEAD", "POST"])
        @never_cache
        @login_required
        @functools.wraps(page)
        def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            at = timezone.now()
            user = cast("User", request.user)
            reach = reach_of(user, at=at)
            if why_not_sit(desk, reach) is not None:
                return render(request, "403.html", status=403)
            if lacks_second_factor(user, reach):
                return set_up_first(request)
            return page(Visit(request, desk, user, reach, at), *args, **kwargs)

        return view

    return decorate
