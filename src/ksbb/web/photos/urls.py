"""Addresses of photos: sent from a phone, seen by their sender, reviewed at the desk, public once reviewed."""

from django.urls import URLPattern, path

from ksbb.web.photos import reviewing, sending, serving

app_name = "photos"
JOURNEY = "lacak/<str:ref>/penyaluran/<str:journey>/foto"
DESK = "meja/wilayah/foto"
urlpatterns: list[URLPattern] = [
    path("bukti/<str:photo>/", serving.page, name="page"),
    path("bukti/<str:photo>/<str:size>.jpg", serving.public_file, name="file"),
    path("meja/bukti/<str:photo>/<str:size>.jpg", serving.private_file, name="private"),
    path("lacak/<str:ref>/bukti/<str:photo>/<str:size>.jpg", serving.tracked_file, name="tracked"),
    path(f"{JOURNEY}/", sending.giver, name="giver"),
    path(f"{JOURNEY}/<str:photo>/jawab/", sending.giver_answer, name="giver_answer"),
    path("meja/penerima/foto/<str:reference>/", sending.receiver, name="receiver"),
    path("meja/penerima/foto/<str:reference>/<str:photo>/jawab/", sending.receiver_answer, name="receiver_answer"),
    path("meja/penerima/kebutuhan/<str:reference>/foto/", sending.proposer, name="proposer"),
    path(
        "meja/penerima/kebutuhan/<str:reference>/foto/<str:photo>/jawab/",
        sending.proposer_answer,
        name="proposer_answer",
    ),
    path(f"{DESK}/", reviewing.queue, name="queue"),
    path(f"{DESK}/<str:photo>/", reviewing.review, name="review"),
    path(f"{DESK}/<str:photo>/tolak/", reviewing.reject, name="reject"),
    path(f"{DESK}/<str:photo>/tanya/", reviewing.ask, name="ask"),
    path(f"{DESK}/<str:photo>/turunkan/", reviewing.take_down, name="take_down"),
]
