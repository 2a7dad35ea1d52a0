from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room of catalogue."""

    name = "ksbb.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Katalog"
