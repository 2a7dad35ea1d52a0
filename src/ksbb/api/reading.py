"""What anybody may read: places, recipients, packages, needs, promises, deliveries. Declared columns only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router
from ninja.params import functions as params

from ksbb.api.door import NO, NO_SUCH
from ksbb.api.pages import CODE, SLUG, Window, answer, page
from ksbb.api.shapes import DeliveryRow, NeedRow, PackageRow, Page, PlaceRow, PromisedRow, RecipientRow, moment
from ksbb.catalogue import queries as catalogue
from ksbb.commitments import queries as commitments
from ksbb.deliveries import queries as deliveries
from ksbb.needs import queries as needs
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.recipients import queries as recipients

router = Router()
Rows = Iterable[dict[str, Any]]
Reference: Any = params.Path(..., pattern=r"^[0-9A-Za-z*~$=-]{1,20}$", description="Nomor seperti KS-7F3K-92QD-M.")
PlaceCode: Any = params.Path(
    ..., pattern=r"^[0-9A-Za-z.-]{1,24}$", description="Kode Kemendagri, RW dengan akhiran kami."
)


class PlaceFilter(Window):
    level: Literal["provinsi", "kota", "kecamatan", "kelurahan", "rw"] = "kota"
    parent: str = Field("", pattern=CODE, description="Kode wilayah di atasnya, tingkat mana pun.")


class RecipientFilter(Window):
    place: str = Field("", pattern=CODE)
    kind: str = Field("", pattern=SLUG)


class NeedWindow(Window):
    state: Literal["open", "all"] = "open"
    fill: Literal["", "belum", "sebagian", "tercukupi", "terpenuhi"] = ""
    place: str = Field("", pattern=CODE)
    package: str = Field("", pattern=SLUG)
    kind: str = Field("", pattern=SLUG)
    period: str = Field("", pattern=SLUG)


class DeliveryFilter(Window):
    place: str = Field("", pattern=CODE)


@router.get("/places", response={200: Page[PlaceRow], **NO_SUCH}, summary="Wilayah satu tingkat")
def list_places(request: HttpRequest, wanted: Query[PlaceFilter]) -> HttpResponse:
    under = places.place_by_code(wanted.parent) if wanted.parent else None
    rows = places.places_at(Level(wanted.level), under=under)
    return page(request, wanted, rows.values("pk", "code", "name", "level", "example", "parent__code"), _places)


def _places(rows: list[dict[str, Any]]) -> Rows:
    return [_place(row["code"], row["name"], row["level"], row["parent__code"], example=row["example"]) for row in rows]


def _place(code: str, name: str, level: str, parent: str | None, *, example: bool) -> dict[str, Any]:
    return {"code": code, "name": name, "level": level, "parent": parent, "example": example}


@router.get("/places/{code}", response={200: PlaceRow, **NO_SUCH}, summary="Satu wilayah")
def show_place(request: HttpRequest, code: str = PlaceCode) -> HttpResponse:
    place = places.place_by_code(code)
    above = places.lineage(place)[:-1]
    parent = above[-1].code if above else None
    return answer(_place(place.code, place.name, place.level, parent, example=place.example))


@router.get("/recipients", response={200: Page[RecipientRow], **NO_SUCH}, summary="Penerima")
def list_recipients(request: HttpRequest, wanted: Query[RecipientFilter]) -> HttpResponse:
    place = places.place_by_code(wanted.place) if wanted.place else None
    rows = recipients.recipients(place=place, kind=wanted.kind).values(
        "pk", "reference", "name", "example", "kind__code", "kind__children", "kind__institution", "place__code"
    )
    return page(request, wanted, rows, _recipients)


def _recipients(rows: list[dict[str, Any]]) -> Rows:
    facts = recipients.latest_facts(row["pk"] for row in rows)
    for row in rows:
        strict = recipients.is_sensitive(row["kind__code"], children=row["kind__children"])
        yield {
            "reference": row["reference"],
            "kind": row["kind__code"],
            "name": row["name"],
            "place": row["place__code"],
            "institution": row["kind__institution"],
            "example": row["example"],
            "counts": [
                {
                    "kind": fact.kind,
                    "value": recipients.shown(fact.value, strict=strict),
                    "as_of": fact.as_of.isoformat(),
                    "source": fact.source,
                }
                for fact in facts.get(row["pk"], {}).values()
            ],
        }


@router.get("/recipients/{reference}", response={200: RecipientRow, **NO_SUCH}, summary="Satu penerima")
def show_recipient(request: HttpRequest, reference: str = Reference) -> HttpResponse:
    found = recipients.by_reference(reference)
    row = {
        "pk": found.pk,
        "reference": found.reference,
        "name": found.name,
        "example": found.example,
        "kind__code": found.kind.code,
        "kind__children": found.kind.children,
        "kind__institution": found.kind.institution,
        "place__code": found.place.code,
    }
    return answer(next(iter(_recipients([row]))))


@router.get("/packages", response={200: Page[PackageRow], **NO}, summary="Paket dengan isi dan harga acuan")
def list_packages(request: HttpRequest) -> HttpResponse:
    rows = [_package(*wording) for wording in catalogue.wordings(on=timezone.localdate())]
    return answer({"items": rows, "next": None})


def _package(package: Any, version: Any, items: Iterable[Any]) -> dict[str, Any]:
    return {
        "code": package.code,
        "name": package.name,
        "programme": package.programme.code,
        "unit": package.unit,
        "version": version.version,
        "price_rp": version.price_rp,
        "rhythm": version.rhythm,
        "source": version.source,
        "items": [{"name": item.name, "quantity": item.quantity} for item in items],
    }


NEED_COLUMNS = (
    "pk",
    "reference",
    "recipient__reference",
    "package__code",
    "package__unit",
    "quantity",
    "promised",
    "elsewhere",
    "delivered",
    "confirmed",
    "deliver_until",
    "place__code",
    "period__code",
    "example",
)


@router.get("/needs", response={200: Page[NeedRow], **NO_SUCH}, summary="Kebutuhan terverifikasi")
def list_needs(request: HttpRequest, wanted: Query[NeedWindow]) -> HttpResponse:
    narrowed = needs.NeedFilter(
        place=places.place_by_code(wanted.place) if wanted.place else None,
        package=wanted.package,
        kind=wanted.kind,
        period=wanted.period,
        fill=wanted.fill or ("semua" if wanted.state == "all" else ""),
    )
    rows = needs.listed(narrowed, on=timezone.localdate())
    if wanted.state == "open":
        rows = rows.filter(needs.is_open(on=timezone.localdate()))
    return page(request, wanted, rows.values(*NEED_COLUMNS), _needs)


def _needs(rows: list[dict[str, Any]]) -> Rows:
    for row in rows:
        yield {
            "id": row["reference"],
            "recipient": row["recipient__reference"],
            "package": row["package__code"],
            "unit": row["package__unit"],
            "needed": row["quantity"],
            "promised": row["promised"],
            "delivered": row["delivered"],
            "confirmed": row["confirmed"],
            "remaining": row["quantity"] - row["promised"] - row["elsewhere"],
            "deliver_until": row["deliver_until"].isoformat(),
            "place": row["place__code"],
            "period": row["period__code"],
            "example": row["example"],
            "url": f"{settings.KSBB_ORIGIN}/kebutuhan/{row['reference']}/",
        }


@router.get("/needs/{id}", response={200: NeedRow, **NO_SUCH}, summary="Satu kebutuhan")
def show_need(request: HttpRequest, id: str = Reference) -> HttpResponse:
    need = needs.by_reference(id)
    row = needs.public_needs().filter(pk=need.pk).values(*NEED_COLUMNS).get()
    return answer(next(iter(_needs([row]))))


@router.get("/needs/{id}/commitments", response={200: Page[PromisedRow], **NO_SUCH}, summary="Komitmen untuk kebutuhan")
def list_promised(request: HttpRequest, wanted: Query[Window], id: str = Reference) -> HttpResponse:
    rows = commitments.public_on(needs.by_reference(id)).values(
        "pk",
        "commitment__show_name",
        "commitment__giver__name",
        "commitment__via",
        "commitment__example",
        "quantity",
        "delivered",
        "confirmed",
        "surplus",
        "deliver_on",
        "state",
    )
    return page(request, wanted, rows, _promised)


def _promised(rows: list[dict[str, Any]]) -> Rows:
    for row in rows:
        yield {
            "line": row["pk"],
            "giver": row["commitment__giver__name"] if row["commitment__show_name"] else commitments.ANONYMOUS,
            "quantity": row["quantity"],
            "delivered": row["delivered"],
            "confirmed": row["confirmed"],
            "surplus": row["surplus"],
            "deliver_on": row["deliver_on"].isoformat(),
            "state": row["state"],
            "via": row["commitment__via"],
            "example": row["commitment__example"],
        }


@router.get("/deliveries", response={200: Page[DeliveryRow], **NO_SUCH}, summary="Penyaluran yang sudah diserahkan")
def list_deliveries(request: HttpRequest, wanted: Query[DeliveryFilter]) -> HttpResponse:
    place = places.place_by_code(wanted.place) if wanted.place else None
    rows = deliveries.handed_over(place=place).values(
        "pk",
        "delivery__reference",
        "delivery__recipient__reference",
        "delivery__handed_at",
        "delivery__example",
        "line__need__reference",
        "line__need__package__code",
        "line__need__package__unit",
        "quantity",
    )
    return page(request, wanted, rows, _deliveries)


def _deliveries(rows: list[dict[str, Any]]) -> Rows:
    receipts = deliveries.receipts_for(row["pk"] for row in rows)
    for row in rows:
        receipt = receipts.get(row["pk"])
        yield {
            "delivery": row["delivery__reference"],
            "recipient": row["delivery__recipient__reference"],
            "need": row["line__need__reference"],
            "package": row["line__need__package__code"],
            "unit": row["line__need__package__unit"],
            "quantity": row["quantity"],
            "received": receipt.received if receipt else None,
            "condition": receipt.condition if receipt else None,
            "method": receipt.receipt.method if receipt else None,
            "handed_at": moment(row["delivery__handed_at"]),
            "example": row["delivery__example"],
        }
