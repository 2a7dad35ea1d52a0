"""Every read about promises. Names of givers appear only where the giver said so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from ksbb.commitments.enums import RUNNING, LineState, Stage
from ksbb.commitments.models import Commitment, Correction, GiverReading, Line, Movement
from ksbb.core.doors import finder
from ksbb.core.references import read_reference, row_number
from ksbb.core.refusals import NotFound
from ksbb.needs.models import Need
from ksbb.needs.queries import locked as locked_needs
from ksbb.parties.enums import CorrectionState, Standing
from ksbb.parties.models import Party, User
from ksbb.parties.queries import is_stopped, overseen, party_of, reach_of, standing_now
from ksbb.parties.rules import Reach, proves
from ksbb.recipients.models import Recipient

ANONYMOUS = "Hamba Allah"
A_DAY = timedelta(days=1)
LOADED = (
    "commitment__giver",
    "need__package",
    "need__recipient__kind",
    "need__place__village",
    "need__period",
    "version",
)


SHOWN = (
    *("need", "quantity", "delivered", "confirmed", "surplus", "owed", "deliver_on", "equivalent"),
    *("state", "state_since", "accepted_at", "clockless"),
    *(f"commitment__{column}" for column in ("show_name", "via", "effective_at", "recorded_at", "example")),
    "commitment__giver__name",
)
"""What the public sees of a line and its promise."""
MOVED = ("line", "stage", "delta", "cause", "effective_at", "recorded_at")


def lines() -> QuerySet[Line]:
    """Lines with all that a row shows."""
    return Line.objects.select_related(*LOADED)


def public_giver(commitment: Commitment) -> str:
    """The giver as the public sees it: the name only when the giver chose so."""
    return commitment.giver.name if commitment.show_name else ANONYMOUS


def lines_of(commitment: Commitment) -> list[Line]:
    """The lines of a promise in the order they were made."""
    return list(lines().filter(commitment=commitment).order_by("pk"))


def public_on(need: Need) -> QuerySet[Line]:
    """The lines that count on a need, for lists that are cut into pages; show only declared columns of it."""
    return Line.objects.filter(need=need, quantity__gt=0)


def counted_for(recipient: Recipient, *, limit: int | None = None) -> list[Line]:
    """The lines that count for a recipient, newest first: public."""
    counted = Line.objects.filter(need__recipient=recipient, quantity__gt=0)
    loaded = counted.select_related("commitment__giver", "need__package", "need__period")
    return list(loaded.only(*SHOWN, "need__package__spoken", "need__period__name").order_by("-pk")[:limit])


def told_of(need: Need) -> tuple[list[Line], list[Movement]]:
    """Every line of a need, newest first, and every movement of its numbers, oldest first: public. Two queries.

    The movements are read first, so that each finds its line. Sorted here: ordering makes Django look at every column
    once more.
    """
    moved = sorted(Movement.objects.filter(need=need).only(*MOVED), key=lambda row: (row.effective_at, row.pk))
    made = Line.objects.filter(need=need).select_related("commitment__giver").only(*SHOWN)
    lines = {line.pk: line for line in made}
    for line in lines.values():
        line.need = need
    for row in moved:
        row.line = lines[row.line_id]
    return sorted(lines.values(), key=lambda line: -line.pk), moved


def by_reference(reference: str) -> Commitment:
    """A promise by its reference, for those who already hold the right to it. Raises NotFound."""
    found = Commitment.objects.filter(reference=read_reference(reference) or "").select_related("giver", "statement")
    commitment = found.first()
    if commitment is None:
        raise NotFound(reference)
    return commitment


def tracked(*, reference: str, proof: str) -> Commitment:
    """A promise for who knows its reference and the e-mail address or the last four digits of the phone.

    Raises NotFound in the same way whether the reference or the proof is wrong (T17).
    """
    commitment = Commitment.objects.filter(reference=read_reference(reference) or "").select_related("giver").first()
    known = proves(commitment.giver if commitment else Party(email="", phone=""), proof)
    if commitment is None or not known:
        raise NotFound(reference)
    return commitment


def of_party(party: Party) -> QuerySet[Line]:
    """All lines of a giver, newest first: the collaborator's desk."""
    return lines().filter(commitment__giver=party).order_by("-commitment__recorded_at", "-pk")


