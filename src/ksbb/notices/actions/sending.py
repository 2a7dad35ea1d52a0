"""Sending from the worker: hold back, bundle, try, try elsewhere, give up."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ksbb.notices import channels, queries, rules
from ksbb.notices.actions.writing import channel_of
from ksbb.notices.channels import Busy, Impossible, Letter, Office
from ksbb.notices.enums import Channel, Frequency, Kind, MessageState
from ksbb.notices.models import Message
from ksbb.parties.queries import stopped_addresses

LONGEST_ROUND = 30.0
"""Seconds of one round: shorter than the first wait, so that no other worker takes a letter that is being sent."""
STOP = "\n\nBerhenti menerima kabar: {}"
"""Stands in every letter; it ends all but codes and safety."""
MORE = "\n\n(Dan {} kabar lain di kotak masuk Anda.)"


def send_due(*, at: datetime, limit: int = 200) -> int:
    """Send what is due and return how many went out. A failed one is tried again later; sending holds no lock."""
    sent, began = 0, time.monotonic()
    with channels.office() as office:
        for message in _ready(queries.due(at=at, limit=limit), at=at):
            if time.monotonic() - began > LONGEST_ROUND:
                break
            sent += _send(office, message, at)
    return sent


def forget_messages(*, before: datetime, codes_before: datetime) -> int:
    """Drop messages after their time; those that carry a code go sooner (work of the worker). Returns how many."""
    old = Message.objects.filter(recorded_at__lt=before)
    codes = Message.objects.filter(kind=Kind.CODE, recorded_at__lt=codes_before)
    return old.delete()[0] + codes.delete()[0]


def _ready(found: Sequence[Message], *, at: datetime) -> list[Message]:
    """Which letters go now: those held back by a choice or by an earlier letter are put off, others are bundled."""
    users = [message.user_id for message in found if message.user_id is not None]
    wishes, first = queries.frequencies(users), queries.first_channels(users)
    earlier = queries.last_sent((message.address for message in found), since=at - rules.WINDOW)
    addresses = {one for message in found for one in (message.address, message.fallback_address)}
    stopped = stopped_addresses(addresses) | queries.stopped(addresses)
    going: dict[str, list[Message]] = defaultdict(list)
    for message in found:
        frequency = wishes.get((message.user_id or 0, message.kind), Frequency.NOW)
        chosen = first.get(message.user_id or 0, "")
        if chosen == Channel.PHONE and not message.attempts and channel_of(message.fallback_address) == Channel.PHONE:
            _swap(message)
        unwanted = message.address in stopped or Frequency.NEVER in {frequency} | _silent(chosen)
        if not rules.is_urgent(message.kind) and unwanted:
            _put(message, state=MessageState.SILENT)
            continue
        until = rules.held_until(message, frequency=frequency, last_sent=earlier.get(message.address))
        if until is not None and until > at:
            _put(message, next_try_at=until)
            continue
        going[message.address].append(message)
    return [letter for together in going.values() for letter in _bundled(together, at=at)]


def _silent(chosen: str) -> set[str]:
    return {Frequency.NEVER} if chosen == Channel.INBOX else set()


def _put(message: Message, **columns: object) -> bool:
    """Change a message that still waits as it was read; False when somebody else was faster."""
    unchanged = Message.objects.filter(
        pk=message.pk, state=MessageState.WAITING, next_try_at=message.next_try_at, attempts=message.attempts
    )
    if not unchanged.update(**columns):
        return False
    for name, value in columns.items():
        setattr(message, name, value)
    return True


def _swap(message: Message) -> None:
    """The other address comes first."""
    first, second = message.fallback_address, message.address
    _put(message, address=first, fallback_address=second, channel=channel_of(first))


def _bundled(together: Iterable[Message], *, at: datetime) -> list[Message]:
    """One letter for several messages to one address; those that stand alone stay as they are."""
    letters = list(together)
    shared = [message for message in letters if rules.may_share(message)]
    if len(shared) < 2:
        return letters
    alone = [message for message in letters if message not in shared]
    with transaction.atomic():
        waiting = Message.objects.select_for_update().filter(
            pk__in=[message.pk for message in shared], state=MessageState.WAITING, attempts=0
        )
        taken = list(waiting.order_by("pk"))
        if len(taken) < 2:
            return alone + taken
        digest = _digest(taken, at=at)
        Message.objects.filter(pk__in=[one.pk for one in taken]).update(state=MessageState.BUNDLED, bundle=digest)
    return [*alone, digest]


def _digest(taken: Sequence[Message], *, at: datetime) -> Message:
    body = "\n\n".join(f"{one.title}\n{one.body}" for one in taken[: rules.MOST_BUNDLED])
    if len(taken) > rules.MOST_BUNDLED:
        body += MORE.format(len(taken) - rules.MOST_BUNDLED)
    return Message.objects.create(
        channel=taken[0].channel,
        kind=Kind.DIGEST,
        user=taken[0].user,
        address=taken[0].address,
        fallback_address=taken[0].fallback_address,
        title=f"{len(taken)} kabar dari KSBB",
        body=body,
        dedupe=f"digest:{taken[0].pk}:{taken[-1].pk}",
        next_try_at=at,
        recorded_at=at,
    )


def _send(office: Office, message: Message, at: datetime) -> int:
    """One try. It is written down before the letter goes, so that a worker that dies tries again and loses nothing."""
    wait = rules.next_try(attempts=message.attempts + 1, at=at)
    state = MessageState.WAITING if wait else MessageState.FAILED
    if not _put(message, attempts=message.attempts + 1, next_try_at=wait or at, state=state):
        return 0
    stop = f"{settings.KSBB_ORIGIN}/berhenti/{queries.stop_word(message.address)}/"
    body = message.body + STOP.format(stop)
    letter = Letter(message.message_id, message.address, message.title, body, message.calendar, stop)
    try:
        office.send(message.channel, letter)
    except Busy as error:
        _fail(message, str(error), swap=message.attempts % rules.SWAP_AFTER == 0)
        return 0
    except Impossible as error:
        _fail(message, str(error), swap=bool(message.fallback_address), final=True, at=at)
        return 0
    Message.objects.filter(pk=message.pk).update(state=MessageState.SENT, sent_at=at, fault="")
    return 1


def _fail(message: Message, fault: str, *, swap: bool, final: bool = False, at: datetime | None = None) -> None:
    """Note why, and go on at the other address: for good where this one is impossible, by turns where it is busy."""
    columns: dict[str, object] = {"fault": fault[:60]}
    if swap and message.fallback_address:
        other = message.fallback_address
        columns |= {"address": other, "channel": channel_of(other)}
        columns["fallback_address"] = "" if final else message.address
        if final:
            columns |= {"attempts": 0, "next_try_at": at, "state": MessageState.WAITING}
    elif final:
        columns["state"] = MessageState.FAILED
    Message.objects.filter(pk=message.pk).update(**columns)
