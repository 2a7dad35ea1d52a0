"""Pictures from outside: read in a walled child process, made anew, compared by likeness."""

from ksbb.core.pictures.asking import (
    COLUMNS,
    LARGEST_BYTES,
    ROWS,
    UNREADABLE,
    Reading,
    Unreadable,
    cover,
    read,
    why_not_kind,
)

__all__ = ["COLUMNS", "LARGEST_BYTES", "ROWS", "UNREADABLE", "Reading", "Unreadable", "cover", "read", "why_not_kind"]
