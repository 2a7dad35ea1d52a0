"""Addresses of reports, messages and thanks."""

from django.urls import URLPattern, path

from ksbb.web.voices import desk, reporting, thanks, threads

app_name = "voices"
urlpatterns: list[URLPattern] = [
    path("lapor/", reporting.report, name="report"),
    path("lapor/<str:ref>/", reporting.status, name="report_status"),
    path("ucapan/", thanks.thanks, name="thanks"),
    path("lacak/<str:ref>/baris/<int:number>/pesan/", threads.of_giver, name="of_giver"),
    path("meja/penerima/bantuan/<str:number>/pesan/", threads.of_receiver, name="of_receiver"),
    path("meja/wilayah/laporan/", desk.reports, name="reports"),
    path("meja/wilayah/laporan/<str:reference>/", desk.answer, name="answer"),
    path("meja/wilayah/laporan/<str:reference>/periksa/", desk.take_up, name="take_up"),
    path("meja/wilayah/ucapan/", desk.words, name="words"),
    path("meja/wilayah/ucapan/<str:number>/tampilkan/", desk.show, name="show_word"),
    path("meja/wilayah/ucapan/<str:number>/sembunyikan/", desk.hide, name="hide_word"),
]
