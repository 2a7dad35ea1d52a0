"""Addresses of the desks about money."""

from django.urls import URLPattern, path

from ksbb.web.fund_desk import pokja, standing

app_name = "fund_desk"
POKJA = "meja/pokja/dana/"
DESK = "meja/agregator/"
urlpatterns: list[URLPattern] = [
    path(POKJA, pokja.desk, name="pokja"),
    path(f"{POKJA}dasar/<str:number>/", pokja.mandate, name="mandate"),
    path(f"{POKJA}saluran/<str:number>/", pokja.channel, name="channel"),
    path(f"{POKJA}saluran/<str:number>/akhiri/", pokja.end, name="end"),
    path(f"{DESK}dasar/", standing.standing, name="standing"),
    path(f"{DESK}dasar/ajukan/", standing.kinds, name="kinds"),
    path(f"{DESK}dasar/ajukan/<slug:basis>/", standing.propose_mandate, name="propose_mandate"),
    path(f"{DESK}saluran/bank/", standing.propose_bank, name="propose_bank"),
    path(f"{DESK}saluran/qris/", standing.propose_qris, name="propose_qris"),
    path(f"{DESK}saluran/<str:number>/akhiri/", standing.end, name="end_own"),
]
