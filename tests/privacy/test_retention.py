"""Every period of the register is carried out: kept to the last moment, gone after it (PRIV-09). The clock is told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command

from ksbb.commitments import actions as commitments
from ksbb.commitments.models import Commitment, Line
from ksbb.core.models import IdempotentDeed
from ksbb.deliveries.models import Delivery, Dispute, SecondAdult
from ksbb.needs.models import Need
from ksbb.notices.actions import enqueue
from ksbb.notices.models import Message
from ksbb.parties import actions as parties
from ksbb.parties.models import ApiToken, Party, ProofCode, User
from ksbb.permits.models import Scan
from ksbb.privacy import actions
from ksbb.privacy.actions import PURGERS
from ksbb.privacy.enums import Right
from ksbb.privacy.models import DataRequest
from ksbb.privacy.rules import period_ends
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import Contact
from ksbb.voices import actions as voices
from ksbb.voices.enums import Matter
from ksbb.voices.models import ProblemReport, Word
from tests.situations import AT, REASON, World, day, days, hours

A_MOMENT = timedelta(seconds=1)
IN_TWO_YEARS = AT.replace(year=2028)
"""Exactly 24 calendar months after AT."""


def purged(purger: str, *, at: datetime, dry_run: bool = False) -> int:
    return next(done.rows for done in actions.purge(at=at, dry_run=dry_run) if done.purger == purger)


def giver(world: World) -> User:
    return parties.register_person(username="tua", name="Kenari Tua", email="tua@contoh.example", at=AT)


def ended(world: World) -> Line:
    """A promise that was made and taken back at AT, with words on it."""
    line = world.promise(world.need(50), 5, by=giver(world))
    commitments.schedule(by=line.commitment.giver.user, line=line, deliver_on=day(1), time_note="Cari Kenari", at=AT)
    return commitments.cancel(by=line.commitment.giver.user, line=line, reason=REASON, at=AT)


def last_day(line: Line) -> datetime:
    """The moment two years after the need's last day is over (WIB)."""
    until = line.need.deliver_until
    return IN_TWO_YEARS.replace(month=until.month, day=until.day, hour=17, minute=0)


def _account(world: World) -> tuple[datetime, Callable[[], bool]]:
    user = giver(world)
    User.objects.filter(pk=user.pk).update(date_joined=AT, last_login=AT)
    return IN_TWO_YEARS, lambda: User.objects.get(pk=user.pk).is_active


def _giver(world: World) -> tuple[datetime, Callable[[], bool]]:
    line = ended(world)
    User.objects.filter(username="tua").update(date_joined=AT, last_login=AT)
    return IN_TWO_YEARS, lambda: Party.objects.get(pk=line.commitment.giver_id).email != ""


def _contact(world: World) -> tuple[datetime, Callable[[], bool]]:
    set_contact(by=world.rw, recipient=world.recipient, name="Bu Kenari", phone="+6281277770123", at=AT)
    return IN_TWO_YEARS, Contact.objects.exists


def _on_behalf(world: World) -> tuple[datetime, Callable[[], bool]]:
    line = ended(world)
    Commitment.objects.filter(pk=line.commitment_id).update(on_behalf_source="Surat Bu Kenari")
    return IN_TWO_YEARS, Commitment.objects.filter(on_behalf_source__contains="Kenari").exists


def _words(world: World) -> tuple[datetime, Callable[[], bool]]:
    line = ended(world)
    Need.objects.filter(pk=line.need_id).update(reason="Kata Bu Kenari")
    return last_day(line), lambda: bool(
        Need.objects.get(pk=line.need_id).reason and Line.objects.get(pk=line.pk).state_reason
    )


def _code(world: World) -> tuple[datetime, Callable[[], bool]]:
    parties.new_code(contact="tua@contoh.example", purpose="uji", at=AT)
    return days(1), ProofCode.objects.exists


def _token(world: World) -> tuple[datetime, Callable[[], bool]]:
    parties.issue_token(user=world.donor, token="rahasia-sekali", at=AT)
    parties.revoke_tokens(by=world.donor, at=AT)
    return days(1), ApiToken.objects.exists


def _session(world: World) -> tuple[datetime, Callable[[], bool]]:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=days(14))
    return days(14), Session.objects.exists


def _key(world: World) -> tuple[datetime, Callable[[], bool]]:
    world.promise(world.need(50), 5, key="kunci-kenari")
    return days(30), IdempotentDeed.objects.filter(key="kunci-kenari").exists


def _message(world: World) -> tuple[datetime, Callable[[], bool]]:
    enqueue(address="tua@contoh.example", title="Kabar", body="Kabar", dedupe="kabar", at=AT)
    return days(90), Message.objects.filter(dedupe="kabar").exists


def _request(world: World) -> tuple[datetime, Callable[[], bool]]:
    request = actions.ask_about_data(by=world.donor, kind=Right.ACCESS, words="Salinan untuk Kenari", at=AT)
    actions.answer_data_request(by=world.pokja, request=request, granted=False, answer="Belum bisa, Kenari", at=AT)
    return IN_TWO_YEARS, DataRequest.objects.filter(words__contains="Kenari").exists


