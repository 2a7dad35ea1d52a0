"""Promises: who gives, to which needs, how much is left of each line, and every movement of the four numbers."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from ksbb.catalogue.models import Package, PackageVersion, Statement
from ksbb.commitments.enums import LineState, Mode, OfferState, ProposalState, Stage, Via
from ksbb.needs.models import Need
from ksbb.parties.enums import CorrectionState
from ksbb.parties.models import DECIDED_BY_ANOTHER, Party, PublicCorrection, User
from ksbb.places.models import Place


class Commitment(models.Model):
    """A promise of one giver: one reference, one or many lines."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    giver = models.ForeignKey(Party, models.PROTECT, related_name="+")
    show_name = models.BooleanField("nama ditampilkan", default=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    via = models.CharField("lewat", max_length=8, choices=Via)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    on_behalf_source = models.CharField("atas nama, sumber", max_length=400, blank=True)
    effective_at = models.DateTimeField("berlaku pada")
    recorded_at = models.DateTimeField("dicatat pada")
    example = models.BooleanField("contoh", default=False)

    class Meta:
        verbose_name = "komitmen"
        constraints = [
            CheckConstraint(
                name="commitment_on_behalf_has_source",
                condition=~Q(via=Via.POKJA) | (Q(recorded_by__isnull=False) & ~Q(on_behalf_source="")),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class Line(models.Model):
    """One need's part of a promise.

    `pledged` is what was said; `quantity` is what counts now: zero while a code, a place in the waiting list or the
    receiver's yes to an equivalent is awaited, less after a reduction or release. `delivered` is the giver's word,
    `confirmed` the receiver's (never above delivered), `surplus` what came beyond, `owed` what is to be brought again.
    `vouched_at`: since when somebody stands behind it: the giver was known already, or the receiver answered. Until
    then it counts towards the share of a need that newcomers may hold.
    """

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    version = models.ForeignKey(PackageVersion, models.PROTECT, related_name="+")
    pledged = models.PositiveIntegerField("dijanjikan")
    quantity = models.PositiveIntegerField("komitmen", default=0)
    delivered = models.PositiveIntegerField("disalurkan", default=0)
    confirmed = models.PositiveIntegerField("diterima", default=0)
    surplus = models.PositiveIntegerField("lebih", default=0)
    owed = models.PositiveIntegerField("masih terutang", default=0)
    mode = models.CharField("cara antar", max_length=14, choices=Mode, default=Mode.OWN)
    deliver_on = models.DateField("tanggal antar")
    deliver_through = models.DateField("sampai tanggal")
    time_note = models.CharField("jam", max_length=60, blank=True)
    equivalent = models.CharField("isi setara", max_length=400, blank=True)
    equivalent_accepted_at = models.DateTimeField("isi setara disetujui pada", null=True)
    state = models.CharField("keadaan", max_length=14, choices=LineState)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)
    accepted_at = models.DateTimeField("terhitung sejak", null=True)
    contacted_at = models.DateTimeField("dihubungi pada", null=True)
    scheduled_at = models.DateTimeField("dijadwalkan pada", null=True)
    contact_by = models.DateTimeField("hubungi paling lambat", null=True)
    lapses_on = models.DateField("gugur sesudah", null=True)
    other_day = models.DateField("hari lain dari penerima", null=True)
    other_note = models.CharField("catatan penerima", max_length=300, blank=True)
    clockless = models.BooleanField("kelanjutan tidak tercatat", default=False)
    may_wait = models.BooleanField("mau menunggu giliran", default=False)
    vouched_at = models.DateTimeField("dikenal sejak", null=True)

    class Meta:
        verbose_name = "baris komitmen"
        constraints = [
            CheckConstraint(name="line_pledged_positive", condition=Q(pledged__gt=0)),
            CheckConstraint(name="line_quantity_within_pledged", condition=Q(quantity__lte=F("pledged"))),
            CheckConstraint(name="line_delivered_within_quantity", condition=Q(delivered__lte=F("quantity"))),
            CheckConstraint(name="line_confirmed_within_delivered", condition=Q(confirmed__lte=F("delivered"))),
            CheckConstraint(name="line_owed_within_delivered", condition=Q(owed__lte=F("delivered") - F("confirmed"))),
            CheckConstraint(
                name="line_holds_nothing_before_code_and_after_end",
                condition=~Q(
                    state__in=[
                        LineState.AWAITING_CODE,
                        LineState.QUEUED,
                        LineState.CANCELLED,
                        LineState.LAPSED,
                        LineState.DECLINED,
                    ]
                )
                | Q(quantity=0),
            ),
            CheckConstraint(name="line_accepted_has_time", condition=Q(quantity=0) | Q(accepted_at__isnull=False)),
            CheckConstraint(name="line_days_in_order", condition=Q(deliver_through__gte=F("deliver_on"))),
        ]
        indexes = [
            models.Index(fields=["need", "state"], name="line_by_need"),
            models.Index(fields=["commitment"], name="line_by_commitment"),
            models.Index(fields=["lapses_on"], name="line_by_lapse"),
            models.Index(fields=["contact_by"], name="line_by_contact_clock"),
        ]

    def __str__(self) -> str:
        return f"baris {self.pk}"

    @property
    def untracked(self) -> bool:
        """Was it written down after its time, and is not all of it confirmed since?"""
        return self.clockless and self.confirmed < self.quantity

    @property
    def to_bring(self) -> int:
        """How many the giver has still to bring, those owed again included."""
        return self.quantity - self.delivered + self.owed

    @property
    def holds(self) -> bool:
        """Does the line count in the public numbers?"""
        return self.quantity > 0


class GiverReading(models.Model):
    """Who on the receiver's side read a giver's contact, when and for which line. Append-only."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    reader_id = models.BigIntegerField("akun pembaca")
    read_at = models.DateTimeField("dibaca pada")

    class Meta:
        verbose_name = "pembacaan kontak pemberi"
        indexes = [models.Index(fields=["reader_id", "read_at"], name="giver_reading_by_reader")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.read_at}"


class Offer(models.Model):
    """What a giver leaves to Pokja to place ("sasaran diserahkan kepada Pokja").

    In no total until a target is accepted. `placed` counts what accepted targets took; their lines hang on the same
    commitment, under the same reference.
    """

    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    area = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    quantity = models.PositiveIntegerField("jumlah")
    placed = models.PositiveIntegerField("sudah bersasaran", default=0)
    mode = models.CharField("cara antar", max_length=14, choices=Mode, default=Mode.OWN)
    deliver_on = models.DateField("paling cepat diantar")
    deliver_through = models.DateField("paling lambat diantar")
    state = models.CharField("keadaan", max_length=14, choices=OfferState)
    state_since = models.DateTimeField("sejak")
    state_reason = models.CharField("alasan", max_length=400, blank=True)

    class Meta:
        verbose_name = "tawaran tanpa sasaran"
        constraints = [
            CheckConstraint(name="offer_quantity_positive", condition=Q(quantity__gt=0)),
            CheckConstraint(name="offer_placed_within_quantity", condition=Q(placed__lte=F("quantity"))),
            CheckConstraint(name="offer_days_in_order", condition=Q(deliver_through__gte=F("deliver_on"))),
        ]
        indexes = [models.Index(fields=["state", "deliver_through"], name="offer_by_state")]

    def __str__(self) -> str:
        return f"tawaran {self.pk}"

    @property
    def left(self) -> int:
        """How many have no target yet."""
        return self.quantity - self.placed


class Proposal(models.Model):
    """A target that Pokja proposes for a part of an offer; the giver says yes or no."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("jumlah")
    state = models.CharField("keadaan", max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("diusulkan pada")
    answered_at = models.DateTimeField("dijawab pada", null=True)
    reason = models.CharField("alasan", max_length=400, blank=True)

    class Meta:
        verbose_name = "usulan sasaran"
        constraints = [
            CheckConstraint(name="proposal_quantity_positive", condition=Q(quantity__gt=0)),
            UniqueConstraint(
                fields=["offer", "need"], condition=Q(state=ProposalState.WAITING), name="proposal_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"usulan {self.pk}"


class Movement(models.Model):
    """One change of one of the public numbers by one line. Append-only: every figure is a sum over these rows."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+")
    stage = models.CharField("tahap", max_length=10, choices=Stage)
    delta = models.IntegerField("perubahan")
    cause = models.CharField("sebab", max_length=20)
    effective_at = models.DateTimeField("berlaku pada")
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "gerak angka"
        constraints = [CheckConstraint(name="movement_moves", condition=~Q(delta=0))]
        indexes = [
            models.Index(fields=["stage", "effective_at"], name="movement_by_time"),
            models.Index(fields=["need", "stage"], name="movement_by_need"),
            models.Index(fields=["line"], name="movement_by_line"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.delta:+d}"


class Correction(PublicCorrection):
    """A published figure of one line put right: proposed by one officer, agreed to by another.

    `effective_at` is the moment of the figure that was wrong, so that every day shows the right one from then on.
    """

    line = models.ForeignKey(Line, models.PROTECT, related_name="+")
    stage = models.CharField("angka", max_length=10, choices=Stage)
    before = models.PositiveIntegerField("sebelum")
    after = models.PositiveIntegerField("sesudah")
    effective_at = models.DateTimeField("berlaku pada")

    class Meta:
        verbose_name = "koreksi"
        constraints = [
            CheckConstraint(name="correction_decided_by_another", condition=DECIDED_BY_ANOTHER),
            CheckConstraint(name="correction_corrects", condition=~Q(before=F("after"))),
            UniqueConstraint(
                fields=["line", "stage"], condition=Q(state=CorrectionState.PROPOSED), name="correction_proposed_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "decided_at"], name="correction_by_decision")]

    def __str__(self) -> str:
        return self.reference
