from django.apps import AppConfig


class WebConfig(AppConfig):
    """The room of web."""

    name = "ksbb.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Halaman"
