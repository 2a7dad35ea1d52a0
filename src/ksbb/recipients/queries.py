"""Every read about recipients. Contacts are read only through `contact_of`, by actions that log it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ksbb.core.doors import finder
from ksbb.core.formats import samar_telepon
from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound, Refusal
from ksbb.core.rows import sole
from ksbb.core.text import searchable
from ksbb.parties.models import Organisation
from ksbb.parties.queries import overseen, standing_now, standing_on
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.places.queries import own_and_above, within
from ksbb.recipients.enums import Duty, FactKind
from ksbb.recipients.models import (
    Contact,
    ContactReading,
    Fact,
    MonthReport,
    Recipient,
    RecipientKind,
    Report,
    SafeguardingAcceptance,
    Stock,
    VisitRule,
)
from ksbb.recipients.rules import why_not_rely_on
from ksbb.recipients.safeguarding import current

ROUND_TO = 5
SMALLEST_SHOWN = 8
STRICT_STEP = 10
SENSITIVE_KINDS = frozenset({"panti_asuhan", "panti_disabilitas"})

COLUMNS = (
    *(column.name for column in Recipient._meta.concrete_fields),
    *(f"kind__{column.name}" for column in RecipientKind._meta.concrete_fields),
)
"""A recipient and its kind, for `only`."""


def kind_names() -> list[tuple[str, str]]:
    """Code and name of all kinds in their published order."""
    return list(RecipientKind.objects.order_by("position").values_list("code", "name"))


def kinds() -> list[RecipientKind]:
    """All kinds of recipients in their published order."""
    return list(RecipientKind.objects.order_by("position"))


def kind_by_code(code: str) -> RecipientKind:
    """A kind by its code. Raises NotFound."""
    found = RecipientKind.objects.filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def recipients(*, place: Place | None = None, kind: str = "", text: str = "") -> QuerySet[Recipient]:
    """Recipients that still receive, with kind and place (and its ancestors) loaded; filters narrow."""
    chosen = Recipient.objects.filter(retired_at=None).select_related(
        "kind", "place", "place__village", "place__district", "place__city"
    )
    if place is not None:
        chosen = chosen.filter(within("place", place))
    if kind:
        chosen = chosen.filter(kind__code=kind)
    for word in searchable(text).split()[:8]:
        chosen = chosen.filter(search_text__contains=word)
    return chosen.order_by("place__code", "name", "pk")


def by_reference(reference: str) -> Recipient:
    """A recipient by its public reference. Raises NotFound."""
    chosen = Recipient.objects.select_related("kind", "place__village", "place__district", "place__city")
    chosen = chosen.only(*COLUMNS, *own_and_above("place", ("village", "district", "city")))
    found = sole(chosen.filter(reference=read_reference(reference) or ""))
    if found is None:
        raise NotFound(reference)
    return found


def at_rw(place: Place) -> Recipient | None:
    """The recipient that an RW itself is, if it is registered."""
    recipient = sole(Recipient.objects.filter(place=place, organisation=None).select_related("kind"))
    if recipient is not None:
        recipient.place = place
    return recipient


def of_institution(name: str) -> Recipient | None:
    """The recipient that the institution of this name is, if it is registered."""
    return Recipient.objects.filter(organisation__name=name).first()


def of_organisation(organisation: Organisation) -> Recipient | None:
    """The home that an organisation keeps, if it is registered as a receiver."""
    return Recipient.objects.filter(organisation=organisation).select_related("kind", "place").first()


def spoken_for(reach: Reach) -> list[Recipient]:
    """The recipients that a person heads or keeps, and whether each has a contact."""
    mine = Q(place__in=[place.pk for place in reach.head_of], organisation=None) | Q(organisation__in=reach.keeps)
    found = Recipient.objects.filter(mine).select_related("kind", "place__village")
    return list(found.annotate(reachable=has_contact("pk")).order_by("name"))  # type: ignore[no-redef]


def has_contact(recipient: str) -> Exists:
    """For rows that lead to a recipient: is there somebody whom a giver can reach?"""
    return Exists(Contact.objects.filter(recipient=OuterRef(recipient), duty=Duty.DELIVERIES))


def overseen_recipients(reach: Reach, *, text: str = "") -> QuerySet[Recipient]:
    """The recipients in the area of an officer, retired ones too, by place."""
    chosen = Recipient.objects.filter(overseen(reach)).select_related("kind", "place__village", "place__district")
    for word in searchable(text).split()[:8]:
        chosen = chosen.filter(search_text__contains=word)
    return chosen.order_by("place__code", "name", "pk")


def overseen_recipient(reach: Reach, reference: str) -> Recipient:
    """A recipient for an officer of its place. Raises NotFound for everybody else."""
    recipient = by_reference(reference)
    if not reach.oversees(recipient.place):
        raise NotFound(reference)
    return recipient


def own_recipient(reach: Reach, reference: str) -> Recipient:
    """A recipient for the one who heads or keeps it. Raises NotFound for everybody else."""
    recipient = by_reference(reference)
    if not reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id):
        raise NotFound(reference)
    return recipient


def rw_on_record(village: Place) -> set[int]:
    """Ids of the RW of a kelurahan that are registered as recipients already."""
    return set(Recipient.objects.filter(place__village=village, organisation=None).values_list("place_id", flat=True))


def latest_facts(recipient_ids: Iterable[int]) -> dict[int, dict[str, Fact]]:
    """For each recipient its newest fact of each kind: `{recipient_id: {kind: Fact}}`. One query."""
    newest: dict[int, dict[str, Fact]] = {}
    for fact in Fact.objects.filter(recipient__in=list(recipient_ids)).order_by("as_of", "recorded_at", "pk"):
        newest.setdefault(fact.recipient_id, {})[fact.kind] = fact
    return newest


def facts_of(recipient: Recipient) -> list[Fact]:
    """All facts about a recipient, newest first."""
    return list(Fact.objects.filter(recipient=recipient).order_by("-as_of", "-recorded_at", "-pk"))


def shown(value: int, *, strict: bool = False) -> int | None:
    """A count of people as the public sees it: 1 to 7 is hidden (None), others rounded to 5 (PRIV-08).

    `strict`, for homes of children or people with disabilities: below 10 is hidden, others are cut to tens.
    """
    if strict:
        return None if 0 < value < STRICT_STEP else value // STRICT_STEP * STRICT_STEP
    if 0 < value < SMALLEST_SHOWN:
        return None
    return (value + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def is_sensitive(kind_code: str, *, children: bool) -> bool:
    """Does a count of the people of such a recipient follow the stricter rule?"""
    return children or kind_code in SENSITIVE_KINDS


def families_and_residents(facts: dict[str, Fact]) -> tuple[int | None, int | None]:
    """Rounded families (vulnerable ones first) and residents from the newest facts, for opening needs."""
    families = facts.get(FactKind.VULNERABLE_FAMILIES) or facts.get(FactKind.FAMILIES)
    residents = facts.get(FactKind.RESIDENTS)
    return (shown(families.value) if families else None, shown(residents.value) if residents else None)


def acceptance_of(recipient: Recipient) -> SafeguardingAcceptance | None:
    """When the manager accepted the safeguarding statement in force, if that was done: public, without the name."""
    return SafeguardingAcceptance.objects.filter(recipient=recipient, version=current().version).first()


def ever_accepted(recipient: Recipient) -> bool:
    """Did the manager accept any version of the safeguarding statement?"""
    return SafeguardingAcceptance.objects.filter(recipient=recipient).exists()


def unreliable(recipient_ids: Iterable[int], *, at: datetime) -> dict[int, Refusal]:
    """Of these recipients the institutions whose needs cannot be verified now, and why. Two queries at most."""
    homes = list(
        Recipient.objects.filter(pk__in=set(recipient_ids), organisation__isnull=False).select_related(
            "kind", "organisation"
        )
    )
    children = [home.pk for home in homes if home.kind.children]
    accepted: set[int] = set()
    if children:
        rows = SafeguardingAcceptance.objects.filter(recipient__in=children, version=current().version)
        accepted = set(rows.values_list("recipient_id", flat=True))
    found: dict[int, Refusal] = {}
    for home in homes:
        standing = standing_on(home.organisation, at=at) if home.organisation else None
        refusal = why_not_rely_on(kind=home.kind, standing=standing, accepted=home.pk in accepted)
        if refusal is not None:
            found[home.pk] = refusal
    return found


def fallen(*, at: datetime) -> QuerySet[Recipient]:
    """Institutions whose organisation does not stand at that moment: they take no new promises."""
    return Recipient.objects.filter(organisation__isnull=False).exclude(standing_now("organisation", at=at))


def contact_of(recipient: Recipient, duty: Duty = Duty.DELIVERIES) -> Contact | None:
    """The private contact. Only for actions that log the reading, and for the recipient's own side."""
    return Contact.objects.filter(recipient=recipient, duty=duty).first()


