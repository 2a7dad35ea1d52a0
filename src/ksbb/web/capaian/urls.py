"""Addresses of the figures."""

from django.urls import URLPattern, path

from ksbb.web.capaian.areas import area
from ksbb.web.capaian.rows import rows, sentence
from ksbb.web.capaian.sampling import sampling
from ksbb.web.capaian.views import index

app_name = "capaian"
urlpatterns: list[URLPattern] = [
    path("capaian/", index, name="index"),
    path("capaian/baris/", rows, name="rows"),
    path("capaian/kalimat/<str:reference>/", sentence, name="sentence"),
    path("capaian/uji-petik/", sampling, name="sampling"),
    path("capaian/<str:code>/", area, name="area"),
]
