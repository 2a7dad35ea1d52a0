from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """The room of deliveries."""

    name = "ksbb.deliveries"
    label = "deliveries"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Penyaluran"
