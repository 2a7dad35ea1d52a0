"""The names that the environment may set; what each one means is in docs/operate/configuration.md."""

import os

from django.core.exceptions import ImproperlyConfigured

KNOWN_VARIABLES = {
    "KSBB_CHECKPOINT_KEY",
    "KSBB_DATABASE_POOL",
    "KSBB_DATA_OFFICER",
    "KSBB_DEBUG",
    "KSBB_DEMO",
    "KSBB_EMAIL_FROM",
    "KSBB_GATEWAY_HOSTS",
    "KSBB_GATEWAY_TOKEN",
    "KSBB_GATEWAY_URL",
    "KSBB_HOSTS",
    "KSBB_HTTPS",
    "KSBB_LOG_LEVEL",
    "KSBB_ORIGIN",
    "KSBB_PAGE_CACHE_SECONDS",
    "KSBB_RATE_FACTOR",
    "KSBB_SCAN_COMMAND",
    "KSBB_SECRET_KEY",
    "KSBB_SECURITY_CONTACT",
    "KSBB_STAFF_MFA",
    "KSBB_TRUSTED_PROXIES",
    "KSBB_VAR",
    "KSBB_WITNESSES",
}
OTHERS = ("KSBB_TEST_", "KSBB_BENCH_")
"""Read by the tests and by the bench alone."""


def refuse_unknown() -> None:
    """A misspelt name would leave its setting as it was: raises ImproperlyConfigured for the first one."""
    for name in os.environ:
        if name.startswith("KSBB_") and not name.startswith(OTHERS) and name not in KNOWN_VARIABLES:
            known = ", ".join(sorted(KNOWN_VARIABLES))
            raise ImproperlyConfigured(f"{name} is not a setting of KSBB. Known: {known}.")
