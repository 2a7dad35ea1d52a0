"""All settings; every value that differs between machines comes from the environment, and is read here.

Without any variable the program is the embedded one: SQLite under `var/`, this machine only, a secret key made on first
start. A value that makes no sense stops the program at start, with a sentence that says what to write instead. The
variables are listed in `docs/operate/`; the names are read in this file and nowhere else.
"""

import contextlib
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import variables
from config.people import *  # noqa: F403 - the same on every machine
from ksbb.core import logs

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

variables.refuse_unknown()

# --- This machine -----------------------------------------------------------------------------------------------------

VAR_DIR = Path(env.str("KSBB_VAR", default="") or BASE_DIR / "var").resolve()
try:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
except OSError as _error:
    raise ImproperlyConfigured(
        f"{VAR_DIR} cannot be made ({_error.strerror}). Give that right, or name another directory in KSBB_VAR."
    ) from _error


def _switch(name: str, default: bool = False) -> bool:
    """On or off; a slip of the pen must not switch protection off."""
    given = env.str(name, default="").strip().lower()
    if given not in {"", *SWITCHES}:
        raise ImproperlyConfigured(f"{name} is on or off, not {given}.")
    return SWITCHES.get(given, default)


def _number(name: str, default: int) -> int:
    given = env.str(name, default="").strip()
    if given and not (given.isascii() and given.isdigit()):
        raise ImproperlyConfigured(f"{name} is a whole number from 0, not {given}.")
    return int(given or default)


SWITCHES = dict.fromkeys(("on", "true", "yes", "y", "ok", "1"), True) | dict.fromkeys(
    ("off", "false", "no", "n", "0"), False
)
DEBUG = _switch("KSBB_DEBUG")
KSBB_DEMO = _switch("KSBB_DEMO")
KSBB_HTTPS = _switch("KSBB_HTTPS")
# Pokja, officers and agregator need a passkey or an authenticator app; only a demonstration may do without.
KSBB_STAFF_MFA = _switch("KSBB_STAFF_MFA", default=not KSBB_DEMO)
KSBB_ORIGIN = env.str("KSBB_ORIGIN", default="http://127.0.0.1:8000").rstrip("/")
KSBB_TRUSTED_PROXIES = env.list("KSBB_TRUSTED_PROXIES", default=[])
ALLOWED_HOSTS = env.list("KSBB_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

if not KSBB_STAFF_MFA and not (KSBB_DEMO or DEBUG):
    raise ImproperlyConfigured("KSBB_STAFF_MFA may be off only where KSBB_DEMO (or KSBB_DEBUG) is on.")
if KSBB_HTTPS and DEBUG:
    raise ImproperlyConfigured(
        "KSBB_HTTPS and KSBB_DEBUG together: a public server must not show its insides. Unset KSBB_DEBUG."
    )
if KSBB_HTTPS and not KSBB_ORIGIN.startswith("https://"):
    raise ImproperlyConfigured(
        "KSBB_HTTPS is on, so KSBB_ORIGIN must be the public address, like https://ksbb.contoh.go.id"
    )
if KSBB_HTTPS and "KSBB_HOSTS" not in os.environ:
    raise ImproperlyConfigured("KSBB_HTTPS is on, so KSBB_HOSTS must name the public host, like ksbb.contoh.go.id")
if "*" in ALLOWED_HOSTS and not DEBUG:
    raise ImproperlyConfigured(
        "KSBB_HOSTS=* would let anybody choose the address written in our messages. Name the hosts."
    )
if not KSBB_ORIGIN.startswith(("http://", "https://")):
    raise ImproperlyConfigured("KSBB_ORIGIN must begin with http:// or https://")

SHORTEST_SECRET_KEY = 50  # characters; the bound of Django's own deployment check


def _secret_key() -> str:
    """The key from the environment, or for the embedded program one made once and kept under `var/`."""
    given = env.str("KSBB_SECRET_KEY", default="")
    if given:
        if len(given) < SHORTEST_SECRET_KEY:
            raise ImproperlyConfigured(f"KSBB_SECRET_KEY must have at least {SHORTEST_SECRET_KEY} characters.")
        return given
    if KSBB_HTTPS:
        raise ImproperlyConfigured("KSBB_HTTPS is on, so KSBB_SECRET_KEY must be set (at least 50 random characters).")
    path = VAR_DIR / "secret_key"
    try:
        with (
            contextlib.suppress(FileExistsError),
            os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
        ):
            file.write(secrets.token_urlsafe(64))
        kept = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be written or read ({error.strerror}). Give that right, or name another directory in "
            "KSBB_VAR."
        ) from error
    if len(kept) < SHORTEST_SECRET_KEY:
        raise ImproperlyConfigured(
            "The file secret_key under KSBB_VAR is damaged. Delete it; everybody signs in again."
        )
    return kept


