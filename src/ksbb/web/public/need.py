"""The page of one need: what, where, how many are left; then everything that was written down about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.commitments import queries as commitments
from ksbb.commitments.enums import LineState, Stage
from ksbb.core import journal
from ksbb.core.formats import angka
from ksbb.deliveries import queries as deliveries
from ksbb.needs import queries as needs
from ksbb.needs.rules import NEED_FULL, why_not_take
from ksbb.parties.queries import office_of
from ksbb.recipients import queries as recipients
from ksbb.web.behalf import acting_offices
from ksbb.web.cards import faces
from ksbb.web.cards.sharing import NEED, Share, share
from ksbb.web.public import history
from ksbb.web.public.answers import KEPT_SECONDS, Crumbs, above, path, public
from ksbb.web.templatetags.rows import PromiseRow
from ksbb.web.titipan.choosing import way_to_give

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Line, Movement
    from ksbb.core.refusals import Refusal
    from ksbb.deliveries.models import DeliveryLine, Evidence, ReceiptLine
    from ksbb.needs.models import Need

MOST_PHOTOS = 8
"""Small pictures on the page of a need; each row leads to its own."""
STATE_MARKS = {
    "komitmen": "promised",
    "dijadwalkan": "promised",
    "diantar": "delivered",
    "selesai": "confirmed",
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One journey that was handed over, with what the receiver found."""

    sent: DeliveryLine
    found: ReceiptLine | None
    giver: str
    dispute: str
    """State of the difference, "" when nothing was short."""
    photos: list[Evidence]
    """Reviewed photos of the journey, of either side."""

    @property
    def shortfall(self) -> int:
        """How many fewer arrived than were sent."""
        return max(self.sent.quantity - self.found.received, 0) if self.found else 0

    @property
    def extra(self) -> int:
        """How many more arrived than were sent."""
        return max(self.found.received - self.sent.quantity, 0) if self.found else 0


@dataclass(frozen=True, slots=True)
class Later:
    """What changed the numbers after the journeys: the table above and the four numbers differ by these."""

    words: str
    delivered: int
    confirmed: int


AFTERWARDS = {
    "shortfall": "Kekurangan kembali ke kebutuhan",
    "correction": "Koreksi",
    "call_back": "Menurut telepon ulang",
    "found_met": "Ternyata lengkap",
}
"""Causes of movements that no journey tells of."""


def afterwards(moved: Iterable[Movement]) -> list[Later]:
    """One row for each kind of change after the journeys."""
    sums: dict[str, dict[str, int]] = {}
    for row in moved:
        if row.cause in AFTERWARDS:
            here = sums.setdefault(row.cause, {})
            here[row.stage] = here.get(row.stage, 0) + row.delta
    rows = [
        Later(AFTERWARDS[cause], here.get(Stage.DELIVERED, 0), here.get(Stage.CONFIRMED, 0))
        for cause, here in sums.items()
    ]
    return [row for row in rows if row.delivered or row.confirmed]


def _state(line: Line) -> str:
    """Where a promise stands; partly brought is told as such."""
    if line.state == LineState.ON_THE_WAY and line.delivered and line.to_bring:
        return f"Sebagian disalurkan, {angka(line.to_bring)} belum diserahkan"
    return str(line.get_state_display())


def promise_rows(lines: Iterable[Line], *, one_period: bool = False) -> list[PromiseRow]:
    """Public rows of promises; with `one_period` the page names it, and the rows do not."""
    return [
        PromiseRow(
            giver=commitments.public_giver(line.commitment),
            on_behalf=line.commitment.via == "pokja",
            example=line.commitment.example,
            quantity=line.quantity,
            spoken=line.need.package.spoken,
            period="" if one_period else line.need.period.name,
            equivalent=line.equivalent,
            recorded_later=history.later(line.commitment.effective_at, line.commitment.recorded_at),
            untracked=line.untracked,
            mark=STATE_MARKS.get(line.state, "ended"),
            state=_state(line),
            state_since=line.state_since,
            accepted_at=line.accepted_at,
            delivered=line.delivered,
            confirmed=line.confirmed,
            surplus=line.surplus,
            deliver_on=line.deliver_on,
        )
        for line in lines
    ]


