"""Counts of tries in files, for machines without Redis: exact under parallel requests, kept until their time is over.

Django's own file cache reads, adds and writes in three steps, so that tries at the same moment count as one; and once
it holds 300 entries it throws a third of them away by lot, so that a stranger could wash a count away.
"""

from __future__ import annotations

import pickle
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

SWEEP_EVERY = 60.0
"""Seconds between two looks for counts that are over."""


class Tries(FileBasedCache):
    """A file cache whose `add` and `incr` are one step each, and which forgets only what is over."""

    _dir: str  # Django's own, which its stubs do not name
    _createdir: Callable[[], None]
    _list_cache_files: Callable[[], list[str]]
    _is_expired: Callable[[IO[bytes]], bool]

    def __init__(self, dir: str, params: dict[str, Any]) -> None:  # noqa: A002 - Django's signature
        super().__init__(dir, params)
        self._swept = time.monotonic()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with (Path(self._dir) / "lock").open("ab") as held:  # closing it lets go
            locks.lock(held, locks.LOCK_EX)
            yield

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Begin a count, unless it runs already."""
        with self._alone():
            return super().add(key, value, timeout, version)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """One more. Raises ValueError where no such count runs."""
        with self._alone():
            return super().incr(key, delta, version)

    def _cull(self) -> None:
        if time.monotonic() - self._swept < SWEEP_EVERY:
            return
        self._swept = time.monotonic()
        for name in self._list_cache_files():
            try:
                with Path(name).open("rb") as kept:
                    self._is_expired(kept)
            except (FileNotFoundError, pickle.UnpicklingError, zlib.error):
                continue
