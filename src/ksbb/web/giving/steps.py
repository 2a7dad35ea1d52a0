"""The pages of giving: how much, how and when, who, check and send. Answers live in the session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from ksbb.catalogue.queries import current_statement, items_of
from ksbb.commitments import actions
from ksbb.commitments.queries import room_for_newcomers, serving_of
from ksbb.core import limits
from ksbb.core.refusals import Refused
from ksbb.needs import queries as needs
from ksbb.needs.rules import why_not_take
from ksbb.web.giving import drafts, summary
from ksbb.web.giving.drafts import LIST, Draft, Part
from ksbb.web.giving.forms import NameForm, QuantityForm, StatementForm, WhenForm, WhoForm, is_daily
from ksbb.web.giving.people import as_user, giver_name, grant, is_organisation, sent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment
    from ksbb.needs.models import Need
    from ksbb.parties.models import User

asked = require_http_methods(["GET", "HEAD", "POST"])


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200


@never_cache
@asked
def start(request: HttpRequest, ref: str) -> HttpResponse:
    """Page 1, jumlah. A need that takes nothing more says why and shows others."""
    if ref == LIST:
        return redirect("giving:pick")
    need, at = needs.by_reference(ref), timezone.now()
    today = timezone.localdate(at)
    refusal = why_not_take(need=need, quantity=1, on=today)
    if refusal and not (refusal.code == "need_full" and "tunggu" in request.GET):
        others = needs.similar(need, on=today)
        return render(request, "giving/closed.html", {"need": need, "refusal": refusal, "similar": others})
    kept = drafts.draft(request.session, need.reference)
    form = QuantityForm(sent(request), need=need, on=today, initial=_earlier(kept))
    if request.method == "POST" and form.is_valid():
        _keep_quantity(request, need, kept, form)
        done = kept is not None and kept.dated() and "periksa" in request.GET
        return redirect("giving:check" if done else "giving:when", ref=need.reference)
    shown = _quantity_page(request, need, kept, form)
    return render(request, "giving/quantity.html", shown, status=_status(form))


def _earlier(kept: Draft | None) -> dict[str, Any]:
    if kept is None or kept.reference or not kept.parts:
        return {"jumlah": 1}
    part = kept.parts[0]
    return {"jumlah": part.quantity, "setara": part.equivalent, "tunggu": part.waits}


def _keep_quantity(request: HttpRequest, need: Need, kept: Draft | None, form: QuantityForm) -> None:
    """Write the answer. The key comes from the form, so that going back and sending again is the same promise."""
    key = drafts.sound_key(request.POST.get("kunci", ""))
    same = kept if kept is not None and (kept.key == key or not kept.reference) else Draft(need.reference, key)
    before = same.parts[0] if same.parts else Part(need.reference, 0)
    said = form.cleaned_data
    after = Part(need.reference, said["jumlah"], said["setara"], before.on, before.through, said["tunggu"])
    if same.reference and after != before:
        same.reference, same.key = "", drafts.new_key()
    same.parts = [after]
    drafts.keep(request.session, same)


def _quantity_page(request: HttpRequest, need: Need, kept: Draft | None, form: QuantityForm) -> dict[str, Any]:
    fresh = kept is None or bool(kept.reference)
    return {
        "need": need,
        "form": form,
        "items": items_of(need.version),
        **_serving(request, need),
        "daily": is_daily(need),
        "key": drafts.new_key() if fresh or kept is None else kept.key,
        "sent": kept.reference if kept else "",
    }


def _serving(request: HttpRequest, need: Need, asked_for: int = 0) -> dict[str, Any]:
    """Who gives already, and what a newcomer may hold at once where that is less than is left, or than is asked for."""
    serving, user = serving_of(need), as_user(request)
    room = room_for_newcomers(need, serving)
    known = user is not None and is_organisation(user, at=timezone.now())
    narrow = not known and room < min(need.remaining, asked_for or need.remaining)
    return {"serving": serving, "room": room if narrow else None, "rest": max(asked_for - room, 0)}


def _opened(request: HttpRequest, ref: str) -> Draft | None:
    """The draft behind a later page, or None where it has not been begun."""
    name = LIST if ref == LIST else needs.by_reference(ref).reference
    kept = drafts.draft(request.session, name)
    return kept if kept is not None and kept.parts else None


@never_cache
@asked
def when(request: HttpRequest, ref: str) -> HttpResponse:
    """Page 2, cara dan kapan."""
    kept = _opened(request, ref)
    if kept is None:
        return redirect("giving:start", ref=ref)
    parts = drafts.loaded(kept)
    today = timezone.localdate()
    initial = {"cara": kept.mode or None}
    form = WhenForm(sent(request), parts=parts, on=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        before = _opened(request, ref) or kept
        kept.mode, kept.parts = form.cleaned_data["cara"], form.answered()
        drafts.keep(request.session, drafts.renew(before, kept))
        done = "periksa" in request.GET or as_user(request) is not None
        return redirect("giving:check" if done else "giving:who", ref=ref)
    shown = {"draft": kept, "ref": ref, "form": form, "answers": summary.answers(kept, parts, upto=1)}
    return render(request, "giving/when.html", shown, status=_status(form))


@never_cache
@asked
def who(request: HttpRequest, ref: str) -> HttpResponse:
    """Page 3, siapa Anda. People who signed in are asked for their shown name only."""
    kept = _opened(request, ref)
    if kept is None or not kept.dated():
        return redirect("giving:start", ref=ref)
    form = _who_form(request, kept)
    if request.method == "POST" and form.is_valid():
        before, answers = _opened(request, ref) or kept, form.cleaned_data
        kept.show_name = answers["tampil"] == "ya"
        if isinstance(form, WhoForm):
            kept.giver, kept.email, kept.phone = answers["nama"], answers["email"].lower(), answers["telepon"]
        drafts.keep(request.session, drafts.renew(before, kept))
        return redirect("giving:check", ref=ref)
    upto = summary.answers(kept, drafts.loaded(kept), upto=2)
    shown = {"draft": kept, "ref": ref, "form": form, "answers": upto}
    return render(request, "giving/who.html", shown, status=_status(form))


def _who_form(request: HttpRequest, kept: Draft) -> WhoForm | NameForm:
    shown = {None: "tidak", False: "tidak", True: "ya"}[kept.show_name]
    user = as_user(request)
    if user is not None:
        return NameForm(sent(request), giver=giver_name(user, at=timezone.now()), initial={"tampil": shown})
    initial = {"nama": kept.giver, "email": kept.email, "telepon": kept.phone, "tampil": shown}
    return WhoForm(sent(request), phones=settings.KSBB_DEMO, initial=initial)


@never_cache
@asked
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Page 4, periksa jawaban: what will be sent, the statement, one button."""
    kept = _opened(request, ref)
    user = as_user(request)
    if kept is None or not kept.dated():
        return redirect("giving:start", ref=ref)
    if user is None and not kept.giver:
        return redirect("giving:who", ref=ref)
    form = StatementForm(sent(request))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            return _send(request, kept)
        except Refused as stop:
            refusal = stop.refusal
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    shown = _check_page(request, kept, form) | {"ref": ref, "refusal": refusal}
    return render(request, "giving/check.html", shown, status=409 if refusal else _status(form))


