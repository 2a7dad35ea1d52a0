from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room of api."""

    name = "ksbb.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "API"
