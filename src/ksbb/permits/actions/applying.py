"""The applicant's side: a scan, an application, mending it, a new permit for an old organisation."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import held_organisation
from ksbb.permits import queries, rules
from ksbb.permits.enums import ApplicationState
from ksbb.permits.models import Application, Scan
from ksbb.permits.rules import ENDINGS, activities
from ksbb.places.models import Place

UNUSED_KEPT = timedelta(days=1)
"""A scan that no application took up is somebody's second thought."""
DECIDED_KEPT = timedelta(days=365)
"""Scans go a year after the decision; number, issuer and days stay (config/retention.yaml)."""


@dataclass(frozen=True, slots=True)
class PermitDraft:
    """A permit as the applicant reads it off the paper."""

    kind: str
    number: str
    issuer: str
    valid_from: date
    valid_until: date | None = None


@deed("keep_scan", open_doors=False)
def keep_scan(*, by: User, content: str, at: datetime, key: str = "") -> Scan:
    """Keep a picture of a permit (base64), privately and under a random name, for an application to come."""
    try:
        plain = base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        plain = b""
    insist(rules.why_not_keep(plain))
    kind = rules.media_type(plain)
    scan = Scan.objects.create(
        path=f"izin/{secrets.token_hex(16)}.{ENDINGS[kind]}",
        media_type=kind,
        size=len(plain),
        sha256=hashlib.sha256(plain).hexdigest(),
        kept_by=by,
        kept_at=at,
    )
    transaction.on_commit(lambda: default_storage.save(scan.path, ContentFile(plain)))  # no file without its row
    journal.write(verb="keep_scan", subject=f"scan:{scan.pk}", actor_id=by.pk, payload={"size": scan.size}, at=at)
    return scan


@deed("apply_organisation")
def apply_organisation(
    *,
    by: User,
    name: str,
    activity: str,
    permit: PermitDraft,
    place: Place | None = None,
    scan: Scan | None = None,
    at: datetime,
    key: str = "",
) -> Application:
    """Apply as an organisation or home, with the permit its activity calls for. Nothing acts before two approve."""
    _insist_on_form(by=by, activity=activity, permit=permit, place=place, scan=scan, at=at)
    known = activities()[activity]
    organisation = parties.enter_organisation(
        name=name,
        by=by,
        member=by,
        gives=not known.home,
        is_agregator=known.agregator,
        activity=activity,
        at=at,
    )
    application = Application(
        organisation=organisation,
        activity=activity,
        place=place if known.home else None,
        scan=scan,
        applied_by=by,
        applied_at=at,
    )
    return _send("apply_organisation", application, permit, at=at)


@deed("renew_permit")
def renew_permit(
    *,
    by: User,
    organisation: Organisation,
    permit: PermitDraft,
    activity: str = "",
    place: Place | None = None,
    scan: Scan | None = None,
    at: datetime,
    key: str = "",
) -> Application:
    """Show a new permit for an organisation that is known already; the same two people's look, the same answers.

    `activity` is read only where the organisation was registered directly and has none yet.
    """
    organisation = held_organisation(organisation.pk)
    mine = any(own.pk == organisation.pk for own in queries.own_organisations(by))
    insist(rules.why_not_renew(mine=mine, organisation=organisation))
    activity = organisation.activity or activity
    _insist_on_form(by=by, activity=activity, permit=permit, place=place, scan=scan, at=at)
    if activities()[activity].agregator != organisation.is_agregator:
        raise Refused(Refusal("activity_other", "Kegiatan ini tidak sesuai dengan cara lembaga ini terdaftar."))
    if queries.running_of(organisation) is not None:
        raise Refused(Refusal("application_running", "Masih ada permohonan lembaga ini yang belum diputus."))
    application = Application(
        organisation=organisation, activity=activity, place=place, scan=scan, applied_by=by, applied_at=at
    )
    return _send("renew_permit", application, permit, at=at)


@deed("amend_application")
def amend_application(
    *,
    by: User,
    application: Application,
    name: str,
    permit: PermitDraft,
    place: Place | None = None,
    scan: Scan | None = None,
    at: datetime,
    key: str = "",
) -> Application:
    """Mend what an officer asked for and send it again: both officers look anew. Without `scan` the old one stays."""
    application = queries.locked(application)
    insist(rules.why_not_amend(user_id=by.pk, application=application))
    place = place or application.place
    _insist_on_form(by=by, activity=application.activity, permit=permit, place=place, scan=scan, at=at)
    if name != application.organisation.name:
        insist(
            None
            if application.organisation.standing == Standing.APPLIED
            else Refusal("name_fixed", "Nama lembaga yang sudah pernah aktif tidak bisa diganti di sini.")
        )
        parties.rename_applicant(organisation=application.organisation, name=name)
    _fill(application, permit)
    application.place = place
    application.scan = scan or application.scan
    application.state, application.state_since, application.state_reason = ApplicationState.SUBMITTED, at, ""
    application.save()
    _note("amend_application", application, by, at)
    return application


def _insist_on_form(
    *, by: User, activity: str, permit: PermitDraft, place: Place | None, scan: Scan | None, at: datetime
) -> None:
    insist(
        rules.why_not_send(
            activity=activity,
            kind=permit.kind,
            number=permit.number,
            issuer=permit.issuer,
            valid_from=permit.valid_from,
            valid_until=permit.valid_until,
            place=place,
            on=localdate(at),
        ),
        None if scan is None or scan.kept_by_id == by.pk else FORBIDDEN,
    )


def _send(verb: str, application: Application, permit: PermitDraft, *, at: datetime) -> Application:
    _fill(application, permit)
    application.state_since = at
    application.save()
    _note(verb, application, application.applied_by, at)
    return application


def _fill(application: Application, permit: PermitDraft) -> None:
    application.permit_kind, application.number, application.issuer = permit.kind, permit.number, permit.issuer
    application.valid_from, application.valid_until = permit.valid_from, permit.valid_until


def _note(verb: str, application: Application, by: User, at: datetime) -> None:
    payload = {"activity": application.activity, "permit": application.permit_kind}
    journal.write(verb=verb, subject=application.organisation.reference, actor_id=by.pk, payload=payload, at=at)


def forget_scans(*, at: datetime) -> int:
    """Drop scans that nobody took up, and those of decisions a year old (work of the worker). Returns how many."""
    taken = Application.objects.filter(scan__isnull=False)
    unused = list(Scan.objects.filter(kept_at__lt=at - UNUSED_KEPT).exclude(pk__in=taken.values("scan")))
    decided = taken.filter(
        state__in=[ApplicationState.APPROVED, ApplicationState.REFUSED], state_since__lt=at - DECIDED_KEPT
    )
    old = list(Scan.objects.filter(pk__in=decided.values("scan")))
    decided.update(scan=None)
    gone = [*unused, *old]
    for scan in gone:
        transaction.on_commit(partial(default_storage.delete, scan.path))  # what is undone loses no file
        scan.delete()
    return len(gone)
