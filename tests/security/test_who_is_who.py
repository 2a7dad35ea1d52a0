"""Identity: what was typed is not what was proven; nobody vouches for or judges themselves."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries
from ksbb.commitments.models import Commitment
from ksbb.core import doors
from ksbb.core.refusals import NotFound
from ksbb.deliveries import actions as deliveries
from ksbb.needs.models import Need
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Party, ProofCode, Role, User
from ksbb.parties.queries import party_of_organisation, user_named
from ksbb.recipients import actions as recipients
from ksbb.recipients.actions import RecipientRow
from tests.situations import AT, REASON, World, day, person, refused
from tests.world import sent_code

pytestmark = pytest.mark.django_db

PHONE = "+6281299990000"


def _proven(need: Need, *, name: str, email: str = "", phone: str = "") -> Commitment:
    made = commitments.promise_as_guest(
        guest=commitments.Guest(name=name, email=email, phone=phone),
        lines=[commitments.LineDraft(need=need, quantity=1, deliver_on=day(1))],
        statement_accepted=True,
        at=AT,
    )
    digits = "".join(one for one in Message.objects.latest("pk").body.split("Kode Anda: ")[1][:6])
    return commitments.prove(commitment=made, digits=digits, at=AT)


def test_a_phone_typed_beside_a_proven_address_takes_over_nobody(world: World) -> None:
    need = world.need(100)
    mallory = _proven(need, name="Mallory", email="mallory@contoh.example", phone=PHONE)

    victim = _proven(need, name="Budi", phone=PHONE)

    assert victim.giver_id != mallory.giver_id
    with pytest.raises(NotFound):
        queries.tracked(reference=victim.reference, proof="mallory@contoh.example")
    again = _proven(need, name="Budi", phone=PHONE)
    assert again.giver_id == victim.giver_id  # the phone was proven: the same giver


def test_a_wrong_code_is_counted_even_beside_another(world: World) -> None:
    made = world.guest(world.need(10), 1)
    purpose = f"commitment:{made.pk}"
    wrong = f"{(int(sent_code()) + 1) % 1_000_000:06d}"
    for _ in range(3):
        with refused("code_wrong"):
            commitments.prove(commitment=made, digits=wrong, at=AT)
    assert ProofCode.objects.get(purpose=purpose).tries == 3


def _signed_up(client: Client, email: str) -> User:
    answers = {"nama": "Siapa Saja", "email": email, "password1": "kalimat-panjang-77"}
    client.post(reverse("account_signup"), answers)
    return User.objects.get(email=email)


def test_an_address_that_nobody_proved_promises_nothing(world: World, client: Client) -> None:
    need, stranger = world.need(100), _signed_up(client, "siapa@contoh.example")

    with refused("address_unproven"):
        world.promise(need, 100, by=stranger)

    EmailAddress.objects.filter(user=stranger).update(verified=True)
    assert world.promise(need, 1, by=stranger).quantity == 1


def test_who_is_vouched_for_by_a_role_needs_no_letter(world: World, client: Client) -> None:
    need, member = world.need(100), _signed_up(client, "anggota@contoh.example")
    firm = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.ACTIVE, at=AT)
    parties.grant_role(by=world.pokja, user=member, name=RoleName.COLLABORATOR, organisation=firm, at=AT)

    assert world.promise(need, 1, by=member).commitment.giver == party_of_organisation(firm)


def test_a_role_goes_to_no_unproven_address(world: World, client: Client) -> None:
    _signed_up(client, "calon.rw@contoh.example")

    assert user_named("calon.rw@contoh.example") is None
    EmailAddress.objects.update(verified=True)
    assert user_named("calon.rw@contoh.example") is not None


def test_a_username_is_not_shadowed_by_an_address(world: World) -> None:
    meant = parties.register_person(username="rw9@contoh.example", name="Pak RW", at=AT)
    other = person("lain")
    User.objects.filter(username="lain").update(email="rw9@contoh.example")
    EmailAddress.objects.create(user=other, email="rw9@contoh.example", verified=False)

    assert user_named("rw9@contoh.example") == meant


@pytest.mark.parametrize(("by", "name"), [("lurah", RoleName.RW_HEAD), ("pokja", RoleName.RW_HEAD)])
def test_nobody_gives_a_role_to_themselves(world: World, by: str, name: RoleName) -> None:
    me = getattr(world, by)
    with refused("own_role"):
        parties.grant_role(by=me, user=me, name=name, place=world.recipient.place, at=AT)


def test_roles_are_found_only_by_those_who_give_them(world: World) -> None:
    role = Role.objects.get(user=world.rw)
    with pytest.raises(NotFound):
        doors.perform("end_role", by=world.donor, body={"role": str(role.pk)}, at=AT)


def _guest_line(world: World, **who: str) -> Any:
    return queries.lines_of(_proven(world.need(10), name="Tamu", **who))[0]


@pytest.mark.parametrize("who", [{"email": "rw@contoh.example"}, {"phone": PHONE}])
def test_a_gift_made_as_a_guest_is_an_own_gift(world: World, who: dict[str, str]) -> None:
    User.objects.filter(pk=world.rw.pk).update(phone=PHONE)
    head = User.objects.get(pk=world.rw.pk)
    line = _guest_line(world, **who)
    delivery = deliveries.plan_delivery(
        by=None, loads=[deliveries.Load(line=line, quantity=1)], planned_on=day(0), at=AT
    )

    with refused("own_delivery"):
        deliveries.confirm(by=head, delivery=delivery, counts=[deliveries.Count(line=line.pk, received=1)], at=AT)


@pytest.mark.parametrize("who", ["pokja", "rw"])
def test_nobody_accepts_an_own_equivalent(world: World, who: str) -> None:
    me = getattr(world, who)
    line = world.promise(world.need(10), 10, by=me, equivalent="Satu bungkus mi")

    with refused("own_equivalent"):
        commitments.accept_equivalent(by=me, line=line, at=AT)
    assert commitments.accept_equivalent(by=world.lurah, line=line, at=AT).quantity == 10


def test_who_recorded_a_promise_does_not_decide_its_receipt(world: World) -> None:
    firm = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.ACTIVE, at=AT)
    draft = commitments.LineDraft(need=world.need(10), quantity=10, deliver_on=day(1))
    made = commitments.record_promise(
        by=world.pokja, giver=party_of_organisation(firm), lines=[draft], source=REASON, at=AT
    )
    line = queries.lines_of(made)[0]
    delivery = world.sent(line, 10, by=world.pokja)
    counts = [deliveries.Count(line=line.pk, received=10)]

    with refused("own_record"):
        deliveries.override_receipt(by=world.pokja, delivery=delivery, counts=counts, reason=REASON, at=AT)
    with refused("own_record"):
        deliveries.confirm_on_paper(by=world.pokja, delivery=delivery, counts=counts, paper_number="1", at=AT)
    deliveries.override_receipt(by=world.pokja_dua, delivery=delivery, counts=counts, reason=REASON, at=AT)


def test_only_pokja_calls_an_organisation_an_example(world: World) -> None:
    with refused("not_allowed"):
        parties.register_organisation(by=world.donor, name="Koperasi Uji", example=True, at=AT)


def test_a_suspension_proves_no_address(world: World) -> None:
    firm = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.set_standing(by=world.pokja, organisation=firm, standing=Standing.REVOKED, reason=REASON, at=AT)
    assert Party.objects.get(organisation=firm).proven_at is None


@pytest.mark.parametrize(
    ("source", "code"),
    [("", "source_needed"), ("x" * 401, "text_too_long"), ("KTP 3174051234567890", "identity_number")],
)
def test_the_source_of_an_import_is_read_like_any_other(world: World, source: str, code: str) -> None:
    rows = [RecipientRow(kind="rw", place=world.recipient.place.code)]
    with refused(code):
        recipients.import_recipients(by=world.lurah, rows=rows, source=source, at=AT)
