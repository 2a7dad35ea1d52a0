"""Addresses of money as everybody sees it."""

from django.urls import URLPattern, path

from ksbb.web.agregator.books import book_month, book_page
from ksbb.web.agregator.page import agregator_page
from ksbb.web.agregator.programmes import campaign_page
from ksbb.web.agregator.reports import report_page

app_name = "agregator"
urlpatterns: list[URLPattern] = [
    path("agregator/<str:reference>/", agregator_page, name="page"),
    path("agregator/<str:reference>/laporan/<str:report>/", report_page, name="report"),
    path("program-agregator/<str:reference>/", campaign_page, name="campaign"),
    path("agregator/<str:reference>/buku/<str:fund>/", book_page, name="book"),
    path("agregator/<str:reference>/buku/<str:fund>/<str:month>/", book_month, name="month"),
]
