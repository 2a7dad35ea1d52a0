#!/usr/bin/env python
"""Django's command door. `./ksbb manage …` calls it with the right interpreter."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Put `src` on the path and hand over to Django."""
    sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

    # after the path is set
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"ksbb: {error}")
    except OperationalError as error:
        if "--traceback" in sys.argv or not out_of_reach(error.__cause__):
            raise
        reason = str(error).strip().partition("\n")[0]
        sys.exit(f"ksbb: the database cannot be used: {reason}. Start it, or correct DATABASE_URL.")


def out_of_reach(cause: BaseException | None) -> bool:
    """Not reached at all, or not ours to write: nothing that a traceback would explain."""
    if name := getattr(cause, "sqlite_errorname", ""):
        return str(name).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
    return getattr(cause, "sqlstate", None) is None


if __name__ == "__main__":
    main()
