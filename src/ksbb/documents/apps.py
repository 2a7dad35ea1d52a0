from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The room of numbered papers."""

    name = "ksbb.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Dokumen"
