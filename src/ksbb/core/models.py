"""Tables that every room shares: the journal, the memory of retries, and the jobs that fall due."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One deed, as it was done. Append-only: a trigger refuses UPDATE and DELETE on both engines.

    The payload is canonical JSON without any personal column, so that a row never has to be erased.
    """

    sequence = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField("dicatat pada")
    effective_at = models.DateTimeField("berlaku pada")
    actor_id = models.BigIntegerField("pelaku", null=True)
    verb = models.CharField("perbuatan", max_length=40)
    subject = models.CharField("pokok", max_length=80)
    payload = models.TextField("isi")

    class Meta:
        verbose_name = "catatan jurnal"
        indexes = [models.Index(fields=["subject", "sequence"], name="journal_by_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject}"


class IdempotentDeed(models.Model):
    """The memory of a deed that carried a key, so that a retry gives the first answer again."""

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=100)
    fingerprint = models.CharField(max_length=64)
    result_model = models.CharField(max_length=80)
    result_id = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "kunci ulang"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotent_deed_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class DueJob(models.Model):
    """A piece of regular work and when it falls due; the worker takes the row before it works."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()
    last_finished_at = models.DateTimeField(null=True)
    last_result = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "pekerjaan berkala"

    def __str__(self) -> str:
        return self.name
