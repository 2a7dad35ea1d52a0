"""Programmes and their packages: contents, price, rhythm, conditions, and where they are needed now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from ksbb.catalogue import queries as catalogue
from ksbb.catalogue.enums import Basis
from ksbb.core.units import Unit
from ksbb.needs import queries as needs
from ksbb.web.cards import faces
from ksbb.web.cards.sharing import PACKAGE, Share, share
from ksbb.web.public.answers import public
from ksbb.web.public.plates import plate
from ksbb.web.strokes import Quantities
from ksbb.web.titipan.choosing import way_to_give

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from ksbb.catalogue.models import Package, PackageVersion

NEEDED_SHOWN = 5


@public
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes, each with its packages."""
    packages = catalogue.packages()
    versions = _versions(packages, on=timezone.localdate())
    listed = [
        (one, [(package, versions.get(package.pk)) for package in packages if package.programme_id == one.pk])
        for one in catalogue.programmes()
    ]
    return render(request, "public/programmes.html", {"programmes": listed})


@public
def programme(request: HttpRequest, code: str) -> HttpResponse:
    """One programme: what it is, its packages, its periods."""
    found = catalogue.programme_by_code(code)
    packages = catalogue.packages(programme=found)
    versions = _versions(packages, on=timezone.localdate())
    context = {
        "programme": found,
        "packages": [(package, versions.get(package.pk)) for package in packages],
        "periods": catalogue.periods(programme=found),
        "day": timezone.localdate(),
    }
    return render(request, "public/programme.html", context)


def _versions(packages: list[Package], *, on: date) -> dict[int, PackageVersion]:
    return catalogue.current_versions([package.pk for package in packages], on=on)


@public
def package(request: HttpRequest, code: str) -> HttpResponse:
    """One package: a plate of its contents, price, conditions, versions, where it is needed now."""
    found = catalogue.package_by_code(code)
    day = timezone.localdate()
    versions = catalogue.versions_of(found)
    version = next((one for one in versions if one.valid_from <= day), versions[-1] if versions else None)
    items = catalogue.items_of(version) if version else []
    wanted = needs.listed(needs.NeedFilter(package=found.code), on=day)
    context = {
        "package": found,
        "version": version,
        "versions": versions,
        "items": items,
        "plate": plate([(item.name, item.quantity) for item in items]),
        "unit": Unit(found.unit).label,
        "counted_by": Basis(found.basis).label,
        "statement": catalogue.current_statement(on=day),
        "needs": list(wanted[:NEEDED_SHOWN]),
        "needs_url": f"{reverse('public:needs')}?paket={found.code}",
        "day": day,
        "share": _share(found, on=day),
        "money_url": way_to_give(package=found.code, at=timezone.now()),
    }
    return render(request, "public/package.html", context)


def _share(package: Package, *, on: date) -> Share:
    """Texts and picture for sharing. One query."""
    now = Quantities(*needs.open_totals(package.code, on=on), unit=package.counted_as)
    address = reverse("public:package", args=[package.code])
    return share(faces.of_package(package, now), kind=PACKAGE, reference=package.code, address=address)