def running_of(party: Party) -> QuerySet[Line]:
    """Lines that a giver has still to fulfil, soonest first; lines of a past period ask for nothing."""
    running = Q(state__in=RUNNING, clockless=False)
    return lines().filter(running, commitment__giver=party).order_by("deliver_on", "pk")


def named_of(organisation_id: int, *, limit: int) -> list[Line]:
    """Counted lines that an organisation gave under its own name, newest first: public."""
    shown = Q(commitment__giver__organisation=organisation_id, commitment__show_name=True, quantity__gt=0)
    return list(lines().filter(shown).order_by("-pk")[:limit])


def running_of_organisation(organisation_id: int) -> list[Line]:
    """The open promises that an organisation gave, soonest first."""
    mine = Q(commitment__giver__organisation=organisation_id, state__in=RUNNING, clockless=False)
    return list(lines().filter(mine).order_by("deliver_on", "pk"))


def running_to_organisation(organisation_id: int) -> list[Line]:
    """The open promises to the home that an organisation keeps, soonest first."""
    coming = Q(need__recipient__organisation=organisation_id, state__in=RUNNING, clockless=False)
    return list(lines().filter(coming).order_by("deliver_on", "pk"))


def coming_to(recipients: Iterable[Recipient]) -> QuerySet[Line]:
    """Lines that run for these recipients (and equivalents that wait for their yes), soonest first."""
    return (
        lines()
        .filter(need__recipient__in=list(recipients), state__in=RUNNING, clockless=False)
        .order_by("deliver_on", "pk")
    )


def line_to(recipients: Iterable[Recipient], number: str) -> Line:
    """A line to one of these recipients. Raises NotFound for any other."""
    found = lines().filter(need__recipient__in=list(recipients), pk=row_number(number)).first()
    if found is None:
        raise NotFound(number)
    return found


def late(reach: Reach, *, at: datetime, today: date) -> QuerySet[Line]:
    """Running lines in the area of an officer whose contact, day or delivery is overdue, longest overdue first."""
    silent = Q(contact_by__lt=at, contacted_at=None, scheduled_at=None)
    undelivered = Q(deliver_through__lt=today, delivered__lt=F("quantity") + F("owed"))
    undated = Q(contacted_at__lt=at - 2 * A_DAY, scheduled_at=None, state=LineState.PROMISED)
    running = lines().filter(
        overseen(reach, "need__place"), silent | undelivered | undated, state__in=RUNNING, clockless=False
    )
    return running.order_by("deliver_through", "pk")


def accepted_pair(*, party: Party, recipient: Recipient) -> bool:
    """Has the party an accepted promise to the recipient that still runs, with a proven address? Then contacts open.

    Not to a suspended or revoked organisation, whoever drives for it (T02).
    """
    if party.proven_at is None or is_stopped(party):
        return False
    running = Line.objects.filter(commitment__giver=party, need__recipient=recipient, state__in=RUNNING, quantity__gt=0)
    if party.organisation_id is not None:
        running = running.filter(commitment__giver__organisation__standing=Standing.ACTIVE)
    return running.exists()


def contact_open(line: Line) -> bool:
    """Do the two sides of a line see each other's contacts now?"""
    return accepted_pair(party=line.commitment.giver, recipient=line.need.recipient)


def givers_read_by(reader_id: int, *, since: datetime) -> set[int]:
    """The givers whose contact a person on the receiving side read since a moment."""
    read = GiverReading.objects.filter(reader_id=reader_id, read_at__gt=since)
    return set(read.values_list("line__commitment__giver_id", flat=True))


def giver_reading(*, line: Line, reader_id: int) -> GiverReading | None:
    """The latest reading of a line's giver by one person."""
    return GiverReading.objects.filter(line=line, reader_id=reader_id).order_by("-pk").first()


def giver_readings(parties: Iterable[Party]) -> list[GiverReading]:
    """Who opened the contacts of these givers, newest first."""
    found = GiverReading.objects.filter(line__commitment__giver__in=list(parties))
    return list(found.select_related("line__commitment", "line__need__place").order_by("-read_at", "-pk"))


