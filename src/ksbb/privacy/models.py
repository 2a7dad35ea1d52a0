"""Requests of people about their own data, each with its clock."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q

from ksbb.parties.models import Party, User
from ksbb.privacy.enums import RequestState, Right


class DataRequest(models.Model):
    """One use of a right: done at once by the person, or waiting for an officer until `due_at` (3×24 hours).

    About an account, a guest who gave, or an address alone (a person in charge of a recipient). After an erasure the
    row stays and names nobody.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    kind = models.CharField("hak", max_length=12, choices=Right)
    state = models.CharField("keadaan", max_length=14, choices=RequestState)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", null=True)
    contact = models.CharField("alamat yang terbukti", max_length=254, blank=True)
    words = models.CharField("permintaan", max_length=600, blank=True)
    asked_at = models.DateTimeField("diminta pada")
    due_at = models.DateTimeField("jawaban paling lambat")
    alarmed_at = models.DateTimeField("diperingatkan pada", null=True)
    answered_at = models.DateTimeField("dijawab pada", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    answer_note = models.CharField("jawaban", max_length=600, blank=True)

    class Meta:
        verbose_name = "permintaan data"
        constraints = [
            CheckConstraint(
                name="data_request_answered_says_when",
                condition=Q(state=RequestState.WAITING, answered_at__isnull=True)
                | (~Q(state=RequestState.WAITING) & Q(answered_at__isnull=False)),
            ),
            CheckConstraint(
                name="data_request_refused_says_why", condition=~Q(state=RequestState.REFUSED) | ~Q(answer_note="")
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="data_request_by_clock")]

    def __str__(self) -> str:
        return self.reference
