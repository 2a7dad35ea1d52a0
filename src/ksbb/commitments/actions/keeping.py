"""Keeping promises: contacts, days, equivalents."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from ksbb.commitments import letters, queries, rules
from ksbb.commitments.actions.counting import start, vouch, write
from ksbb.commitments.actions.telling import write_to_giver, write_to_speakers
from ksbb.commitments.calendars import calendar_of
from ksbb.commitments.enums import LineState
from ksbb.commitments.models import Commitment, GiverReading, Line
from ksbb.core.deeds import deed
from ksbb.core.formats import tanggal
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_publish
from ksbb.needs.rules import why_not_take
from ksbb.notices.enums import Kind
from ksbb.parties.enums import PartyKind
from ksbb.parties.models import User
from ksbb.parties.queries import held_organisation, lock_party, lock_user, party_of, reach_of
from ksbb.parties.rules import Reach, gives
from ksbb.recipients.actions import log_contact_reading
from ksbb.recipients.models import ContactReading
from ksbb.recipients.queries import has_open_contact, read_by
from ksbb.recipients.rules import why_not_read_contact

A_DAY = timedelta(days=1)


def insist_on_giver(by: User | None, line: Line, *, at: datetime) -> None:
    """Only the giver (or Pokja) may go on. `by=None` is a guest who tracked the promise, or the console."""
    insist_on_giver_of(line.commitment, by, at=at)


def insist_on_giver_of(commitment: Commitment, by: User | None, *, at: datetime, office: bool = True) -> None:
    """The same for a promise as a whole. Without `office` Pokja may not stand in for the giver."""
    own = party_of(by, at=at) if by else None
    insist(
        rules.why_not_as_giver(
            reach=reach_of(by, at=at) if office else Reach(),
            giver_id=commitment.giver_id,
            own_party_id=own.pk if own else None,
            tracked=by is None,
        )
    )


def insist_on_receiver(by: User, line: Line, *, at: datetime) -> None:
    """Only the receiver's side, or an officer of its place, may go on."""
    insist(rules.why_not_as_receiver(reach=reach_of(by, at=at), line=line))


def insist_on_either(by: User | None, line: Line, *, at: datetime) -> bool:
    """One of the two sides must be acting. True: it is the receiver's, who by answering stands behind the giver."""
    reach = reach_of(by, at=at)
    if by is not None and rules.why_not_as_receiver(reach=reach, line=line) is None:
        return not gives(reach=reach, giver=line.commitment.giver)
    insist_on_giver(by, line, at=at)
    return False


def tell_giver(line: Line, what: str, *, at: datetime, kind: Kind = Kind.DELIVERY, calendar: str = "") -> None:
    """A letter to the giver about a change on the other side."""
    if line.clockless:
        return
    mark = f"line:{line.pk}:{what[:40]}:{at.isoformat()}:giver"
    letter = letters.about(line, what)
    write_to_giver(line.commitment.giver, letter, mark=mark, at=at, kind=kind, calendar=calendar)


def tell_receiver(line: Line, what: str, *, at: datetime, kind: Kind = Kind.DELIVERY, calendar: str = "") -> None:
    """A letter to those who speak for the receiver."""
    if line.clockless:
        return
    mark = f"line:{line.pk}:{what[:40]}:{at.isoformat()}"
    write_to_speakers(line, letters.to_side(line, what), mark=mark, at=at, kind=kind, calendar=calendar)


@deed("note_contact")
def note_contact(*, by: User | None, line: Line, at: datetime, key: str = "") -> Line:
    """Either side says "sudah dihubungi": the 48-hour clock stops."""
    line = queries.locked(line)
    receiving = insist_on_either(by, line, at=at)
    insist(rules.why_not_running(line))
    line.contacted_at = line.contacted_at or at
    line.contact_by = None
    line.save(update_fields=["contacted_at", "contact_by"])
    if receiving:
        vouch(line, at=at)
    write("note_contact", line, by=by, at=at)
    return line


@deed("schedule")
def schedule(
    *,
    by: User | None,
    line: Line,
    deliver_on: date,
    deliver_through: date | None = None,
    time_note: str = "",
    at: datetime,
    key: str = "",
) -> Line:
    """Either side sets the day (again), the other is told. Stops the 48-hour clock; delivery runs from the new day."""
    line = queries.locked(line)
    receiving = insist_on_either(by, line, at=at)
    through = deliver_through or deliver_on
    insist(
        rules.why_not_schedule(line=line, deliver_on=deliver_on, deliver_through=through, on=localdate(at)),
        why_not_publish(time_note, longest=60),
    )
    line.state, line.state_since = LineState.SCHEDULED, at
    line.deliver_on, line.deliver_through, line.time_note = deliver_on, through, time_note
    line.scheduled_at, line.contact_by, line.other_day, line.other_note = at, None, None, ""
    line.lapses_on = None if line.clockless else through + rules.GRACE
    line.save()
    if receiving:
        vouch(line, at=at)
    write("schedule", line, by=by, at=at, deliver_on=deliver_on, deliver_through=through)
    event = calendar_of([line])
    by_whom = "penerima" if receiving else "pemberi"
    day = f"hari antar dijadwalkan {by_whom}: {tanggal(deliver_on)}"  # the note stays on the page: letters are kept
    tell_receiver(line, day, at=at, kind=Kind.SCHEDULE, calendar=event)
    tell_giver(line, day, at=at, kind=Kind.SCHEDULE, calendar=event)
    return line


