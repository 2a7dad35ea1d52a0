"""What needs add up to: by area, by package, and what is left of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from ksbb.catalogue.models import Package
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need
from ksbb.needs.queries.lists import LEFT, is_current
from ksbb.places.models import Place
from ksbb.places.queries import within


def least_served(*, on: date, limit: int = 10) -> list[dict[str, Any]]:
    """Open quantities by kecamatan and package, lowest share of promises first.

    Rows: `district` (name), `code`, `package` (name), `counted_as`, `needed`, `promised` (aid from elsewhere included).
    """
    rows: Iterable[Any] = (
        Need.objects.filter(state=NeedState.VERIFIED, deliver_until__gte=on)
        .values(
            district=F("place__district__name"),
            code=F("place__district__code"),
            what=F("package__name"),
            counted_as=F("package__counted_as"),
        )
        .annotate(needed=Sum("quantity"), promised=Sum("promised") + Sum("elsewhere"))
        .order_by("district", "what")
    )
    return sorted(rows, key=lambda row: (row["promised"] / row["needed"], -row["needed"]))[:limit]


@dataclass(frozen=True, slots=True)
class Running:
    """What RW need of a package now: sums by area over needs in date, and their periods (code, name)."""

    sums: dict[int, dict[str, int]]
    periods: tuple[tuple[str, str], ...]


def running(place: Place, *, column: str, package: Package, on: date) -> Running:
    """Where help is needed now. `column`: the ancestor to group by; "" is the RW. One query."""
    path = f"place__{column}" if column else "place"
    chosen = Need.objects.filter(within("place", place), is_current(on=on), recipient__kind__institution=False)
    chosen = chosen.filter(package=package)
    names = ("quantity", "promised", "elsewhere", "delivered", "confirmed")
    rows = chosen.values_list(path, "period__starts_on", "period__code", "period__name")
    sums: dict[int, dict[str, int]] = {}
    periods = set()
    for area, starts_on, code, name, *numbers in rows.annotate(*(Sum(one) for one in names)).order_by():
        periods.add((starts_on, code, name))
        kept = sums.setdefault(area, dict.fromkeys(names, 0))
        for one, number in zip(names, numbers, strict=True):
            kept[one] += number
    return Running(sums, tuple((code, name) for _, code, name in sorted(periods)))


def still_needed(*, on: date) -> dict[str, int]:
    """What RW still need of each package by its code: the left of their open needs (0 where all is promised). 1 query.

    "Masih dibutuhkan" is this sum wherever it is said of many needs.
    """
    return dict(_current_of_rw(on).values_list("package__code").annotate(s=Sum(LEFT)).order_by())


def left_of_package(*, on: date) -> Coalesce:
    """The same for one package each, beside the rows of a query of packages."""
    sums = _current_of_rw(on).filter(package=OuterRef("pk")).order_by().values("package").annotate(s=Sum(LEFT))
    return Coalesce(Subquery(sums.values("s")), 0)


def _current_of_rw(on: date) -> QuerySet[Need]:
    return Need.objects.filter(is_current(on=on), recipient__kind__institution=False)
