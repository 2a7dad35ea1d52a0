"""Words of the room: channels, kinds of messages, how soon a person wants them, and the life of a message."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message travels."""

    EMAIL = "email", "e-mail"
    PHONE = "telepon", "pesan telepon"
    INBOX = "kotak", "hanya kotak masuk"


class Kind(TextChoices):
    """What a message is about: what people choose by, and what may wait."""

    CODE = "kode", "Kode masuk dan bukti alamat"
    SAFETY = "keamanan", "Keamanan akun dan data"
    PROMISE = "komitmen", "Komitmen baru"
    SCHEDULE = "jadwal", "Jadwal antar"
    DELIVERY = "penyaluran", "Kabar penyaluran"
    REMINDER = "pengingat", "Pengingat"
    ACCOUNT = "akun", "Akun dan organisasi"
    DIGEST = "ringkasan", "Ringkasan kabar"


URGENT = frozenset({Kind.CODE, Kind.SAFETY})
"""Never held back: not by the night, not by a digest, not by a preference."""
CHOSEN = (Kind.PROMISE, Kind.SCHEDULE, Kind.DELIVERY, Kind.REMINDER, Kind.ACCOUNT)
"""What a person may choose about, in the order of the page."""


class Frequency(TextChoices):
    """How soon a person wants one kind of message."""

    NOW = "segera", "Segera"
    DAILY = "harian", "Sekali sehari"
    NEVER = "tidak", "Jangan dikirim"


class MessageState(TextChoices):
    """The life of a message in the outbox."""

    WAITING = "menunggu", "Menunggu"
    SENT = "terkirim", "Terkirim"
    FAILED = "gagal", "Gagal"
    BUNDLED = "diringkas", "Masuk ringkasan"
    SILENT = "diam", "Cukup di kotak masuk"
    GIVEN_UP = "dihentikan", "Dihentikan"
