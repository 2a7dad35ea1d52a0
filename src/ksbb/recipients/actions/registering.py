"""Who receives: registered, counted, reachable, retired; one by one or by a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

import yaml
from django.utils.timezone import localdate

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.references import new_reference
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, insist
from ksbb.core.text import searchable, why_not_reason, why_not_show
from ksbb.parties.actions import enter_organisation, stand
from ksbb.parties.enums import Standing
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import applicant_named, reach_of
from ksbb.places.actions import add_rw
from ksbb.places.models import Place
from ksbb.recipients import queries, rules, safeguarding
from ksbb.recipients.enums import Duty, FactKind
from ksbb.recipients.models import (
    Contact,
    ContactReading,
    Fact,
    Recipient,
    RecipientKind,
    Report,
    SafeguardingAcceptance,
)

DIRECT = "Didaftarkan petugas wilayah; izin operasionalnya belum diperiksa dua orang."


def load_kinds() -> None:
    """Write the kinds of recipients that come with the product; known ones stay."""
    for position, row in enumerate(yaml.safe_load((files("ksbb.recipients") / "data/kinds.yaml").read_text()), start=1):
        RecipientKind.objects.get_or_create(code=row["code"], defaults={**row, "position": position})


@deed("enter_rw")
def enter_rw(*, by: User, village: Place, rw_number: int, reason: str = "", at: datetime, key: str = "") -> Place:
    """Enter one RW at a desk, by an officer of its kelurahan. Implausible numbers want a written reason (UX-01)."""
    insist(None if reach_of(by, at=at).oversees(village) else FORBIDDEN)
    place = add_rw(village=village, rw_number=rw_number, reason=reason, by=by, at=at)
    journal.write(verb="enter_rw", subject=f"place:{place.code}", actor_id=by.pk, payload={"rw": rw_number}, at=at)
    return place


@deed("register_recipient")
def register_recipient(
    *,
    by: User,
    kind: RecipientKind,
    place: Place,
    source: str,
    name: str = "",
    example: bool = False,
    at: datetime,
    key: str = "",
) -> Recipient:
    """Register an RW or an institution. An RW is named after its place; an institution gets an organisation."""
    held = Place.objects.select_for_update(of=("self",)).select_related("village", "district", "city")
    place = held.get(pk=place.pk)  # two registrations of one RW at once: one wins
    insist(
        rules.why_not_register(reach=reach_of(by, at=at), kind=kind, place=place, name=name),
        why_not_show(source, longest=400),
    )
    if not source.strip():
        raise Refused(Refusal("source_needed", "Tuliskan sumber pendaftaran ini."))
    if not kind.institution and queries.at_rw(place):
        raise Refused(Refusal("recipient_exists", "RW ini sudah terdaftar."))
    if kind.institution and queries.of_institution(name):
        raise Refused(Refusal("recipient_exists", "Lembaga dengan nama ini sudah terdaftar."))
    recipient = _add(by=by, kind=kind, place=place, name=name, source=source, example=example, at=at)
    journal.write(
        verb="register_recipient",
        subject=recipient.reference,
        actor_id=by.pk,
        payload={"kind": kind.code, "place": place.code, "example": recipient.example},
        at=at,
    )
    return recipient


def _add(
    *, by: User, kind: RecipientKind, place: Place, name: str, source: str, example: bool, at: datetime
) -> Recipient:
    example = example or place.example
    organisation = None
    if kind.institution:
        organisation = _home(by=by, name=name, example=example, at=at)
    village = place.village or place
    shown_name = name or f"{place.name} {village.name}"
    district, city = place.district, place.city
    return Recipient.objects.create(
        reference=new_reference(),
        kind=kind,
        place=place,
        organisation=organisation,
        name=shown_name,
        source=source,
        search_text=searchable(
            shown_name, kind.name, kind.also, village.name, district.name if district else "", city.name if city else ""
        ),
        registered_by=by,
        registered_at=at,
        example=example,
    )


def _home(*, by: User, name: str, example: bool, at: datetime) -> Organisation:
    """The organisation behind an institution: the one whose application was approved, or a new one, marked as such."""
    known = applicant_named(name)
    if known is not None:
        active = known.standing == Standing.ACTIVE
        insist(None if active else Refusal("organisation_waits", "Permohonan lembaga ini belum disetujui Pokja."))
        return known
    made = enter_organisation(name=name, by=by, member=None, gives=False, example=example, at=at)
    stand(organisation=made, standing=Standing.ACTIVE, reason=DIRECT, by=by, at=at)
    return made


@deed("record_fact")
def record_fact(
    *,
    by: User,
    recipient: Recipient,
    kind: FactKind,
    value: int,
    as_of: date,
    source: str,
    reason: str = "",
    at: datetime,
    key: str = "",
) -> Fact:
    """Record a dated number about a recipient. Older ones stay."""
    insist(
        rules.why_not_record_fact(
            reach=reach_of(by, at=at),
            recipient=recipient,
            kind=kind,
            value=value,
            as_of=as_of,
            today=localdate(at),
            source=source,
            reason=reason,
        )
    )
    fact = Fact.objects.create(
        recipient=recipient,
        kind=kind,
        value=value,
        as_of=as_of,
        source=source,
        reason=reason,
        recorded_by=by,
        recorded_at=at,
    )
    payload = {"kind": kind, "value": queries.shown(value), "as_of": as_of}
    journal.write(verb="record_fact", subject=recipient.reference, actor_id=by.pk, payload=payload, at=at)
    return fact


@deed("set_contact")
def set_contact(
    *,
    by: User,
    recipient: Recipient,
    name: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    note: str = "",
    at: datetime,
    key: str = "",
) -> Contact:
    """Keep who is in charge at a recipient: by its own side or by the officer of the place."""
    reach = reach_of(by, at=at)
    own = reach.speaks_for(place=recipient.place, organisation_id=recipient.organisation_id)
    insist(
        None if own or reach.oversees(recipient.place) else FORBIDDEN,
        rules.why_not_set_contact(name=name, phone=phone, email=email, address=address, note=note),
    )
    contact, _ = Contact.objects.update_or_create(
        recipient=recipient,
        duty=Duty.DELIVERIES,
        defaults={"name": name, "phone": phone, "email": email, "address": address, "note": note, "recorded_at": at},
    )
    journal.write(verb="set_contact", subject=recipient.reference, actor_id=by.pk, payload={}, at=at)
    return contact


@deed("accept_safeguarding")
def accept_safeguarding(
    *, by: User, recipient: Recipient, version: int, at: datetime, key: str = ""
) -> SafeguardingAcceptance:
    """Accept the safeguarding statement as the manager of a home for children (T24). Once for each version."""
    insist(
        rules.why_not_accept_safeguarding(
            reach=reach_of(by, at=at), recipient=recipient, version=version, current=safeguarding.current().version
        )
    )
    accepted, _ = SafeguardingAcceptance.objects.get_or_create(
        recipient=recipient, version=version, defaults={"accepted_by": by, "accepted_at": at}
    )
    payload = {"version": version}
    journal.write(verb="accept_safeguarding", subject=recipient.reference, actor_id=by.pk, payload=payload, at=at)
    return accepted


@deed("retire_recipient")
def retire_recipient(*, by: User, recipient: Recipient, reason: str, at: datetime, key: str = "") -> Recipient:
    """Take a recipient off the lists; its history stays."""
    insist(None if reach_of(by, at=at).oversees(recipient.place) else FORBIDDEN, why_not_reason(reason))
    recipient.retired_at = at
    recipient.save(update_fields=["retired_at"])
    journal.write(verb="retire_recipient", subject=recipient.reference, actor_id=by.pk, payload={}, at=at)
    return recipient


@deed("record_report")
def record_report(
    *,
    by: User,
    recipient: Recipient,
    giver: str,
    what: str,
    when: str,
    source: str,
    published_on: date,
    at: datetime,
    key: str = "",
) -> Report:
    """Record what a publication told about aid outside the chain. It enters no sum."""
    insist(None if reach_of(by, at=at).oversees(recipient.place) else FORBIDDEN)
    insist(rules.why_not_report(giver=giver, what=what, source=source, published_on=published_on, on=localdate(at)))
    limits = ((giver, 160), (what, 200), (when, 120), (source, 400))
    insist(*(why_not_show(text, longest=longest) for text, longest in limits))
    report = Report.objects.create(
        recipient=recipient, giver=giver, what=what, when=when, source=source, published_on=published_on
    )
    journal.write(verb="record_report", subject=recipient.reference, actor_id=by.pk, payload={}, at=at)
    return report


def log_contact_reading(
    *, recipient: Recipient, reader_id: int = 0, officer: User | None = None, subject: str, at: datetime
) -> ContactReading:
    """Log that a party, or an officer in an office, read the contact, inside the deed that shows it."""
    return ContactReading.objects.create(
        recipient=recipient,
        reader_id=reader_id,
        officer_id=officer.pk if officer else None,
        subject=subject,
        read_at=at,
    )


def close_contacts(contacts: Iterable[Contact], *, at: datetime | None) -> int:
    """Close these contacts for every reader, or open them again (`at=None`). Returns how many."""
    return Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).update(closed_at=at)


def forget_contacts(ids: Iterable[int]) -> int:
    """Delete these contacts. Who read them stays on record by number. Returns how many."""
    return Contact.objects.filter(pk__in=list(ids)).delete()[0]


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """One row of an import: who, where, of which kind, with an optional count and its day."""

    kind: str
    place: str
    name: str = ""
    families: int | None = None
    residents: int | None = None
    as_of: str = ""
    source: str = ""


@deed("import_recipients")
def import_recipients(*, by: User, rows: Sequence[RecipientRow], source: str, at: datetime, key: str = "") -> User:
    """Register many recipients at once, all or nothing. Rows that are known already add only newer facts.

    Raises Refused with code `bad_rows`; the message names the first faulty rows by number (header = row 1).
    """
    insist(
        why_not_show(source, longest=400),
        None if source.strip() else Refusal("source_needed", "Tuliskan sumber pendaftaran ini."),
    )
    checked, problems = check_rows(by=by, rows=rows, at=at)
    if problems:
        raise Refused(Refusal("bad_rows", " ".join(f"Baris {n}: {text}" for n, text in problems[:5])))
    made = sum(
        _import_row(by=by, row=row, kind=kind, place=place, source=source, at=at) for row, kind, place in checked
    )
    journal.write(
        verb="import_recipients",
        subject=f"user:{by.pk}",
        actor_id=by.pk,
        payload={"rows": len(rows), "made": made},
        at=at,
    )
    return by


def check_rows(
    *, by: User, rows: Sequence[RecipientRow], at: datetime
) -> tuple[list[tuple[RecipientRow, RecipientKind, Place]], list[tuple[int, str]]]:
    """Check rows without writing: the good ones with their kind and place, and `(row number, sentence)` of the rest."""
    reach = reach_of(by, at=at)
    known = {kind.code: kind for kind in queries.kinds()}
    codes = {row.place for row in rows}
    found = Place.objects.filter(code__in=codes).select_related("village", "district", "city")
    places = {place.code: place for place in found}
    checked: list[tuple[RecipientRow, RecipientKind, Place]] = []
    problems: list[tuple[int, str]] = []
    for number, row in enumerate(rows, start=2):
        kind, place = known.get(row.kind), places.get(row.place)
        if kind is None or place is None:
            problems.append((number, "jenis penerima atau kode wilayah tidak dikenal."))
            continue
        refusal = rules.why_not_register(reach=reach, kind=kind, place=place, name=row.name) or _why_not_numbers(
            row, at
        )
        if refusal is not None:
            problems.append((number, refusal.message))
        else:
            checked.append((row, kind, place))
    return checked, problems


def _why_not_numbers(row: RecipientRow, at: datetime) -> Refusal | None:
    """Why the numbers of a row are refused: beyond belief (an import has no place for a reason), or no such day."""
    try:
        day = date.fromisoformat(row.as_of) if row.as_of else localdate(at)
    except ValueError:
        return Refusal("date_invalid", "tanggal data tidak dikenal; tulis seperti 2020-05-02.")
    if day.year < 2000 or day > localdate(at):
        return Refusal("date_ahead", "tanggal data tidak boleh di masa depan atau sebelum tahun 2000.")
    limits = ((row.families, rules.MOST_FAMILIES_IN_RW), (row.residents, rules.MOST_RESIDENTS))
    if any(value is not None and not 0 <= value <= most for value, most in limits):
        return Refusal("implausible", "angka di luar batas wajar; catat satu per satu dengan alasan.")
    return why_not_show(row.source, longest=400)


def _import_row(*, by: User, row: RecipientRow, kind: RecipientKind, place: Place, source: str, at: datetime) -> int:
    known = Recipient.objects.filter(kind=kind, place=place)
    recipient = known.filter(name=row.name).first() if kind.institution else known.first()
    made = recipient is None
    if recipient is None:
        if kind.institution and queries.of_institution(row.name):
            raise Refused(Refusal("bad_rows", f"Lembaga {row.name} sudah terdaftar di tempat lain."))
        recipient = _add(by=by, kind=kind, place=place, name=row.name, source=source, example=False, at=at)
    as_of = date.fromisoformat(row.as_of) if row.as_of else localdate(at)
    for fact_kind, value in ((FactKind.VULNERABLE_FAMILIES, row.families), (FactKind.RESIDENTS, row.residents)):
        if value is None or Fact.objects.filter(recipient=recipient, kind=fact_kind, as_of=as_of, value=value).exists():
            continue
        Fact.objects.create(
            recipient=recipient,
            kind=fact_kind,
            value=value,
            as_of=as_of,
            source=row.source or source,
            recorded_by=by,
            recorded_at=at,
        )
    return int(made)
