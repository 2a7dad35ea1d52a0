"""Every read about people, organisations and roles."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from ksbb.core.doors import finder
from ksbb.core.lookalike import alike
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound, Refusal
from ksbb.core.rows import sole
from ksbb.parties.enums import ENDED_STANDINGS, PartyKind, RoleName, Standing
from ksbb.parties.merged import ROOTS, roots_beside
from ksbb.parties.models import ApiToken, Organisation, Party, ProcessingStop, ProofCode, Role, StandingChange, User
from ksbb.parties.rules import Reach
from ksbb.places.models import Place
from ksbb.places.queries import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def reach_of(user: User | None, *, at: datetime) -> Reach:
    """What the person may do at that moment. One query; a visitor costs none."""
    if user is None or user.pk is None or not user.is_active:
        return Reach()
    roles = list(
        roles_now(user, at)
        .filter(Q(organisation__isnull=True) | standing_now("organisation", at=at))
        .select_related("place", "organisation")
        .annotate(**roots_beside(user))
    )
    return Reach(
        user_id=user.pk,
        is_pokja=any(role.name == RoleName.POKJA for role in roles),
        officer_of=tuple(role.place for role in roles if role.name == RoleName.OFFICER and role.place),
        head_of=tuple(role.place for role in roles if role.name == RoleName.RW_HEAD and role.place),
        keeps=_organisations(roles, RoleName.KEEPER),
        acts_for=_organisations(roles, RoleName.COLLABORATOR),
        for_agregator=any(
            role.name == RoleName.COLLABORATOR and role.organisation and role.organisation.is_agregator
            for role in roles
        ),
        addresses=frozenset({user.email.lower(), user.phone} - {""}),
        roots=frozenset(getattr(role, name) for role in roles for name in ROOTS) - {None},
    )


def overseen(reach: Reach, path: str = "place") -> Q:
    """The filter "in the area of this officer"; Pokja oversees all, a visitor nothing. `path` leads to the place."""
    if reach.is_pokja:
        return Q()
    areas = Q(pk__in=[])
    for place in reach.officer_of:
        areas |= within(path, place)
    return areas


def standing_now(path: str, *, at: datetime) -> Q:
    """The filter "an organisation that stands at that moment", for many rows: see `Organisation.stands`."""
    until = f"{path}__permit_until"
    return Q(
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gte": localdate(at)}),
        **{f"{path}__standing": Standing.ACTIVE},
    )


def standing_on(organisation: Organisation, *, at: datetime) -> Standing:
    """The standing at that moment: one whose permit has just run out is so before the worker writes it down."""
    if organisation.standing == Standing.ACTIVE and not organisation.stands(on=localdate(at)):
        return Standing.EXPIRED
    return Standing(organisation.standing)


def _organisations(roles: Iterable[Role], name: RoleName) -> frozenset[int]:
    return frozenset(role.organisation_id for role in roles if role.name == name and role.organisation_id)


def roles_of(user: User) -> list[Role]:
    """All roles of a person, running ones first."""
    return list(Role.objects.filter(user=user).select_related("place", "organisation").order_by("until", "-since"))


def office_of(user_id: int | None, *, place: Place, on: datetime) -> str:
    """In which office a person acted at a place: "Pokja KSBB", "Petugas Kelurahan Cideng". Never the name."""
    held = Role.objects.filter(
        user=user_id, place__in=place.lineage_ids, name__in=[RoleName.POKJA, RoleName.OFFICER], since__lte=on
    )
    roles = list(held.select_related("place").only("name", "place__code", "place__level", "place__name"))
    places = [role.place for role in roles if role.name == RoleName.OFFICER and role.place is not None]
    if places:
        return f"Petugas {max(places, key=lambda place: place.code).title}"
    return RoleName.POKJA.label if roles else "petugas"


def running_roles() -> list[Role]:
    """Every role in force, for the desk that grants them."""
    running = Role.objects.filter(until__isnull=True).select_related("user", "place", "organisation")
    return list(running.order_by("name", "user__name", "pk"))


def holders_of(*, place_ids: Iterable[int] = (), organisation_id: int | None = None) -> list[User]:
    """The people who speak for an RW or keep an institution: the receivers of notices."""
    scope = Q(place__in=list(place_ids), name=RoleName.RW_HEAD)
    if organisation_id is not None:
        scope = Q(organisation=organisation_id, name=RoleName.KEEPER)
    roles = Role.objects.filter(scope, until__isnull=True, user__is_active=True).select_related("user")
    roles = roles.only("user__name", "user__email", "user__phone", "user__is_active")
    return [role.user for role in sorted(roles, key=lambda role: role.pk)]


def members_of(party: Party) -> list[User]:
    """The people who give as a party: its own person, or those who act for the organisation; nobody for a guest."""
    if party.user_id is not None:
        person = party.user
        return [person] if person is not None and person.is_active else []
    if party.organisation_id is None:
        return []
    acting = Role.objects.filter(name=RoleName.COLLABORATOR, organisation=party.organisation_id, until__isnull=True)
    return [role.user for role in acting.filter(user__is_active=True).select_related("user").order_by("pk")]


def officers_of(place: Place) -> list[User]:
    """The officers of a place and of what lies above it, without Pokja; Pokja where nobody sits nearer."""
    held = Role.objects.filter(place__in=place.lineage_ids, until__isnull=True, user__is_active=True)
    rows = held.filter(name__in=[RoleName.OFFICER, RoleName.POKJA]).select_related("user").order_by("pk")
    found = {name: {role.user_id: role.user for role in rows if role.name == name} for name in RoleName}
    return list((found[RoleName.OFFICER] or found[RoleName.POKJA]).values())


def pokja_people() -> list[User]:
    """Everybody of the Pokja."""
    held = Role.objects.filter(name=RoleName.POKJA, until__isnull=True, user__is_active=True)
    return list({role.user_id: role.user for role in held.select_related("user").order_by("pk")}.values())


def party_of(user: User, *, at: datetime) -> Party | None:
    """The party that a signed-in person gives as: the organisation acted for, else the own one, else None yet.

    One that stands comes first; one that fell keeps its promises (`why_not_give` stops new ones); applicants give none.
    """
    acts_for = roles_now(user, at).filter(name=RoleName.COLLABORATOR)
    acts_for = acts_for.exclude(organisation__standing__in=[Standing.APPLIED, Standing.REJECTED])
    mine = Q(user=user)
    if user.is_active:
        mine |= Q(organisation__in=acts_for.values("organisation"))
    found = Party.objects.filter(mine).select_related("organisation")
    stands = {one.pk for one in found if one.organisation and one.organisation.stands(on=localdate(at))}
    order = {one: (bool(one.user_id), one.pk not in stands, one.organisation_id, one.pk) for one in found}
    return min(found, key=order.__getitem__, default=None)


def roles_now(user: User, at: datetime) -> QuerySet[Role]:
    """The roles that a person has at a moment."""
    return Role.objects.filter(Q(until__isnull=True) | Q(until__gt=at), user=user, since__lte=at)


def lock_party(number: int) -> Party:
    """A party under lock, for deeds that count what it did before."""
    return Party.objects.select_for_update().get(pk=number)


def lock_user(number: int) -> User:
    """A person under lock, for deeds that count what the person did before."""
    return User.objects.select_for_update().get(pk=number)


def why_not_give(user: User, held: Sequence[Role], *, at: datetime) -> Refusal | None:
    """Why this person cannot promise now: the organisation acted for is not, or no longer, verified; or nobody
    vouched for the account and its address was never proven.

    Without the first, such a promise would quietly become one of the person's own; without the second, anybody
    could hold needs and read contacts under an address that is somebody else's, or nobody's. The organisations are
    held, so that none is suspended between this answer and the choice of the giver. `held`: the roles of now.
    """
    ours = {role.organisation_id for role in held if role.name == RoleName.COLLABORATOR and role.organisation_id}
    mine = list(Organisation.objects.select_for_update().filter(pk__in=ours).order_by("pk")) if ours else []
    if mine and not any(organisation.stands(on=localdate(at)) for organisation in mine):
        return Refusal("organisation_not_active", "Organisasi Anda belum atau tidak lagi aktif.", forbidden=True)
    if not held and EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=False).exists():
        return Refusal(
            "address_unproven",
            "Buktikan alamat e-mail akun Anda dahulu: buka tautan di surat dari kami, lalu kirim lagi.",
        )
    if ProcessingStop.objects.filter(user=user, lifted_at=None).exists():
        return Refusal(
            "processing_stopped",
            "Anda meminta data Anda tidak dipakai. Untuk memberi lagi, pulihkan dahulu di halaman Data saya.",
        )
    return None


def is_stopped(party: Party) -> bool:
    """Did this giver withdraw consent or restrict the use of the data, and not take it back? One query."""
    own = Q(party=party) | Q(user=party.user_id) if party.user_id else Q(party=party)
    return ProcessingStop.objects.filter(own, lifted_at=None).exists()


def stopped_addresses(addresses: Iterable[str]) -> set[str]:
    """Those of these addresses whose owners want no messages any more. Four queries, whatever their number."""
    asked = set(addresses) - {""}
    found: set[str] = set()
    running = ProcessingStop.objects.filter(lifted_at=None)
    typed = {"party__phone": Q(party__email="")}  # beside an e-mail address it may be a stranger's
    for column in ("user__email", "user__phone", "party__email", "party__phone"):
        stopped = running.filter(typed.get(column, Q()), **{f"{column}__in": asked})
        found |= set(stopped.values_list(column, flat=True))
    return found


def stops_of(*, user: User | None, parties: Iterable[Party]) -> list[ProcessingStop]:
    """What a person stopped and did not take back, oldest first."""
    about = Q(party__in=list(parties))
    if user is not None:
        about |= Q(user=user)
    return list(ProcessingStop.objects.filter(about, lifted_at=None).order_by("since", "pk"))


def party_of_organisation(organisation: Organisation) -> Party:
    """The party that an organisation gives as. Raises NotFound for one that only receives."""
    found = Party.objects.filter(organisation=organisation).select_related("organisation").first()
    if found is None:
        raise NotFound(organisation.reference)
    return found


def proven_party(*, contact: str) -> Party | None:
    """The guest who proved this e-mail address or phone before, if any.

    The code goes to the e-mail address where there is one: a phone beside it was typed, not proven, and whoever
    typed a stranger's number must not become the giver of that stranger's promises.
    """
    if not contact:
        return None
    match = Q(email__iexact=contact) if "@" in contact else Q(phone=contact, email="")
    guests = Party.objects.filter(
        match, kind=PartyKind.INDIVIDUAL, user=None, proven_at__isnull=False
    )  # one that was merged as well: what it gives counts as the other's
    return guests.order_by("pk").first()


def token_owner(token: str) -> User | None:
    """The person behind a bearer token, or None when it is unknown or revoked."""
    found = ApiToken.objects.filter(digest=token_digest(token), revoked_at=None, user__is_active=True)
    owner = sole(found.select_related("user"))
    return owner.user if owner else None


def token_digest(token: str) -> str:
    """SHA-256 of a token: tokens are long and random, so a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()


