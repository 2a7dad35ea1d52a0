"""What a home tells of itself: who answers for it, its places and visits, its stock, its month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.recipients import queries, rules
from ksbb.recipients.enums import Answer, Duty, FactKind
from ksbb.recipients.models import Contact, Fact, MonthReport, Recipient, Stock, VisitRule

TOLD = "Pengelola lembaga"
"""The source of a number that a home tells of itself."""


@dataclass(frozen=True, slots=True)
class Room:
    """So many places for one band of age."""

    band: FactKind
    places: int


@deed("describe_home")
def describe_home(
    *,
    by: User,
    recipient: Recipient,
    in_charge: str,
    capacity: Sequence[Room],
    visiting: str = "",
    guardian: str = "",
    guardian_phone: str = "",
    at: datetime,
    key: str = "",
) -> Recipient:
    """Tell who answers for a home, its places by age and when one may visit; and who is called about its children.

    People go where contacts are kept, the places become dated facts, the visits a dated rule. What did not change is
    not written again.
    """
    insist(
        rules.why_not_tell(reach=reach_of(by, at=at), recipient=recipient),
        rules.why_not_describe(
            in_charge=in_charge,
            capacity=[(room.band, room.places) for room in capacity],
            visiting=visiting,
            guardian=guardian,
            guardian_phone=guardian_phone,
        ),
    )
    held = Recipient.objects.select_for_update(of=("self",)).get(pk=recipient.pk)
    _keep(held, Duty.IN_CHARGE, in_charge, "", at)
    _keep(held, Duty.CHILD_SAFETY, guardian, guardian_phone, at)
    known = queries.latest_facts([held.pk]).get(held.pk, {})
    for room in capacity:
        if room.band not in known or known[room.band].value != room.places:
            Fact.objects.create(
                recipient=held,
                kind=room.band,
                value=room.places,
                as_of=localdate(at),
                source=TOLD,
                recorded_by=by,
                recorded_at=at,
            )
    rule = queries.visit_rule_of(held)
    if visiting.strip() and (rule is None or rule.text != visiting):
        VisitRule.objects.create(recipient=held, text=visiting, told_by=by, told_at=at)
    journal.write(verb="describe_home", subject=recipient.reference, actor_id=by.pk, payload={}, at=at)
    return recipient


def _keep(recipient: Recipient, duty: Duty, name: str, phone: str, at: datetime) -> None:
    """Keep who has this duty at a home; without a name nothing is known anew."""
    if name.strip():
        said = {"name": name, "phone": phone, "recorded_at": at}
        Contact.objects.update_or_create(recipient=recipient, duty=duty, defaults=said)


@deed("tell_stock")
def tell_stock(
    *, by: User, recipient: Recipient, package: Package, quantity: int, enough_until: date, at: datetime, key: str = ""
) -> Stock:
    """Tell how much of an item is left and until which day it lasts. The public reads the day only."""
    insist(
        rules.why_not_tell(reach=reach_of(by, at=at), recipient=recipient),
        rules.why_not_stock(package=package, quantity=quantity, enough_until=enough_until, today=localdate(at)),
    )
    stock = Stock.objects.create(
        recipient=recipient, package=package, quantity=quantity, enough_until=enough_until, told_by=by, told_at=at
    )
    payload = {"package": package.code, "enough_until": enough_until}
    journal.write(verb="tell_stock", subject=recipient.reference, actor_id=by.pk, payload=payload, at=at)
    return stock


@deed("report_month")
def report_month(
    *,
    by: User,
    recipient: Recipient,
    month: date,
    enough: Answer,
    used: Answer,
    wanted: str,
    at: datetime,
    key: str = "",
) -> MonthReport:
    """Answer the three questions about a month: was there enough, was it used, what is wanted next. Once a month."""
    held = Recipient.objects.select_for_update(of=("self",)).select_related("kind", "place").get(pk=recipient.pk)
    month = month.replace(day=1)
    insist(
        rules.why_not_tell(reach=reach_of(by, at=at), recipient=held),
        rules.why_not_report_month(
            month=month,
            reported=queries.reported_months(held),
            since=localdate(held.registered_at),
            today=localdate(at),
            wanted=wanted,
        ),
    )
    report = MonthReport.objects.create(
        recipient=held, month=month, enough=enough, used=used, wanted=wanted, told_by=by, told_at=at
    )
    payload = {"month": month}
    journal.write(verb="report_month", subject=recipient.reference, actor_id=by.pk, payload=payload, at=at)
    return report
