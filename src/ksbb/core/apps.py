from django.apps import AppConfig


class CoreConfig(AppConfig):
    """The room of core."""

    name = "ksbb.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Inti"
