from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """The room of people's rights over their data."""

    name = "ksbb.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Data pribadi"