def locked(line: Line) -> Line:
    """The line under lock: its need first, then itself, so that all deeds lock in one order."""
    need = locked_needs([line.need_id])[line.need_id]
    held = Line.objects.select_for_update(of=("self",)).select_related("commitment__giver", "version").get(pk=line.pk)
    held.need = need
    return held


def locked_waiting(commitment: Commitment) -> list[Line]:
    """The lines of a promise that wait for its code, under lock: their needs first, then themselves."""
    needs = locked_needs(Line.objects.filter(commitment=commitment).values_list("need_id", flat=True))
    held = Line.objects.select_for_update(of=("self",)).select_related("commitment__giver", "version")
    waiting = list(held.filter(commitment=commitment, state=LineState.AWAITING_CODE).order_by("pk"))
    for line in waiting:
        line.need = needs[line.need_id]
    return waiting


def queue_of(need: Need, *, at: datetime) -> list[Line]:
    """The waiting list of a locked need, under lock, first come first; organisations that may give at that moment."""
    gives = Q(commitment__giver__organisation=None) | standing_now("commitment__giver__organisation", at=at)
    held = Line.objects.select_for_update(of=("self",)).select_related("commitment__giver", "version")
    waiting = list(held.filter(gives, need=need, state=LineState.QUEUED).order_by("state_since", "pk"))
    for line in waiting:
        line.need = need
    return waiting


def held_by_newcomers(need: Need) -> int:
    """How many of a need are held by promises that nobody stands behind yet."""
    held = Line.objects.filter(need=need, vouched_at=None, quantity__gt=0).aggregate(held=Sum("quantity"))
    return held["held"] or 0


def record_of(giver: Party) -> tuple[bool, int]:
    """Did a gift of this party reach somebody before, and for how many needs does it promise now? One query."""
    kept = Line.objects.filter(commitment__giver=giver)
    open_now = Q(state__in=RUNNING | {LineState.AWAITING_CODE, LineState.QUEUED}, clockless=False)
    found = kept.aggregate(best=Max("confirmed"), running=Count("need", filter=open_now, distinct=True))
    return bool(found["best"]), found["running"]


def turns(lines_waiting: Iterable[Line]) -> dict[int, int]:
    """The place in the waiting list of each of these lines that waits: 1 is next. One query."""
    asked = [line for line in lines_waiting if line.state == LineState.QUEUED]
    if not asked:
        return {}
    needs = {line.need_id for line in asked}
    order: dict[int, int] = {}
    counted: dict[int, int] = {}
    queued = Line.objects.filter(need__in=needs, state=LineState.QUEUED).order_by("state_since", "pk")
    for pk, need in queued.values_list("pk", "need"):
        counted[need] = counted.get(need, 0) + 1
        order[pk] = counted[need]
    return {line.pk: order[line.pk] for line in asked if line.pk in order}


def waiting_on(need: Need) -> tuple[int, int]:
    """How many givers wait for a place on a need, and how much they would bring."""
    givers = Count("commitment__giver", distinct=True)
    found = Line.objects.filter(need=need, state=LineState.QUEUED).aggregate(givers=givers, sum=Sum("pledged"))
    return found["givers"], found["sum"] or 0


def asking(recipients: Iterable[Recipient]) -> list[Line]:
    """Promises of givers whom nobody knows yet that wait for the yes of these recipients, oldest first."""
    waiting = lines().filter(need__recipient__in=list(recipients), state=LineState.QUEUED, vouched_at=None)
    waiting = waiting.filter(need__quantity__gt=F("need__promised") + F("need__elsewhere"))
    return list(waiting.order_by("state_since", "pk"))


def due_to_lapse(*, at: datetime, today: date, limit: int = 500) -> list[Line]:
    """Lines whose contact or delivery clock ran out, oldest first."""
    waiting = RUNNING | {LineState.AWAITING_CODE, LineState.QUEUED}
    silent = Q(contact_by__lt=at, contacted_at=None, scheduled_at=None)
    return list(Line.objects.filter(silent | Q(lapses_on__lt=today), state__in=waiting).order_by("pk")[:limit])


def silent(*, at: datetime, limit: int = 500) -> list[Line]:
    """Lines that count and whose receiver nobody has called for 24 of the 48 hours, longest silent first."""
    waiting = Q(contact_by__lte=at + A_DAY, contacted_at=None, scheduled_at=None)
    found = lines().filter(waiting, state__in=RUNNING, quantity__gt=0, clockless=False)
    return list(found.order_by("contact_by", "pk")[:limit])


