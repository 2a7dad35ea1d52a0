"""Addresses of couriers: the signed link of a day, the receiver's QR, and where a giver makes links."""

from django.urls import URLPattern, path

from ksbb.web.courier import links, photo, scanning, stops

app_name = "courier"
STOP = "kurir/<str:word>/<str:reference>"
urlpatterns: list[URLPattern] = [
    path("terima/<str:token>/", scanning.scanned, name="scanned"),
    path("kurir/<str:word>/", stops.day, name="day"),
    path(f"{STOP}/", stops.stop, name="stop"),
    path(f"{STOP}/berangkat/", stops.depart, name="depart"),
    path(f"{STOP}/alamat/", stops.contact, name="contact"),
    path(f"{STOP}/wa/<str:token>/", stops.to_whatsapp, name="to_whatsapp"),
    path(f"{STOP}/diserahkan/", stops.hand_over, name="hand_over"),
    path(f"{STOP}/kode/", stops.code, name="code"),
    path(f"{STOP}/foto/", photo.send, name="photo"),
    path(f"{STOP}/masalah/", stops.problem, name="problem"),
    path("lacak/<str:ref>/penyaluran/<str:journey>/kode/", scanning.typed_by_giver, name="giver_code"),
    path("lacak/<str:ref>/kurir/", links.for_promise, name="promise_links"),
    path("lacak/<str:ref>/kurir/<str:reference>/cabut/", links.revoke_for_promise, name="revoke_promise_link"),
    path("meja/kolaborator/kurir/", links.for_day, name="links"),
    path("meja/kolaborator/kurir/<str:reference>/cabut/", links.revoke, name="revoke"),
]
