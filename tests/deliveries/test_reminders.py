"""What was handed over waits for the receiver's word: a reminder after a day, Pokja after three (bars 4.4)."""

from datetime import datetime

from ksbb.deliveries.actions import remind_unconfirmed
from ksbb.notices.models import Message
from tests.situations import World, hours


def told(at: datetime) -> list[str]:
    before = set(Message.objects.values_list("pk", flat=True))
    for _ in range(2):
        remind_unconfirmed(at=at)
    return sorted(Message.objects.exclude(pk__in=before).values_list("address", flat=True))


def test_the_receiver_after_a_day_and_pokja_after_three(world: World) -> None:
    world.sent(world.promise(world.need(100), 60), 60)

    assert told(hours(23)) == []
    assert told(hours(25)) == ["rw@contoh.example"]
    assert told(hours(71)) == []
    assert told(hours(73)) == ["pokja@contoh.example", "pokja_dua@contoh.example"]
    assert told(hours(100)) == []


def test_a_word_ends_it(world: World) -> None:
    line = world.promise(world.need(100), 60)
    world.received(world.sent(line, 60), line, 60)

    assert told(hours(100)) == []
