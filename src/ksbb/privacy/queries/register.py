"""The register of processing (config/retention.yaml) as the program obeys it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml
from django.apps import apps
from django.conf import settings
from django.db import models

FILES = "berkas."


@dataclass(frozen=True, slots=True)
class Entry:
    """One personal column: what becomes of it, after which period, and which purger does it.

    Exactly one of `purger` (with `period`), `stays` and `by_itself` is told: the last two say why nothing deletes it.
    """

    column: str
    then: str
    period: str
    purger: str
    stays: str
    by_itself: str

    @property
    def field(self) -> models.Field[object, object] | None:
        """The column, or None for what lies outside the database."""
        if self.column.startswith(FILES):
            return None
        label, name = self.column.rsplit(".", 1)
        model: type[models.Model] = apps.get_model(label)
        return {one.name: one for one in model._meta.concrete_fields}[name]


@cache
def register() -> tuple[Entry, ...]:
    """Every entry in its written order. Raises KeyError where one does not say how it ends."""
    rows = yaml.safe_load((settings.BASE_DIR / "src" / "config" / "retention.yaml").read_text(encoding="utf-8"))
    return tuple(
        Entry(
            column=column,
            then=row["sesudahnya"],
            period=str(row["akhir"].get("sesudah", "")),
            purger=row["akhir"].get("oleh", ""),
            stays=row["akhir"].get("tetap", ""),
            by_itself=row["akhir"].get("sendiri", ""),
        )
        for column, row in rows.items()
    )
