"""Numbered papers: what was issued when, and the seals by which a copy is checked. What a paper says is not kept."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.documents.enums import PaperKind, PaperState


class PaperSequence(models.Model):
    """The last number given to a kind in a year. Its row is locked while a number is given: no gap, no double."""

    kind = models.CharField("jenis", max_length=4, choices=PaperKind)
    year = models.PositiveSmallIntegerField("tahun")
    last = models.PositiveIntegerField("terakhir", default=0)

    class Meta:
        verbose_name = "urutan nomor"
        constraints = [UniqueConstraint(fields=["kind", "year"], name="paper_sequence_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"


class Paper(models.Model):
    """One version of a numbered paper about one thing.

    `digest` seals what it says (with `salt`, so that nobody can guess names from it), `file_digest` the very bytes of
    its PDF. `facts` is what the public check shows: JSON pairs without anything about a person.
    """

    kind = models.CharField("jenis", max_length=4, choices=PaperKind)
    year = models.PositiveSmallIntegerField("tahun")
    serial = models.PositiveIntegerField("urutan")
    version = models.PositiveSmallIntegerField("versi")
    subject = models.CharField("tentang", max_length=40)
    copies = models.PositiveSmallIntegerField("lembar", default=1)
    facts = models.TextField("isi umum")
    salt = models.CharField("garam", max_length=32)
    digest = models.CharField("sidik isi", max_length=64)
    file_digest = models.CharField("sidik berkas", max_length=64)
    state = models.CharField("keadaan", max_length=10, choices=PaperState, default=PaperState.VALID)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    issued_at = models.DateTimeField("terbit pada")

    class Meta:
        verbose_name = "dokumen"
        constraints = [
            UniqueConstraint(fields=["kind", "year", "serial", "version"], name="paper_version_once"),
            UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state=PaperState.VALID), name="paper_one_valid_each"
            ),
            CheckConstraint(name="paper_counts_from_one", condition=Q(serial__gt=0, version__gt=0, copies__gt=0)),
            CheckConstraint(
                name="paper_withdrawn_has_reason", condition=~Q(state=PaperState.WITHDRAWN) | ~Q(state_reason="")
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "subject"], name="paper_by_subject"),
            models.Index(fields=["file_digest"], name="paper_by_file"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number on the paper, such as "BAST-2026-000123"; all versions share it."""
        return f"{self.kind}-{self.year}-{self.serial:06d}"
