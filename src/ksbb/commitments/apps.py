from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """The room of commitments."""

    name = "ksbb.commitments"
    label = "commitments"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Komitmen"
