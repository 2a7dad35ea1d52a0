"""Aid whose target is left to Pokja: what waits, and proposing a need for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse

from ksbb.commitments import actions, queries
from ksbb.core.refusals import NotFound
from ksbb.needs import queries as needs
from ksbb.web.desks.forms import Amount, DeedForm
from ksbb.web.desks.visits import POKJA, Visit, sits_at

if TYPE_CHECKING:
    from ksbb.commitments.models import Offer
    from ksbb.needs.models import Need

SHOWN = 12


class TargetForm(DeedForm):
    """How many of the offer for this need."""

    quantity = Amount(label="Jumlah")


@sits_at(POKJA, "GET", "HEAD")
def offers(visit: Visit) -> HttpResponse:
    """Everything that waits for a target, soonest last day first."""
    return visit.show("desks/offers.html", {"offers": queries.open_offers()[:100]})


@sits_at(POKJA)
def offer(visit: Visit, reference: str) -> HttpResponse:
    """One offer with the needs that fit, least served first; each can be proposed with its quantity."""
    found = queries.open_offer(reference)
    open_here = _fitting(visit, found)
    chosen = visit.request.POST.get("need", "")
    form = TargetForm(visit.sent)
    need = next((one for one in open_here if one.reference == chosen), None)
    if visit.sent is not None and need is None:
        raise NotFound(chosen)
    done = form.attempt(
        lambda said: actions.propose_target(
            by=visit.user, offer=found, need=_of(need), quantity=said["quantity"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:pokja_offer", found.commitment.reference, done="Usulan terkirim kepada pemberi.")
    waiting = queries.proposed_of(found)
    left = max(0, found.left - waiting)
    rows = [(one, min(one.remaining, left)) for one in open_here]
    proposals = queries.proposals_of(found)
    context = {"offer": found, "rows": rows, "form": form, "chosen": chosen, "left": left, "proposals": proposals}
    return visit.show("desks/offer.html", context)


def _fitting(visit: Visit, offer: Offer) -> list[Need]:
    wanted = needs.NeedFilter(place=offer.area, package=offer.package.code, sort="sisa")
    fitting = needs.listed(wanted, on=visit.today).filter(deliver_until__gte=offer.deliver_on)
    return list(fitting[:SHOWN])


def _of(need: Need | None) -> Need:
    if need is None:
        raise NotFound("kebutuhan")
    return need
