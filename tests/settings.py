"""The settings under test: the program's own, with a scratch database and quick passwords.

The engine is chosen by KSBB_TEST_DATABASE_URL (a PostgreSQL address); without it a SQLite file is used. The databases
themselves are made by databases.py.
"""

import os
import tempfile
from pathlib import Path

for _name in [name for name in os.environ if name.startswith("KSBB_") and not name.startswith("KSBB_TEST_")]:
    del os.environ[_name]  # a test must not depend on how this machine serves
# The first process of a run makes the scratch directory; the parallel ones inherit its name.
if "KSBB_TEST_DIR" not in os.environ:
    os.environ["KSBB_TEST_DIR"] = tempfile.mkdtemp(prefix="ksbb-test-")
    os.environ["KSBB_TEST_OWNER"] = str(os.getpid())
SCRATCH = Path(os.environ["KSBB_TEST_DIR"])
os.environ["KSBB_VAR"] = str(SCRATCH)
# A file, not memory: the in-memory SQLite shares one cache between connections and answers "table is locked".
os.environ["DATABASE_URL"] = os.environ.get("KSBB_TEST_DATABASE_URL") or f"sqlite:///{SCRATCH / 'unused.sqlite3'}"
os.environ.pop("CACHE_URL", None)
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's driver keeps an event loop in the test's thread

from config.settings import *  # noqa: E402, F403
from config.settings import CACHES, DATABASES  # noqa: E402

DATABASES["default"]["CONN_MAX_AGE"] = 0

SECRET_KEY = "x" * 64
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
KSBB_READONLY_RAISES = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
KSBB_PAGE_CACHE_SECONDS = 0  # tests of the micro-cache switch it on
KSBB_RATE_FACTOR = 0  # tests of the limits switch them on
KSBB_STAFF_MFA = False  # tests of staff sign-in switch it on
CACHES["limits"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "limits"}
