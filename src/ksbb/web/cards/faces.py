"""What the card of a record says. Its digest is in the picture's address: a changed record has a new one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from ksbb.core.formats import angka, tanggal_pendek
from ksbb.core.journal import canonical
from ksbb.needs.enums import NeedState
from ksbb.needs.rules import is_open
from ksbb.web.public.answers import whereabouts
from ksbb.web.strokes import Quantities

if TYPE_CHECKING:
    from datetime import date

    from ksbb.catalogue.models import Package
    from ksbb.needs.models import Need
    from ksbb.parties.enums import Standing
    from ksbb.parties.models import Organisation
    from ksbb.places.models import Place
    from ksbb.recipients.models import Recipient

STYLE = "1"
"""Raised when the drawing changes, so that kept pictures are drawn anew."""


@dataclass(frozen=True, slots=True)
class Face:
    """The words and the four numbers of one card (None where nothing is asked for); `wanted`: something is left."""

    kicker: str
    title: str
    place: str
    note: str
    numbers: tuple[int, int, int, int] | None
    wanted: bool
    example: bool

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal symbols that stand for this very card."""
        return hashlib.sha256(f"{STYLE}{canonical(asdict(self))}".encode()).hexdigest()[:16]


def numbers_of(q: Need | Quantities) -> tuple[int, int, int, int]:
    """The four numbers, needed first."""
    needed = q.needed if isinstance(q, Quantities) else q.quantity
    return needed, q.promised, q.delivered, q.confirmed


def of_need(need: Need) -> Face:
    """One need: what, for whom, how much is left, until when."""
    left = f"{angka(need.remaining)} {need.package.counted_as} lagi, paling lambat {tanggal_pendek(need.deliver_until)}"
    return Face(
        kicker="Kebutuhan warga",
        title=f"{need.package.name} untuk {need.recipient.name}",
        place=_place(need.place),
        note=left if need.remaining else f"Komitmen penuh: {angka(need.quantity)} {need.package.counted_as}",
        numbers=numbers_of(need),
        wanted=need.remaining > 0 and need.state == NeedState.VERIFIED,
        example=need.example,
    )


def _place(place: Place) -> str:
    """Its kelurahan and its kota: what fits a line of the card."""
    around = whereabouts(place).split(", ")
    return ", ".join(dict.fromkeys([around[0], around[-1]]))


def of_recipient(recipient: Recipient, asked: Sequence[Need], *, on: date) -> Face:
    """An RW or a home: its most pressing open need, and how many there are."""
    running = sorted((need for need in asked if is_open(need, on=on)), key=lambda need: (need.deliver_until, need.pk))
    shown = running[0] if running else None
    note = "Tidak ada kebutuhan yang terbuka sekarang"
    if shown is not None:
        more = f", dan {len(running) - 1} kebutuhan lain" if len(running) > 1 else ""
        note = f"{shown.package.name}: {angka(shown.remaining)} {shown.package.counted_as} lagi{more}"
    return Face(
        kicker=recipient.kind.name,
        title=recipient.name,
        place=_place(recipient.place),
        note=note,
        numbers=numbers_of(shown) if shown is not None else None,
        wanted=shown is not None,
        example=recipient.example,
    )


def of_organisation(organisation: Organisation, *, kind: str, standing: Standing) -> Face:
    """An organisation: what it does, and how it stands today."""
    return Face(
        kicker=kind,
        title=organisation.name,
        place="DKI Jakarta",
        note=f"{standing.label} sejak {tanggal_pendek(organisation.standing_since)}",
        numbers=None,
        wanted=False,
        example=organisation.example,
    )


def of_package(package: Package, q: Quantities) -> Face:
    """A package: what is asked of it now, all over the city; always in its own unit."""
    note = f"{angka(q.left)} {package.counted_as} lagi dibutuhkan sekarang" if q.needed else "Sedang tidak dibutuhkan"
    return Face(
        kicker=package.programme.name,
        title=package.name,
        place="DKI Jakarta",
        note=note,
        numbers=numbers_of(q) if q.needed else None,
        wanted=q.left > 0,
        example=False,
    )
