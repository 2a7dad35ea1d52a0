"""Addresses of gifts of money: choosing an agregator, meaning a gift, its public chain, the giver's own part."""

from django.urls import URLPattern, path

from ksbb.web.titipan import chain, choosing, own, steps

app_name = "titipan"
urlpatterns: list[URLPattern] = [
    path("agregator/", choosing.agregators, name="agregators"),
    path("titip/<str:ref>/", steps.start, name="start"),
    path("titip/<str:ref>/cara/", steps.way, name="way"),
    path("titip/<str:ref>/siapa/", steps.who, name="who"),
    path("titip/<str:ref>/periksa/", steps.check, name="check"),
    path("titipan/<str:ref>/", chain.gift_page, name="gift"),
    path("titipan/<str:ref>/saya/", own.own, name="own"),
    path("titipan/<str:ref>/batal/", own.cancel, name="cancel"),
    path("meja/kolaborator/titipan/", own.mine, name="mine"),
]
