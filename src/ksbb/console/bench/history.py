"""Writes weeks of history round the actions: a part of `filling`, which says why."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from ksbb.catalogue.models import Package, PackageVersion, Statement
from ksbb.commitments.enums import LineState, Stage, Via
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.console.bench.pens import Pen, Row
from ksbb.console.bench.sizes import Size
from ksbb.core.journal import canonical
from ksbb.core.models import JournalEntry
from ksbb.deliveries.enums import DeliveryState, Method
from ksbb.deliveries.models import Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine
from ksbb.needs.enums import NeedState, Urgency
from ksbb.needs.models import Need
from ksbb.parties.models import User

WIB = ZoneInfo("Asia/Jakarta")
SOURCE = "Data uji kecepatan"
OPEN_PERIODS = 4
"""How many of the newest weeks are still open for promises."""
TABLES = (Need, Commitment, Line, Movement, JournalEntry, Delivery, DeliveryLine, Receipt, ReceiptLine, Dispute)


class History:
    """Writes needs with their promises, journeys, receipts, movements and journal rows."""

    def __init__(
        self,
        *,
        pen: Pen,
        size: Size,
        chance: random.Random,
        recipients: list[Row],
        givers: list[int],
        pokja: User,
        officer: User,
    ) -> None:
        self.pen, self.size, self.chance = pen, size, chance
        self.recipients, self.givers = recipients, givers
        self.pokja, self.officer = pokja, officer
        self.packages = {package.code: package for package in Package.objects.all()}
        self.versions = {one.package_id: one for one in PackageVersion.objects.order_by("version")}
        self.statement = Statement.objects.order_by("-version")[0]
        self.turn = self.line_number = 0
        self.fates = _fates(size)

    def week(self, period: Row, *, is_open: bool, now: datetime) -> None:
        """All needs of one week, for the next recipients in turn."""
        for _ in range(self.size.needs_in_period):
            recipient = self.recipients[self.turn % len(self.recipients)]
            self.turn += 1
            wanted = self.chance.randrange(60, 400)
            need = self.need(recipient, period, wanted, now=now, is_open=is_open)
            for _ in range(self.size.lines_of_need):
                share = wanted // (12 if is_open else self.size.lines_of_need)
                self.line(need, recipient, max(1, share), period, now=now, is_open=is_open)

    def need(self, recipient: Row, period: Row, wanted: int, *, now: datetime, is_open: bool, package: str = "") -> Row:
        """One verified need with the two journal rows of its proposal and verification."""
        codes = ("sembako", "siap_saji", "sembako", "lebaran")
        chosen = self.packages[package or codes[self.turn % len(codes)]]
        proposed = _moment(period["starts_on"], -2, 9, now)
        verified = _moment(period["starts_on"], -1, 10, now)
        until = now.astimezone(WIB).date() + timedelta(days=3 + self.turn % 25) if is_open else period["ends_on"]
        name = self.pen.new_reference()
        need = self.pen.add(
            Need,
            reference=name,
            recipient_id=recipient["id"],
            place_id=recipient["place_id"],
            package_id=chosen.pk,
            version_id=self.versions[chosen.pk].pk,
            period_id=period["id"],
            quantity=wanted,
            deliver_until=until,
            urgency=list(Urgency)[self.turn % 3],
            source=SOURCE,
            example=True,
            state=NeedState.VERIFIED,
            state_since=verified,
            proposed_by_id=self.officer.pk,
            proposed_at=proposed,
            recorded_at=proposed,
            verified_by_id=self.pokja.pk,
            verified_at=verified,
            check_again_on=until + timedelta(days=30),
            promised=0,
            delivered=0,
            confirmed=0,
        )
        body = {"recipient": recipient["reference"], "quantity": wanted, "package": chosen.code}
        self._told("propose_need", name, self.officer.pk, body, proposed)
        self._told("verify", name, self.pokja.pk, {}, verified)
        return need

    def line(self, need: Row, recipient: Row, share: int, period: Row, *, now: datetime, is_open: bool) -> None:
        """One promise of one line, and what became of it."""
        fate = self.fates(self.line_number, is_open=is_open)
        self.line_number += 1
        giver = self.givers[self.chance.randrange(len(self.givers))]
        said = _moment(period["starts_on"], self.line_number % 3, 8 + self.line_number % 9, now)
        day = need["deliver_until"] if is_open else said.astimezone(WIB).date() + timedelta(days=1)
        name = self.pen.new_reference()
        commitment = self.pen.add(
            Commitment,
            reference=name,
            giver_id=giver,
            show_name=self.line_number % 2 == 0,
            statement_id=self.statement.pk,
            via=Via.WEB,
            effective_at=said,
            recorded_at=said,
            example=True,
        )
        line = self.pen.add(
            Line,
            commitment_id=commitment["id"],
            need_id=need["id"],
            version_id=need["version_id"],
            pledged=share,
            quantity=share,
            deliver_on=day,
            deliver_through=day,
            state=LineState.PROMISED,
            state_since=said,
            accepted_at=said,
            clockless=not is_open,
            contact_by=said + timedelta(days=30) if is_open else None,
            lapses_on=day + timedelta(days=36) if is_open else None,
        )
        need["promised"] += share
        self._move(line, Stage.COMMITTED, share, "promise", said)
        self._told("promise", name, None, {"lines": [{"need": need["reference"], "quantity": share}]}, said)
        if fate == LineState.CANCELLED:
            self._cancel(line, need, name, said + timedelta(hours=5))
        elif fate == LineState.DONE:
            self._bring(line, need, recipient, giver, said + timedelta(hours=20))

    def _cancel(self, line: Row, need: Row, name: str, when: datetime) -> None:
        self._move(line, Stage.COMMITTED, -line["pledged"], "cancel", when)
        need["promised"] -= line["pledged"]
        line |= {"quantity": 0, "state": LineState.CANCELLED, "state_since": when, "lapses_on": None}
        line |= {"contact_by": None, "state_reason": "Tidak jadi karena uji kecepatan"}
        self._told("cancel", name, None, {"line": line["id"], "quantity": line["pledged"]}, when)

    def _bring(self, line: Row, need: Row, recipient: Row, giver: int, when: datetime) -> None:
        """One journey, its receipt, and for every hundredth a shortfall in dispute."""
        share = line["pledged"]
        short = 1 if line["id"] % 100 == 0 and share > 1 else 0
        name = self.pen.new_reference()
        delivery = self.pen.add(
            Delivery,
            reference=name,
            recipient_id=recipient["id"],
            giver_id=giver,
            planned_on=when.astimezone(WIB).date(),
            state=DeliveryState.RECEIVED,
            state_since=when,
            handed_at=when,
            recorded_at=when,
            example=True,
        )["id"]
        loaded = self.pen.add(DeliveryLine, delivery_id=delivery, line_id=line["id"], quantity=share)["id"]
        receipt = self.pen.add(
            Receipt,
            delivery_id=delivery,
            method=Method.ACCOUNT,
            recorded_by_id=self.officer.pk,
            effective_at=when,
            recorded_at=when,
        )["id"]
        self.pen.add(ReceiptLine, receipt_id=receipt, delivery_line_id=loaded, received=share - short)
        if short:
            self.pen.add(Dispute, delivery_line_id=loaded, shortfall=short, opened_at=when)
        self._move(line, Stage.DELIVERED, share, "hand_over", when)
        self._move(line, Stage.CONFIRMED, share - short, "confirm", when)
        need["delivered"] += share
        need["confirmed"] += share - short
        line |= {"delivered": share, "confirmed": share - short, "state_since": when, "lapses_on": None}
        line |= {"state": LineState.ON_THE_WAY if short else LineState.DONE, "contact_by": None}
        for verb in ("plan_delivery", "hand_over", "confirm"):
            self._told(verb, name, None, {"lines": [[line["id"], share]]}, when)

    def _move(self, line: Row, stage: Stage, delta: int, cause: str, when: datetime) -> None:
        self.pen.add(
            Movement,
            line_id=line["id"],
            need_id=line["need_id"],
            stage=stage,
            delta=delta,
            cause=cause,
            effective_at=when,
            recorded_at=when,
        )

    def _told(self, verb: str, subject: str, actor: int | None, body: dict[str, Any], when: datetime) -> None:
        self.pen.add(
            JournalEntry,
            verb=verb,
            subject=subject,
            actor_id=actor,
            payload=canonical(body),
            recorded_at=when,
            effective_at=when,
        )


def _moment(day: date, later: int, hour: int, now: datetime) -> datetime:
    """An hour (WIB) some days after a day, but never in the future."""
    return min(datetime.combine(day + timedelta(days=later), time(hour), WIB), now - timedelta(minutes=5))


def _fates(size: Size) -> Callable[..., LineState]:
    """What becomes of line n: the wanted numbers of cancelled and received ones, spread evenly."""
    share_cancelled = size.cancelled / size.lines
    share_done = size.delivered / size.lines * size.periods / (size.periods - OPEN_PERIODS)

    def fate(number: int, *, is_open: bool) -> LineState:
        if int((number + 1) * share_cancelled) > int(number * share_cancelled):
            return LineState.CANCELLED
        if not is_open and int((number + 1) * share_done) > int(number * share_done):
            return LineState.DONE
        return LineState.PROMISED

    return fate
