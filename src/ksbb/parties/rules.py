"""Decisions about people: what a person's roles carry, and what a proof code must be."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from ksbb.core.formats import parse_phone
from ksbb.core.refusals import FORBIDDEN, Refusal, Refused, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_show_reason
from ksbb.parties.enums import NEXT_CORRECTIONS, NEXT_STANDINGS, PLACE_ROLES, CorrectionState, RoleName, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ksbb.parties.models import Organisation, Party, ProofCode
    from ksbb.places.models import Place

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
OFFICE_WAIT = timedelta(hours=24)
"""How long an office that somebody gives is seen by the colleagues before it carries anything: as long as a recovery
waits (SEC-14). Without it one of Pokja could make the second person of every deed of two (2.3.5)."""
CODES_PER_HOUR = 3
CODE_EXPIRED = Refusal("code_expired", "Kode sudah tidak berlaku. Minta kode baru.")
CODE_LOCKED = Refusal("code_locked", "Kode salah lima kali. Minta kode baru.")
CODE_WRONG = Refusal("code_wrong", "Kode tidak cocok. Periksa 6 angka di pesan terakhir, lalu coba lagi.")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person's roles carry on a day. Made by `queries.reach_of`; a visitor has an empty one."""

    user_id: int | None = None
    is_pokja: bool = False
    officer_of: tuple[Place, ...] = ()
    head_of: tuple[Place, ...] = ()
    keeps: frozenset[int] = frozenset()
    acts_for: frozenset[int] = frozenset()
    for_agregator: bool = False
    addresses: frozenset[str] = frozenset()
    """The person's own e-mail address (lower case) and phone: gifts made under them as a guest are own gifts."""
    roots: frozenset[int] = frozenset()
    """The givers that the person's own ones were found to be and merged into."""

    @property
    def is_staff(self) -> bool:
        """Pokja, officers and the people of an agregator, who need a passkey or an authenticator app (SEC-13)."""
        return self.is_pokja or bool(self.officer_of) or self.for_agregator

    def oversees(self, place: Place) -> bool:
        """Officer of the place or of one above it; Pokja oversees all."""
        return self.is_pokja or any(mine.covers(place) for mine in self.officer_of)

    def speaks_for(self, *, place: Place, organisation_id: int | None) -> bool:
        """Head of the very RW, or keeper of the institution."""
        if organisation_id is not None:
            return organisation_id in self.keeps
        return any(mine.pk == place.pk for mine in self.head_of)


def gives(*, reach: Reach, giver: Party) -> bool:
    """Is the person the giver, or does the person act for it? Then no other role lets the own gift be judged (T05).

    What a second account or a guest gave counts as that of the giver it was merged into, for this as for the figures;
    and all that one gave is the own gift of whoever was merged into it.
    """
    own = reach.user_id is not None and giver.user_id == reach.user_id
    theirs = giver.organisation_id is not None and giver.organisation_id in reach.acts_for | reach.keeps
    same = bool(reach.addresses & {giver.email.lower(), giver.phone}) or giver.pk in reach.roots
    return own or theirs or same or (giver.merged_into is not None and gives(reach=reach, giver=giver.merged_into))


def why_not_pokja(reach: Reach) -> Refusal | None:
    """Why a deed that only Pokja may do is refused."""
    return None if reach.is_pokja else FORBIDDEN


def why_not_stand(
    *,
    reach: Reach,
    organisation: Organisation,
    standing: Standing,
    reason: str,
    registered_by: int | None,
    alike: Sequence[Organisation],
    on: date,
) -> Refusal | None:
    """Why an officer of Pokja cannot give an organisation this standing.

    Whatever a person registered, its own or another's, and whatever collects money needs the permit of its activity,
    which two officers approve (LAW-01, T02); only what came with a history, registered by nobody, stands without. A
    name that looks like another's needs a written reason.
    """
    if not reach.is_pokja:
        return FORBIDDEN
    if standing in {Standing.APPLIED, Standing.EXPIRED, Standing.REJECTED}:
        return Refusal("standing_by_rule", "Kedudukan ini ditetapkan lewat permohonan atau masa izin.")
    move = why_not_move(NEXT_STANDINGS, Standing(organisation.standing), standing)
    if move is not None or standing != Standing.ACTIVE:
        return first(move, why_not_show_reason(reason, longest=300))
    return first(
        why_not_activate(organisation=organisation, registered_by=registered_by, on=on),
        why_not_show_reason(reason, longest=300) if reason or organisation.standing != Standing.APPLIED else None,
        None
        if reason or not alike
        else Refusal("name_alike", f"Namanya mirip dengan {alike[0].name}. Tuliskan mengapa ini lembaga yang berbeda."),
    )


