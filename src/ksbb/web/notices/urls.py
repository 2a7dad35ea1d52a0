"""Addresses of what people are told."""

from django.urls import URLPattern, path

from ksbb.web.notices import inbox, wishes

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("kotak-masuk/", inbox.inbox, name="inbox"),
    path("kotak-masuk/dibaca/", inbox.read, name="read"),
    path("akun/pemberitahuan/", wishes.wishes, name="wishes"),
]
