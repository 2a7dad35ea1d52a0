"""T02: only the permit that the activity calls for, seen by two different people, makes an organisation active."""

import pytest
from django.db import IntegrityError, transaction

from ksbb.core.refusals import NotFound
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation, Role
from ksbb.parties.queries import reach_of, standing_history
from ksbb.permits import actions, queries
from ksbb.permits.enums import ApplicationState
from ksbb.permits.models import Application, Permit, Scan
from ksbb.permits.rules import activities, why_not_fit, why_not_keep
from tests.permits.situations import CHECK, PDF, applied, approved, as_base64, draft
from tests.situations import AT, REASON, World, day, days, fresh, impossible, person, refused


@pytest.fixture
def applicant(world: World):
    return person("pemohon")


def test_two_people_make_it_active(world: World, applicant) -> None:
    made = applied(applicant)
    assert fresh(made.organisation).standing == Standing.APPLIED
    assert not reach_of(applicant, at=AT).acts_for

    actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)
    assert fresh(made.organisation).standing == Standing.APPLIED
    actions.approve_application(by=world.pokja_dua, application=made, check=CHECK, at=AT)

    organisation = fresh(made.organisation)
    assert organisation.standing == Standing.ACTIVE
    assert organisation.permit_until == day(300)
    assert reach_of(applicant, at=AT).acts_for == {organisation.pk}
    permit = Permit.objects.get()
    assert (permit.kind, permit.number, permit.application) == ("izin_pub", "123/HUK/2026", made)
    assert "123/HUK/2026" in standing_history(organisation)[0].reason


def test_the_same_person_never_approves_twice(world: World, applicant) -> None:
    made = applied(applicant)
    actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)

    with refused("same_person"):
        actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)
    with impossible():
        Application.objects.filter(pk=made.pk).update(second_by=world.pokja)


def test_the_applicant_never_approves(world: World) -> None:
    made = applied(world.pokja)

    with refused("own_application"):
        actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)
    with impossible():
        Application.objects.filter(pk=made.pk).update(first_by=world.pokja)


def test_nor_anybody_else_of_the_organisation(world: World, applicant) -> None:
    made = applied(applicant)
    parties.appoint(user=world.pokja, name=RoleName.COLLABORATOR, organisation=made.organisation, at=AT)

    with refused("own_application"):
        actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)


@pytest.mark.parametrize("by", ["lurah", "rw", "donor"])
def test_only_pokja_decides(world: World, applicant, by: str) -> None:
    made = applied(applicant)

    with refused("not_allowed"):
        actions.approve_application(by=getattr(world, by), application=made, check=CHECK, at=AT)
    with refused("not_allowed"):
        actions.refuse_application(by=getattr(world, by), application=made, reason=REASON, at=AT)


@pytest.mark.parametrize(
    ("activity", "kind"),
    [
        (activity.code, kind)
        for activity in activities().values()
        for kind in ("nib", "badan_hukum", "keterangan_kelurahan", "izin_pub", "izin_laz", "izin_lks", "izin_pesantren")
        if kind not in {one.code for one in activity.permits}
    ],
)
def test_wrong_permit_kind_cannot_be_sent(world: World, applicant, activity: str, kind: str) -> None:
    with refused("permit_kind"):
        applied(applicant, activity=activity, permit=draft(kind), place=world.village)

    assert Organisation.objects.count() == 0


