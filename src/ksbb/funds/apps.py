from django.apps import AppConfig


class FundsConfig(AppConfig):
    """The room of the ledger."""

    name = "ksbb.funds"
    label = "funds"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Pembukuan"
