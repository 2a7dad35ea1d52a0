"""Tables that every room shares: the journal and its seals, the memory of retries, and the jobs that fall due."""

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


class Seal(models.Model):
    """A row of the journal in the chain and in the tree. Append-only.

    `position` counts from 0 without gaps, in the order of `sequence`, which may have gaps (deeds that were undone).
    `salt` hides the inside of the row from who sees only its entry; `nodes` are the subtrees that this leaf completes.
    """

    position = models.BigIntegerField("tempat", primary_key=True)
    sequence = models.BigIntegerField("urutan", unique=True)
    salt = models.BinaryField()
    prev_hash = models.CharField("sidik sebelumnya", max_length=64)
    hash = models.CharField("sidik", max_length=64)
    nodes = models.BinaryField()
    sealed_at = models.DateTimeField("disegel pada")

    class Meta:
        verbose_name = "segel jurnal"

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class Checkpoint(models.Model):
    """A signed statement about the first `size` rows of the history, published. Append-only."""

    size = models.BigIntegerField("banyak baris", unique=True)
    root = models.CharField("akar", max_length=64)
    note = models.TextField("titik periksa")
    key = models.CharField("kunci umum", max_length=200)
    made_at = models.DateTimeField("dibuat pada")

    class Meta:
        verbose_name = "titik periksa"

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class Salt(models.Model):
    """What opens a salted hash in a payload. Erased, the hash says nothing any more and the chain still holds."""

    subject = models.CharField("pokok", max_length=80)
    commitment = models.CharField("sidik bergaram", max_length=64, unique=True)
    salt = models.BinaryField()

    class Meta:
        verbose_name = "garam"
        indexes = [models.Index(fields=["subject"], name="salt_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.commitment[:12]}"


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
