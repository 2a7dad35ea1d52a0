"""The outbox: messages written in the same transaction as the deed they tell of; and how people want to be told."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.notices.enums import CHOSEN, Channel, Frequency, Kind, MessageState
from ksbb.parties.models import User


class Message(models.Model):
    """One message to one person or address. The worker sends it; `dedupe` makes a second copy impossible.

    With a `user` it also lies in that person's inbox. `fallback_address` is tried where `address` fails; `bundle` is
    the digest that carried it; `calendar` is an iCalendar attachment; `fault` is why the last try failed.
    """

    channel = models.CharField("saluran", max_length=10, choices=Channel)
    kind = models.CharField("jenis", max_length=10, choices=Kind, default=Kind.ACCOUNT)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    address = models.CharField("alamat tujuan", max_length=254, blank=True)
    fallback_address = models.CharField("alamat cadangan", max_length=254, blank=True)
    title = models.CharField("judul", max_length=120)
    body = models.TextField("isi")
    calendar = models.TextField("kalender", blank=True)
    dedupe = models.CharField(max_length=120, unique=True)
    state = models.CharField("keadaan", max_length=10, choices=MessageState, default=MessageState.WAITING)
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    attempts = models.PositiveSmallIntegerField("percobaan", default=0)
    fault = models.CharField("gangguan", max_length=60, blank=True)
    next_try_at = models.DateTimeField("dicoba lagi pada")
    sent_at = models.DateTimeField("terkirim pada", null=True)
    read_at = models.DateTimeField("dibaca pada", null=True)
    bundle = models.ForeignKey("self", models.SET_NULL, related_name="+", null=True)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "pesan"
        constraints = [
            CheckConstraint(name="message_goes_somewhere", condition=~Q(address="") | Q(channel=Channel.INBOX)),
            CheckConstraint(name="message_given_up_has_reason", condition=~Q(state="dihentikan") | ~Q(state_reason="")),
        ]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_due"),
            models.Index(fields=["user", "read_at"], name="message_inbox"),
            models.Index(fields=["address", "sent_at"], name="message_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk} {self.state}"

    @property
    def message_id(self) -> str:
        """The same at every try, and on no other message even where a restored database counts from an older number."""
        return f"ksbb-{self.pk}-{hashlib.sha256(self.dedupe.encode()).hexdigest()[:16]}"


class Preference(models.Model):
    """How soon a person wants one kind of message. Without a row: at once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=10, choices=Kind)
    frequency = models.CharField("seberapa cepat", max_length=8, choices=Frequency)

    class Meta:
        verbose_name = "pilihan pemberitahuan"
        constraints = [
            UniqueConstraint(fields=["user", "kind"], name="preference_once"),
            CheckConstraint(name="preference_not_about_safety", condition=Q(kind__in=sorted(CHOSEN))),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.frequency}"


class Route(models.Model):
    """Through which channel a person wants to be told first. Without a row: by e-mail, else by phone.

    Choosing the phone is the person's consent to messages there; its words and moment are kept (UX-30).
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    first = models.CharField("lebih dahulu lewat", max_length=10, choices=Channel)
    consent = models.CharField("bunyi persetujuan", max_length=300, blank=True)
    since = models.DateTimeField("sejak")

    class Meta:
        verbose_name = "saluran pilihan"
        constraints = [
            CheckConstraint(name="route_phone_has_consent", condition=~Q(first=Channel.PHONE) | ~Q(consent=""))
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first}"


class Stop(models.Model):
    """An address whose holder wants no letters but codes and safety: since when, through which channel (UX-30).

    `mark` is a keyed digest: the address itself is not kept to be left alone.
    """

    mark = models.CharField("sidik alamat", max_length=32, db_index=True)
    channel = models.CharField("saluran", max_length=10, choices=Channel)
    stopped_at = models.DateTimeField("berhenti pada")
    resumed_at = models.DateTimeField("mulai lagi pada", null=True)

    class Meta:
        verbose_name = "permintaan berhenti"
        constraints = [UniqueConstraint(fields=["mark"], condition=Q(resumed_at__isnull=True), name="stop_once")]

    def __str__(self) -> str:
        return f"berhenti {self.pk}"
