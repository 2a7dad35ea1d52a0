"""Addresses of the history and of corrections. Machines keep them: they do not change."""

from django.urls import URLPattern, path

from ksbb.web.audit import corrections, feeds, views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("catatan-audit/", views.index, name="index"),
    path("catatan-audit/titik-periksa.txt", views.latest, name="latest"),
    path("catatan-audit/titik-periksa/<str:size>.txt", views.note, name="note"),
    path("catatan-audit/kunci.txt", views.key, name="key"),
    path("catatan-audit/umpan.atom", feeds.checkpoint_feed, name="feed"),
    path("catatan-audit/catatan-<str:number>.ndjson", views.part, name="part"),
    path("catatan-audit/sambung/<str:old>/<str:new>.json", views.growth, name="growth"),
    path("catatan-audit/baris/", views.find, name="find"),
    path("catatan-audit/baris/<str:sequence>/", views.row, name="row"),
    path("catatan-audit/verify_log.py", views.verifier, name="verifier"),
    path("koreksi/", corrections.index, name="corrections"),
    path("koreksi/umpan.atom", feeds.correction_feed, name="correction_feed"),
    path("koreksi/<str:reference>/", corrections.one, name="correction"),
]
