"""The console: its commands, the worker and its jobs."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from ksbb.commitments.models import Line
from ksbb.console import jobs
from ksbb.console.jobs import JOBS, Job, run_due
from ksbb.core.jobs import forget_keys, overview, take
from ksbb.core.models import Checkpoint, IdempotentDeed, JournalEntry
from ksbb.notices.actions import send_due
from ksbb.notices.models import Message
from ksbb.parties.models import ProofCode, User
from ksbb.parties.queries import reach_of, token_owner
from tests import world as the
from tests.core.verifying import load as load_verifier
from tests.databases import Database
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out, stderr=io.StringIO())
    return out.getvalue().strip()


# --- Single commands --------------------------------------------------------------------------------------------------


def test_a_token_is_printed_alone_and_keeps_the_statement(world: World):
    token = run("issue_token", "kenari.kolaborator@uji.example")

    assert token_owner(token) == world.kolaborator
    assert JournalEntry.objects.get(verb="issue_token").payload == '{"statement":1}'


def test_no_token_for_the_unknown(world: World):
    with pytest.raises(CommandError, match="user_unknown"):
        run("issue_token", "siapa@uji.example")


def test_the_first_officer(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    said = run("create_pokja", "pertama", "Petugas Pertama")

    person = User.objects.get(username="pertama")
    assert reach_of(person, at=world.at).is_pokja
    assert authenticate(username="pertama", password=said.split()[-1]) == person
    with pytest.raises(CommandError, match="user_exists"):
        run("create_pokja", "pertama", "Lagi")


def test_a_deed_with_a_key_is_done_once(world: World):
    body = json.dumps({"name": "Komunitas Sekali"})

    first = run("deed", "register_organisation", body, "--as", "orang_lain", "--key", "k")
    again = run("deed", "register_organisation", body, "--as", "orang_lain", "--key", "k")

    assert json.loads(first) == json.loads(again)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("verify", "{"), "bad_json"),
        (("verify", "[]"), "bad_json"),
        (("terbang", "{}"), "not_found"),
        (("verify", "{}", "--as", "siapa"), "user_unknown"),
        (("verify", "{}", "--as", "lurah"), "bad_request"),
        (("revoke_tokens", "{}"), "bad_request"),
        (("verify", "{}", "--as", "lurah", "--at", "kemarin"), "bad_time"),
    ],
)
def test_what_cannot_be_done_says_its_code(world: World, words: tuple[str, ...], code: str):
    with pytest.raises(CommandError, match=f"^{code}: "):
        run("deed", *words)


def test_lines_lapse_at_the_told_time(world: World):
    line = the.promised_line(world)

    assert run("release_expired").startswith("0 ")
    assert run("release_expired", "--at", (world.at + timedelta(hours=49)).isoformat()).startswith("1 ")
    assert Line.objects.get(pk=line.pk).state == "gugur"


def test_notices_go_out(world: World):
    the.promised_line(world)
    waiting = Message.objects.filter(state="menunggu", channel="email").count()

    assert run("send_notices") == f"{waiting} pesan terkirim"
    assert waiting > 0


def test_the_drawings_are_current():
    call_command("draw_states", "--check")


# --- The worker -------------------------------------------------------------------------------------------------------


def test_a_job_is_taken_once_until_it_falls_due_again(world: World):
    minute = timedelta(minutes=1)

    assert take(name="uji", every=minute, at=world.at)
    assert not take(name="uji", every=minute, at=world.at + timedelta(seconds=59))
    assert take(name="uji", every=minute, at=world.at + minute)


def test_one_failing_job_never_stops_the_others(world: World, caplog: pytest.LogCaptureFixture):
    def fail(at: object) -> int:
        raise ValueError("rahasia@uji.example")

    done: list[str] = []
    known = (
        Job("gagal", timedelta(minutes=1), fail),
        Job("jalan", timedelta(minutes=1), lambda at: done.append("jalan") or 3),  # type: ignore[func-returns-value]
    )

    results = run_due(at=world.at, known=known)

    assert results == {"gagal": "gagal", "jalan": "3"}
    assert {name: result for name, _due, _last, result in overview()} == {"gagal": "gagal: ValueError", "jalan": "3"}


def test_witnesses_are_sent_each_checkpoint_once(world: World, settings: Any, mailoutbox: list[Any]):
    """AUD-03: what they get is the published note, whole, so that it can be held against any later history."""
    settings.KSBB_WITNESSES = ["saksi@koran.example", "saksi@kampus.example"]
    size = jobs.checkpoint(world.at)
    jobs.checkpoint(world.at)  # nothing new: the same checkpoint, no second letter
    send_due(at=world.at)

    signed = Checkpoint.objects.get()
    assert sorted(letter.to[0] for letter in mailoutbox) == ["saksi@kampus.example", "saksi@koran.example"]
    for letter in mailoutbox:
        assert letter.body.count(signed.note.strip()) == 1
        assert (
            load_verifier().read_note(letter.body[letter.body.index(signed.note) :][: len(signed.note)], signed.key)[0]
            == size
        )
    assert "Kenari" not in mailoutbox[0].body + mailoutbox[0].subject


def test_an_empty_site_has_nothing_to_sign(fresh_db: Any, settings: Any):
    settings.KSBB_WITNESSES = ["saksi@koran.example"]

    assert jobs.checkpoint(datetime.now(UTC)) == 0
    assert not Message.objects.exists()


def test_all_regular_work_is_known():
    """Each job is told of where a site is run, and no other."""
    told = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "operate" / "running.md").read_text(), re.MULTILINE)

    assert sorted(job.name for job in JOBS) == sorted(told)


def test_stale_needs_are_asked_for_again(world: World):
    need = the.open_need(world)
    later = world.at + timedelta(days=1)
    type(need).objects.filter(pk=need.pk).update(check_again_on=world.today)

    assert jobs.expire_stale(later) == 1
    need.refresh_from_db()
    assert need.state == "kedaluwarsa"


def test_old_codes_and_keys_are_forgotten(world: World):
    the.guest_commitment(world)
    run("deed", "register_organisation", '{"name": "X Y"}', "--as", "orang_lain", "--key", "k")

    assert forget_keys(before=world.at) == 0
    assert jobs.purge_retention(world.at + timedelta(days=2)) == 2  # the code and the message that carried it
    assert jobs.purge_retention(world.at + timedelta(days=31)) == 1
    assert not ProofCode.objects.exists()
    assert not IdempotentDeed.objects.exists()


def test_the_worker_once(world: World):
    assert run("worker", "--once").splitlines()[0] == "release_expired: 0"
    assert run("worker", "--once") == ""


def test_the_worker_ends_when_told(fresh_db: Database):
    env = os.environ | {"DATABASE_URL": fresh_db.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    env = {name: value for name, value in env.items() if not name.startswith("KSBB_TEST_")} | {
        "KSBB_VAR": str(Path(fresh_db.name).parent) if os.sep in fresh_db.name else os.environ["KSBB_VAR"]
    }
    worker = subprocess.Popen(
        [sys.executable, ROOT / "manage.py", "worker"], env=env, stderr=subprocess.PIPE, text=True
    )
    told: Callable[[], str] = worker.stderr.readline  # type: ignore[union-attr]
    try:
        while "worker started" not in (line := told()):
            assert line, "the worker ended before it began"
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=20) == 0
    finally:
        worker.kill()
        worker.communicate()


def test_the_console_alone_knows_how_every_row_is_found(tmp_path: Path) -> None:
    """Without the pages nobody else loads the finders: a verb about a report once ended in a KeyError."""
    asked = (
        "import django; django.setup()\n"
        "from ksbb.console.management.commands import deed\n"
        "from ksbb.core.doors import finders\n"
        "print(sorted(one._meta.label for one in finders))"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "KSBB_VAR": str(tmp_path), "PYTHONPATH": "src"}
    said = subprocess.run([sys.executable, "-c", asked], env=env, capture_output=True, text=True, check=True).stdout

    assert "voices.ProblemReport" in said
    assert "voices.Word" in said
