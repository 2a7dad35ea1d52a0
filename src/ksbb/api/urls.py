"""Addresses of the api surface."""

from django.urls import URLPattern, URLResolver, path, re_path

from ksbb.api import figures, giving, money, reading, reference, verbs
from ksbb.api.door import api
from ksbb.api.problems import by_http

verbs.offer()
for _router in (reading.router, money.router, giving.router, figures.router, verbs.router):
    api.add_router("", _router)

_ninja: tuple[list[URLPattern | URLResolver], str, str] = api.urls
for _pattern in _ninja[0]:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = by_http(_pattern.callback)

urlpatterns: list[URLPattern | URLResolver] = [
    path("openapi.json", reference.openapi, name="api_document"),
    path("docs", reference.docs, name="api_docs"),
    path("", _ninja),
    re_path(r"^.*$", reference.unknown, name="api_unknown"),
]