def open_contact_of(recipient: Recipient, duty: Duty = Duty.DELIVERIES) -> Contact | None:
    """The private contact, unless the person restricts its use. For givers, whose reading is logged."""
    return Contact.objects.filter(recipient=recipient, duty=duty, closed_at=None).first()


def has_open_contact(recipient: Recipient) -> bool:
    """Is there a private contact that givers may read?"""
    return Contact.objects.filter(recipient=recipient, closed_at=None).exists()


def contacts_at(contact: str) -> list[Contact]:
    """The contacts that hold this very e-mail address or phone: rows about the one who proved it."""
    match = Q(email__iexact=contact) if "@" in contact else Q(phone=contact)
    return list(Contact.objects.filter(match).select_related("recipient__place") if contact else [])


def contacts_for(recipients: Iterable[Recipient]) -> list[Contact]:
    """The contacts of these recipients."""
    return list(Contact.objects.filter(recipient__in=list(recipients)).select_related("recipient__place"))


def read_by(reader_id: int, *, since: datetime) -> set[int]:
    """The recipients whose contact a party read since a moment."""
    return set(
        ContactReading.objects.filter(reader_id=reader_id, read_at__gt=since).values_list("recipient_id", flat=True)
    )


def masked_contacts(recipient_ids: Iterable[int]) -> dict[int, str]:
    """The telephone numbers of contacts with only their ends readable, for those who may open them. One query."""
    found = Contact.objects.filter(recipient__in=list(recipient_ids), duty=Duty.DELIVERIES, closed_at=None)
    phones = found.exclude(phone="").values_list("recipient_id", "phone")
    return {recipient: samar_telepon(phone) for recipient, phone in phones}


