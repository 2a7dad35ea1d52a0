"""SEC-14: a staff account comes back by another officer, after a day, unless its owner says no; the last one stays."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from ksbb.access import actions
from ksbb.access.models import Recovery
from ksbb.core.refusals import Refused
from ksbb.notices.queries import latest
from ksbb.parties import actions as parties
from ksbb.parties.models import ApiToken, Role
from tests import world as the
from tests.world import World

DAY = timedelta(hours=24)


def test_sec_14_a_day_passes_before_a_colleague_finishes(world: World):
    Authenticator.objects.create(user=world.lurah, type=Authenticator.Type.TOTP, data={"secret": "x"})
    world.token("lurah")
    recovery = the.running_recovery(world)
    told = {message.address for message in latest() if "Pemulihan" in message.title}
    assert told == {world.lurah.email, world.lurah.phone}

    early = world.at + DAY - timedelta(seconds=1)
    with pytest.raises(Refused, match="recovery_waits"):
        actions.finish_recovery(by=world.pokja, recovery=recovery, password="baru", at=early)
    epoch = world.lurah.session_epoch
    actions.finish_recovery(by=world.pokja, recovery=recovery, password="kata-sandi-sekali", at=world.at + DAY)

    world.lurah.refresh_from_db()
    assert world.lurah.check_password("kata-sandi-sekali")
    assert world.lurah.session_epoch == epoch + 1
    assert not Authenticator.objects.filter(user=world.lurah).exists()
    assert not ApiToken.objects.filter(user=world.lurah, revoked_at=None).exists()


def test_sec_14_the_person_stops_it(world: World):
    recovery = the.running_recovery(world)

    actions.cancel_recovery(by=world.lurah, recovery=recovery, at=world.at)

    with pytest.raises(Refused, match="recovery_over"):
        actions.finish_recovery(by=world.pokja, recovery=recovery, password="baru", at=world.at + DAY)
    with pytest.raises(Refused, match="recovery_over"):
        actions.cancel_recovery(by=world.pokja, recovery=recovery, at=world.at)


@pytest.mark.parametrize("by", ["lurah", "lurah_dua", "ketua_rw"])
def test_sec_14_only_pokja_finishes_and_never_the_person(world: World, by: str):
    recovery = the.ripe_recovery(world)

    with pytest.raises(Refused, match="not_allowed"):
        actions.finish_recovery(by=world.people[by], recovery=recovery, password="baru", at=world.at)


def test_sec_14_nobody_recovers_the_own_account(world: World):
    with pytest.raises(Refused, match="own_recovery"):
        actions.start_recovery(by=world.pokja, user=world.pokja, at=world.at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(user=world.pokja, started_by=world.pokja, started_at=world.at, ready_at=world.at + DAY)


def test_sec_14_the_last_pokja_officer_stays(world: World):
    first, second = Role.objects.filter(name="pokja").order_by("pk")
    parties.end_role(by=first.user, role=second, at=world.at)

    with pytest.raises(Refused, match="last_pokja"):
        parties.end_role(by=first.user, role=first, at=world.at)
