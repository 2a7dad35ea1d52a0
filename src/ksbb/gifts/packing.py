"""Decisions about goods: what a lot may be shared out to, taken back, taken in and written off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.core.refusals import Refusal
from ksbb.gifts.rules import MOST

if TYPE_CHECKING:
    from datetime import date

    from ksbb.gifts.models import Lot, Packing
    from ksbb.places.models import Place


def why_not_pack(lot: Lot, *, quantity: int, package_id: int, place: Place, wants: int) -> Refusal | None:
    """Why so many of a lot cannot go to a promised line, for a need at `place`, that still `wants` some."""
    if quantity <= 0:
        return Refusal("amount_range", "Isi jumlah lebih dari nol.")
    if lot.package_id != package_id:
        return Refusal("other_package", "Barang ini bukan paket yang dijanjikan pada baris itu.")
    meant = lot.item.spending.place if lot.item else None
    if meant is not None and meant.pk not in place.lineage_ids:
        return Refusal("outside_area", f"Barang ini dibeli dari titipan untuk {meant.title}. Pilih kebutuhan di sana.")
    if quantity > lot.free:
        return Refusal("lot_too_small", f"Sisa barang ini tinggal {lot.free}.")
    return None if quantity <= wants else Refusal("line_too_small", f"Baris ini hanya memerlukan {wants} lagi.")


def why_not_unpack(packing: Packing, *, quantity: int) -> Refusal | None:
    """Why so many cannot be taken back: they were brought already."""
    left = packing.quantity - packing.posted
    if 0 < quantity <= left:
        return None
    return Refusal("already_brought", f"Yang belum disalurkan dari pembagian ini {left}.")


def why_not_stock(*, quantity: int, acquired_on: date, on: date) -> Refusal | None:
    """Why own goods cannot be taken into the books."""
    if not 0 < quantity <= MOST:
        return Refusal("amount_range", "Isi jumlah lebih dari nol, paling banyak satu miliar.")
    return Refusal("date_ahead", "Tanggal perolehan tidak boleh di masa depan.") if acquired_on > on else None


def why_not_write_off(lot: Lot, *, quantity: int) -> Refusal | None:
    """Why so many cannot be written off: they are set aside, or not there."""
    if 0 < quantity <= lot.free:
        return None
    return Refusal("lot_too_small", f"Yang belum dibagi dari barang ini {lot.free}.")
