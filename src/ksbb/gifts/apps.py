from django.apps import AppConfig


class GiftsConfig(AppConfig):
    """The room of money given through an agregator."""

    name = "ksbb.gifts"
    label = "gifts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Pemberian uang"