SECRET_KEY = _secret_key()

# --- The program ------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "config.statics.Statics",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "ninja",
    "template_partials.apps.SimpleAppConfig",  # the plain form: the loaders are listed below by hand
    "ksbb.core",
    "ksbb.places",
    "ksbb.parties",
    "ksbb.notices",
    "ksbb.permits",
    "ksbb.documents",
    "ksbb.voices",
    "ksbb.funds",
    "ksbb.catalogue",
    "ksbb.recipients",
    "ksbb.access",
    "ksbb.needs",
    "ksbb.commitments",
    "ksbb.deliveries",
    "ksbb.gifts",
    "ksbb.privacy",
    "ksbb.opendata",
    "ksbb.web",
    "ksbb.api",
    "ksbb.console",
]

MIDDLEWARE = [
    "ksbb.core.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "ksbb.web.microcache.MicroCache",  # outside compression: what it keeps is ready to send
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # inside the compression, whose padding differs on every answer
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "ksbb.core.readonly.ReadOnlyGet",  # inside the session, which saves itself after us
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ksbb.web.entry.sessions.Watch",
    "django_htmx.middleware.HtmxMiddleware",
    "ksbb.web.pace.Pace",
    "ksbb.web.problems.DomainProblems",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_loaders: list[Any] = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
if not DEBUG:
    _loaders = [("django.template.loaders.cached.Loader", _loaders)]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Named here so that our account pages win over those shipped with allauth.
        "DIRS": [BASE_DIR / "src" / "ksbb" / "web" / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _loaders)],
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------------------------------

NO_DATABASE = "DATABASE_URL must begin with sqlite:// or postgres://, like postgres://user:password@host:5432/name"
if not env.str("DATABASE_URL", default="sqlite:").startswith(("sqlite:", "postgres:", "postgresql:")):
    raise ImproperlyConfigured(NO_DATABASE)
try:
    _database: dict[str, Any] = env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'ksbb.sqlite3'}")
except ValueError as _error:
    raise ImproperlyConfigured(NO_DATABASE) from _error
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if ":memory:" in _database["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL: an in-memory SQLite cannot be shared by two workers. Name a file.")
    # IMMEDIATE takes the write lock at BEGIN, so that a transaction never fails half-way; FULL keeps what was committed
    # through a power cut. Never ATOMIC_REQUESTS: every atomic() block takes the single write lock, even one that only
    # reads.
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
            "PRAGMA cache_size=-8000; PRAGMA mmap_size=67108864;"
        ),
    }
    _database["CONN_MAX_AGE"] = None
elif _pool := _number("KSBB_DATABASE_POOL", 0):
    _database.setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": _pool, "timeout": 10}
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
DATABASES = {"default": _database}

CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://ksbb"),
    # Counts of tries must outlive a restart and be shared by the workers: files, where there is no Redis.
    "limits": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'limits'}"),
}
# Pictures for sharing, by what is on them; the oldest third goes when there are too many.
CACHES["cards"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(VAR_DIR / "kartu"),
    "TIMEOUT": 30 * 86_400,
    "OPTIONS": {"MAX_ENTRIES": 1000},
}
CACHES["limits"].update(KEY_PREFIX="limit", TIMEOUT=86_400)
if CACHES["limits"]["BACKEND"] == "django.core.cache.backends.filebased.FileBasedCache":
    CACHES["limits"]["BACKEND"] = "ksbb.core.tries.Tries"
# How long each worker keeps a public page ready to send; 0 renders every one anew (measuring, tests).
KSBB_PAGE_CACHE_SECONDS = 0 if DEBUG else _number("KSBB_PAGE_CACHE_SECONDS", 2)
KSBB_DATA_OFFICER = env.str("KSBB_DATA_OFFICER", default="").strip()  # who answers for personal data (pasal 53)
KSBB_SECURITY_CONTACT = env.str("KSBB_SECURITY_CONTACT", default="").strip()  # the Contact of security.txt (RFC 9116)
if KSBB_SECURITY_CONTACT and not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+|https://\S+", KSBB_SECURITY_CONTACT):
    raise ImproperlyConfigured("KSBB_SECURITY_CONTACT is like mailto:keamanan@contoh.go.id or https://contoh.go.id")
