"""Every read about needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from ksbb.catalogue.models import Package, Period
from ksbb.core.doors import finder
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound, Refusal
from ksbb.core.rows import sole
from ksbb.core.text import searchable
from ksbb.needs.columns import LOCKED, OF_RECIPIENT, PAGE, ROW
from ksbb.needs.enums import COUNTED, Fill, NeedState
from ksbb.needs.models import Need, NeedBatch, OutsideAid
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Role, User
from ksbb.parties.queries import overseen
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.places.queries import within
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import fallen, has_contact, unreliable

LOADED = (
    "recipient__kind",
    "place__village",
    "place__district",
    "place__city",
    "package",
    "version",
    "period",
)
LEFT = F("quantity") - F("promised") - F("elsewhere")
"""What no promise and no aid from outside covers: `Need.remaining`, for many rows."""
SORTS = {
    "mendesak": ("deliver_until", "urgency", "id"),
    "sisa": (LEFT.desc(), "id"),
    "terbaru": ("-verified_at", "-id"),
    "wilayah": ("place__code", "id"),
}
"""Sort orders of the public list, by their word in the address."""
OVER_TOO = frozenset({Fill.PROMISED.value, Fill.CONFIRMED.value, "semua"})
"""Lists that hold needs whose time is over: those stand behind the running ones."""


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """What a list of needs is narrowed to; every field comes from the address of the page."""

    place: Place | None = None
    kind: str = ""
    package: str = ""
    period: str = ""
    fill: str = ""
    text: str = ""
    sort: str = "mendesak"


def public_needs() -> QuerySet[Need]:
    """Needs that were verified once, with all that a row shows. Proposals are never public (T01)."""
    return Need.objects.filter(state__in=COUNTED).select_related(*LOADED)


def listed(wanted: NeedFilter, *, on: date) -> QuerySet[Need]:
    """The public list, narrowed and sorted. `fill`: "" = open now, "semua" = all that were ever verified."""
    chosen = public_needs()
    if wanted.place is not None:
        chosen = chosen.filter(within("place", wanted.place))
    if wanted.kind:
        chosen = chosen.filter(recipient__kind__code=wanted.kind)
    if wanted.package:
        chosen = chosen.filter(package__code=wanted.package)
    if wanted.period:
        chosen = chosen.filter(period__code=wanted.period)
    for word in searchable(wanted.text).split()[:8]:
        chosen = chosen.filter(recipient__search_text__contains=word)
    order = SORTS.get(wanted.sort, SORTS["mendesak"])
    if wanted.fill in OVER_TOO and order == SORTS["mendesak"]:
        past = Case(When(deliver_until__lt=on, then=1), default=0)
        return chosen.filter(_filled(wanted.fill, on)).order_by(past, *order)
    return chosen.filter(_filled(wanted.fill, on)).order_by(*order)


def is_current(*, on: date) -> Q:
    """Verified and in date, however full."""
    return Q(state=NeedState.VERIFIED, deliver_until__gte=on, check_again_on__gte=on)


def rows(wanted: NeedFilter, *, on: date) -> QuerySet[Need]:
    """`listed`, with nothing but what a row of a list shows."""
    shown = listed(wanted, on=on).select_related(None)
    return shown.select_related("recipient", "place__village", "place__city", "package", "period").only(*ROW)


def is_open(*, on: date) -> Q:
    """The filter "open": verified, in date, something left. The same as `rules.is_open`, for many rows."""
    return is_current(on=on) & Q(quantity__gt=F("promised") + F("elsewhere"))


def is_passed(*, on: date) -> Q:
    """The filter "not met until its time was over": something left, and the last day has passed or it was closed."""
    over = Q(deliver_until__lt=on) | Q(state=NeedState.CLOSED)
    return Q(state__in=COUNTED, quantity__gt=F("promised") + F("elsewhere")) & over


def _filled(fill: str, on: date) -> Q:
    taken = Q(promised__gt=0) | Q(elsewhere__gt=0)
    match fill:
        case "semua":
            return Q()
        case Fill.NONE:
            return is_open(on=on) & ~taken
        case Fill.PART:
            return is_open(on=on) & taken
        case Fill.PROMISED:
            return Q(quantity=F("promised") + F("elsewhere"), confirmed__lt=F("quantity") - F("elsewhere"))
        case Fill.CONFIRMED:
            return Q(confirmed__gte=F("quantity") - F("elsewhere"))
        case _:
            return is_open(on=on)


def by_reference(reference: str) -> Need:
    """A public need by its reference. Raises NotFound for proposals, too."""
    return _sole(public_needs(), reference)


def page_of(reference: str) -> Need:
    """A public need by its reference, with nothing but what its page shows. Raises NotFound for proposals, too."""
    return _sole(public_needs().only(*PAGE), reference)


def _sole(chosen: QuerySet[Need], reference: str) -> Need:
    found = sole(chosen.filter(reference=read_reference(reference) or ""))
    if found is None:
        raise NotFound(reference)
    return found


def by_references(references: Iterable[str]) -> dict[str, Need]:
    """Public needs by reference, in one query; unknown ones and proposals are left out."""
    wanted = {known for text in references if (known := read_reference(text))}
    return {need.reference: need for need in public_needs().filter(reference__in=wanted)} if wanted else {}


def named(reference: str) -> Need:
    """A public need by its reference and nothing else: enough to promise on it. Raises NotFound."""
    return _sole(Need.objects.filter(state__in=COUNTED).only("reference"), reference)


def need_for(reach: Reach, reference: str) -> Need:
    """A need in any state, for those who may see it: its officer, its own side, its proposer. Raises NotFound."""
    chosen = Need.objects.select_related(*LOADED, "proposed_by", "verified_by")
    chosen = chosen.annotate(  # type: ignore[no-redef] # the model names what is told here
        reachable=has_contact("recipient"), appointed=Subquery(_appointments(reach.user_id, OuterRef("proposed_by")))
    )
    found = chosen.filter(reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    own = reach.user_id == found.proposed_by_id or reach.speaks_for(
        place=found.place, organisation_id=found.recipient.organisation_id
    )
    if found.state in COUNTED or own or reach.oversees(found.place):
        return found
    raise NotFound(reference)


def _appointments(by: int | None, of: Any) -> Any:
    made = Role.objects.filter(granted_by=by, user=of, name__in=[RoleName.RW_HEAD, RoleName.KEEPER])
    return made.order_by("-since").values("since")[:1]


def appointed(need: Need, *, by: User) -> datetime | None:
    """When this person last made the proposer of a need head or keeper, if ever."""
    found: dict[str, datetime] | None = _appointments(by.pk, need.proposed_by_id).first()
    return found["since"] if found else None


def open_totals(package: str, *, on: date) -> tuple[int, int, int, int, int]:
    """Needed, promised, delivered, confirmed and given elsewhere over the open needs of one package. One query."""
    names = ("quantity", "promised", "delivered", "confirmed", "elsewhere")
    found = listed(NeedFilter(package=package), on=on).order_by()
    sums = found.aggregate(**{f"all_{name}": Coalesce(Sum(name), 0) for name in names})
    needed, promised, delivered, confirmed, elsewhere = (sums[f"all_{name}"] for name in names)
    return needed, promised, delivered, confirmed, elsewhere


def shown_of(recipient: Recipient, *, limit: int) -> list[Need]:
    """`of_recipient` with nothing but what its page shows: verified ones only."""
    chosen = Need.objects.filter(recipient=recipient, state__in=COUNTED).select_related("package", "period")
    asked = list(chosen.only(*OF_RECIPIENT).order_by("-period__ends_on", "package__position", "-id")[:limit])
    for need in asked:
        need.recipient, need.place = recipient, recipient.place
    return asked


def of_recipient(recipient: Recipient, *, proposals: bool = False, limit: int | None = None) -> list[Need]:
    """The needs of one recipient, newest period first; proposals only for its own side and officers."""
    chosen = Need.objects.filter(recipient=recipient).select_related("package", "version", "period")
    if not proposals:
        chosen = chosen.filter(state__in=COUNTED)
    asked = list(chosen.order_by("-period__ends_on", "package__position", "-id")[:limit])
    for need in asked:
        need.recipient, need.place = recipient, recipient.place
    return asked


def waiting(reach: Reach) -> QuerySet[Need]:
    """Proposals (and needs to be checked again) that this officer oversees, oldest first."""
    chosen = Need.objects.filter(state__in=[NeedState.PROPOSED, NeedState.EXPIRED]).select_related(
        *LOADED, "proposed_by", "batch"
    )
    return chosen.filter(overseen(reach)).order_by("state_since", "id")


def running_pairs(recipient: Recipient) -> set[tuple[int, int]]:
    """`(package_id, period_id)` of the recipient's needs that are proposed or were verified and run."""
    running = Need.objects.filter(
        recipient=recipient, state__in=[NeedState.PROPOSED, NeedState.VERIFIED, NeedState.EXPIRED]
    )
    return set(running.values_list("package_id", "period_id"))