@deed("propose_time")
def propose_time(*, by: User, line: Line, day: date, note: str = "", at: datetime, key: str = "") -> Line:
    """The receiver asks for another day; the giver answers by `schedule`."""
    line = queries.locked(line)
    insist_on_receiver(by, line, at=at)
    insist(rules.why_not_running(line), why_not_publish(note, longest=300))
    if day < localdate(at) or day > line.need.deliver_until:
        raise Refused(Refusal("date_late", "Pilih hari antara hari ini dan batas waktu kebutuhan."))
    line.other_day, line.other_note = day, note
    line.contacted_at, line.contact_by = line.contacted_at or at, None
    line.save(update_fields=["other_day", "other_note", "contacted_at", "contact_by"])
    vouch(line, at=at)
    write("propose_time", line, by=by, at=at, day=day)
    tell_giver(line, "penerima mengusulkan hari lain", at=at, kind=Kind.SCHEDULE)
    return line


@deed("admit")
def admit(*, by: User, line: Line, at: datetime, key: str = "") -> Line:
    """The receiver says yes to a giver whom nobody knew: the promise counts now, as far as the need can take it."""
    line = queries.locked(line)
    insist_on_receiver(by, line, at=at)
    insist(rules.why_not_admit(reach=reach_of(by, at=at), line=line))
    vouch(line, at=at)
    write("admit", line, by=by, at=at)
    return line


@deed("accept_equivalent")
def accept_equivalent(*, by: User, line: Line, at: datetime, key: str = "") -> Line:
    """The receiver says yes to an equivalent: from now on it counts one to one."""
    line = queries.locked(line)
    insist_on_receiver(by, line, at=at)
    giver_id = line.commitment.giver.organisation_id
    insist(
        rules.why_not_accept(reach=reach_of(by, at=at), line=line),
        None
        if giver_id is None or held_organisation(giver_id).stands(on=localdate(at))
        else Refusal("giver_not_active", "Organisasi pemberinya sedang tidak aktif, jadi belum bisa disetujui."),
        why_not_take(need=line.need, quantity=line.pledged, on=localdate(at)),
    )
    line.equivalent_accepted_at = line.vouched_at = at
    start(line, cause="accept_equivalent", at=at, moment=at)
    write("accept_equivalent", line, by=by, at=at, quantity=line.quantity)
    tell_giver(line, "isi setara disetujui penerima", at=at)
    return line


def insist_on_reading(giver_id: int, recipient_id: int, *, at: datetime) -> None:
    """A giver's side opens so many contacts a day, whoever of it presses: the giver, a guest, a courier."""
    reader = lock_party(giver_id)  # two readings at once take turns, so that both are counted
    read = read_by(reader.pk, since=at - A_DAY)
    insist(
        why_not_read_contact(
            known=recipient_id in read, read_today=len(read), vouched=reader.kind != PartyKind.INDIVIDUAL
        )
    )


NO_CONTACT = Refusal(
    "contact_missing",
    "Penerima belum mengisi nomor atau alamatnya. Kirim pesan lewat KSBB; batas 2×24 jam tidak berjalan.",
)


@deed("reveal_contact")
def reveal_contact(*, by: User | None, line: Line, at: datetime) -> ContactReading:
    """Open the receiver's contact to a giver with an accepted promise, and log it. Looking is a deed here.

    It is logged as the giver's, so Pokja looks only for those who give through Pokja.
    """
    insist_on_giver_of(line.commitment, by, at=at, office=bool(line.commitment.on_behalf_source))
    accepted = queries.accepted_pair(party=line.commitment.giver, recipient=line.need.recipient)
    if line.commitment.on_behalf_source and by is None:
        accepted = False
    insist(
        None
        if accepted
        else Refusal("contact_closed", "Kontak terbuka setelah Anda berkomitmen dan alamat Anda terbukti.")
    )
    insist(None if has_open_contact(line.need.recipient) else NO_CONTACT)
    insist_on_reading(line.commitment.giver_id, line.need.recipient_id, at=at)
    write("reveal_contact", line, by=by, at=at)
    return log_contact_reading(
        recipient=line.need.recipient,
        reader_id=line.commitment.giver_id,
        subject=line.commitment.reference,
        at=at,
    )


@deed("reveal_giver")
def reveal_giver(*, by: User, line: Line, at: datetime) -> Line:
    """Open the giver's contact to the receiver of an accepted promise, and log it."""
    insist_on_receiver(by, line, at=at)
    accepted = queries.accepted_pair(party=line.commitment.giver, recipient=line.need.recipient)
    insist(None if accepted else Refusal("contact_closed", "Kontak pemberi belum terbuka."))
    lock_user(by.pk)  # as above
    read = queries.givers_read_by(by.pk, since=at - A_DAY)
    insist(
        why_not_read_contact(
            known=line.commitment.giver_id in read,
            read_today=len(read),
            vouched=reach_of(by, at=at).oversees(line.need.place),
        )
    )
    GiverReading.objects.create(line=line, reader_id=by.pk, read_at=at)
    write("reveal_giver", line, by=by, at=at)
    return line
