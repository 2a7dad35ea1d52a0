"""The outbox: messages written in the same transaction as the deed they tell of."""

from __future__ import annotations

from django.db import models

from ksbb.notices.enums import Channel, MessageState


class Message(models.Model):
    """One message to one address. The worker sends it; `dedupe` makes a second copy impossible."""

    channel = models.CharField("saluran", max_length=10, choices=Channel)
    address = models.CharField("alamat tujuan", max_length=254)
    title = models.CharField("judul", max_length=120)
    body = models.TextField("isi")
    dedupe = models.CharField(max_length=120, unique=True)
    state = models.CharField("keadaan", max_length=10, choices=MessageState, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    next_try_at = models.DateTimeField("dicoba lagi pada")
    sent_at = models.DateTimeField("terkirim pada", null=True)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "pesan"
        indexes = [models.Index(fields=["state", "next_try_at"], name="message_due")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"