def readings_of(recipients: Iterable[Recipient]) -> list[ContactReading]:
    """Who opened the contacts of these recipients, newest first."""
    found = ContactReading.objects.filter(recipient__in=list(recipients)).select_related("recipient__place")
    return list(found.order_by("-read_at", "-pk"))


def reading(number: int) -> ContactReading | None:
    """One reading of a contact."""
    return ContactReading.objects.filter(pk=number).first()


def visit_rule_of(recipient: Recipient) -> VisitRule | None:
    """When one may visit a home, as it said last: public."""
    return VisitRule.objects.filter(recipient=recipient).order_by("-told_at", "-pk").first()


def stocks_of(recipient: Recipient) -> list[Stock]:
    """The newest word about each item that a home has: for its own side and its officers."""
    told = Stock.objects.filter(recipient=recipient).select_related("package").order_by("told_at", "pk")
    return list({stock.package_id: stock for stock in told}.values())


def stock_for(recipient: Recipient, package_id: int) -> Stock | None:
    """The newest word of a home about one item. The public reads its days only."""
    return Stock.objects.filter(recipient=recipient, package=package_id).order_by("-told_at", "-pk").first()


def month_reports_of(recipient: Recipient) -> list[MonthReport]:
    """The monthly reports of a home, newest first: for its own side and its officers."""
    return list(MonthReport.objects.filter(recipient=recipient).order_by("-month"))


def reported_months(recipient: Recipient) -> list[date]:
    """The months that a home has reported, newest first: public."""
    return list(MonthReport.objects.filter(recipient=recipient).order_by("-month").values_list("month", flat=True))


def reports_of(recipient: Recipient) -> list[Report]:
    """What publications told about aid to this recipient outside the chain."""
    return list(Report.objects.filter(recipient=recipient).order_by("published_on"))


def all_reports() -> list[Report]:
    """All such notes, for the method note of the figures."""
    return list(Report.objects.select_related("recipient__place").order_by("published_on"))


def similar(*, kind: RecipientKind, place: Place, name: str) -> list[Recipient]:
    """Recipients of the same kelurahan whose names share most words: hints at a double registration."""
    words = set(searchable(name).split())
    village = place.village_id or place.pk
    near = Recipient.objects.filter(Q(place=village) | Q(place__village=village), kind=kind).select_related("place")
    return [other for other in near if len(words & set(searchable(other.name).split())) * 2 > len(words)]


def look_alikes(recipients: Iterable[Recipient]) -> dict[int, list[Recipient]]:
    """For institutions: others of the same kelurahan and kind with mostly the same words in the name. One query."""
    homes = [recipient for recipient in recipients if recipient.kind.institution]
    places = {recipient.place_id for recipient in homes}
    near = list(Recipient.objects.filter(place__in=places, kind__institution=True).select_related("place"))
    alike: dict[int, list[Recipient]] = {}
    for recipient in homes:
        words = set(searchable(recipient.name).split())
        for other in near:
            same = other.pk != recipient.pk and (other.place_id, other.kind_id) == (
                recipient.place_id,
                recipient.kind_id,
            )
            if same and len(words & set(searchable(other.name).split())) * 2 > len(words):
                alike.setdefault(recipient.pk, []).append(other)
    return alike


@finder(Recipient)
def _recipient(by: Any, reference: str, at: datetime) -> Recipient:
    return by_reference(reference)


@finder(RecipientKind)
def _kind(by: Any, code: str, at: datetime) -> RecipientKind:
    return kind_by_code(code)
