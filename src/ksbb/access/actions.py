"""Every write about coming in: invitations, codes, contacts of an account, devices, recovery."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction

from ksbb.access import letters, queries, rules
from ksbb.access.models import Invitation, Recovery
from ksbb.access.queries import free_username, user_by_contact
from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import clean
from ksbb.notices.actions import enqueue
from ksbb.notices.enums import Kind
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import ApiToken, ProofCode, User
from ksbb.parties.queries import office_of, reach_of
from ksbb.recipients.models import Recipient

SIGN_IN = "masuk"
HANDED = "serah"


# --- Invitations ------------------------------------------------------------------------------------------------------


@deed("invite", open_doors=False)
def invite(*, by: User, recipient: Recipient, token: str, at: datetime, key: str = "") -> Invitation:
    """Invite the head of an RW or the keeper of a home by a link of one use within 72 hours.

    Keeps the digest of the token; the caller shows the link once. An earlier open invitation is revoked. The source
    of the rule: T01, an RW's identity hangs on the invitation of its kelurahan.
    """
    recipient = Recipient.objects.select_for_update(of=("self",)).select_related("place").get(pk=recipient.pk)
    reach = reach_of(by, at=at)
    retired = recipient.retired_at is not None
    insist(rules.why_not_invite(reach=reach, place=recipient.place, retired=retired, token=token))
    Invitation.objects.filter(recipient=recipient, accepted_at=None, revoked_at=None).update(revoked_at=at)
    invitation = Invitation.objects.create(
        recipient=recipient,
        role=RoleName.RW_HEAD if recipient.organisation_id is None else RoleName.KEEPER,
        digest=queries.digest_of(token),
        office=office_of(by.pk, place=recipient.place, on=at)[:120],
        invited_by=by,
        invited_at=at,
        expires_at=at + rules.INVITATION_LIFE,
    )
    _note("invite", recipient.reference, by, {"role": invitation.role}, at)
    return invitation


@deed("revoke_invitation")
def revoke_invitation(*, by: User, invitation: Invitation, at: datetime, key: str = "") -> Invitation:
    """Make an open invitation void."""
    invitation = _locked(invitation)
    insist(rules.why_not_revoke(reach=reach_of(by, at=at), invitation=invitation))
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    _note("revoke_invitation", invitation.recipient.reference, by, {"role": invitation.role}, at)
    return invitation


@deed("accept_invitation", open_doors=False)
def accept_invitation(
    *,
    token: str,
    user: User | None = None,
    name: str = "",
    username: str = "",
    password: str = "",
    email: str = "",
    phone: str = "",
    at: datetime,
) -> User:
    """Use an invitation up: the account (where `user` is none yet) and the role come to be in this one deed.

    `email` and `phone` are proven by the caller. Refused when the link no longer works, or to whoever made it.
    """
    found = queries.invitation_of(token)
    invitation = _locked(found) if found else None
    insist(queries.why_not_use(invitation, at=at))
    assert invitation is not None  # noqa: S101 - an unknown link was refused above
    inviter = invitation.invited_by
    if (
        inviter.pk == getattr(user, "pk", None)
        or (email and email == inviter.email)
        or (phone and phone == inviter.phone)
    ):
        raise Refused(rules.OWN_INVITATION)
    recipient = invitation.recipient
    if user is None:
        if not clean(name):
            raise Refused(Refusal("name_needed", "Tulis nama Anda."))
        user = parties.new_person(
            username=username or free_username(_stem(recipient)), name=clean(name)[:120], password=password
        )
        if email or phone:
            parties.set_contact_of(user=user, email=email, phone=phone)
    place = recipient.place if invitation.role == RoleName.RW_HEAD else None
    organisation = recipient.organisation if invitation.role == RoleName.KEEPER else None
    parties.hold(user=user, name=RoleName(invitation.role), place=place, organisation=organisation, by=inviter, at=at)
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    _note("accept_invitation", recipient.reference, None, {"role": invitation.role}, at)
    return user


def _locked(invitation: Invitation) -> Invitation:
    held = Invitation.objects.select_for_update(of=("self",))
    return held.select_related("recipient__place", "recipient__organisation", "invited_by").get(pk=invitation.pk)


def _stem(recipient: Recipient) -> str:
    """A username that says who it is: rw904.cipulir."""
    words = re.sub(r"[^a-z0-9]+", ".", recipient.name.lower()).strip(".")
    return re.sub(r"^rw\.(\d+)\.", r"rw\1.", words)[:40] or "akun"


# --- Codes ------------------------------------------------------------------------------------------------------------


def send_code(*, contact: str, nonce: str, at: datetime) -> None:
    """Send six digits to an address, bound to the request that carries `nonce`; for whom is looked up when they come.

    The same rows are written whoever the address belongs to, so that nobody learns it from the answer (T17); an
    address that opens no account gets a letter that says so. Raises Refused after three codes in an hour.
    """
    with transaction.atomic():
        digits = parties.new_code(contact=contact, purpose=f"{SIGN_IN}:{nonce}", at=at)
        known = user_by_contact(contact, at=at) is not None
        title, body = letters.code(digits) if known else letters.nobody()
        _tell(contact, (title, body), f"code:{SIGN_IN}:{nonce}:{secrets.token_hex(4)}", at)


def send_proof(*, contact: str, nonce: str, at: datetime) -> None:
    """Send six digits that prove an address to become an account's own. Raises Refused after three in an hour."""
    with transaction.atomic():
        digits = parties.new_code(contact=contact, purpose=f"{SIGN_IN}:{nonce}", at=at)
        _tell(contact, letters.code(digits), f"code:{SIGN_IN}:{nonce}:{secrets.token_hex(4)}", at)


