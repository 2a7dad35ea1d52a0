from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The room of notices."""

    name = "ksbb.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Pemberitahuan"
