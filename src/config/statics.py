"""Which static files are gathered for serving."""

from django.contrib.staticfiles.apps import StaticFilesConfig


class Statics(StaticFilesConfig):
    """All but the second viewer of the API shipped with django-ninja and is not shown (4 MB, a minute to compress)."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc*"]
