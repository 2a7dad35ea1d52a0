"""Addresses of the pictures."""

from django.urls import URLPattern, path

from ksbb.web.cards import views

app_name = "cards"
urlpatterns: list[URLPattern] = [
    path("kartu/<slug:kind>/<str:reference>/<str:digest>.jpg", views.picture, name="picture")
]