def codes_sent_last_hour(*, contact: str, at: datetime) -> int:
    """How many codes went to one address in the last hour."""
    return ProofCode.objects.filter(contact=contact, sent_at__gt=at - timedelta(hours=1)).count()


def latest_code(*, contact: str, purpose: str, held: bool = False) -> ProofCode | None:
    """The last code sent to an address for one purpose; `held` under lock, so that whoever else tries it waits."""
    rows = ProofCode.objects.select_for_update() if held else ProofCode.objects
    return rows.filter(contact=contact, purpose=purpose).order_by("-sent_at", "-pk").first()


def organisations(*, text: str = "") -> list[Organisation]:
    """All organisations by name, those with these words in it."""
    found = Organisation.objects.order_by("name")
    for word in text.split()[:8]:
        found = found.filter(name__icontains=word)
    return list(found)


def held_organisation(organisation_id: int) -> Organisation:
    """An organisation under lock: its standing cannot change until the deed is over."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def standing_history(organisation: Organisation) -> list[StandingChange]:
    """Every change of standing, newest first: public. The first row is the registering."""
    return list(StandingChange.objects.filter(organisation=organisation).order_by("-effective_at", "-pk"))


def recent_falls(*, since: datetime) -> list[StandingChange]:
    """Changes that stopped an organisation since then and still hold, oldest first."""
    fell = StandingChange.objects.filter(standing__in=ENDED_STANDINGS, recorded_at__gt=since)
    return list(fell.filter(organisation__standing=F("standing")).select_related("organisation").order_by("pk"))


def registered_by(organisation: Organisation) -> int | None:
    """Who registered it or applied for it, if that was a person."""
    first = StandingChange.objects.filter(organisation=organisation).order_by("pk")
    return first.values_list("recorded_by_id", flat=True).first()


def look_alikes(name: str, *, but: int = 0) -> list[Organisation]:
    """Organisations that take part, or once did, whose name could be taken for this one (T02). One query."""
    known = Organisation.objects.filter(standing__in=ENDED_STANDINGS | {Standing.ACTIVE}).exclude(pk=but)
    return [other for other in known.order_by("name") if alike(name, other.name)]


def applicant_named(name: str) -> Organisation | None:
    """The organisation of this very name, refused applications apart."""
    return Organisation.objects.exclude(standing=Standing.REJECTED).filter(name=name).first()


def listed_organisations() -> QuerySet[Organisation]:
    """Organisations that the public sees: those that were ever active. Applicants and refused ones are not shown."""
    was_active = StandingChange.objects.filter(standing=Standing.ACTIVE).values("organisation")
    return Organisation.objects.filter(pk__in=was_active).order_by("name", "pk")


def listed_organisation(reference: str) -> Organisation:
    """One of `listed_organisations` by its reference. Raises NotFound."""
    found = listed_organisations().filter(reference=read_reference(reference) or "").first()
    if found is None:
        raise NotFound(reference)
    return found


def people_of(organisation_id: int) -> list[User]:
    """The people who act for or keep an organisation, whatever its standing: the receivers of its notices."""
    roles = Role.objects.filter(organisation=organisation_id, until__isnull=True, user__is_active=True)
    return list({role.user_id: role.user for role in roles.select_related("user").order_by("pk")}.values())


def giving_organisations(*, at: datetime) -> list[Party]:
    """The parties of verified organisations by name: those that a promise can be recorded for."""
    active = Party.objects.filter(standing_now("organisation", at=at), merged_into=None)
    return list(active.select_related("organisation").order_by("name"))


def username_taken(username: str) -> bool:
    """Whether an account of this name exists, for the desk that makes accounts."""
    return User.objects.filter(username=username).exists()


def user_by_email(email: str) -> User | None:
    """The person with this e-mail address."""
    return User.objects.filter(email__iexact=email).exclude(email="").first()


def user_named(text: str) -> User | None:
    """The active person with this username, else with this e-mail address; an address is first looked for as one.

    An address that its account never proved names nobody: who signed up with an officer's address gets no role by it.
    """
    active = User.objects.filter(is_active=True)
    unproven = EmailAddress.objects.filter(verified=False, email__iexact=text).values("user")
    by_email = active.filter(email__iexact=text).exclude(email="").exclude(pk__in=unproven)
    by_name = active.filter(username=text)
    return (by_email.first() or by_name.first()) if "@" in text else by_name.first()


@finder(Organisation)
def find_organisation(by: User | None, reference: str, at: datetime) -> Organisation:
    """An organisation by its reference. The list of organisations is public."""
    found = Organisation.objects.filter(reference=reference).first()
    if found is None:
        raise NotFound(reference)
    return found


@finder(User)
def find_user(by: User | None, username: str, at: datetime) -> User:
    """A person by username or e-mail, for those who grant roles and the console; nobody else learns who exists."""
    found = user_named(username)
    reach = reach_of(by, at=at)
    if found is None or not (by is None or reach.is_pokja or reach.officer_of):
        raise NotFound(username)
    return found


@finder(Role)
def find_role(by: User | None, number: str, at: datetime) -> Role:
    """A role by its number, for those who give and end roles; which of them may end it is the rule's matter."""
    found = Role.objects.filter(pk=row_number(number))
    role = found.select_related("user", "place", "organisation").first()
    reach = reach_of(by, at=at)
    if role is None or not (by is None or reach.is_pokja or reach.officer_of):
        raise NotFound(number)
    return role


@finder(Party)
def find_party(by: User | None, reference: str, at: datetime) -> Party:
    """The party of an organisation, by the organisation's reference; any party by its number for Pokja and console."""
    chosen = Q(organisation__reference=reference)
    if (number := row_number(reference)) and (by is None or reach_of(by, at=at).is_pokja):
        chosen |= Q(pk=number)
    found = Party.objects.filter(chosen).select_related("organisation").first()
    if found is None:
        raise NotFound(reference)
    return found
