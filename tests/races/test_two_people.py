"""Two different people approve, however fast one of them presses; a suspension and a promise take turns."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection, connections

from ksbb.core.models import JournalEntry
from ksbb.core.refusals import Refused
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation, User
from ksbb.permits.actions import approve_application
from ksbb.permits.models import Application, Permit
from tests.permits.situations import CHECK, applied
from tests.races.conftest import at_once, codes, done
from tests.situations import AT, REASON, World, person


def approve(by: User, made: Application) -> Application:
    return approve_application(by=by, application=made, check=CHECK, at=AT)


def test_the_first_approval_is_given_once_by_one_person(racing: World) -> None:
    made = applied(person("pemohon"))

    answers = at_once([lambda: approve(racing.pokja, made)] * 8)

    assert len(done(answers)) == 1
    assert codes(answers) == ["same_person"] * 7
    assert Application.objects.get(pk=made.pk).state == "setengah"
    assert not Permit.objects.exists()


def test_the_second_approval_writes_one_permit(racing: World) -> None:
    made = applied(person("pemohon"))
    approve(racing.pokja, made)

    answers = at_once([lambda: approve(racing.pokja, made)] * 4 + [lambda: approve(racing.pokja_dua, made)] * 4)

    assert len(done(answers)) == 1
    assert set(codes(answers)) <= {"same_person", "wrong_state"}
    assert Application.objects.get(pk=made.pk).second_by == racing.pokja_dua
    assert Permit.objects.count() == 1


def test_without_the_rule_one_person_is_still_stopped_by_the_database(racing: World) -> None:
    """The negative control: the same race past the rule meets the constraint, and a second person passes it."""
    made = applied(person("pemohon"))
    approve(racing.pokja, made)

    def bare(by: User) -> str:
        try:
            Application.objects.filter(pk=made.pk).update(state="disetujui", second_by=by, second_at=AT)
        except IntegrityError:
            return "refused"
        return "written"

    assert at_once([lambda: bare(racing.pokja)] * 4) == ["refused"] * 4
    assert bare(racing.pokja_dua) == "written"


def _firm(w: World) -> Organisation:
    """An organisation that the donor acts for."""
    firm = parties.register_organisation(by=None, name="Koperasi Uji", at=AT)
    parties.set_standing(by=w.pokja, organisation=firm, standing=Standing.ACTIVE, at=AT)
    parties.appoint(user=w.donor, name=RoleName.COLLABORATOR, organisation=firm, at=AT)
    return firm


def _suspend(w: World, firm: Organisation) -> Organisation:
    return parties.set_standing(by=w.pokja, organisation=firm, standing=Standing.SUSPENDED, reason=REASON, at=AT)


def test_a_suspension_and_promises_at_once_take_turns(racing: World) -> None:
    """No promise is noted after the suspension: those that got in were whole before it."""
    firm, need = _firm(racing), racing.need(100)

    promises = [lambda: racing.promise(need, 1)] * 8
    at_once([*promises, lambda: _suspend(racing, firm), *promises])

    last = JournalEntry.objects.filter(verb="set_standing").latest("sequence").sequence
    assert not JournalEntry.objects.filter(verb="promise", sequence__gt=last).exists()
    with pytest.raises(Refused):
        racing.promise(need, 1)


@pytest.mark.postgres
def test_no_suspension_slips_between_the_question_and_the_choice_of_the_giver(racing: World) -> None:
    """Or the organisation's promise would quietly become one of the person's own."""
    firm, need = _firm(racing), racing.need(100)
    came: list[str] = []

    def suspend() -> str:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
            _suspend(racing, firm)
        except OperationalError:
            return "waits"
        finally:
            connections.close_all()
        return "slipped in"

    def meanwhile(execute: Any, sql: str, *more: Any) -> Any:
        if not came and 'FROM "parties_party"' in sql:  # the choice: as whom does the person give?
            came.append("")
            with ThreadPoolExecutor(1) as other:
                came[0] = other.submit(suspend).result()
        return execute(sql, *more)

    with connection.execute_wrapper(meanwhile):
        line = racing.promise(need, 1)

    assert came == ["waits"]
    assert line.commitment.giver.organisation_id == firm.pk
