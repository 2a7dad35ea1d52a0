"""Who receives: RW, homes, pesantren; their dated facts, and the contacts that stay private."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from ksbb.catalogue.models import Package
from ksbb.parties.models import Organisation, User
from ksbb.places.models import Place
from ksbb.recipients.enums import Answer, Duty, FactKind


class RecipientKind(models.Model):
    """A kind of recipient. Rows, not code; `also` holds other words that people search by."""

    code = models.SlugField("kode", max_length=30, unique=True)
    name = models.CharField("nama", max_length=60)
    plural = models.CharField("nama jamak", max_length=60)
    institution = models.BooleanField("lembaga")
    children = models.BooleanField("dihuni anak")
    also = models.CharField("kata lain", max_length=120, blank=True)
    position = models.PositiveSmallIntegerField("urutan")

    class Meta:
        verbose_name = "jenis penerima"

    def __str__(self) -> str:
        return self.code


class Recipient(models.Model):
    """One RW or institution that can receive. Its place is the RW itself, or the kelurahan of an institution."""

    reference = models.CharField("nomor", max_length=14, unique=True)
    kind = models.ForeignKey(RecipientKind, models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", null=True)
    name = models.CharField("nama", max_length=160)
    source = models.CharField("sumber", max_length=400)
    search_text = models.CharField(max_length=400)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    registered_at = models.DateTimeField("didaftarkan pada")
    retired_at = models.DateTimeField("berhenti pada", null=True)
    example = models.BooleanField("contoh", default=False)
    reachable: bool
    """Has it a contact? Told by `queries.spoken_for` only."""

    class Meta:
        verbose_name = "penerima"
        constraints = [
            UniqueConstraint(fields=["place"], condition=Q(organisation__isnull=True), name="recipient_rw_once")
        ]

    def __str__(self) -> str:
        return self.reference


class Fact(models.Model):
    """A number about a recipient with its day and source. Append-only: a newer one supersedes, the old one stays."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    kind = models.CharField("jenis", max_length=12, choices=FactKind)
    value = models.PositiveIntegerField("nilai")
    as_of = models.DateField("per tanggal")
    source = models.CharField("sumber", max_length=400)
    reason = models.CharField("alasan", max_length=400, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    recorded_at = models.DateTimeField("dicatat pada")

    class Meta:
        verbose_name = "fakta"
        indexes = [models.Index(fields=["recipient", "kind", "-as_of", "-recorded_at"], name="fact_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} {self.as_of}"


class SafeguardingAcceptance(models.Model):
    """The manager of a home for children accepted a version of the safeguarding statement. Append-only."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField("versi")
    accepted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField("disetujui pada")

    class Meta:
        verbose_name = "pernyataan pelindungan anak"
        constraints = [UniqueConstraint(fields=["recipient", "version"], name="safeguarding_accepted_once")]

    def __str__(self) -> str:
        return f"{self.recipient_id} v{self.version}"


class Contact(models.Model):
    """A person at a recipient, one for each duty. Private: see `commitments.actions.reveal_contact`."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    duty = models.CharField("tugas", max_length=12, choices=Duty, default=Duty.DELIVERIES)
    name = models.CharField("nama", max_length=120)
    phone = models.CharField("nomor telepon", max_length=16, blank=True)
    email = models.EmailField("alamat e-mail", blank=True)
    address = models.CharField("alamat", max_length=300, blank=True)
    note = models.CharField("catatan", max_length=300, blank=True)
    recorded_at = models.DateTimeField("dicatat pada")
    closed_at = models.DateTimeField("ditutup pada", null=True)
    """Set while the person in charge restricts the use of the own data: nobody opens it."""

    class Meta:
        verbose_name = "narahubung"
        constraints = [UniqueConstraint(fields=["recipient", "duty"], name="contact_one_for_a_duty")]

    def __str__(self) -> str:
        return f"narahubung {self.recipient_id}"


class ContactReading(models.Model):
    """Who read a contact, when and for which promise: a party, or an officer, who is none (then the party is 0).

    Append-only.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    reader_id = models.BigIntegerField("pihak pembaca")
    officer_id = models.BigIntegerField("akun petugas pembaca", null=True)
    subject = models.CharField("untuk", max_length=80)
    read_at = models.DateTimeField("dibaca pada")

    class Meta:
        verbose_name = "pembacaan narahubung"

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.read_at}"


class Report(models.Model):
    """Aid to a recipient that a publication told of outside the chain. Shown with its source, in no sum."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    giver = models.CharField("pemberi", max_length=160)
    what = models.CharField("bantuan", max_length=200)
    when = models.CharField("waktu", max_length=120)
    source = models.CharField("sumber", max_length=400)
    published_on = models.DateField("terbit")

    class Meta:
        verbose_name = "catatan sumber"
        constraints = [CheckConstraint(name="report_has_source", condition=~Q(source=""))]

    def __str__(self) -> str:
        return self.what


class VisitRule(models.Model):
    """When and how one may visit a home, in its own words. Public. Append-only: a newer one supersedes."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    text = models.CharField("aturan", max_length=300)
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_at = models.DateTimeField("diberitahukan pada")

    class Meta:
        verbose_name = "aturan kunjungan"

    def __str__(self) -> str:
        return f"aturan kunjungan {self.recipient_id}"


class Stock(models.Model):
    """What a home has left of an item, and the day until which it lasts. Append-only: the newest of an item counts.

    The quantity is for the home and its officers; the public reads the day.
    """

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField("sisa")
    enough_until = models.DateField("cukup sampai")
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_at = models.DateTimeField("diberitahukan pada")

    class Meta:
        verbose_name = "persediaan lembaga"
        indexes = [models.Index(fields=["recipient", "package", "-told_at"], name="stock_latest")]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.package_id} {self.enough_until}"


class MonthReport(models.Model):
    """Three answers of a home about one month. Append-only. The public reads that it came, officers what it says."""

    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="+")
    month = models.DateField("bulan")
    enough = models.CharField("bahan pokok cukup", max_length=8, choices=Answer)
    used = models.CharField("bantuan dipakai untuk penghuni", max_length=8, choices=Answer)
    wanted = models.CharField("paling diperlukan", max_length=200)
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    told_at = models.DateTimeField("dilaporkan pada")

    class Meta:
        verbose_name = "laporan bulanan lembaga"
        constraints = [
            UniqueConstraint(fields=["recipient", "month"], name="report_once_a_month"),
            CheckConstraint(name="report_of_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id} {self.month:%Y-%m}"