def prove_contact(*, contact: str, nonce: str, digits: str, at: datetime) -> None:
    """Use the code of this request up, or raise Refused."""
    parties.spend_code(contact=contact, purpose=f"{SIGN_IN}:{nonce}", digits=digits, at=at)


def sign_in_by_code(*, contact: str, nonce: str, digits: str, at: datetime) -> User:
    """The person whom the typed code lets in. Raises Refused, alike for an address without an account."""
    prove_contact(contact=contact, nonce=nonce, digits=digits, at=at)
    user = user_by_contact(contact, at=at)
    if user is None:
        raise Refused(Refusal("code_wrong", "Kode tidak cocok. Periksa 6 angka di pesan terakhir, lalu coba lagi."))
    return user


@deed("hand_code", open_doors=False)
def hand_code(*, by: User, user: User, digits: str, at: datetime) -> ProofCode:
    """Make a code that an officer reads out to an RW head or keeper whom no message reaches; the person is told."""
    theirs = reach_of(user, at=at)
    insist(rules.why_not_hand_code(reach=reach_of(by, at=at), theirs=theirs, places=queries.places_of(theirs)))
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise Refused(Refusal("code_shape", "Kode terdiri atas 6 angka."))
    code = parties.keep_code(contact=_account(user), purpose=HANDED, digits=digits, at=at)
    for address in {user.email, user.phone} - {""}:
        _tell(address, letters.handed(), f"handed:{code.pk}:{address[:80]}", at)
    _note("hand_code", f"user:{user.pk}", by, {}, at)
    return code


def sign_in_by_handed_code(*, user: User | None, digits: str, at: datetime) -> User:
    """The person whom a code from the officer lets in. Raises Refused, alike for a name that nobody has."""
    contact = _account(user) if user else f"akun:-{secrets.token_hex(8)}"
    try:
        parties.spend_code(contact=contact, purpose=HANDED, digits=digits, at=at)
    except Refused as stop:
        raise Refused(Refusal("code_wrong", "Nama pengguna dan kode tidak cocok. Minta kode baru.")) from stop
    assert user is not None  # noqa: S101 - nobody's code is never right
    return user


def _account(user: User) -> str:
    return f"akun:{user.pk}"


# --- The account ------------------------------------------------------------------------------------------------------


@deed("change_contact", open_doors=False)
def change_contact(*, by: User, email: str = "", phone: str = "", at: datetime) -> User:
    """Write a proven e-mail address or phone to the own account and tell the old ones (SEC-13)."""
    old = {by.email, by.phone} - {""}
    user = parties.set_contact_of(user=by, email=email, phone=phone)
    mark = secrets.token_hex(8)
    for address in sorted(old):
        _tell(address, letters.contact_changed(), f"contact:{user.pk}:{mark}:{address[:60]}", at)
    _note("change_contact", f"user:{user.pk}", by, {"what": "email" if email else "phone"}, at)
    return user


