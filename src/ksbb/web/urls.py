"""The addresses of the site: public pages, figures, giving, desks."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from ksbb.web.pattern import pattern

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ksbb.web.public.urls")),
    path("", include("ksbb.web.capaian.urls")),
    path("", include("ksbb.web.agregator.urls")),
    path("", include("ksbb.web.audit.urls")),
    path("", include("ksbb.web.entry.urls")),
    path("", include("ksbb.web.giving.urls")),
    path("", include("ksbb.web.titipan.urls")),
    path("", include("ksbb.web.voices.urls")),
    path("", include("ksbb.web.photos.urls")),
    path("", include("ksbb.web.desks.urls")),
    path("", include("ksbb.web.fund_desk.urls")),
    path("", include("ksbb.web.papers.urls")),
    path("", include("ksbb.web.notices.urls")),
    path("", include("ksbb.web.rights.urls")),
    path("", include("ksbb.web.cards.urls")),
    path("", include("ksbb.web.courier.urls")),
]
if settings.DEBUG or settings.KSBB_DEMO:
    urlpatterns.append(path("pola/", pattern, name="pattern"))
