"""Problem reports that anybody can make, and what giver and receiver say to each other."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from ksbb.parties.models import User
from ksbb.places.models import Place
from ksbb.voices.enums import Matter, ReportState, Show, Side


class ProblemReport(models.Model):
    """A problem that somebody saw on a public record. No name is asked; `contact` only where an answer is wanted."""

    reference = models.CharField("nomor lacak", max_length=14, unique=True)
    about = models.CharField("tentang", max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    matter = models.CharField("perihal", max_length=14, choices=Matter)
    text = models.CharField("isi laporan", max_length=2000)
    contact = models.CharField("alamat jawaban", max_length=254, blank=True)
    state = models.CharField("keadaan", max_length=10, choices=ReportState, default=ReportState.RECEIVED)
    state_since = models.DateTimeField("sejak")
    received_at = models.DateTimeField("masuk pada")
    answer_by = models.DateTimeField("dijawab paling lambat")
    answer = models.CharField("jawaban", max_length=2000, blank=True)
    answer_public = models.BooleanField("jawaban untuk umum", default=False)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField("dijawab pada", null=True)

    class Meta:
        verbose_name = "laporan masalah"
        constraints = [
            CheckConstraint(
                name="report_answered_has_answer",
                condition=~Q(state=ReportState.ANSWERED)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_by"], name="report_by_clock"),
            models.Index(fields=["about", "state"], name="report_by_subject"),
        ]

    def __str__(self) -> str:
        return self.reference


class Word(models.Model):
    """One message between giver and receiver of a promise, or a thank-you; `thread` names the promised line.

    Seen by both sides and the officers of the place; for the public only after an officer looked (`shown`).
    """

    thread = models.CharField("percakapan", max_length=40)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    side = models.CharField("dari", max_length=10, choices=Side)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    text = models.CharField("isi pesan", max_length=600)
    thanks = models.BooleanField("ucapan terima kasih", default=False)
    shown = models.CharField("terlihat", max_length=14, choices=Show, default=Show.SIDES)
    said_at = models.DateTimeField("dikatakan pada")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("diperiksa pada", null=True)
    reason = models.CharField("alasan", max_length=400, blank=True)

    class Meta:
        verbose_name = "pesan kedua pihak"
        constraints = [
            CheckConstraint(
                name="word_public_was_looked_at",
                condition=~Q(shown__in=[Show.PUBLIC, Show.HIDDEN]) | Q(decided_by__isnull=False),
            ),
            CheckConstraint(name="word_only_thanks_go_public", condition=~Q(shown=Show.PUBLIC) | Q(thanks=True)),
        ]
        indexes = [models.Index(fields=["thread", "said_at"], name="word_by_thread")]

    def __str__(self) -> str:
        return f"pesan {self.pk}"
