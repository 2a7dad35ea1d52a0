"""A setting without sense stops the program at start with a sentence; the public configuration is a safe one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = {
    "KSBB_HTTPS": "on",
    "KSBB_ORIGIN": "https://ksbb.contoh.go.id",
    "KSBB_HOSTS": "ksbb.contoh.go.id",
    "KSBB_SECRET_KEY": "k" * 30 + "Zx81-" * 8,
}
SHOW = (
    "from config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.DEBUG)"
)


def _start(
    tmp_path: Path, values: dict[str, str], code: str = "import config.settings"
) -> subprocess.CompletedProcess[str]:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "KSBB_VAR": str(tmp_path), **values}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"KSBB_HOST": "x"}, "KSBB_HOST is not a setting"),
        ({"KSBB_WITNESSES": "saksi@koran.example, saksi"}, "not saksi"),
        ({"KSBB_SECRET_KEY": "short"}, "at least 50"),
        ({"KSBB_HOSTS": "*"}, "Name the hosts"),
        ({"DATABASE_URL": "mysql://x"}, "sqlite:// or postgres://"),
        ({"DATABASE_URL": "nonsense"}, "sqlite:// or postgres://"),
        ({"DATABASE_URL": "postgres://a:b@c:door/d"}, "sqlite:// or postgres://"),
        ({"DATABASE_URL": "sqlite://:memory:"}, "in-memory"),
        ({"KSBB_ORIGIN": "ksbb.contoh.go.id"}, "must begin with http"),
        ({"KSBB_LOG_LEVEL": "LOUD"}, "log level"),
        ({"KSBB_HTTPS": "onn"}, "KSBB_HTTPS is on or off"),
        ({"KSBB_RATE_FACTOR": "many"}, "KSBB_RATE_FACTOR is a whole number"),
        ({"KSBB_PAGE_CACHE_SECONDS": "-1"}, "KSBB_PAGE_CACHE_SECONDS is a whole number"),
        ({"KSBB_SECURITY_CONTACT": "keamanan@contoh.go.id"}, "is like mailto:"),
        ({"KSBB_SECURITY_CONTACT": "mailto:a@contoh.id\nPolicy: x"}, "is like mailto:"),
        ({"KSBB_VAR": "/dev/null/var"}, "name another directory"),
        (PUBLIC | {"KSBB_ORIGIN": "http://ksbb.contoh.go.id"}, "public address"),
        (PUBLIC | {"KSBB_DEBUG": "on"}, "must not show its insides"),
        ({name: value for name, value in PUBLIC.items() if name != "KSBB_SECRET_KEY"}, "KSBB_SECRET_KEY must be set"),
        ({name: value for name, value in PUBLIC.items() if name != "KSBB_HOSTS"}, "must name the public host"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(tmp_path: Path, values: dict[str, str], says: str):
    result = _start(tmp_path, values)

    assert result.returncode != 0
    assert says in result.stderr


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL must begin"),
        ({"DATABASE_URL": "postgres://a@127.0.0.1:9/b"}, "the database cannot be used"),
        ({"DATABASE_URL": "sqlite:////dev/null/x.sqlite3"}, "the database cannot be used"),
        ({"KSBB_DEMO": "ja"}, "KSBB_DEMO is on or off"),
    ],
)
def test_commands_tell_it_in_one_line(tmp_path: Path, values: dict[str, str], says: str):
    env = {"PATH": os.environ["PATH"], "KSBB_VAR": str(tmp_path), **values}
    order = [sys.executable, str(ROOT / "manage.py"), "migrate"]
    told = subprocess.run(order, env=env, capture_output=True, text=True, check=False)

    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert says in told.stderr


def test_public_site_is_safe(tmp_path: Path):
    shown = _start(tmp_path, PUBLIC, SHOW)

    assert shown.stdout.split() == ["__Host-ksbb-session", "__Host-ksbb-csrf", "31536000", "False"], shown.stderr


def test_embedded_program_makes_its_key_once(tmp_path: Path):
    code = "from config import settings; print(settings.SECRET_KEY)"

    first, second = _start(tmp_path, {}, code).stdout, _start(tmp_path, {}, code).stdout

    assert len(first.strip()) >= 50
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
