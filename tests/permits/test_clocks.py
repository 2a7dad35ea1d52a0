"""A permit carries to the last second of its last day in Jakarta, and not one longer (LAW-01)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ksbb.commitments.actions import record_promise
from ksbb.commitments.actions.promising import LineDraft
from ksbb.notices.models import Message
from ksbb.parties import queries as parties
from ksbb.parties.enums import Standing
from ksbb.permits import actions
from tests.permits.situations import applied, approved, draft
from tests.situations import REASON, World, day, days, fresh, person, refused

WIB = ZoneInfo("Asia/Jakarta")
LAST = day(5)
LAST_SECOND = datetime(LAST.year, LAST.month, LAST.day, 23, 59, 59, tzinfo=WIB)
MIDNIGHT = LAST_SECOND + timedelta(seconds=1)


@pytest.fixture
def organisation(world: World):
    return approved(world, applied(person("pemohon"), permit=draft(until=LAST)))


def test_the_job_ends_it_at_midnight_and_not_a_second_before(organisation) -> None:
    assert actions.expire_permits(at=LAST_SECOND) == 0
    assert fresh(organisation).standing == Standing.ACTIVE

    assert actions.expire_permits(at=MIDNIGHT) == 1

    newest = parties.standing_history(organisation)[0]
    assert (newest.standing, newest.effective_at) == ("kedaluwarsa", MIDNIGHT)
    assert fresh(organisation).standing == Standing.EXPIRED
    assert actions.expire_permits(at=MIDNIGHT) == 0


def test_a_job_that_comes_late_tells_the_true_minute(organisation) -> None:
    late = MIDNIGHT + timedelta(hours=7)
    actions.expire_permits(at=late)

    newest = parties.standing_history(organisation)[0]
    assert (newest.effective_at, newest.recorded_at) == (MIDNIGHT, late)


def test_promises_end_with_the_permit_even_before_the_job_runs(world: World, organisation) -> None:
    need = world.need(100)
    member = parties.people_of(organisation.pk)[0]

    world.promise(need, 10, by=member, at=LAST_SECOND, deliver_on=day(6))

    with refused("organisation_not_active"):
        world.promise(need, 10, by=member, at=MIDNIGHT, deliver_on=day(6))
    with refused("organisation_not_active"):
        record_promise(
            by=world.pokja,
            giver=parties.party_of_organisation(organisation),
            lines=[LineDraft(need=need, quantity=5, deliver_on=day(6))],
            source=REASON,
            at=MIDNIGHT,
        )


def test_each_threshold_reminds_once(organisation) -> None:
    def titles() -> list[str]:
        return sorted(Message.objects.filter(title__startswith="Izin").values_list("title", flat=True))

    Message.objects.all().delete()
    long = approved_until(organisation)
    for number in range(-40, 1):
        for _ in range(2):
            actions.remind_of_ends(at=days(long + number))

    assert titles() == ["Izin berakhir besok", *(f"Izin berakhir dalam {n} hari" for n in (14, 30, 7))]


def approved_until(organisation) -> int:
    """The last day, counted from the world's; far enough for every threshold."""
    organisation.permit_until = day(100)
    organisation.save(update_fields=["permit_until"])
    return 100


def test_a_sleeping_worker_reminds_late_rather_than_never(organisation) -> None:
    approved_until(organisation)

    actions.remind_of_ends(at=days(88))  # twelve days left: the fourteenth was slept through
    actions.remind_of_ends(at=days(89))

    assert list(Message.objects.filter(title__startswith="Izin").values_list("title", flat=True)) == [
        "Izin berakhir dalam 14 hari"
    ]


def test_a_renewed_permit_wakes_it_again(world: World, organisation) -> None:
    actions.expire_permits(at=MIDNIGHT)
    member = parties.people_of(organisation.pk)[0]
    renewal = actions.renew_permit(
        by=member, organisation=organisation, permit=draft(since=day(5), until=day(400)), at=MIDNIGHT
    )

    approved(world, renewal, at=MIDNIGHT)

    assert fresh(organisation).standing == Standing.ACTIVE
