"""Addresses of papers and of their check."""

from django.urls import URLPattern, path

from ksbb.web.papers import verifying, views

app_name = "papers"
urlpatterns: list[URLPattern] = [
    path("dokumen/terbitkan/<slug:kind>/<str:reference>/", views.ask, name="ask"),
    path("dokumen/<str:number>.pdf", views.as_pdf, name="pdf"),
    path("dokumen/<str:number>/", views.show, name="paper"),
    path("dokumen/<str:number>/tarik/", views.withdraw, name="withdraw"),
    path("verifikasi/", verifying.start, name="verify"),
    path("verifikasi/<str:seal>/", verifying.check, name="check"),
]
