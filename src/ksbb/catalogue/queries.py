"""Reads of the catalogue. All of it is public."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from ksbb.catalogue.models import Package, PackageItem, PackageVersion, Period, Programme, Statement
from ksbb.core.doors import finder
from ksbb.core.refusals import NotFound


def programmes() -> list[Programme]:
    """All programmes."""
    return list(Programme.objects.order_by("pk"))


def programme_by_code(code: str) -> Programme:
    """A programme by its code. Raises NotFound."""
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def packages(*, programme: Programme | None = None) -> list[Package]:
    """Packages in their published order."""
    return list(in_order().filter(programme=programme) if programme else in_order())


def in_order() -> QuerySet[Package]:
    """The same as a query, for who wants to know something beside each."""
    return Package.objects.select_related("programme").order_by("position")


def package_names() -> list[tuple[str, str]]:
    """Code and name of all packages in their published order."""
    return list(Package.objects.order_by("position").values_list("code", "name"))


def package_by_code(code: str) -> Package:
    """A package by its code. Raises NotFound."""
    found = Package.objects.filter(code=code).select_related("programme").first()
    if found is None:
        raise NotFound(code)
    return found


def current_version(package: Package, *, on: date) -> PackageVersion:
    """The wording in force on a day; before the first one, the first."""
    versions = PackageVersion.objects.filter(package=package).select_related("package")
    found = versions.filter(valid_from__lte=on).order_by("-version").first() or versions.order_by("version").first()
    if found is None:
        raise NotFound(package.code)
    return found


def current_versions(package_ids: Iterable[int], *, on: date) -> dict[int, PackageVersion]:
    """The wording in force on a day of several packages, by package id; before the first one, the first. One query."""
    found: dict[int, PackageVersion] = {}
    for version in PackageVersion.objects.filter(package__in=list(package_ids)).order_by("version"):
        if version.package_id not in found or version.valid_from <= on:
            found[version.package_id] = version
    return found


def wordings(*, on: date) -> list[tuple[Package, PackageVersion, list[PackageItem]]]:
    """Every package with its wording in force on a day and its contents, in published order. Three queries."""
    chosen: dict[int, PackageVersion] = {}
    for version in PackageVersion.objects.order_by("version"):
        if version.valid_from <= on or version.package_id not in chosen:
            chosen[version.package_id] = version
    items: dict[int, list[PackageItem]] = {}
    for item in PackageItem.objects.filter(version__in=[one.pk for one in chosen.values()]).order_by("position"):
        items.setdefault(item.version_id, []).append(item)
    known = [(package, chosen[package.pk]) for package in packages() if package.pk in chosen]
    return [(package, version, items.get(version.pk, [])) for package, version in known]


def versions_of(package: Package) -> list[PackageVersion]:
    """All wordings of a package, newest first."""
    return list(PackageVersion.objects.filter(package=package).select_related("package").order_by("-version"))


def items_of(version: PackageVersion) -> list[PackageItem]:
    """The contents of one wording, in order."""
    return list(PackageItem.objects.filter(version=version).order_by("position"))


def contents_of(chosen: Iterable[Package], *, on: date) -> list[tuple[Package, PackageVersion, list[PackageItem]]]:
    """Packages with the wording in force on a day and its contents; those without a wording are left out. 2 queries."""
    wanted = list(chosen)
    newest: dict[int, PackageVersion] = {}
    for version in PackageVersion.objects.filter(package__in=wanted).order_by("version"):
        if version.valid_from <= on or version.package_id not in newest:
            newest[version.package_id] = version
    items: dict[int, list[PackageItem]] = {}
    versions = [version.pk for version in newest.values()]
    for item in PackageItem.objects.filter(version__in=versions).order_by("position"):
        items.setdefault(item.version_id, []).append(item)
    return [(p, newest[p.pk], items.get(newest[p.pk].pk, [])) for p in wanted if p.pk in newest]


def periods(*, programme: Programme | None = None) -> list[Period]:
    """Periods, newest first."""
    chosen = Period.objects.order_by("-starts_on", "-pk")
    return list(chosen.filter(programme=programme) if programme else chosen)


def period_names() -> list[tuple[str, str]]:
    """Code and name of all periods, newest first."""
    return list(Period.objects.order_by("-starts_on", "-pk").values_list("code", "name"))


def running_periods(*, on: date) -> list[Period]:
    """Periods that are not over on a day, soonest first: those that needs can be opened in."""
    return list(Period.objects.filter(ends_on__gte=on).select_related("programme").order_by("starts_on", "pk"))


def period_by_code(code: str) -> Period:
    """A period by its code. Raises NotFound."""
    found = Period.objects.filter(code=code).select_related("programme").first()
    if found is None:
        raise NotFound(code)
    return found


def current_statement(*, on: date) -> Statement:
    """The statement that a giver accepts on a day; before the first one, the first."""
    wordings = Statement.objects.filter(code="pernyataan-pemberi")
    found = wordings.filter(valid_from__lte=on).order_by("-version").first() or wordings.order_by("version").first()
    if found is None:
        raise NotFound("pernyataan-pemberi")
    return found


@finder(Package)
def _package(by: Any, code: str, at: datetime) -> Package:
    return package_by_code(code)


@finder(Period)
def _period(by: Any, code: str, at: datetime) -> Period:
    return period_by_code(code)
