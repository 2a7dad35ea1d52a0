"""Where the present of the demo world plays: its people, periods, and short ways to needs, promises and journeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from ksbb.catalogue import actions as catalogue
from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import LineDraft
from ksbb.commitments.queries import lines_of
from ksbb.console.world.cast import Cast
from ksbb.core.formats import rentang_tanggal
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.actions import Load
from ksbb.needs import actions as needs
from ksbb.needs.enums import Urgency
from ksbb.parties import actions as parties
from ksbb.places.actions import import_rw
from ksbb.places.queries import place_by_code
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.queries import at_rw, by_reference, kind_by_code

if TYPE_CHECKING:
    from ksbb.catalogue.models import Period
    from ksbb.commitments.models import Line
    from ksbb.deliveries.models import Delivery
    from ksbb.needs.models import Need
    from ksbb.parties.models import User
    from ksbb.recipients.models import Recipient

SOURCE = "Contoh untuk peragaan, bukan data sebenarnya"


@dataclass(slots=True)
class Stage:
    """Where the present plays: its people, its periods, and the moment of loading."""

    cast: Cast
    at: datetime
    period: Period
    long_period: Period
    donors: list[User]

    def ago(self, *, days: float) -> datetime:
        """So many days before the loading."""
        return self.at - timedelta(days=days)

    def day(self, ahead: int) -> date:
        """The day that many days after (or before) the loading."""
        return localdate(self.at) + timedelta(days=ahead)

    def need(
        self,
        recipient: Recipient,
        package: str,
        quantity: int,
        *,
        ago: float = 5,
        urgency: Urgency = Urgency.NORMAL,
        period: Period | None = None,
        reason: str = "",
        by: tuple[User, User] | None = None,
    ) -> Need:
        """A verified need: proposed by the first, verified by the second."""
        proposer, verifier = by or (self.cast.pokja, self.cast.pokja_dua)
        need = needs.propose(
            by=proposer,
            recipient=recipient,
            package=package_by_code(package),
            period=period or self.period,
            quantity=quantity,
            source=SOURCE,
            reason=reason,
            urgency=urgency,
            at=self.ago(days=ago),
        )
        return needs.verify(by=verifier, need=need, at=self.ago(days=ago - 0.2))

    def promise(
        self,
        by: User,
        need: Need,
        quantity: int,
        *,
        ago: float,
        on: int = 1,
        show_name: bool = True,
        equivalent: str = "",
    ) -> Line:
        """A promise of one line; the line is returned."""
        when = max(self.day(on), localdate(self.ago(days=ago)))
        draft = LineDraft(need=need, quantity=quantity, deliver_on=when, equivalent=equivalent)
        made = commitments.promise(
            by=by, lines=[draft], statement_accepted=True, show_name=show_name, at=self.ago(days=ago)
        )
        return lines_of(made)[0]

    def bring(self, by: User, line: Line, quantity: int, *, ago: float) -> Delivery:
        """A journey that was handed over."""
        journey = deliveries.plan_delivery(
            by=by,
            loads=[Load(line=line, quantity=quantity)],
            planned_on=localdate(self.ago(days=ago)),
            at=self.ago(days=ago + 0.2),
        )
        deliveries.depart(by=by, delivery=journey, at=self.ago(days=ago + 0.1))
        return deliveries.hand_over(by=by, delivery=journey, at=self.ago(days=ago))


def set_stage(cast: Cast, *, at: datetime) -> Stage:
    def period(code: str, name: str, back: int, ahead: int) -> Period:
        starts, ends = localdate(at) - timedelta(days=back), localdate(at) + timedelta(days=ahead)
        name = f"{name}, {rentang_tanggal(starts, ends)}"
        return catalogue.add_period(
            by=None, programme="pangan", code=code, name=name, starts_on=starts, ends_on=ends, example=True, at=at
        )

    donors = [
        parties.register_person(
            username=f"donatur{n}",
            name=f"Warga contoh {n}",
            email=f"donatur{n}@contoh.example",
            at=at - timedelta(days=9),
        )
        for n in range(1, 5)
    ]
    return Stage(
        cast=cast,
        at=at,
        period=period("pangan-contoh-kini", "Periode contoh", 6, 14),
        long_period=period("pangan-contoh-panjang", "Musim contoh", 75, 30),
        donors=donors,
    )


def example_rw(stage: Stage, code: str, families: int) -> Recipient:
    """The recipient at an example RW, registered now or known from 2020, with a fact of today and somebody to call."""
    import_rw(codes=[code], source=SOURCE, at=stage.at)
    place = place_by_code(code)
    known = at_rw(place) or recipients.register_recipient(
        by=stage.cast.pokja, kind=kind_by_code("rw"), place=place, source=SOURCE, at=stage.ago(days=8)
    )
    recipients.record_fact(
        by=stage.cast.pokja,
        recipient=by_reference(known.reference),
        kind=FactKind.VULNERABLE_FAMILIES,
        value=families,
        as_of=stage.day(-8),
        source=SOURCE,
        at=stage.ago(days=8),
    )
    recipients.set_contact(
        by=stage.cast.pokja,
        recipient=by_reference(known.reference),
        name=f"Ketua {place.title} contoh"[:120],
        phone=f"+6281200000{place.code[-3:]}",
        at=stage.ago(days=8),
    )
    return by_reference(known.reference)