def undated(*, at: datetime, limit: int = 2000) -> list[Line]:
    """Lines whose two sides spoke 48 hours ago and that still have no day, newest first."""
    spoken = Q(contacted_at__lte=at - 2 * A_DAY, scheduled_at=None, state=LineState.PROMISED)
    return list(lines().filter(spoken, quantity__gt=0, clockless=False).order_by("-contacted_at", "pk")[:limit])


@dataclass(frozen=True, slots=True)
class Side:
    """From which side a person looks at a line."""

    giver: bool
    receiver: bool


def side_of(reach: Reach, *, own_party_id: int | None, line: Line) -> Side:
    """Is the person on the giver's side, the receiver's, or neither?"""
    place, organisation_id = line.need.place, line.need.recipient.organisation_id
    return Side(
        giver=own_party_id is not None and own_party_id == line.commitment.giver_id,
        receiver=reach.speaks_for(place=place, organisation_id=organisation_id) or reach.oversees(place),
    )


def line_for(user: User, number: str, *, at: datetime) -> Line:
    """A line for its giver, its receiver, or an officer of its place. Raises NotFound for everybody else."""
    line = lines().filter(pk=row_number(number)).first()
    if line is None:
        raise NotFound(number)
    own = party_of(user, at=at)
    side = side_of(reach_of(user, at=at), own_party_id=own.pk if own else None, line=line)
    if not (side.giver or side.receiver):
        raise NotFound(number)
    return line


@finder(Line)
def _line(by: User | None, number: str, at: datetime) -> Line:
    """A line by number for either of its sides; the console (nobody) finds all."""
    if by is not None:
        return line_for(by, number, at=at)
    line = lines().filter(pk=row_number(number)).first()
    if line is None:
        raise NotFound(number)
    return line


def commitment_for(by: User | None, reference: str, *, at: datetime) -> Commitment:
    """A promise by its reference for its giver and Pokja; the console (nobody) finds all. Raises NotFound."""
    commitment = by_reference(reference)
    if by is None or reach_of(by, at=at).is_pokja:
        return commitment
    own = party_of(by, at=at)
    if own is None or own.pk != commitment.giver_id:
        raise NotFound(reference)
    return commitment


@finder(Commitment)
def _commitment(by: User | None, reference: str, at: datetime) -> Commitment:
    return commitment_for(by, reference, at=at)


def corrections(state: CorrectionState | None = None) -> QuerySet[Correction]:
    """Corrections of figures with what a row shows, newest first."""
    loaded = ("line__commitment__giver", "line__need__package", "line__need__recipient", "line__need__place__village")
    found = Correction.objects.select_related(*loaded).order_by("-proposed_at", "-pk")
    return found.filter(state=state) if state else found


def corrections_in(reach: Reach, state: CorrectionState | None = None) -> QuerySet[Correction]:
    """Corrections in the area of an officer; Pokja sees all."""
    return corrections(state).filter(overseen(reach, "line__need__place"))


def correction_for(by: User | None, reference: str, *, at: datetime) -> Correction:
    """A correction for those who oversee its place, and the console. Raises NotFound."""
    found = corrections() if by is None else corrections_in(reach_of(by, at=at))
    correction = found.filter(reference=read_reference(reference) or "").first()
    if correction is None:
        raise NotFound(reference)
    return correction


@finder(Correction)
def _correction(by: User | None, reference: str, at: datetime) -> Correction:
    return correction_for(by, reference, at=at)


def overseen_line(reach: Reach, number: str) -> Line:
    """A line that counts, or did, in the area of an officer. Raises NotFound."""
    line = lines().filter(pk=row_number(number), accepted_at__isnull=False).first()
    if line is None or not reach.oversees(line.need.place):
        raise NotFound(number)
    return line


def figure_moved_at(line: Line, stage: Stage) -> datetime | None:
    """When a figure of the line moved last; None when it never did."""
    moved = Movement.objects.filter(line=line, stage=stage).order_by("-effective_at", "-pk")
    return moved.values_list("effective_at", flat=True).first()