def test_a_foundation_number_alone_never_makes_a_home_active(world: World, applicant) -> None:
    """The Medan case of 2023. Even a row that says otherwise is stopped at both approvals and by the database."""
    made = applied(applicant, name="Panti Uji", activity="panti_asuhan", permit=draft("izin_lks"), place=world.village)
    Application.objects.filter(pk=made.pk).update(permit_kind="badan_hukum", valid_until=None)

    with refused("permit_kind"):
        actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)
    with refused("permit_needed"):
        parties.set_standing(by=world.pokja, organisation=made.organisation, standing=Standing.ACTIVE, at=AT)
    with impossible():
        Organisation.objects.filter(pk=made.organisation_id).update(standing=Standing.ACTIVE)
    with impossible():
        Application.objects.filter(pk=made.pk).update(state=ApplicationState.APPROVED)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"permit": draft(until=None)}, "end_needed"),
        ({"permit": draft(until=day(-1))}, "permit_over"),
        ({"permit": draft(until=day(-40))}, "date_order"),
        ({"permit": draft(until=day(365 * 40))}, "date_order"),
        ({"permit": draft(number=" ")}, "number_needed"),
        ({"permit": draft(issuer="")}, "issuer_needed"),
        ({"permit": draft(number="9" * 16)}, "identity_number"),
        ({"permit": draft("paspor")}, "permit_unknown"),
        ({"activity": "bank"}, "activity_unknown"),
        ({"activity": "panti_asuhan", "permit": draft("izin_lks")}, "place_needed"),
        ({"name": " "}, "organisation_exists"),
        ({"name": "[nama yayasan]"}, "placeholder_text"),
    ],
)
def test_what_cannot_be_sent(world: World, applicant, more, code: str) -> None:
    with refused(code):
        applied(applicant, **more)
    assert Organisation.objects.count() == Application.objects.count() == 0


def test_a_permit_that_runs_out_between_the_two_approvals_lets_nobody_in(world: World, applicant) -> None:
    made = applied(applicant, permit=draft(until=day(1)))
    actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)

    with refused("permit_not_valid"):
        actions.approve_application(by=world.pokja_dua, application=made, check=CHECK, at=days(2))


def test_how_the_permit_was_checked_is_written_down(world: World, applicant) -> None:
    made = applied(applicant)

    with refused("check_needed"):
        actions.approve_application(by=world.pokja, application=made, check="ok", at=AT)


def test_a_look_alike_is_approved_with_a_written_reason_only(world: World, applicant) -> None:
    approved(world, applied(applicant))
    twin = applied(person("peniru"), name="Yayasan Rumah Zakaat", activity="yayasan", permit=draft("badan_hukum"))

    with refused("name_alike"):
        actions.approve_application(by=world.pokja, application=twin, check=CHECK, at=AT)
    actions.approve_application(by=world.pokja, application=twin, check=CHECK, alike_reason=REASON, at=AT)
    actions.approve_application(by=world.pokja_dua, application=twin, check=CHECK, at=AT)

    assert fresh(twin).alike_reason == REASON


def test_what_is_asked_for_again_keeps_the_form_and_begins_anew(world: World, applicant) -> None:
    made = applied(applicant)
    actions.approve_application(by=world.pokja, application=made, check=CHECK, at=AT)
    actions.ask_changes(by=world.pokja_dua, application=made, reason=REASON, at=AT)

    kept = fresh(made)
    assert (kept.state, kept.number, kept.state_reason) == ("perbaikan", "123/HUK/2026", REASON)
    assert kept.first_by is None
    with refused("wrong_state"):
        actions.approve_application(by=world.pokja_dua, application=made, check=CHECK, at=AT)
    with refused("not_allowed"):
        actions.amend_application(by=world.donor, application=made, name="Rumah Zakat", permit=draft(), at=AT)

    actions.amend_application(by=applicant, application=made, name="Rumah Zakat Uji", permit=draft(), at=AT)
    approved(world, made)
    assert fresh(made.organisation).name == "Rumah Zakat Uji"
    assert "Permohonan perlu diperbaiki" in set(Message.objects.values_list("title", flat=True))


def test_a_refusal_tells_why_and_frees_the_person(world: World, applicant) -> None:
    made = applied(applicant)
    with refused("reason_needed"):
        actions.refuse_application(by=world.pokja, application=made, reason="", at=AT)

    actions.refuse_application(by=world.pokja, application=made, reason=REASON, at=AT)

    assert fresh(made).state_reason == REASON
    assert fresh(made.organisation).standing == Standing.REJECTED
    assert not Role.objects.filter(user=applicant, until=None).exists()
    assert applied(applicant).organisation != made.organisation  # the name is free for a better application


