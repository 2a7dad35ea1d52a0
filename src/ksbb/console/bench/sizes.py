"""How much each world of the bench holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """A world: `periods` weeks of history with `needs` in all and `lines` promised lines, each its own promise.

    A longer history has more weeks, not more RW or more open needs: that is what a platform grows by.
    """

    name: str
    rw: int
    institutions: int
    periods: int
    needs: int
    lines: int
    journal: int

    @property
    def needs_in_period(self) -> int:
        """How many needs each week holds."""
        return self.needs // self.periods

    @property
    def lines_of_need(self) -> int:
        """How many promised lines each need has."""
        return self.lines // self.needs

    @property
    def cancelled(self) -> int:
        """Lines that were cancelled again."""
        return self.lines * 7 // 100

    @property
    def delivered(self) -> int:
        """Lines that were brought and received, so many that the journal reaches its size.

        A need writes two rows, a promise one, a cancelling one, a journey three (planned, handed over, confirmed).
        """
        return (self.journal - 2 * self.needs - self.lines - self.cancelled) // 3


SIZES = {
    "S": Size("S", rw=274, institutions=40, periods=20, needs=2_000, lines=10_000, journal=30_000),
    "M": Size("M", rw=2_741, institutions=400, periods=40, needs=20_000, lines=100_000, journal=300_000),
    "L": Size("L", rw=2_741, institutions=400, periods=400, needs=200_000, lines=1_000_000, journal=3_000_000),
}
