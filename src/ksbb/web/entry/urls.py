"""Addresses of coming in."""

from django.urls import URLPattern, path

from ksbb.web.entry import account, codes, invited

app_name = "entry"
INVITATION = "undangan/<str:signed>"
urlpatterns: list[URLPattern] = [
    path("masuk/kode/", codes.code, name="code"),
    path("masuk/kode/isi/", codes.code_typed, name="code_typed"),
    path("masuk/kode-petugas/", codes.handed, name="handed"),
    path(f"{INVITATION}/", invited.invitation, name="invitation"),
    path(f"{INVITATION}/terima/", invited.accept, name="accept"),
    path(f"{INVITATION}/kode/", invited.accept_code, name="accept_code"),
    path(f"{INVITATION}/sandi/", invited.accept_password, name="accept_password"),
    path("akun/perangkat/", account.devices, name="devices"),
    path("akun/kontak/", account.contact, name="contact"),
    path("akun/kontak/kode/", account.contact_code, name="contact_code"),
    path("akun/pastikan/", account.sure, name="sure"),
    path("akun/pemulihan/batal/", account.cancel_recovery, name="cancel_recovery"),
]
