"""Two givers that are one: two people, a reason, no name in public, and the count of givers follows."""

from typing import Any

import pytest

from ksbb.core.refusals import Refused
from ksbb.opendata.actions import fold_figures
from ksbb.opendata.corrections import published
from ksbb.opendata.figures import figures
from ksbb.opendata.recomputing import differences as recompute
from ksbb.opendata.spans import Span
from ksbb.parties import actions, duplicates
from ksbb.parties.models import Merge, Party
from ksbb.parties.queries import party_of
from tests.situations import AT, REASON, World, _built, fresh, hours, impossible
from tests.situations import world as _world

world = _world
__all__ = ["_built", "world"]
SPAN = Span(until=hours(9))


@pytest.fixture
def givers(world: World) -> list[Party]:
    """Two givers with standing promises."""
    need = world.need(100)
    world.promise(need, 10)
    world.promise(need, 20, by=world.donor_dua)
    found = [party_of(user, at=AT) for user in (world.donor, world.donor_dua)]
    return [party for party in found if party is not None]


def proposed(world: World, duplicate: Party, into: Party, **more: Any) -> Merge:
    return actions.propose_merge(
        **{"by": world.pokja, "duplicate": duplicate, "into": into, "reason": REASON, "note": REASON, "at": AT, **more}
    )


def code(deed: Any) -> str:
    with pytest.raises(Refused) as caught:
        deed()
    return caught.value.refusal.code


def test_two_become_one_for_every_day(world: World, givers: list[Party]) -> None:
    fold_figures(at=hours(1))
    assert figures(SPAN).givers == 2
    merge = proposed(world, givers[0], givers[1])
    assert figures(SPAN).givers == 2
    assert code(lambda: actions.merge_parties(by=world.pokja, merge=merge, at=hours(2))) == "same_person"
    actions.merge_parties(by=world.pokja_dua, merge=merge, at=hours(2))

    assert figures(SPAN).givers == 1
    fold_figures(at=hours(3))
    assert figures(SPAN).givers == 1
    assert list(recompute(at=hours(3))) == []
    row = published()[0]
    assert (row["figure"], row["before"], row["after"], row["decided_office"]) == ("pemberi", 2, 1, "Pokja KSBB")
    assert givers[0].name not in str(row)


def test_a_chain_of_merges_has_one_root(world: World, givers: list[Party]) -> None:
    third = Party.objects.create(kind="perorangan", name="Nama donor", email="lain@contoh.example", proven_at=AT)
    for pair in ((givers[0], givers[1]), (givers[1], third)):
        actions.merge_parties(by=world.pokja_dua, merge=proposed(world, *pair), at=AT)

    assert {fresh(party).merged_into_id for party in givers} == {third.pk}
    assert code(lambda: proposed(world, givers[0], third)) == "merged_before"
    assert figures(SPAN).givers == 1


def test_what_is_refused(world: World, givers: list[Party]) -> None:
    assert code(lambda: proposed(world, givers[0], givers[0])) == "same_party"
    assert code(lambda: proposed(world, *givers, by=world.lurah)) == "not_allowed"
    assert code(lambda: proposed(world, *givers, reason="ya")) == "reason_needed"
    merge = proposed(world, *givers)
    assert code(lambda: proposed(world, *givers)) == "correction_waits"
    assert code(lambda: actions.merge_parties(by=world.lurah, merge=merge, at=AT)) == "not_allowed"
    actions.refuse_merge(by=world.pokja_dua, merge=merge, reason=REASON, at=AT)
    assert code(lambda: actions.merge_parties(by=world.pokja_dua, merge=merge, at=AT)) == "wrong_state"
    assert figures(SPAN).givers == 2
    with impossible():
        Merge.objects.filter(pk=merge.pk).update(decided_by=world.pokja)


def test_look_alikes_are_listed_once(world: World, givers: list[Party]) -> None:
    Party.objects.create(kind="perorangan", name=givers[0].name.upper(), email=givers[0].email)

    assert [party.name.lower() for party in duplicates.alike_givers()] == [givers[0].name.lower()] * 2