def delivery_rows(journeys: Iterable[DeliveryLine], photos: Sequence[Evidence]) -> list[DeliveryRow]:
    """What was sent and what was received, side by side, newest first. One query, and one where something was short."""
    handed = [(at, row.pk, row) for row in journeys if (at := row.delivery.handed_at)]
    sent = [row for *_, row in sorted(handed, reverse=True)]
    found = deliveries.receipts_for([row.pk for row in sent])
    short = [row.pk for row in sent if row.pk in found and found[row.pk].received < row.quantity]
    disputes = deliveries.disputes_for(short) if short else {}
    return [
        DeliveryRow(
            sent=row,
            found=found.get(row.pk),
            giver=commitments.public_giver(row.line.commitment),
            dispute=disputes[row.pk].state if row.pk in disputes else "",
            photos=[photo for photo in photos if photo.delivery_id == row.delivery_id],
        )
        for row in sent
    ]


@public
def need_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One need that was verified once; proposals are not found here."""
    need = needs.page_of(reference)
    if need.reference != reference:
        return HttpResponsePermanentRedirect(reverse("public:need", args=[need.reference]))
    day = timezone.localdate()
    lines, moved = commitments.told_of(need)
    counted = [line for line in lines if line.quantity]
    journeys = deliveries.journeys_of(lines)
    delivered = delivery_rows(journeys, photos := deliveries.published_with(need, journeys))
    refusal = why_not_take(need=need, quantity=1, on=day)
    context = {
        "need": need,
        "day": day,
        "refusal": refusal,
        "around": _around(need),
        "note": _note(delivered),
        **_asked(need),
        "promises": promise_rows(counted, one_period=True),
        "others": len({line.commitment.giver_id for line in counted}),
        "deliveries": delivered,
        "photos": photos[:MOST_PHOTOS],
        "similar": needs.similar(need, on=day) if refusal else [],
        "share": _share(need),
    }
    return render(request, "public/need.html", context | _history(need, moved) | _beside(need, refusal))


def _asked(need: Need) -> dict[str, object]:
    """What is in the package, and until when a home says that its own stock lasts."""
    home = need.recipient.organisation_id is not None
    stock = recipients.stock_for(need.recipient, need.package_id) if home else None
    return {"contents": _contents(need), "stock": stock}


def _contents(need: Need) -> str:
    """What is in the package. Kept: a published wording does not change."""

    def told() -> str:
        return ", ".join(f"{item.name} {item.quantity}".strip() for item in catalogue.items_of(need.version))

    return str(cache.get_or_set(f"public:contents:{need.version_id}", told, KEPT_SECONDS))


def _beside(need: Need, refusal: Refusal | None) -> dict[str, object]:
    """Where money can be given for an open need; how many givers wait for their turn on a full one, and how much."""
    if refusal is None:
        return {"money_url": way_to_give(place=need.place, at=timezone.now())}
    if refusal != NEED_FULL:
        return {}
    givers, quantity = commitments.waiting_on(need)
    return {"queue": {"givers": givers, "quantity": quantity}}


def _history(need: Need, moved: Sequence[Movement]) -> dict[str, object]:
    office = office_of(need.verified_by_id, place=need.place, on=need.verified_at) if need.verified_at else ""
    aid = needs.outside_aid_of(need) if need.elsewhere else []
    told = journal.history(need.reference)
    entries = history.of_need(
        need,
        journal=told,
        movements=moved,
        aid=aid,
        office=office,
        behalf=acting_offices(told, need.recipient, need.place),
    )
    return {"office": office, "aid": aid, "entries": entries, "afterwards": afterwards(moved)}


def _around(need: Need) -> Crumbs:
    """The places around the recipient with their addresses, narrowest first, in the words of the page's second line."""
    chain = above(need.place)[:-1] if need.place.level == "rw" else above(need.place)
    return [(step.title, path("public:place", step.code)) for step in reversed(chain)]


def _note(rows: Iterable[DeliveryRow]) -> str:
    """What the four strokes cannot say: how many wait for the receiver's word, how many came short."""
    kept = list(rows)
    waiting = sum(row.sent.quantity for row in kept if row.found is None)
    short = sum(row.shortfall for row in kept if row.dispute == "terbuka")
    extra = sum(row.extra for row in kept)
    parts = [
        f"{angka(waiting)} menunggu konfirmasi penerima" if waiting else "",
        f"{angka(short)} kurang, menunggu petugas" if short else "",
        f"{angka(extra)} lebih dari yang dikirim" if extra else "",
    ]
    return "; ".join(part for part in parts if part)


def title_of(need: Need) -> str:
    """ "Paket sembako untuk RW 901, Pasar Minggu"."""
    return f"{need.package.name} untuk {need.recipient.name}"


def _share(need: Need) -> Share:
    """Texts and picture for the preview card and for WhatsApp."""
    address = path("public:need", need.reference)
    checked = "Sudah diperiksa petugas."
    return share(faces.of_need(need), kind=NEED, reference=need.reference, address=address, more=checked)
