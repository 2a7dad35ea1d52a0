"""What was answered so far, and what a gift is for, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.catalogue import queries as catalogue
from ksbb.commitments.queries import ANONYMOUS
from ksbb.core.formats import rupiah, samar_telepon
from ksbb.places import queries as places
from ksbb.web.giving.people import giver_name, is_organisation
from ksbb.web.titipan.forms import place_said, way_says

if TYPE_CHECKING:
    from datetime import datetime

    from ksbb.gifts.models import Gift
    from ksbb.parties.models import User
    from ksbb.web.titipan.steps import Asking

Fact = dict[str, str]
ANYWHERE = "Yang paling perlu, menurut agregator"


def _row(term: str, value: str, note: str = "", change: str = "") -> Fact:
    return {"term": term, "value": value, "note": note, "change_url": change}


def answers(asking: Asking, *, upto: int, user: User | None = None, at: datetime | None = None) -> list[Fact]:
    """Rows of term, value, note; on the check page (`upto` 3) with the link that changes each."""
    kept, edit = asking.kept, upto == 3

    def link(name: str) -> str:
        return reverse(f"titipan:{name}", args=[asking.ref]) + "?periksa" if edit else ""

    rows = [
        _row("Lewat agregator", asking.organisation.name),
        _row("Untuk", _purpose(asking), change=link("start")),
        _row("Jumlah", rupiah(kept.amount_rp), "dikirim sendiri oleh Anda, bukan lewat KSBB", link("start")),
    ]
    if upto >= 2 and asking.channel is not None:
        rows.append(_row("Cara", way_says(asking.channel), change=link("way")))
    if edit:
        rows += _who(asking, user, at, link("who"))
    return rows


def _purpose(asking: Asking) -> str:
    kept = asking.kept
    if kept.campaign and asking.campaign is not None:
        return f"Program: {asking.campaign.title}"
    if kept.package:
        return catalogue.package_by_code(kept.package).name
    return place_said(places.place_by_code(kept.place)) if kept.place else ANYWHERE


def _who(asking: Asking, user: User | None, at: datetime | None, change: str) -> list[Fact]:
    kept = asking.kept
    if user is not None and at is not None:
        name = giver_name(user, at=at)
        shown = is_organisation(user, at=at) if kept.show_name is None else kept.show_name
        return [_row("Pemberi", name), _row("Nama publik", name if shown else ANONYMOUS, "", change)]
    contact = " · ".join(part for part in (kept.email, samar_telepon(kept.phone) if kept.phone else "") if part)
    return [
        _row("Pemberi", kept.giver, "akun tidak diperlukan", change),
        _row("Kontak Anda", contact, "tidak diperlihatkan kepada umum", change),
        _row("Nama publik", kept.giver if kept.show_name else ANONYMOUS, "", change),
    ]


def purpose_of(gift: Gift) -> str:
    """What a gift is for: its programme, its package or place, or where it is needed most."""
    if gift.campaign is not None:
        return f"Program: {gift.campaign.title}"
    named = [gift.package.name if gift.package else "", place_said(gift.place) if gift.place else ""]
    return ", ".join(part for part in named if part) or ANYWHERE
