"""Addresses of the pages that everybody may read."""

from django.urls import URLPattern, path

from ksbb.web.public.home import home, search
from ksbb.web.public.need import need_page
from ksbb.web.public.needs import need_list
from ksbb.web.public.organisations import organisation_list, organisation_page
from ksbb.web.public.places import place_page, province_map
from ksbb.web.public.programmes import package, programme, programmes
from ksbb.web.public.recipients import recipient_page
from ksbb.web.public.texts import about, accessibility, help_page, privacy, security

app_name = "public"
urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("cari/", search, name="search"),
    path("kebutuhan/", need_list, name="needs"),
    path("kebutuhan/<str:reference>/", need_page, name="need"),
    path("organisasi/", organisation_list, name="organisations"),
    path("organisasi/<str:reference>/", organisation_page, name="organisation"),
    path("peta/", province_map, name="map"),
    path("wilayah/<str:code>/", place_page, name="place"),
    path("penerima/<str:reference>/", recipient_page, name="recipient"),
    path("program/", programmes, name="programmes"),
    path("program/<str:code>/", programme, name="programme"),
    path("paket/<str:code>/", package, name="package"),
    path("tentang/", about, name="about"),
    path("privasi/", privacy, name="privacy"),
    path("aksesibilitas/", accessibility, name="accessibility"),
    path("bantuan/", help_page, name="help"),
    path(".well-known/security.txt", security, name="security"),
]
