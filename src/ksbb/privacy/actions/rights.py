"""Rights that a person uses alone, at once: correct, withdraw, restrict, take back, erase."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments.actions import hide_names
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.notices.actions import drop_messages
from ksbb.parties import actions as parties
from ksbb.parties.enums import StopKind
from ksbb.parties.models import User
from ksbb.parties.rules import read_phone
from ksbb.privacy import rules
from ksbb.privacy.actions.erasing import erase
from ksbb.privacy.actions.recording import note, record, who
from ksbb.privacy.enums import Right
from ksbb.privacy.models import DataRequest
from ksbb.recipients.actions import close_contacts, forget_contacts


@deed("correct_own_data")
def correct_own_data(
    *, by: User | None, name: str, phone: str | None = None, contact: str = "", at: datetime, key: str = ""
) -> DataRequest:
    """Correct the own name, and a telephone number that was typed beside a proven e-mail address.

    What opens something stays: the addresses of an account are changed on its own page, which proves the new one.
    """
    person = who(by=by, contact=contact, at=at)
    insist(rules.why_not_correct(name=name, account=person.user is not None))
    if phone is not None and person.user is not None:
        raise Refused(
            Refusal("phone_by_code", "Nomor telepon akun diganti di halaman akun, dengan kode ke nomor yang baru.")
        )
    if phone is not None and person.user is None and "@" not in person.address:
        raise Refused(Refusal("phone_is_proof", "Nomor ini bukti diri Anda. Untuk menggantinya, tulis permintaan."))
    number = read_phone(phone) if phone else phone
    parties.rename(user=person.user, parties=person.parties, name=name.strip(), phone=number)
    request = record(person, Right.CORRECT, at=at, done="Nama dan nomor telepon dibetulkan saat itu juga.")
    note("correct_own_data", person, request, by=by, at=at)
    return request


@deed("withdraw_consent")
def withdraw_consent(*, by: User | None, contact: str = "", at: datetime, key: str = "") -> DataRequest:
    """Withdraw every consent: no name in public, no contact opened, no more messages; from this moment.

    A contact of a recipient rests on consent alone and is deleted. Amounts stay, under no name.
    """
    person = who(by=by, contact=contact, at=at)
    parties.stop_processing(user=person.user, parties=person.parties, kind=StopKind.CONSENT, at=at)
    hide_names(person.parties)
    drop_messages(user=person.user, addresses=person.needles, waiting_only=True)
    forget_contacts(one.pk for one in person.own_contacts)
    request = record(person, Right.WITHDRAW, at=at, done="Persetujuan ditarik dan pemrosesan dihentikan saat itu juga.")
    note("withdraw_consent", person, request, by=by, at=at)
    return request


@deed("restrict_processing")
def restrict_processing(*, by: User | None, contact: str = "", at: datetime, key: str = "") -> DataRequest:
    """Have the own data kept and not used: names hidden, contacts closed, no messages, until taken back."""
    person = who(by=by, contact=contact, at=at)
    parties.stop_processing(user=person.user, parties=person.parties, kind=StopKind.RESTRICTED, at=at)
    hide_names(person.parties)
    drop_messages(user=person.user, addresses=person.needles, waiting_only=True)
    close_contacts(person.own_contacts, at=at)
    request = record(person, Right.RESTRICT, at=at, done="Pemrosesan dibatasi saat itu juga.")
    note("restrict_processing", person, request, by=by, at=at)
    return request


@deed("resume_processing")
def resume_processing(*, by: User | None, contact: str = "", at: datetime, key: str = "") -> DataRequest:
    """Take a withdrawal or restriction back. Names stay hidden until they are shown with a new promise."""
    person = who(by=by, contact=contact, at=at)
    lifted = parties.resume_processing(user=person.user, parties=person.parties, at=at)
    opened = close_contacts([one for one in person.contacts if one.closed_at is not None], at=None)
    if not lifted and not opened:
        raise Refused(Refusal("nothing_stopped", "Data Anda sedang dipakai seperti biasa; tidak ada yang dipulihkan."))
    request = record(person, Right.RESUME, at=at, done="Pemrosesan dipulihkan saat itu juga.")
    note("resume_processing", person, request, by=by, at=at)
    return request


@deed("erase_own_data")
def erase_own_data(
    *, by: User | None, contact: str = "", cancel_open: bool = False, at: datetime, key: str = ""
) -> DataRequest:
    """Erase the own identity for good; amounts stay under no name. Running promises are cancelled only when told so."""
    person = who(by=by, contact=contact, at=at)
    cancelled = erase(person, by=by, cancel_open=cancel_open, at=at)
    request = record(person, Right.ERASE, at=at, done="Identitas dihapus saat itu juga.")
    DataRequest.objects.filter(pk=request.pk).update(contact="")
    request.contact = ""
    note("erase_own_data", person, request, by=by, at=at, cancelled=cancelled)
    return request
