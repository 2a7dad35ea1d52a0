"""STOP without an account: whoever holds a letter ends what is not a code or about safety, and may begin it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refused
from ksbb.notices import queries, rules
from ksbb.notices.models import Stop


@deed("stop_letters", open_doors=False)
def stop_letters(*, word: str, at: datetime, key: str = "") -> Stop:
    """End letters to the address that the signed word of a letter stands for. Said twice, it is one stop."""
    channel, mark = queries.read_word(word)
    stop, _ = Stop.objects.get_or_create(mark=mark, resumed_at=None, defaults={"channel": channel, "stopped_at": at})
    journal.write(
        verb="stop_letters", subject=f"stop:{stop.pk}", actor_id=None, payload={"channel": stop.channel}, at=at
    )
    return stop


@deed("resume_letters", open_doors=False)
def resume_letters(*, word: str, at: datetime, key: str = "") -> Stop:
    """Begin again, as its own holder says."""
    _, mark = queries.read_word(word)
    stop = Stop.objects.select_for_update().filter(mark=mark, resumed_at=None).first()
    if stop is None:
        raise Refused(rules.NOT_STOPPED)
    stop.resumed_at = at
    stop.save(update_fields=["resumed_at"])
    journal.write(
        verb="resume_letters", subject=f"stop:{stop.pk}", actor_id=None, payload={"channel": stop.channel}, at=at
    )
    return stop


def resume_own(addresses: Iterable[str], *, at: datetime) -> int:
    """Begin again for who chooses, signed in, to be told at these addresses. Part of that deed. Returns how many."""
    marks = [queries.mark_of(address) for address in addresses if address]
    return Stop.objects.filter(mark__in=marks, resumed_at=None).update(resumed_at=at)
