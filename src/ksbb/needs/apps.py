from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The room of needs."""

    name = "ksbb.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kebutuhan"
