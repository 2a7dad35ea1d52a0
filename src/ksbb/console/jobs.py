"""The regular work of the platform and how often it falls due."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as datetime_time
from hashlib import sha256

import structlog
from django.conf import settings
from django.utils import timezone

from ksbb.access.telling import tell_of_offices
from ksbb.commitments.actions import lapse_offers, release_expired, remind, tell_affected
from ksbb.core import checkpoints, jobs, sealing
from ksbb.core.formats import angka
from ksbb.core.refusals import NotFound
from ksbb.deliveries import queries as deliveries
from ksbb.deliveries.actions import draw_receipts as draw
from ksbb.deliveries.actions import remind_unconfirmed, sweep_files
from ksbb.gifts.actions import expire_intents, follow_deliveries
from ksbb.needs import actions as needs
from ksbb.needs import queries as need_queries
from ksbb.notices.actions import enqueue, send_due
from ksbb.opendata.actions import fold_figures
from ksbb.permits.actions import expire_permits, remind_of_ends
from ksbb.privacy.actions import alarm_data_requests, purge
from ksbb.voices.actions import alarm_late_reports

DAYS_AT_ONCE = 31
"""Days drawn in one run, when the worker stood still or a history was loaded."""

WITNESS = """Simpan surat ini. Dengan titik periksa di bawah, Anda dapat membuktikan kelak bahwa sejarah sampai hari ini
tidak diubah; caranya tertulis di {page}

{note}"""

log = structlog.stdlib.get_logger("ksbb.worker")


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of regular work; `work` is told the time and returns how many rows it touched."""

    name: str
    every: timedelta
    work: Callable[[datetime], int]


def expire_stale(at: datetime) -> int:
    """Ask for new verification of every need whose last one is too old, or whose home no longer stands."""
    found = need_queries.stale(at=at)
    for need in found:
        needs.expire_stale(need=need, at=at)
    return len(found)


def purge_retention(at: datetime) -> int:
    """Carry the periods of config/retention.yaml out: codes, messages, sessions, and people after their time."""
    return sum(done.rows for done in purge(at=at))


def audit(at: datetime) -> int:
    """Hold every row of the history against its seal and every checkpoint; raises what is wrong. Returns the rows."""
    if fault := checkpoints.fault():
        raise checkpoints.Forked(fault)
    return checkpoints.standing().sealed


def checkpoint(at: datetime) -> int:
    """Sign the history and mail the note to the witnesses. Returns the rows that are signed; 0 on an empty site."""
    try:
        signed = checkpoints.make_checkpoint(at=at)
    except NotFound:
        return 0
    for address in settings.KSBB_WITNESSES:
        enqueue(
            address=address,
            title=f"Titik periksa catatan audit: {angka(signed.size)} baris",
            body=WITNESS.format(page=f"{settings.KSBB_ORIGIN}/catatan-audit/", note=signed.note),
            dedupe=f"titik-periksa:{signed.size}:{sha256(address.encode()).hexdigest()[:16]}",
            at=at,
        )
    return signed.size


def draw_receipts(at: datetime) -> int:
    """Draw each day that is over by the first checkpoint signed after it. Returns how many days were drawn."""
    drawn = 0
    for day in deliveries.undrawn_days(before=timezone.localdate(at), limit=DAYS_AT_ONCE):
        over = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime_time()))
        seed = checkpoints.first_since(over)
        if seed is None:
            break
        draw(day=day, seed_text=seed.note, seed_known_at=seed.made_at, at=at)
        drawn += 1
    return drawn


JOBS = (
    Job("release_expired", timedelta(minutes=1), lambda at: release_expired(at=at)),
    Job("expire_permits", timedelta(minutes=1), lambda at: expire_permits(at=at)),
    Job("tell_affected", timedelta(minutes=5), lambda at: tell_affected(at=at)),
    Job("tell_of_offices", timedelta(minutes=1), lambda at: tell_of_offices(at=at)),
    Job("remind_of_ends", timedelta(hours=1), lambda at: remind_of_ends(at=at)),
    Job("expire_stale", timedelta(minutes=1), expire_stale),
    Job("lapse_offers", timedelta(minutes=10), lambda at: lapse_offers(at=at)),
    Job("follow_deliveries", timedelta(minutes=1), lambda at: follow_deliveries(at=at)),
    Job("expire_intents", timedelta(minutes=10), lambda at: expire_intents(at=at)),
    Job("fold_figures", timedelta(minutes=1), lambda at: fold_figures(at=at)),
    Job("remind", timedelta(minutes=15), lambda at: remind(at=at) + remind_unconfirmed(at=at)),
    Job("send_notices", timedelta(seconds=10), lambda at: send_due(at=at)),
    Job("seal", timedelta(seconds=10), lambda at: sealing.seal(at=at)),
    Job("checkpoint", timedelta(days=1), checkpoint),
    Job("draw_receipts", timedelta(minutes=30), draw_receipts),
    Job("audit", timedelta(days=1), audit),
    Job("alarm_data_requests", timedelta(minutes=10), lambda at: alarm_data_requests(at=at)),
    Job("alarm_late_reports", timedelta(minutes=10), lambda at: alarm_late_reports(at=at)),
    Job("purge_retention", timedelta(days=1), purge_retention),
    Job("sweep_photos", timedelta(hours=1), lambda at: sweep_files(at=at)),
)


def run_due(*, at: datetime, known: Iterable[Job] = JOBS, stop: Callable[[], bool] = bool) -> dict[str, str]:
    """Do what is due; one failing job never stops the others. Returns the results by name."""
    results: dict[str, str] = {}
    for job in known:
        if stop():
            break
        try:
            if jobs.take(name=job.name, every=job.every, at=at):
                results[job.name] = _run(job, at)
        except Exception:  # whatever went wrong with one job, the next one is done
            log.exception("job failed", job=job.name)
            results[job.name] = "gagal"
    return results


def _run(job: Job, at: datetime) -> str:
    began = time.monotonic()
    try:
        touched = job.work(at)
    except Exception as error:
        jobs.finish(name=job.name, result=f"gagal: {type(error).__name__}", at=at)
        raise
    jobs.finish(name=job.name, result=str(touched), at=at)
    log.info("job", job=job.name, touched=touched, ms=round((time.monotonic() - began) * 1000))
    return str(touched)
