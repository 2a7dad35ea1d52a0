"""What an agregator hands in and opens: the report about a legal basis, programmes that money is asked for."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from ksbb.catalogue.models import Package
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.journal import canonical
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, insist
from ksbb.core.text import why_not_show_reason
from ksbb.funds.enums import FundKind
from ksbb.gifts import campaigns, duties, queries, reporting, rules
from ksbb.gifts.models import Campaign, Filing, Mandate, Voucher
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of
from ksbb.places.models import Place


@deed("file_report")
def file_report(
    *,
    by: User,
    mandate: Mandate,
    since: date,
    until: date,
    accountant: Voucher | None = None,
    at: datetime,
    key: str = "",
) -> Filing:
    """Hand in the report about some days of a legal basis. Its figures are read from the ledger, and stay as they are.

    An agregator whose standing fell hands it in all the same: the duty does not end with the standing, so Pokja may.
    """
    held = queries.locked_mandate(mandate)
    reach = reach_of(by, at=at)
    figures = reporting.period_figures(held, since=since, until=until)
    insist(
        None if reach.is_pokja or held.organisation_id in reach.acts_for else FORBIDDEN,
        duties.why_not_file(
            held,
            since=since,
            until=until,
            on=localdate(at),
            filed=reporting.is_filed(held, since=since, until=until),
            received_rp=sum(one.received for one in figures.values()),
            accountant=accountant,
        ),
    )
    filing = Filing.objects.create(
        reference=new_reference(),
        mandate=held,
        since=since,
        until=until,
        figures=canonical({fund: one.told for fund, one in figures.items()}),
        accountant=accountant,
        filed_by=by,
        filed_at=at,
    )
    told = {"mandate": held.pk, "since": since, "until": until, "filing": filing.reference}
    journal.write(verb="file_report", subject=held.organisation.reference, actor_id=by.pk, payload=told, at=at)
    return filing


@deed("open_campaign")
def open_campaign(
    *,
    by: User,
    organisation: Organisation,
    fund: FundKind,
    title: str,
    budget_rp: int,
    story: str = "",
    package: Package | None = None,
    place: Place | None = None,
    closes_on: date | None = None,
    at: datetime,
    key: str = "",
) -> Campaign:
    """Ask for money for something: a package, a place, or both. By the agregator's people, under a basis that holds."""
    on = localdate(at)
    held = queries.held_agregator(organisation.pk)
    insist(
        None if held.pk in reach_of(by, at=at).acts_for else FORBIDDEN,
        rules.why_not_agregator(held),
        duties.why_not_open(
            title=title,
            story=story,
            budget_rp=budget_rp,
            closes_on=closes_on,
            on=on,
            fund=fund,
            funds=queries.funds_of(held, on=on),
        ),
    )
    campaign = Campaign.objects.create(
        reference=new_reference(),
        organisation=held,
        fund=fund,
        title=title.strip(),
        story=story.strip(),
        package=package,
        place=place,
        budget_rp=budget_rp,
        opened_by=by,
        opened_at=at,
        closes_on=closes_on,
        example=held.example,
    )
    told = {"organisation": held.reference, "fund": fund, "budget_rp": budget_rp}
    journal.write(verb="open_campaign", subject=campaign.reference, actor_id=by.pk, payload=told, at=at)
    return campaign


@deed("close_campaign")
def close_campaign(*, by: User, campaign: Campaign, reason: str, at: datetime, key: str = "") -> Campaign:
    """Ask for nothing more. What came stays meant for it."""
    held = campaigns.locked_campaign(campaign)
    insist(
        None if held.organisation_id in reach_of(by, at=at).acts_for else FORBIDDEN,
        duties.why_not_close(held),
        why_not_show_reason(reason, longest=300),
    )
    held.closed_at, held.closed_reason = at, reason.strip()
    held.save(update_fields=["closed_at", "closed_reason"])
    journal.write(verb="close_campaign", subject=held.reference, actor_id=by.pk, payload={}, at=at)
    return held
