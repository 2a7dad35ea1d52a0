"""What giver and receiver of a promise say to each other, and thanks."""

from __future__ import annotations

from datetime import datetime

from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.counting import write
from ksbb.commitments.actions.keeping import insist_on_giver
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.commitments.models import Line
from ksbb.core.deeds import deed
from ksbb.core.refusals import insist
from ksbb.parties.models import User
from ksbb.parties.queries import reach_of
from ksbb.voices import actions as voices
from ksbb.voices.enums import Side


@deed("send_message")
def send_message(*, by: User | None, line: Line, text: str, at: datetime, key: str = "") -> Line:
    """Say something to the other side, without numbers or addresses. `by=None`: the giver who tracked the promise."""
    line = queries.locked(line)
    receives = by is not None and rules.why_not_as_receiver(reach=reach_of(by, at=at), line=line) is None
    if not receives:
        insist_on_giver(by, line, at=at)
    insist(rules.why_not_talk(line))
    side = Side.RECEIVER if receives else Side.GIVER
    voices.say(
        thread=rules.thread_of(line), place=line.need.place, side=side, author=by, text=text, thanks=False, at=at
    )
    write("send_message", line, by=by, at=at, side=side)
    mark = f"word:{line.pk}:{at.isoformat()}"
    if receives:
        write_to_giver(line.commitment.giver, letters.about(line, "ada pesan dari penerima"), mark=mark, at=at)
    else:
        write_to_speakers(line, letters.to_side(line, "ada pesan dari pemberi"), mark=mark, at=at)
    return line


@deed("thank")
def thank(*, by: User, line: Line, text: str, at: datetime, key: str = "") -> Line:
    """Thank the giver for what arrived. The public reads it once an officer has looked at it."""
    line = queries.locked(line)
    insist(
        rules.why_not_as_receiver(reach=reach_of(by, at=at), line=line),
        rules.why_not_thank(line),
    )
    voices.say(
        thread=rules.thread_of(line),
        place=line.need.place,
        side=Side.RECEIVER,
        author=by,
        text=text,
        thanks=True,
        at=at,
    )
    write("thank", line, by=by, at=at)
    mark = f"thanks:{line.pk}:{at.isoformat()}"
    write_to_giver(line.commitment.giver, letters.about(line, "ada ucapan terima kasih"), mark=mark, at=at)
    return line
