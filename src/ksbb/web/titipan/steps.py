"""The pages of meaning a gift of money: what for and how much, by which way, who, check and send."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.catalogue import queries as catalogue
from ksbb.commitments.actions import Guest
from ksbb.core import limits
from ksbb.core.refusals import Refused
from ksbb.gifts import actions
from ksbb.gifts.queries import giving
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.web.giving.drafts import sound_key
from ksbb.web.giving.forms import NameForm
from ksbb.web.giving.people import as_user, giver_name, grant, is_organisation, sent
from ksbb.web.giving.steps import asked
from ksbb.web.titipan import drafts, summary
from ksbb.web.titipan.choosing import named_place
from ksbb.web.titipan.forms import CAMPAIGN, NEEDED, PACKAGE, PLACE, PRESETS, GiverForm, PurposeForm, WayForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from ksbb.core.refusals import Refusal
    from ksbb.gifts.models import Campaign, Channel, Gift
    from ksbb.parties.models import Organisation
    from ksbb.places.models import Place
    from ksbb.web.titipan.drafts import Meant

INTENTS = limits.Limit("niat", 5, 600)


@dataclass(slots=True)
class Asking:
    """What every page of the flow knows: the agregator, its ways of today, and the answers so far."""

    organisation: Organisation
    ways: Sequence[Channel]
    kept: Meant
    campaign: Campaign | None

    @property
    def channel(self) -> Channel | None:
        """The chosen way, as long as it is still one."""
        return next((one for one in self.ways if one.pk == self.kept.channel), None)

    @property
    def begun(self) -> bool:
        """Is page 1 answered, and its programme still open?"""
        return bool(self.kept.amount_rp) and bool(self.kept.campaign) == (self.campaign is not None)

    @property
    def ref(self) -> str:
        """The agregator's reference: the draft's name, and the address of its pages."""
        return self.organisation.reference


def step(page: Callable[[HttpRequest, Asking], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page of the flow. An agregator that takes nothing now says why instead, on every one of them."""

    @never_cache
    @asked
    @functools.wraps(page)
    def ask(request: HttpRequest, ref: str) -> HttpResponse:
        at = timezone.now()
        organisation = giving.agregator(ref)
        refusal = giving.why_not_choose(organisation, at=at)
        if refusal is not None:
            shown = {"organisation": organisation, "refusal": refusal}
            return render(request, "titipan/closed.html", shown, status=409 if request.method == "POST" else 200)
        kept = drafts.meant(request.session, organisation.reference)
        wanted = request.GET.get("program", kept.campaign)[:20] if page.__name__ == "start" else kept.campaign
        campaign = giving.open_campaign(organisation, wanted, on=timezone.localdate(at)) if wanted else None
        fund = campaign.fund if campaign and kept.campaign == campaign.reference else ""
        ways = giving.ways_to(organisation, fund=fund, at=at)
        return page(request, Asking(organisation, ways, kept, campaign))

    return ask


def _page(request: HttpRequest, asking: Asking, template: str, form: Any, **more: Any) -> HttpResponse:
    shown = {"asking": asking, "ref": asking.ref, "organisation": asking.organisation, "form": form, **more}
    status = 409 if more.get("refusal") else 422 if form.is_bound and form.errors else 200
    return render(request, template, shown, status=status)


