from django.apps import AppConfig


class OpendataConfig(AppConfig):
    """The room of opendata."""

    name = "ksbb.opendata"
    label = "opendata"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Data terbuka"
