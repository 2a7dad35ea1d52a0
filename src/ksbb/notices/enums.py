"""Words of the room: channels and the life of a message."""

from django.db.models import TextChoices


class Channel(TextChoices):
    """How a message travels."""

    EMAIL = "email", "e-mail"
    PHONE = "telepon", "pesan telepon"


class MessageState(TextChoices):
    """The life of a message in the outbox."""

    WAITING = "menunggu", "Menunggu"
    SENT = "terkirim", "Terkirim"
    FAILED = "gagal", "Gagal"