def test_a_new_permit_joins_without_a_gap(world: World, applicant) -> None:
    organisation = approved(world, applied(applicant, permit=draft(until=day(10))))
    renewal = actions.renew_permit(
        by=applicant, organisation=organisation, permit=draft(since=day(11), until=day(400)), at=AT
    )
    with refused("application_running"):
        actions.renew_permit(by=applicant, organisation=organisation, permit=draft(), at=AT)

    approved(world, renewal)

    assert fresh(organisation).permitted(on=day(10))
    assert fresh(organisation).permitted(on=day(11))
    assert fresh(organisation).permit_until == day(400)
    assert Permit.objects.filter(organisation=organisation).count() == 2


def test_strangers_renew_nothing(world: World, applicant) -> None:
    organisation = approved(world, applied(applicant))

    with refused("not_allowed"):
        actions.renew_permit(by=world.donor, organisation=organisation, permit=draft(), at=AT)


def test_a_new_permit_lifts_no_suspension(world: World, applicant) -> None:
    organisation = approved(world, applied(applicant))
    parties.set_standing(by=world.pokja, organisation=organisation, standing=Standing.SUSPENDED, reason=REASON, at=AT)

    approved(world, actions.renew_permit(by=applicant, organisation=organisation, permit=draft(), at=AT))

    assert fresh(organisation).standing == Standing.SUSPENDED


def test_what_was_revoked_comes_back_through_two_people(world: World, applicant) -> None:
    organisation = approved(world, applied(applicant))
    parties.set_standing(by=world.pokja, organisation=organisation, standing=Standing.REVOKED, reason=REASON, at=AT)

    approved(world, actions.renew_permit(by=applicant, organisation=organisation, permit=draft(), at=AT))

    assert fresh(organisation).standing == Standing.ACTIVE


def test_a_scan_is_for_its_sender_and_pokja(world: World, applicant) -> None:
    scan = actions.keep_scan(by=applicant, content=as_base64(), at=AT)

    assert queries.scan_for(applicant, str(scan.pk), at=AT) == queries.scan_for(world.pokja, str(scan.pk), at=AT)
    for stranger in (world.donor, world.lurah, world.rw):
        with pytest.raises(NotFound):
            queries.scan_for(stranger, str(scan.pk), at=AT)
    with refused("not_allowed"):
        applied(world.donor, scan=scan)
    assert scan.path.startswith("izin/")
    assert len(scan.path) > 35


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PDF, ""),
        (b"\xff\xd8\xff\xe0" + b"x" * 20 + b"\xff\xd9", ""),
        (b"", "file_kind"),
        (b"GIF89a", "file_kind"),
        (b"<html><script>alert(1)</script>", "file_kind"),
        (b"%PDF-1.4 cut off", "file_kind"),
        (b"\xff\xd8\xff cut off", "file_kind"),
        (b"\x89PNG\r\n", "file_kind"),
        (b"%PDF-" + b"x" * 4_000_000 + b"%%EOF", "file_too_large"),
    ],
)
def test_what_a_scan_may_be(content: bytes, code: str) -> None:
    refusal = why_not_keep(content)
    assert (refusal.code if refusal else "") == code


def test_scans_go_when_their_time_is_over(world: World, applicant) -> None:
    unused = actions.keep_scan(by=applicant, content=as_base64(), at=AT)
    used = actions.keep_scan(by=applicant, content=as_base64(), at=AT)
    made = applied(applicant, scan=used)
    approved(world, made)

    assert actions.forget_scans(at=days(2)) == 1
    assert not Scan.objects.filter(pk=unused.pk).exists()
    assert actions.forget_scans(at=days(200)) == 0
    assert actions.forget_scans(at=days(366)) == 1
    assert fresh(made).scan is None
    assert fresh(made).number


def test_approved_permits_are_never_changed(world: World, applicant) -> None:
    approved(world, applied(applicant))

    with pytest.raises(IntegrityError), transaction.atomic():
        Permit.objects.update(valid_until=day(9000))


def test_every_activity_names_permits_with_a_source() -> None:
    for activity in activities().values():
        assert activity.permits
        assert all(kind.source and kind.issuer for kind in activity.permits)
        assert why_not_fit(activity=activity.code, kind=activity.permits[0].code) is None
    homes = [one for one in activities().values() if one.home]
    assert homes
    assert all(kind.code not in {"badan_hukum", "nib"} for home in homes for kind in home.permits)
