"""What was answered so far, as the rows of the check page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.commitments.enums import Mode
from ksbb.commitments.queries import ANONYMOUS
from ksbb.core.formats import angka, rupiah, samar_telepon, tanggal
from ksbb.web.giving.drafts import LIST

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package
    from ksbb.needs.models import Need
    from ksbb.web.giving.drafts import Draft, Part

Fact = dict[str, str]


def amount(quantity: int, package: Package) -> str:
    """ "20 paket sembako": the counting word is not said twice where the name begins with it."""
    name, counted = package.name, package.counted_as
    if name.lower().startswith(f"{counted.lower()} "):
        name = name[len(counted) + 1 :]
    else:
        name = name[:1].lower() + name[1:] if name[1:2].islower() else name
    return f"{angka(quantity)}\u00a0{counted} {name}"


def answers(
    kept: Draft, parts: list[tuple[Part, Need]], *, upto: int, giver: str = "", edit: bool = False
) -> list[Fact]:
    """Rows of term, value, note and (with `edit`) the link that changes them. `upto`: answered pages, 1 to 3."""
    rows: list[Fact] = []
    for part, need in parts:
        rows += _what(kept, part, need, edit=edit, several=len(parts) > 1)
        if upto >= 2:
            rows.append(_when(kept, part, edit=edit))
    if upto >= 2:
        rows.append(_row("Cara", Mode(kept.mode).label, change=_link("giving:when", kept, edit=edit)))
    if upto >= 3:
        rows += _who(kept, giver, edit=edit)
    return rows


def _row(term: str, value: str, note: str = "", change: str = "") -> Fact:
    return {"term": term, "value": value, "note": note, "change_url": change}


def _link(name: str, kept: Draft, *, edit: bool) -> str:
    if not edit:
        return ""
    if name == "giving:start" and kept.name == LIST:
        return reverse("giving:pick")
    return reverse(name, args=[kept.name]) + "?periksa"


def _what(kept: Draft, part: Part, need: Need, *, edit: bool, several: bool) -> list[Fact]:
    change = _link("giving:start", kept, edit=edit)
    price = need.version.price_rp
    note = f"kira-kira {rupiah(price * part.quantity)} menurut harga acuan" if price else ""
    rows = [
        _row("Penerima", need.recipient.name, _where(need)),
        _row("Jumlah", amount(part.quantity, need.package), note, change),
    ]
    if part.waits:
        rows.append(_row("Daftar tunggu", "Yang belum muat menunggu giliran", "belum dihitung", change))
    if part.equivalent:
        rows.append(_row("Isi setara", part.equivalent, "menunggu persetujuan penerima", change))
    return rows


def _where(need: Need) -> str:
    place = need.place
    parts = [place.village if place.village_id else None, place.district if place.district_id else None, place.city]
    return ", ".join(part.name for part in parts if part is not None and part.pk != place.pk)


def _when(kept: Draft, part: Part, *, edit: bool) -> Fact:
    change = _link("giving:when", kept, edit=edit)
    first = tanggal(date.fromisoformat(part.on))
    if part.through and part.through != part.on:
        return _row("Diantar", f"{first} sampai {tanggal(date.fromisoformat(part.through))}", "setiap hari", change)
    return _row("Diantar", first, "", change)


def _who(kept: Draft, giver: str, *, edit: bool) -> list[Fact]:
    change = _link("giving:who", kept, edit=edit)
    name = giver or kept.giver
    shown = name if kept.show_name else ANONYMOUS
    rows = [_row("Pemberi", name, "" if giver else "akun tidak diperlukan", "" if giver else change)]
    if not giver:
        contact = " · ".join(part for part in (kept.email, samar_telepon(kept.phone) if kept.phone else "") if part)
        rows.append(_row("Kontak Anda", contact, "hanya untuk penerima", change))
    if kept.show_name is None and giver:
        return rows
    rows.append(_row("Nama publik", shown, "", change))
    return rows
