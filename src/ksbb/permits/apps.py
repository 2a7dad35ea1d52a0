from django.apps import AppConfig


class PermitsConfig(AppConfig):
    """The room of permits."""

    name = "ksbb.permits"
    label = "permits"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Izin"
