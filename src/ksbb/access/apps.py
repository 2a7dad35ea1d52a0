from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room of coming in."""

    name = "ksbb.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Akses"
