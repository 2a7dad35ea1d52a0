"""People, organisations, the roles that tie them, and the parties that give."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.crypto import salted_hmac

from ksbb.parties.enums import PLACE_ROLES, CorrectionState, PartyKind, RoleName, Standing, StopKind
from ksbb.places.models import Place


class User(AbstractUser):
    """A person who can sign in, by username (no e-mail needed) or by e-mail."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("nama", max_length=120)
    email = models.EmailField("alamat e-mail", blank=True)
    phone = models.CharField("nomor telepon", max_length=16, blank=True)
    session_epoch = models.PositiveIntegerField(default=0)
    """One more ends every session of the person at once, wherever its key wandered."""

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "pengguna"
        constraints = [UniqueConstraint(fields=["email"], condition=~Q(email=""), name="user_email_once")]

    def __str__(self) -> str:
        return self.username

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's mark of what a session was opened with; here the epoch belongs to it beside the password."""
        salt = f"ksbb.parties.User.session.{self.session_epoch}"
        return salted_hmac(salt, self.password, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """The name as the person wrote it."""
        return self.name

    def get_short_name(self) -> str:
        """The name as the person wrote it."""
        return self.name


class Organisation(models.Model):
    """A company, community or institution. `agregator` receives money on its own account, buys and delivers.

    The three `standing` columns are the newest row of `StandingChange`. `activity` is what it applied for and
    `permit_until` the last day of the permit that two officers found fitting (None with `permit_from`: without end);
    both are empty where Pokja or a kelurahan registered it directly.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    name = models.CharField("nama", max_length=160)
    is_agregator = models.BooleanField("agregator", default=False)
    standing = models.CharField("kedudukan", max_length=16, choices=Standing, default=Standing.APPLIED)
    standing_since = models.DateTimeField("sejak")
    standing_reason = models.CharField("alasan", max_length=300, blank=True)
    activity = models.CharField("kegiatan", max_length=40, blank=True)
    permit_from = models.DateField("izin berlaku sejak", null=True)
    permit_until = models.DateField("izin berlaku sampai", null=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "organisasi"
        constraints = [
            UniqueConstraint(fields=["name"], condition=~Q(standing=Standing.REJECTED), name="organisation_name_once"),
            CheckConstraint(
                name="organisation_active_has_permit",
                condition=~Q(standing=Standing.ACTIVE) | Q(activity="") | Q(permit_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def permitted(self, *, on: date) -> bool:
        """Does the permit hold on that day (WIB)? One that was registered directly holds none and needs none here."""
        if self.permit_from is None:
            return not self.activity
        return self.permit_from <= on and (self.permit_until is None or on <= self.permit_until)

    def stands(self, *, on: date) -> bool:
        """May it act on that day: active, and the permit has not run out, whether or not the worker noticed yet."""
        return self.standing == Standing.ACTIVE and self.permitted(on=on)


class StandingChange(models.Model):
    """One change of an organisation's standing, with the reason that the public reads. Append-only."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    standing = models.CharField("kedudukan", max_length=16, choices=Standing)
    reason = models.CharField("alasan", max_length=300, blank=True)
    effective_at = models.DateTimeField("berlaku pada")
    recorded_at = models.DateTimeField("dicatat pada")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "perubahan kedudukan"
        indexes = [models.Index(fields=["organisation", "recorded_at"], name="standing_by_organisation")]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.standing}"