def with_needs(*, period: Period, package: Package) -> set[int]:
    """Recipients that already have a running need of the package in the period."""
    running = Need.objects.filter(period=period, package=package).exclude(
        state__in=[NeedState.REJECTED, NeedState.WITHDRAWN]
    )
    return set(running.values_list("recipient_id", flat=True))


def batch_for(reference: str) -> NeedBatch:
    """A batch by its reference. Raises NotFound."""
    found = NeedBatch.objects.filter(reference=read_reference(reference) or "").select_related("period", "package")
    batch = found.first()
    if batch is None:
        raise NotFound(reference)
    return batch


def batches_waiting() -> list[NeedBatch]:
    """Batches that wait for a second officer, with how many needs and packages each holds (`needs`, `total`)."""
    waiting_batches = NeedBatch.objects.filter(verified_at=None).select_related("period", "package", "opened_by")
    counted = {
        row["batch"]: row
        for row in Need.objects.filter(batch__in=waiting_batches.values("pk"))
        .values("batch")
        .annotate(needs=Count("pk"), total=Sum("quantity"))
    }
    batches = list(waiting_batches.order_by("opened_at"))
    for batch in batches:
        row = counted.get(batch.pk, {"needs": 0, "total": 0})
        batch.needs, batch.total = row["needs"], row["total"]  # type: ignore[attr-defined]
    return batches