def _send(request: HttpRequest, kept: Draft) -> HttpResponse:
    """Make the promise, once whatever the browser does, and go to the code or to the receipt."""
    user = as_user(request)
    if request.POST.get("kunci") != kept.key:  # a page from before an answer changed: look again, then send
        return redirect("giving:check", ref=kept.name)
    if not kept.reference:
        kept.reference = (_promise(request, user, kept) if user else _promise_as_guest(request, kept)).reference
        drafts.keep(request.session, kept)
        if kept.name == LIST:
            drafts.pick(request.session, {})
        grant(request, kept.reference)
    return redirect("giving:receipt" if user else "giving:code", ref=kept.reference)


def _promise(request: HttpRequest, user: User, kept: Draft) -> Commitment:
    """As the person, counted, or as the organisation, whose name is shown unless it said otherwise."""
    at = timezone.now()
    organised = is_organisation(user, at=at)
    if not organised:
        limits.count(limits.COMMITMENTS, limits.address(request), f"orang:{user.pk}", at=at)
    shown = organised if kept.show_name is None else kept.show_name
    lines = drafts.as_lines(kept)
    return actions.promise(by=user, lines=lines, statement_accepted=True, show_name=shown, at=at, key=kept.key)


def _promise_as_guest(request: HttpRequest, kept: Draft) -> Commitment:
    """As a guest, who proves the address next. Counted by session and by connection."""
    at = timezone.now()
    limits.count(limits.COMMITMENTS, limits.address(request), f"sesi:{request.session.session_key}", at=at)
    return actions.promise_as_guest(
        guest=actions.Guest(name=kept.giver, email=kept.email, phone=kept.phone),
        lines=drafts.as_lines(kept),
        statement_accepted=True,
        show_name=bool(kept.show_name),
        at=at,
        key=kept.key,
    )


def _check_page(request: HttpRequest, kept: Draft, form: StatementForm) -> dict[str, Any]:
    at = timezone.now()
    today, parts, user = timezone.localdate(at), drafts.loaded(kept), as_user(request)
    short = [
        (part, need, need.remaining)
        for part, need in parts
        if not part.waits and why_not_take(need=need, quantity=part.quantity, on=today)
    ]
    full = [need for _, need, left in short if not left]
    return {
        "draft": kept,
        "form": form,
        "answers": summary.answers(kept, parts, upto=3, giver=giver_name(user, at=at) if user else "", edit=True),
        "statement": current_statement(on=today),
        "short": short,
        "similar": needs.similar(full[0], on=today) if full else [],
        **(_serving(request, parts[0][1], parts[0][0].quantity) if len(parts) == 1 else {}),
        "organisation": user is not None and is_organisation(user, at=at),
    }