# Widens every limit on tries; 0 switches them off (measuring).
KSBB_RATE_FACTOR = _number("KSBB_RATE_FACTOR", 1)

# --- Language and time ------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia")]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["br", "gz", "jpg", "jpeg", "map", "png", "webp", "woff2", "zip"]
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "ksbb.core.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# A command that reads a file and ends with 0 (clean) or 1 (infected), such as "clamdscan --no-summary -". Empty: none.
KSBB_SCAN_COMMAND = env.str("KSBB_SCAN_COMMAND", default="")

# --- History ----------------------------------------------------------------------------------------------------------

# The key that signs checkpoints (base64 of 32 bytes); without one it is made at first use and kept, with the memory of
# what was signed last, in this directory. Only the machine that runs the worker needs it.
KSBB_CHECKPOINT_KEY = env.str("KSBB_CHECKPOINT_KEY", default="").strip()
KSBB_AUDIT_DIR = VAR_DIR / "audit"
# Who gets each day's checkpoint by e-mail, so that more than one party holds it.
KSBB_WITNESSES = [address.strip() for address in env.list("KSBB_WITNESSES", default=[]) if address.strip()]
if _wrong := [address for address in KSBB_WITNESSES if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", address)]:
    raise ImproperlyConfigured(f"KSBB_WITNESSES are e-mail addresses with commas between them, not {_wrong[0]}.")

# --- People -----------------------------------------------------------------------------------------------------------

ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if KSBB_HTTPS else "http"

# --- Messages ---------------------------------------------------------------------------------------------------------

_email = env.email_url("EMAIL_URL", default="filemail://" if KSBB_DEMO else "consolemail://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_FILE_PATH = _email.get("EMAIL_FILE_PATH") or str(VAR_DIR / "mail")
EMAIL_HOST, EMAIL_PORT = _email.get("EMAIL_HOST") or "localhost", _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = (_email.get(f"EMAIL_HOST_{part}") or "" for part in ("USER", "PASSWORD"))
EMAIL_USE_TLS, EMAIL_USE_SSL = bool(_email.get("EMAIL_USE_TLS")), bool(_email.get("EMAIL_USE_SSL"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("KSBB_EMAIL_FROM", default="KSBB <tidak-dibalas@ksbb.invalid>")

# One gateway for telephone messages, off without an address. The host is named twice, so that a slip cannot
# send people's numbers elsewhere.
KSBB_GATEWAY_URL = env.str("KSBB_GATEWAY_URL", default="")
KSBB_GATEWAY_TOKEN = env.str("KSBB_GATEWAY_TOKEN", default="")
KSBB_GATEWAY_HOSTS = env.list("KSBB_GATEWAY_HOSTS", default=[])
if KSBB_GATEWAY_URL:
    _gateway = urlsplit(KSBB_GATEWAY_URL)
    if _gateway.hostname not in KSBB_GATEWAY_HOSTS:
        raise ImproperlyConfigured("KSBB_GATEWAY_HOSTS must name the host of KSBB_GATEWAY_URL.")
    if _gateway.scheme != "https" and not (_gateway.scheme == "http" and _gateway.hostname in {"127.0.0.1", "::1"}):
        raise ImproperlyConfigured("KSBB_GATEWAY_URL must begin with https:// (http:// only on this machine).")
    if not KSBB_GATEWAY_TOKEN:
        raise ImproperlyConfigured("KSBB_GATEWAY_URL is set, so KSBB_GATEWAY_TOKEN must be set too.")

# Kept in a cookie: a message must not make a session for somebody who has none.
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Safety -----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY, SESSION_COOKIE_SAMESITE = CSRF_COOKIE_HTTPONLY, CSRF_COOKIE_SAMESITE = True, "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "ksbb-session", "ksbb-csrf"
CSRF_TRUSTED_ORIGINS = [KSBB_ORIGIN]

if KSBB_HTTPS:
    # A browser takes a cookie of this name over HTTPS from this host alone: no sister site can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-ksbb-session", "__Host-ksbb-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by the load balancer, inside
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Entering the browsers' built-in list binds a whole domain for years: the domain's owner decides that, not we.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# A GET that writes: an error where we work, a line in the log where people are served.
KSBB_READONLY_RAISES = DEBUG

LOGGING = logs.logging_config(level=env.str("KSBB_LOG_LEVEL", default="INFO").upper(), readable=DEBUG)