def in_batch(batch: NeedBatch) -> list[Need]:
    """The needs of a batch by place."""
    return list(Need.objects.filter(batch=batch).select_related(*LOADED).order_by("place__code"))


def outside_aid_of(need: Need) -> list[OutsideAid]:
    """What came from outside KSBB for a need."""
    return list(OutsideAid.objects.filter(need=need).order_by("effective_at", "pk"))


def similar(need: Need, *, on: date, limit: int = 3) -> list[Need]:
    """Open needs of the same package nearby: same kecamatan first, then anywhere, soonest first."""
    chosen = public_needs().filter(is_open(on=on), package=need.package).exclude(pk=need.pk)
    distance = Case(
        When(place__district=need.place.district_id, then=0), When(place__city=need.place.city_id, then=1), default=2
    )
    return list(chosen.annotate(distance=distance).order_by("distance", "deliver_until", "id")[:limit])


def locked(ids: Iterable[int]) -> dict[int, Need]:
    """Needs by id, locked in id order until the transaction ends."""
    wanted = set(ids)
    loaded = Need.objects.select_related("package__programme", "place__village", "recipient").only(*LOCKED)
    rows = loaded.select_for_update(of=("self",)).filter(pk__in=wanted)
    if len(wanted) > 1:  # one alone needs no order, and ordering is work while the lock is held
        rows = rows.order_by("pk")
    return {need.pk: need for need in rows}


@finder(Need)
def _need(by: Any, reference: str, at: datetime) -> Need:
    """Any need by reference; who may act on it is the rule's matter, and proposals stay hidden from outsiders."""
    found = Need.objects.select_related(*LOADED).filter(reference=read_reference(reference) or "").first()
    if found is None or (by is None and found.state not in COUNTED):
        raise NotFound(reference)
    return found


@finder(NeedBatch)
def _batch(by: Any, reference: str, at: datetime) -> NeedBatch:
    return batch_for(reference)


def of_recipients(recipients: Iterable[Recipient]) -> list[Need]:
    """All needs of these recipients, proposals too, newest first: for their own side."""
    chosen = Need.objects.filter(recipient__in=list(recipients)).select_related(*LOADED)
    return list(chosen.order_by("-period__ends_on", "package__position", "-id"))


def running_in(reach: Reach, *, text: str = "") -> QuerySet[Need]:
    """Needs in the area of an officer that are verified or to be checked again, soonest first."""
    running = [NeedState.VERIFIED, NeedState.EXPIRED]
    chosen = Need.objects.filter(overseen(reach), state__in=running).select_related(*LOADED)
    for word in searchable(text).split()[:8]:
        chosen = chosen.filter(recipient__search_text__contains=word)
    return chosen.order_by("deliver_until", "id")


def overseen_need(reach: Reach, reference: str) -> Need:
    """A need in any state for an officer of its place. Raises NotFound for everybody else."""
    need = need_for(reach, reference)
    if not reach.oversees(need.place):
        raise NotFound(reference)
    return need


def stale(*, at: datetime) -> list[Need]:
    """Verified needs whose period still runs but whose verification is too old, or whose home no longer stands."""
    running = Need.objects.filter(state=NeedState.VERIFIED, deliver_until__gte=localdate(at))
    return list(running.filter(Q(check_again_on__lt=localdate(at)) | Q(recipient__in=fallen(at=at).values("pk"))))


def is_fallen(need: Need, *, at: datetime) -> bool:
    """Does the need belong to an institution that does not stand at that moment?"""
    return need.recipient.organisation_id is not None and fallen(at=at).filter(pk=need.recipient_id).exists()


def of_fallen(needs: Iterable[Need], *, at: datetime) -> set[int]:
    """Ids of those needs whose institution does not stand at that moment. No query where all are of RW."""
    homes = {need.recipient_id for need in needs if need.recipient.organisation_id is not None}
    found = set(fallen(at=at).filter(pk__in=homes).values_list("pk", flat=True)) if homes else set()
    return {need.pk for need in needs if need.recipient_id in found}


def why_not_home(need: Need, *, at: datetime) -> Refusal | None:
    """Why the institution behind a need is not relied on now; the record of a period that is over asks nothing."""
    if need.recipient.organisation_id is None or localdate(at) > need.deliver_until:
        return None
    return unreliable([need.recipient_id], at=at).get(need.recipient_id)


def unready_in(batch: NeedBatch, *, at: datetime) -> set[int]:
    """Recipients of a batch whose needs cannot be verified now."""
    if localdate(at) > batch.period.ends_on:
        return set()
    homes = Need.objects.filter(batch=batch, recipient__organisation__isnull=False)
    return set(unreliable(homes.values_list("recipient_id", flat=True), at=at))
