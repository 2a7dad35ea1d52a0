"""What goes by itself when its time is over: one purger for each end that the register promises (PRIV-09)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from ksbb.access.actions import forget_ended_devices
from ksbb.commitments.actions import forget_line_words, forget_sources
from ksbb.core import jobs
from ksbb.deliveries.actions import forget_second_adults, purge_originals
from ksbb.deliveries.actions import forget_words as forget_delivery_words
from ksbb.gifts.actions import forget_statement_texts
from ksbb.needs.actions import forget_words as forget_need_words
from ksbb.notices.actions import forget_messages
from ksbb.parties import actions as parties
from ksbb.parties.models import User
from ksbb.permits.actions import forget_scans
from ksbb.privacy import queries, rules
from ksbb.privacy.actions.erasing import drop_rows
from ksbb.privacy.enums import RequestState
from ksbb.privacy.models import DataRequest
from ksbb.privacy.queries import Person, register
from ksbb.recipients.actions import forget_contacts
from ksbb.voices.actions import forget_report_contacts, forget_words

CODES_KEPT = timedelta(days=1)
GONE_BY_AGE = "Dihapus sesudah masa simpan"
Purger = Callable[[datetime, datetime], int]
"""Told the moment before which the time is over, and the moment it is now; returns how many rows it touched."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one purger did, or would do."""

    purger: str
    period: str
    before: datetime
    rows: int


def _accounts(before: datetime, at: datetime) -> int:
    idle = queries.idle_accounts(before=before)
    for user in User.objects.filter(pk__in=idle):
        drop_rows(Person(user))
        parties.end_sessions(user_id=user.pk, needles=())
    return parties.forget_accounts(idle, name=GONE_BY_AGE, at=at)


def _givers(before: datetime, at: datetime) -> int:
    return parties.forget_givers(queries.idle_givers(before=before), name=rules.ERASED_NAME)


def _words(before: datetime, at: datetime) -> int:
    return forget_need_words(before=before) + forget_line_words(before=before) + forget_delivery_words(before=before)


def _requests(before: datetime, at: datetime) -> int:
    old = DataRequest.objects.filter(answered_at__lt=before).exclude(contact="", words="")
    refused = old.filter(state=RequestState.REFUSED).update(contact="", words="", answer_note=rules.MASK)
    return refused + old.update(contact="", words="", answer_note="")


PURGERS: dict[str, Purger] = {
    "akun": _accounts,
    "pemberi": _givers,
    "narahubung": lambda before, _at: forget_contacts(queries.idle_contacts(before=before)),
    "atas_nama": lambda before, _at: forget_sources(before=before, word=GONE_BY_AGE),
    "keterangan": _words,
    "saksi": lambda before, _at: forget_second_adults(before=before),
    "foto": lambda _before, at: purge_originals(at=at),
    "pindaian": lambda _before, at: forget_scans(at=at),
    "kode": lambda before, _at: parties.forget_codes(before=before),
    "token": lambda before, _at: parties.forget_tokens(before=before),
    "sesi": lambda _before, at: parties.forget_sessions(before=at) + forget_ended_devices(),
    "kunci": lambda before, _at: jobs.forget_keys(before=before),
    "pesan": lambda before, at: forget_messages(before=before, codes_before=at - CODES_KEPT),
    "permintaan": _requests,
    "pelapor": lambda before, _at: forget_report_contacts(before=before),
    "mutasi": lambda before, _at: forget_statement_texts(before=before),
    "pesan_pihak": lambda before, _at: forget_words(before=before),
}
"""By the name that the register gives under `akhir: oleh`."""


def purge(*, at: datetime, dry_run: bool = False) -> list[Done]:
    """Carry every period of the register out; with `dry_run` count only, since all is undone again."""
    ends = dict.fromkeys((entry.purger, entry.period) for entry in register() if entry.purger)
    done = []
    for purger, period in ends:
        before = rules.older_than(period, at=at)
        with transaction.atomic():
            rows = PURGERS[purger](before, at)
            transaction.set_rollback(dry_run)
        done.append(Done(purger, period, before, rows))
    return done
