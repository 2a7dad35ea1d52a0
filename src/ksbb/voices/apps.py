from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """The room of problem reports, messages and thanks."""

    name = "ksbb.voices"
    label = "voices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Suara"
