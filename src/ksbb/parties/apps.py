from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """The room of parties."""

    name = "ksbb.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Pihak"
