"""Every write of the catalogue."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import yaml

from ksbb.catalogue.models import Package, PackageItem, PackageVersion, Period, Programme, Statement
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_publish, why_not_show
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.parties.rules import why_not_pokja

_CODE = re.compile(r"[a-z0-9-]{1,40}")


def published(name: str) -> dict[str, Any]:
    """The content of one of the programme files that come with the product, e.g. "pangan"."""
    content: dict[str, Any] = yaml.safe_load((files("ksbb.catalogue") / "data" / f"{name}.yaml").read_text("utf-8"))
    return content


@deed("load_programme", open_doors=False)
def load_programme(*, content: Mapping[str, Any], at: datetime) -> Programme:
    """Write a programme with its packages, statement and periods. What is known already stays as it is.

    `content` has the shape of `catalogue/data/pangan.yaml`. A package whose wording changed gets a new version.
    """
    head = content["programme"]
    programme, _ = Programme.objects.get_or_create(code=head["code"], defaults=head)
    statement = content["statement"]
    Statement.objects.get_or_create(code=statement["code"], version=statement["version"], defaults=statement)
    since = statement["valid_from"]
    for position, row in enumerate(content["packages"], start=1):
        package = _package(programme, position, row)
        _version(package, {"source": head["source"], "valid_from": since, **content["versions"][package.code]})
    for row in content["periods"]:
        Period.objects.get_or_create(code=row["code"], defaults={**row, "programme": programme})
    journal.write(verb="load_programme", subject=f"programme:{programme.code}", actor_id=None, payload={}, at=at)
    return programme


def _package(programme: Programme, position: int, row: Mapping[str, Any]) -> Package:
    excluded = Package.objects.filter(code=row.get("excludes")).first()
    known = {**row, "programme": programme, "position": position, "excludes": excluded}
    package, made = Package.objects.get_or_create(code=row["code"], defaults=known)
    if made and excluded is not None:  # two packages exclude each other, never one the other only
        Package.objects.filter(pk=excluded.pk).update(excludes=package)
    return package


def _version(package: Package, row: Mapping[str, Any]) -> None:
    contents = [(str(name), str(quantity)) for name, quantity in row["items"]]
    latest = PackageVersion.objects.filter(package=package).order_by("-version").first()
    if latest is not None:
        kept = PackageItem.objects.filter(version=latest).order_by("position").values_list("name", "quantity")
        if (latest.price_rp, latest.note, list(kept)) == (row.get("price_rp"), row.get("note", ""), contents):
            return
    version = PackageVersion.objects.create(
        package=package,
        version=latest.version + 1 if latest else 1,
        price_rp=row.get("price_rp"),
        rhythm=row["rhythm"],
        note=row.get("note", ""),
        source=row["source"],
        valid_from=row["valid_from"],
    )
    PackageItem.objects.bulk_create(
        PackageItem(version=version, position=position, name=name, quantity=quantity)
        for position, (name, quantity) in enumerate(contents, start=1)
    )


@deed("add_period")
def add_period(
    *,
    by: User | None,
    programme: str,
    code: str,
    name: str,
    starts_on: date,
    ends_on: date,
    example: bool = False,
    at: datetime,
    key: str = "",
) -> Period:
    """Name a new stretch of days of a programme. Pokja only (the console may too)."""
    insist(why_not_pokja(reach_of(by, at=at)) if by is not None else None)
    if not _CODE.fullmatch(code):
        raise Refused(Refusal("period_code", "Kode periode: huruf kecil, angka dan tanda hubung, paling banyak 40."))
    insist(why_not_publish(code))
    insist(why_not_show(name, longest=80) if name.strip() else Refusal("name_needed", "Tuliskan nama periode."))
    if ends_on < starts_on:
        raise Refused(Refusal("period_order", "Hari terakhir harus sesudah hari pertama."))
    if Period.objects.filter(code=code).exists():
        raise Refused(Refusal("period_exists", "Kode periode ini sudah dipakai."))
    owner = Programme.objects.filter(code=programme).first()
    if owner is None:
        raise Refused(Refusal("programme_unknown", "Program ini tidak dikenal."))
    period = Period.objects.create(
        programme=owner, code=code, name=name, starts_on=starts_on, ends_on=ends_on, example=example
    )
    payload = {"starts_on": starts_on, "ends_on": ends_on}
    journal.write(verb="add_period", subject=f"period:{code}", actor_id=by.pk if by else None, payload=payload, at=at)
    return period
