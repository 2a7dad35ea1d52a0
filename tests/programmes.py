"""The programme of the test worlds."""

from __future__ import annotations

from datetime import datetime

from ksbb.catalogue import actions as catalogue


def load_open_programme(*, at: datetime) -> None:
    """KSBB Pangan in which newcomers may hold all of a need: what the tests of other matters take for granted.

    The share and the number that newcomers are held to are tested in tests/commitments/test_newcomers.py.
    """
    content = catalogue.published("pangan")
    content["programme"] |= {"newcomer_percent": 100, "newcomer_open": 10_000}
    catalogue.load_programme(content=content, at=at)
