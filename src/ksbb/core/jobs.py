"""Regular work: each job falls due, is taken by one worker, and leaves a line about how it went."""

from __future__ import annotations

from datetime import datetime, timedelta

from ksbb.core.models import DueJob, IdempotentDeed


def take(*, name: str, every: timedelta, at: datetime) -> bool:
    """Take the job if it is due, so that no other worker does: its next time is written before the work begins.

    A worker that dies in the middle leaves the job to fall due again; jobs are safe to repeat.
    """
    due_at = DueJob.objects.filter(name=name).values_list("due_at", flat=True).first()
    if due_at is None:
        _, made = DueJob.objects.get_or_create(name=name, defaults={"due_at": at + every})
        return made
    if due_at > at:
        return False
    # the row lock of this one statement decides between two workers: the second finds another time
    return DueJob.objects.filter(name=name, due_at=due_at).update(due_at=at + every) == 1


def finish(*, name: str, result: str, at: datetime) -> None:
    """Note how the job went, in a few words without personal data."""
    DueJob.objects.filter(name=name).update(last_finished_at=at, last_result=result[:200])


def overview() -> list[tuple[str, datetime, datetime | None, str]]:
    """Every job: name, next time, last time, last result."""
    return list(DueJob.objects.order_by("name").values_list("name", "due_at", "last_finished_at", "last_result"))


def last_run(name: str) -> tuple[datetime | None, str]:
    """When a job last ended, and how."""
    found = DueJob.objects.filter(name=name).values_list("last_finished_at", "last_result").first()
    return found or (None, "")


def forget_keys(*, before: datetime) -> int:
    """Drop the memory of retries older than that. Returns how many."""
    return IdempotentDeed.objects.filter(recorded_at__lt=before).delete()[0]
