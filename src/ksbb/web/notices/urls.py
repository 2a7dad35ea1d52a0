"""Addresses of what people are told."""

from django.urls import URLPattern, path

from ksbb.web.notices import inbox, stopping, wishes

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("kotak-masuk/", inbox.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", inbox.read, name="read"),
    path("berhenti/<str:word>/", stopping.stop, name="stop"),
    path("akun/pemberitahuan/", wishes.wishes, name="wishes"),
]
