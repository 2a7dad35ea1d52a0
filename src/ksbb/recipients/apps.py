from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    """The room of recipients."""

    name = "ksbb.recipients"
    label = "recipients"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Penerima"
