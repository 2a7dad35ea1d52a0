"""Addresses of Data saya: for people with an account, and for those who prove an address with a code."""

from django.urls import URLPattern, path

from ksbb.web.rights import deeds, pages, proving

app_name = "rights"
urlpatterns: list[URLPattern] = [
    path("data-saya/", pages.home, name="home"),
    path("data-saya/salinan/", pages.copy, name="copy"),
    path("data-saya/salinan.json", pages.copy_json, name="copy_json"),
    path("data-saya/bukti/", proving.address, name="address"),
    path("data-saya/kode/", proving.code, name="code"),
    path("data-saya/tutup/", proving.leave, name="leave"),
    path("data-saya/betulkan/", deeds.correct, name="correct"),
    path("data-saya/tarik/", deeds.withdraw, name="withdraw"),
    path("data-saya/batasi/", deeds.restrict, name="restrict"),
    path("data-saya/pulihkan/", deeds.resume, name="resume"),
    path("data-saya/hapus/", deeds.erase, name="erase"),
    path("data-saya/minta/", deeds.ask, name="ask"),
]
