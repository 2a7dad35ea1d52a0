"""Decisions about messages: when the next try falls due and when to give up."""

from __future__ import annotations

from datetime import datetime, timedelta

MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)


def next_try(*, attempts: int, at: datetime) -> datetime | None:
    """Doubling waits from one minute up to an hour, over four hours in all (UX-31); None when it is time to give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return at + min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_WAIT)
