"""Addresses of giving: the flow, the list of choices, tracking, the collaborator's desk, the account."""

from django.urls import URLPattern, path

from ksbb.web.giving import (
    accounts,
    carrying,
    contacts,
    deeds,
    desk,
    offering,
    picking,
    proving,
    steps,
    tracking,
    upload,
)

app_name = "giving"
LINE = "lacak/<str:ref>/baris/<int:number>"
JOURNEY = "lacak/<str:ref>/penyaluran/<str:journey>"
urlpatterns: list[URLPattern] = [
    path("bantu/pokja/", offering.offer, name="offer"),
    path("bantu/pokja/periksa/", offering.check, name="offer_check"),
    path("bantu/<str:ref>/", steps.start, name="start"),
    path("bantu/<str:ref>/kapan/", steps.when, name="when"),
    path("bantu/<str:ref>/siapa/", steps.who, name="who"),
    path("bantu/<str:ref>/periksa/", steps.check, name="check"),
    path("komitmen/<str:ref>/kode/", proving.code, name="code"),
    path("komitmen/<str:ref>/kode/ulang/", proving.resend, name="resend"),
    path("komitmen/<str:ref>/tercatat/", proving.receipt, name="receipt"),
    path("daftar-pilihan/", picking.pick, name="pick"),
    path("lacak/", tracking.track, name="track"),
    path("lacak/<str:ref>/", tracking.tracked, name="tracked"),
    path(f"{LINE}/kalender.ics", tracking.calendar, name="calendar"),
    path("lacak/<str:ref>/usulan/<int:number>/setuju/", offering.accept, name="accept_target"),
    path("lacak/<str:ref>/usulan/<int:number>/tolak/", offering.decline, name="decline_target"),
    path("lacak/<str:ref>/tarik/", offering.withdraw, name="withdraw_offer"),
    path(f"{LINE}/dihubungi/", deeds.contacted, name="contacted"),
    path(f"{LINE}/jadwal/", deeds.schedule, name="schedule"),
    path(f"{LINE}/terima-hari/", deeds.accept_day, name="accept_day"),
    path(f"{LINE}/kurangi/", deeds.reduce, name="reduce"),
    path(f"{LINE}/batal/", deeds.cancel, name="cancel"),
    path(f"{LINE}/kontak/", contacts.contact, name="contact"),
    path(f"{LINE}/wa/<str:token>/", contacts.to_whatsapp, name="to_whatsapp"),
    path(f"{LINE}/antar/", carrying.plan, name="plan"),
    path(f"{JOURNEY}/berangkat/", carrying.depart, name="depart"),
    path(f"{JOURNEY}/diserahkan/", carrying.hand_over, name="hand_over"),
    path(f"{JOURNEY}/batal/", carrying.call_off, name="call_off"),
    path("meja/kolaborator/", desk.desk, name="collaborator"),
    path("meja/kolaborator/penyaluran/", desk.journeys, name="journeys"),
    path("meja/kolaborator/unggah/", upload.upload, name="upload"),
    path("meja/kolaborator/unggah/contoh.csv", upload.template, name="upload_template"),
    path("meja/kolaborator/unggah/kesalahan.csv", upload.faults, name="upload_faults"),
    path("akun/saya/", accounts.account, name="account"),
    path("demo/surat/", accounts.mailbox, name="mailbox"),
]