@deed("end_sessions")
def end_sessions(*, by: User, at: datetime) -> User:
    """Sign the person out of every device at once."""
    user = parties.end_sessions_of(by)
    _forget_devices(user)
    _note("end_sessions", f"user:{user.pk}", by, {}, at)
    return user


def end_device(*, user: User, number: int) -> bool:
    """Sign one device of the person out. False where there is no such device."""
    row = UserSession.objects.filter(user=user, pk=number).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    return True


def move_device(*, before: str | None, after: str | None) -> None:
    """Keep a device in the list when its session gets another key."""
    if before and after and before != after:
        UserSession.objects.filter(session_key=before).update(session_key=after)


def forget_ended_devices() -> int:
    """Drop devices whose session is over (work of the worker). Returns how many."""
    alive = Session.objects.values("session_key")
    return UserSession.objects.exclude(session_key__in=alive).delete()[0]


def _forget_devices(user: User) -> None:
    rows = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


# --- Recovery of a staff account --------------------------------------------------------------------------------------


@deed("start_recovery")
def start_recovery(*, by: User, user: User, at: datetime, key: str = "") -> Recovery:
    """Begin the recovery of a colleague's account; it can be done after 24 hours, and the person may stop it."""
    user = User.objects.select_for_update().get(pk=user.pk)
    running = queries.open_recovery(user) is not None
    insist(rules.why_not_start_recovery(reach=reach_of(by, at=at), theirs=reach_of(user, at=at), running=running))
    recovery = Recovery.objects.create(user=user, started_by=by, started_at=at, ready_at=at + rules.RECOVERY_WAIT)
    _tell_person(user, letters.recovery_started(recovery.ready_at), f"recovery:{recovery.pk}:start", at)
    _note("start_recovery", f"user:{user.pk}", by, {}, at)
    return recovery


@deed("cancel_recovery")
def cancel_recovery(*, by: User, recovery: Recovery, at: datetime, key: str = "") -> Recovery:
    """Stop a recovery: by the person whose account it is, or by Pokja."""
    recovery = Recovery.objects.select_for_update(of=("self",)).select_related("user").get(pk=recovery.pk)
    insist(rules.why_not_cancel_recovery(reach=reach_of(by, at=at), recovery=recovery))
    recovery.cancelled_at = at
    recovery.save(update_fields=["cancelled_at"])
    _tell_person(recovery.user, letters.recovery_over(False), f"recovery:{recovery.pk}:over", at)
    _note("cancel_recovery", f"user:{recovery.user_id}", by, {}, at)
    return recovery


@deed("finish_recovery", open_doors=False)
def finish_recovery(*, by: User, recovery: Recovery, password: str, at: datetime) -> Recovery:
    """Open the account anew: keys, devices and tokens end, and a password for one use is handed over in person."""
    recovery = Recovery.objects.select_for_update(of=("self",)).select_related("user").get(pk=recovery.pk)
    insist(rules.why_not_finish_recovery(reach=reach_of(by, at=at), recovery=recovery, at=at))
    user = recovery.user
    Authenticator.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    User.objects.filter(pk=user.pk).update(password=make_password(password))
    parties.end_sessions_of(user)
    _forget_devices(user)
    recovery.finished_at = at
    recovery.save(update_fields=["finished_at"])
    _tell_person(user, letters.recovery_over(True), f"recovery:{recovery.pk}:over", at)
    _note("finish_recovery", f"user:{user.pk}", by, {}, at)
    return recovery


def _tell_person(user: User, letter: letters.Letter, mark: str, at: datetime) -> None:
    for address in sorted({user.email, user.phone} - {""}):
        _tell(address, letter, f"{mark}:{address[:60]}", at)


def _tell(address: str, letter: letters.Letter, mark: str, at: datetime) -> None:
    title, body = letter
    enqueue(
        address=address,
        title=title,
        body=body,
        dedupe=mark[:120],
        at=at,
        kind=None if mark.startswith("code:") else Kind.SAFETY,
    )


def _note(verb: str, subject: str, by: User | None, payload: dict[str, object], at: datetime) -> None:
    journal.write(verb=verb, subject=subject, actor_id=by.pk if by else None, payload=payload, at=at)