@step
def start(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Page 1: what for, and how much."""
    kept = asking.kept
    named = named_place(request.GET.get("wilayah", kept.place))
    form = PurposeForm(
        sent(request),
        places=_areas(named),
        packages=catalogue.packages(),
        campaign=asking.campaign,
        initial=_earlier(request, asking, named),
    )
    key = sound_key(request.POST.get("kunci", "")) if kept.reference else kept.key
    if request.method != "POST" or not form.is_valid():
        return _page(request, asking, "titipan/purpose.html", form, key=key)
    if key != kept.key:  # the page was opened after the earlier gift was sent: this is another one
        kept = replace(kept, key=key, reference="")
    chosen = asking.campaign.reference if asking.campaign and form.cleaned_data["tujuan"] == CAMPAIGN else ""
    amount = form.cleaned_data["amount_rp"]
    after = replace(kept, amount_rp=amount, campaign=chosen, place=form.place, package=form.package)
    drafts.keep(request.session, kept, after)
    return redirect("titipan:check" if _complete(request, asking) else "titipan:way", ref=asking.ref)


def _complete(request: HttpRequest, asking: Asking) -> bool:
    """Came the giver from the check page, with everything else answered?"""
    return "periksa" in request.GET and asking.channel is not None and _known(request, asking.kept)


def _known(request: HttpRequest, kept: Meant) -> bool:
    return as_user(request) is not None or bool(kept.giver)


def _areas(named: Place | None) -> list[Place]:
    """Kota, then kecamatan; and the place that was named, when it lies below them."""
    found = [*places.places_at(Level.CITY), *places.places_at(Level.DISTRICT)]
    return found if named is None or named in found else [named, *found]


def _earlier(request: HttpRequest, asking: Asking, named: Place | None) -> dict[str, Any]:
    kept, package = asking.kept, request.GET.get("paket", asking.kept.package)
    if asking.campaign is not None and (kept.campaign or "program" in request.GET):
        purpose = CAMPAIGN
    else:
        purpose = PLACE if named else PACKAGE if package else NEEDED
    listed = kept.amount_rp in PRESETS
    return {
        "tujuan": purpose,
        "wilayah": named.code if named else "",
        "paket": package,
        "jumlah": str(kept.amount_rp) if listed else "lain" if kept.amount_rp else "",
        "jumlah_lain": "" if listed or not kept.amount_rp else kept.amount_rp,
    }


@step
def way(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Page 2: by which channel, and so which kind of money."""
    kept = asking.kept
    if not asking.begun:
        return redirect("titipan:start", ref=asking.ref)
    first = asking.ways[0].pk if len(asking.ways) == 1 else kept.channel or None
    form = WayForm(sent(request), ways=asking.ways, initial={"saluran": first})
    if request.method == "POST" and form.is_valid():
        after = replace(kept, channel=int(form.cleaned_data["saluran"]))
        drafts.keep(request.session, kept, after)
        return redirect("titipan:check" if _known(request, kept) else "titipan:who", ref=asking.ref)
    return _page(request, asking, "titipan/way.html", form, answers=summary.answers(asking, upto=1))


@step
def who(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Page 3: who gives; for people who signed in only which name is shown."""
    kept, user = asking.kept, as_user(request)
    if asking.channel is None or not asking.begun:
        return redirect("titipan:way", ref=asking.ref)
    said = {"nama": kept.giver, "email": kept.email, "telepon": kept.phone}
    first = said | {"tampil": "ya" if kept.show_name else "tidak"}
    form: GiverForm | NameForm
    if user is None:
        form = GiverForm(sent(request), initial=first)
    else:
        form = NameForm(sent(request), giver=giver_name(user, at=timezone.now()), initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        after = replace(kept, show_name=told["tampil"] == "ya")
        if user is None:
            after = replace(after, giver=told["nama"], email=told["email"].lower(), phone=told["telepon"])
        drafts.keep(request.session, kept, after)
        return redirect("titipan:check", ref=asking.ref)
    return _page(request, asking, "titipan/who.html", form, answers=summary.answers(asking, upto=2))


@step
def check(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Page 4: the answers, and one button. Sent twice, it is one gift."""
    kept, refusal = asking.kept, None
    if asking.channel is None or not asking.begun:
        return redirect("titipan:way", ref=asking.ref)
    if not _known(request, kept):
        return redirect("titipan:who", ref=asking.ref)
    if request.method == "POST" and request.POST.get("kunci") == kept.key:
        try:
            return _send(request, asking)
        except Refused as stop:
            refusal = stop.refusal
        except limits.TooOften as stop:
            return limits.too_often(request, stop.seconds)
    return _checked(request, asking, refusal)


def _checked(request: HttpRequest, asking: Asking, refusal: Refusal | None) -> HttpResponse:
    at, user = timezone.now(), as_user(request)
    shown = {
        "asking": asking,
        "ref": asking.ref,
        "organisation": asking.organisation,
        "key": asking.kept.key,
        "answers": summary.answers(asking, upto=3, user=user, at=at),
        "sent": asking.kept.reference,
        "refusal": refusal,
    }
    return render(request, "titipan/check.html", shown, status=409 if refusal else 200)


def _send(request: HttpRequest, asking: Asking) -> HttpResponse:
    kept = asking.kept
    if not kept.reference:
        kept.reference = _intend(request, asking).reference
        drafts.write(request.session, kept)
        grant(request, kept.reference)
    return redirect("titipan:own", ref=kept.reference)


def _intend(request: HttpRequest, asking: Asking) -> Gift:
    """As the person or the organisation acted for; else as a guest. Counted by connection and by who sends."""
    kept, user, at = asking.kept, as_user(request), timezone.now()
    channel = asking.channel
    assert channel is not None  # noqa: S101 - `check` sent everybody without one back
    draft = actions.GiftDraft(
        channel=channel,
        amount_rp=kept.amount_rp,
        campaign=asking.campaign if kept.campaign else None,
        place=places.place_by_code(kept.place) if kept.place else None,
        package=catalogue.package_by_code(kept.package) if kept.package else None,
    )
    sender = f"orang:{user.pk}" if user else f"sesi:{request.session.session_key}"
    limits.count(INTENTS, limits.address(request), sender, at=at)
    if user is None:
        guest = Guest(name=kept.giver, email=kept.email, phone=kept.phone)
        return actions.intend_as_guest(guest=guest, draft=draft, show_name=bool(kept.show_name), at=at, key=kept.key)
    shown = is_organisation(user, at=at) if kept.show_name is None else kept.show_name
    return actions.intend(by=user, draft=draft, show_name=shown, at=at, key=kept.key)
