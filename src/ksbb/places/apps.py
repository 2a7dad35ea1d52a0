from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The room of places."""

    name = "ksbb.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Wilayah"
