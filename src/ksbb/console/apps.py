from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The room of console."""

    name = "ksbb.console"
    label = "console"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Konsol"