def _witness(world: World) -> tuple[datetime, Callable[[], bool]]:
    line = world.promise(world.need(50), 5)
    receipt = world.received(world.sent(line, 5), line, 5)
    SecondAdult.objects.create(receipt=receipt, name="Pak Kenari", recorded_at=AT)
    return IN_TWO_YEARS, SecondAdult.objects.exists


def _scan(world: World) -> tuple[datetime, Callable[[], bool]]:
    Scan.objects.create(
        path="izin/kenari", media_type="image/png", size=1, sha256="0" * 64, kept_by=world.lurah, kept_at=AT
    )
    return days(1), Scan.objects.exists


def _reporter(world: World) -> tuple[datetime, Callable[[], bool]]:
    report = voices.report_problem(
        about="/", place=None, matter=Matter.OTHER, text="Ada masalah di sini.", contact="kenari@uji.example", at=AT
    )
    voices.answer_report(by=world.pokja, report=report, answer="Sudah kami perbaiki.", at=AT)
    return days(90), ProblemReport.objects.filter(contact__contains="kenari").exists


def _talk(world: World) -> tuple[datetime, Callable[[], bool]]:
    line = world.promise(world.need(50), 5)
    commitments.send_message(by=world.donor, line=line, text="Pesan untuk Kenari", at=AT)
    return IN_TWO_YEARS, Word.objects.exists


RULES: dict[str, Callable[[World], tuple[datetime, Callable[[], bool]]]] = {
    "akun": _account,
    "pemberi": _giver,
    "narahubung": _contact,
    "atas_nama": _on_behalf,
    "keterangan": _words,
    "kode": _code,
    "token": _token,
    "sesi": _session,
    "kunci": _key,
    "pesan": _message,
    "permintaan": _request,
    "saksi": _witness,
    "pindaian": _scan,
    "pelapor": _reporter,
    "pesan_pihak": _talk,
}
ELSEWHERE = {"foto", "mutasi"}
"""Held by tests of their own rooms (tests/deliveries, tests/gifts): with real files, and with an agregator."""


def test_every_purger_is_tried() -> None:
    assert set(RULES) | ELSEWHERE == set(PURGERS)


@pytest.mark.parametrize("rule", RULES)
def test_a_period_is_kept_to_the_last_moment_and_not_longer(world: World, rule: str) -> None:
    boundary, there = RULES[rule](world)

    purged(rule, at=boundary - A_MOMENT)
    assert there(), "gone before its time"
    assert purged(rule, at=boundary + A_MOMENT, dry_run=True) >= 1
    assert there(), "a dry run deletes nothing"
    assert purged(rule, at=boundary + A_MOMENT) >= 1
    assert not there(), "kept longer than promised"
    assert purged(rule, at=boundary + A_MOMENT) == 0


@pytest.mark.parametrize("rule", ["akun", "pemberi"])
def test_who_is_still_about_is_not_forgotten(world: World, rule: str) -> None:
    line = world.promise(world.need(50), 5, by=giver(world), deliver_on=day(1))
    for person in (world.rw, world.pokja, world.lurah):  # a role that runs keeps an account, however long unused
        User.objects.filter(pk=person.pk).update(date_joined=AT, last_login=None)

    actions.purge(at=IN_TWO_YEARS + timedelta(days=400))

    assert Party.objects.get(pk=line.commitment.giver_id).email
    assert User.objects.get(username="tua").is_active
    assert {world.rw.name, world.pokja.name} <= set(User.objects.values_list("name", flat=True))


def test_what_was_said_on_journeys_and_differences_goes_too(world: World) -> None:
    line = world.promise(world.need(50), 10)
    delivery = world.sent(line, 10)
    world.received(delivery, line, 8)
    Delivery.objects.update(state_reason="Kata Kenari")
    Dispute.objects.update(settled_at=AT, settled_by=world.lurah, state="ditagih", reason="Kata Kenari")

    actions.purge(at=IN_TWO_YEARS + timedelta(days=60))

    assert not Delivery.objects.exclude(state_reason="").exists()
    assert not Dispute.objects.exclude(reason="").exists()


def test_codes_go_after_a_day_though_messages_stay_for_ninety(world: World) -> None:
    world.guest(world.need(50), 5)
    actions.purge(at=hours(25))
    assert not [one for one in Message.objects.all() if one.title.startswith("Kode")]


def test_the_command_says_what_goes_and_what_stays(world: World) -> None:
    parties.new_code(contact="tua@contoh.example", purpose="uji", at=AT)
    told: Any = StringIO()

    call_command("purge_retention", dry_run=True, at="2026-05-20T11:00", stdout=told)

    text = told.getvalue()
    assert "kode: 1 akan dihapus, sebelum Selasa, 19 Mei 2026 (1 hari)" in text
    assert "tetap: " in text
    assert "recipients.ContactReading.reader_id" in text
    assert ProofCode.objects.exists()


def test_a_month_is_a_calendar_month() -> None:
    leap = datetime(2028, 2, 29, 12, 0, tzinfo=AT.tzinfo)
    assert period_ends(leap, months=24) == datetime(2026, 2, 28, 12, 0, tzinfo=AT.tzinfo)
    assert period_ends(leap, days=1).day == 28