class Role(models.Model):
    """A role of a person, with its dates. Never deleted: it ends."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    name = models.CharField("peran", max_length=16, choices=RoleName)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", null=True)
    since = models.DateTimeField("sejak")
    until = models.DateTimeField("sampai", null=True)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = "peran"
        constraints = [
            CheckConstraint(
                name="role_has_its_scope",
                condition=Q(name__in=sorted(PLACE_ROLES), place__isnull=False, organisation__isnull=True)
                | (~Q(name__in=sorted(PLACE_ROLES)) & Q(place__isnull=True, organisation__isnull=False)),
            ),
            UniqueConstraint(
                fields=["user", "name", "place"], condition=Q(until__isnull=True), name="role_at_place_once"
            ),
            UniqueConstraint(
                fields=["user", "name", "organisation"],
                condition=Q(until__isnull=True, organisation__isnull=False),
                name="role_in_organisation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name}"


class Party(models.Model):
    """Somebody who gives: an organisation, a person with an account, or a guest with a proven e-mail or phone.

    `name` is public only when the promise says so. `merged_into` joins duplicates by a public correction.
    """

    kind = models.CharField("jenis", max_length=16, choices=PartyKind)
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", null=True)
    user = models.OneToOneField(User, models.PROTECT, related_name="+", null=True)
    name = models.CharField("nama", max_length=160)
    email = models.EmailField("alamat e-mail", blank=True)
    phone = models.CharField("nomor telepon", max_length=16, blank=True)
    proven_at = models.DateTimeField("terbukti pada", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "pihak"
        constraints = [
            CheckConstraint(
                name="party_organisation_matches_kind",
                condition=Q(kind=PartyKind.INDIVIDUAL, organisation__isnull=True)
                | (~Q(kind=PartyKind.INDIVIDUAL) & Q(user__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["email"], name="party_by_email"),
            models.Index(fields=["phone"], name="party_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ProcessingStop(models.Model):
    """Since when data of a person or guest is only kept: consent was withdrawn, or use is restricted, until lifted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", null=True)
    kind = models.CharField("sebab", max_length=12, choices=StopKind)
    since = models.DateTimeField("sejak")
    lifted_at = models.DateTimeField("dipulihkan pada", null=True)

    class Meta:
        verbose_name = "penghentian pemrosesan"
        constraints = [
            CheckConstraint(name="stop_is_about_somebody", condition=Q(user__isnull=False) | Q(party__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class ProofCode(models.Model):
    """A six-digit code sent to an e-mail address or phone to prove it. Only its digest is kept."""

    contact = models.CharField("tujuan", max_length=254)
    purpose = models.CharField(max_length=60)
    digest = models.CharField(max_length=128)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "kode"
        indexes = [models.Index(fields=["contact", "sent_at"], name="proof_code_by_contact")]

    def __str__(self) -> str:
        return self.purpose


class ApiToken(models.Model):
    """A bearer token of a person. Only its digest is kept; the token itself is shown once."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "token"

    def __str__(self) -> str:
        return f"token {self.pk}"


DECIDED_BY_ANOTHER = Q(state=CorrectionState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True) | (
    ~Q(state=CorrectionState.PROPOSED)
    & Q(decided_by__isnull=False, decided_at__isnull=False)
    & ~Q(decided_by=F("proposed_by"))
)
"""A correction waits, or a second person decided it."""


class PublicCorrection(models.Model):
    """What the correction of a figure and the merging of givers share: two people, a reason, a public note.

    The offices are kept in words as they were held on the day. Rows are never deleted.
    """

    reference = models.CharField("nomor", max_length=14, unique=True)
    reason = models.CharField("alasan", max_length=400)
    note = models.CharField("catatan untuk umum", max_length=400)
    state = models.CharField("keadaan", max_length=16, choices=CorrectionState, default=CorrectionState.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_office = models.CharField("kantor pengusul", max_length=120)
    proposed_at = models.DateTimeField("diajukan pada")
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_office = models.CharField("kantor pemutus", max_length=120, blank=True)
    decided_at = models.DateTimeField("diputus pada", null=True)
    decided_reason = models.CharField("alasan putusan", max_length=400, blank=True)
    example = models.BooleanField("contoh", default=False)

    class Meta:
        abstract = True


class Merge(PublicCorrection):
    """Two parties that are one giver: the duplicate counts as the other once a second person has agreed."""

    duplicate = models.ForeignKey(Party, models.PROTECT, related_name="+")
    into = models.ForeignKey(Party, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "penggabungan pemberi"
        constraints = [
            CheckConstraint(name="merge_decided_by_another", condition=DECIDED_BY_ANOTHER),
            CheckConstraint(name="merge_of_two", condition=~Q(duplicate=F("into"))),
            UniqueConstraint(
                fields=["duplicate"], condition=Q(state=CorrectionState.PROPOSED), name="merge_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