def why_not_activate(*, organisation: Organisation, registered_by: int | None, on: date) -> Refusal | None:
    """Why nobody alone can make this organisation active: it was revoked, or its permit was not approved by two."""
    if organisation.standing == Standing.REVOKED:
        return Refusal(
            "application_needed", "Yang dicabut kembali hanya lewat permohonan baru yang disetujui dua orang."
        )
    needs_permit = organisation.is_agregator or registered_by is not None
    if not organisation.permitted(on=on) or (needs_permit and organisation.permit_from is None):
        return Refusal(
            "permit_needed",
            "Belum ada izin yang sesuai kegiatannya dan disetujui dua orang. "
            "Wakilnya mengirim izin dari halaman Organisasi saya.",
        )
    return None


def why_not_grant_to(*, reach: Reach, user_id: int) -> Refusal | None:
    """Why this person gets no role from that one: a second person stands behind every role (2.3.5)."""
    if reach.user_id != user_id:
        return None
    return Refusal("own_role", "Peran untuk diri sendiri diberikan oleh petugas lain.", forbidden=True)


def why_not_grant(*, reach: Reach, name: RoleName, place: Place | None, organisation_id: int | None) -> Refusal | None:
    """Why a role cannot be given: Pokja gives all; an officer gives RW heads within the own place."""
    if (name in PLACE_ROLES) != (place is not None) or (name in PLACE_ROLES) == (organisation_id is not None):
        return Refusal("role_scope", "Peran wilayah memerlukan wilayah; peran lembaga memerlukan lembaga.")
    if name == RoleName.RW_HEAD and place is not None and place.rw_number is None:
        return Refusal("role_scope", "Peran Ketua RW harus menunjuk satu RW.")
    if reach.is_pokja:
        return None
    if name == RoleName.RW_HEAD and place is not None and reach.oversees(place):
        return None
    return FORBIDDEN


def why_not_send_code(*, sent_last_hour: int) -> Refusal | None:
    """Why no further code is sent: three an hour for one address (SEC-13)."""
    if sent_last_hour >= CODES_PER_HOUR:
        return Refusal("too_many_codes", "Kode sudah dikirim tiga kali dalam satu jam. Coba lagi satu jam kemudian.")
    return None


def why_not_accept_code(*, code: ProofCode | None, matches: bool, at: datetime) -> Refusal | None:
    """Why a typed code does not prove the address: none sent, too old, too many tries, or another code."""
    if code is None or code.used_at is not None or at > code.expires_at:
        return CODE_EXPIRED
    if code.tries >= CODE_TRIES:
        return CODE_LOCKED
    if not matches:
        return CODE_WRONG
    return None


def why_not_decide(*, reach: Reach, proposed_by_id: int, state: CorrectionState, to: CorrectionState) -> Refusal | None:
    """Why this person cannot decide a correction: it is decided, or the person proposed it (two people, J6)."""
    if reach.user_id == proposed_by_id:
        return Refusal("same_person", "Koreksi diputus oleh orang kedua, bukan oleh pengusulnya.", forbidden=True)
    return why_not_move(NEXT_CORRECTIONS, state, to)


def why_not_merge(*, reach: Reach, duplicate: Party, into: Party) -> Refusal | None:
    """Why two parties cannot become one giver: not Pokja, an own gift, the same, or merged before."""
    if not reach.is_pokja:
        return FORBIDDEN
    if gives(reach=reach, giver=duplicate) or gives(reach=reach, giver=into):
        return Refusal("own_giving", "Anda ada di pihak pemberi ini. Minta petugas lain.", forbidden=True)
    if duplicate.pk == into.pk:
        return Refusal("same_party", "Pilih dua pemberi yang berbeda.")
    if duplicate.merged_into_id is not None or into.merged_into_id is not None:
        return Refusal("merged_before", "Salah satu pemberi sudah digabung. Pilih pemberi utamanya.")
    return None


def read_email(text: str) -> str:
    """The address. Raises `Refused` ("email_invalid") with the reason in words."""
    try:
        validate_email(text)
    except ValidationError as error:
        told = "Alamat e-mail ini belum benar. Contoh: nama@contoh.id"
        raise Refused(Refusal("email_invalid", told)) from error
    return text


def read_phone(text: str) -> str:
    """The number in E.164, as people type it. Raises `Refused` ("phone_invalid") with the reason in words."""
    try:
        return parse_phone(text)
    except ValueError as error:
        raise Refused(Refusal("phone_invalid", str(error))) from error


def read_contact(text: str) -> str:
    """An e-mail address or a telephone number, in the form in which it is kept. Raises `Refused`."""
    return read_email(text).lower() if "@" in text else read_phone(text[:60])


def proves(giver: Party, proof: str) -> bool:
    """Is this the giver's e-mail address, or does it end in the last four digits of the giver's telephone?

    Compared in constant time; a giver without an address is proven by nothing.
    """
    digits = "".join(symbol for symbol in proof if symbol.isdigit())
    email = hmac.compare_digest(giver.email.lower().encode(), proof.strip().lower().encode("utf-8", "ignore"))
    phone = hmac.compare_digest(giver.phone[-4:].encode(), digits[-4:].encode()) and len(digits) >= 4
    return bool((email and giver.email) or (phone and giver.phone))
