"""An organisation applies on a page, two officers answer on theirs, and a fallen one is followed up on one page."""

import io
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from ksbb.commitments.models import Line
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Organisation
from ksbb.permits.models import Application, Scan
from ksbb.recipients.actions import register_recipient
from ksbb.recipients.models import SafeguardingAcceptance
from ksbb.recipients.queries import by_reference, kind_by_code
from tests import world as situations
from tests.web.desks.conftest import Visitor, hidden
from tests.world import World

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n"
CHECK = "Nomor dan nama dicari di situs penerbit, cocok"
WHY = "Izin dicabut menteri pada 5 Juli 2022"


def filled(w: World, **more: Any) -> dict[str, Any]:
    days = {"valid_from": w.today - timedelta(days=9), "valid_until": w.today + timedelta(days=300)}
    return {
        "name": "Dana Kita",
        "kind": "izin_pub",
        "number": "12/HUK/2026",
        "issuer": "Menteri Sosial",
        **days,
        **more,
    }


def send(world: World, sit: Visitor, activity: str = "agregator", **more: Any) -> Any:
    client = sit("orang_lain")
    path = f"{reverse('desks:apply')}?kegiatan={activity}"
    return client.post(path, {**filled(world, **more), "key": hidden(client.get(path))})


def test_from_the_form_to_active_over_two_desks(
    world: World, sit: Visitor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        scan = SimpleUploadedFile("izin saya.pdf", PDF, content_type="application/pdf")
        answer = send(world, sit, scan=scan)
    assert answer.status_code == 302
    made = Application.objects.get()
    page = reverse("desks:pokja_application", args=[made.pk])

    for officer in ("pokja", "pokja_dua"):
        client = sit(officer)
        assert client.post(page, {"check_note": "ok"}).status_code == 422
        assert client.post(page, {"check_note": CHECK}).status_code == 302

    assert Organisation.objects.get(pk=made.organisation_id).standing == "aktif"
    public = sit("lurah").get(reverse("public:organisation", args=[made.organisation.reference])).content.decode()
    assert "12/HUK/2026" in public
    assert "Disetujui dua petugas" in public
    assert made.scan is not None
    assert made.scan.path not in public
    download = sit("pokja").get(reverse("desks:permit_scan", args=[made.pk]))
    assert download.content == PDF
    assert download["Content-Disposition"].startswith("attachment;")
    assert "izin saya" not in download["Content-Disposition"]
    assert "no-store" in download["Cache-Control"]
    default_storage.delete(made.scan.path)


def test_the_wrong_kind_is_not_offered_and_not_taken(world: World, sit: Visitor) -> None:
    """T02 at the page: a foundation number typed into a home's form is refused, and the form keeps what was typed."""
    answer = send(world, sit, "panti_asuhan", kind="badan_hukum", area="Kelurahan Kebayoran Lama Selatan")

    assert answer.status_code == 422
    assert not Application.objects.exists()
    assert 'value="12/HUK/2026"' in answer.content.decode()


def test_a_file_that_is_no_permit_is_refused_with_a_sentence(world: World, sit: Visitor) -> None:
    bad = SimpleUploadedFile("izin.pdf", b"<html>", content_type="application/pdf")

    answer = send(world, sit, scan=bad)

    assert answer.status_code == 422
    assert "bukan PDF, JPEG, atau PNG" in answer.content.decode()
    assert not Scan.objects.exists()


def test_a_bad_file_hides_no_other_mistake(world: World, sit: Visitor) -> None:
    bad = SimpleUploadedFile("izin.pdf", b"<html>", content_type="application/pdf")

    answer = send(world, sit, scan=bad, name="", number="0220 1234 56789", valid_until=world.today - timedelta(days=1))

    errors = answer.context["form"].errors
    assert set(errors) == {"scan", "name", "number", "valid_until"}
    assert "Tiga belas angka adalah NIB" in answer.content.decode()


def test_a_picture_of_the_screen_is_a_scan(world: World, sit: Visitor, django_capture_on_commit_callbacks: Any) -> None:
    whole = io.BytesIO()
    Image.new("RGB", (4, 4)).save(whole, "PNG")
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(world, sit, scan=SimpleUploadedFile("izin.png", whole.getvalue(), content_type="image/png"))

    assert answer.status_code == 302
    kept = Scan.objects.get()
    assert kept.media_type == "image/png"
    default_storage.delete(kept.path)
    broken = send(world, sit, name="Lain", scan=SimpleUploadedFile("izin.png", whole.getvalue()[:-4]))
    assert broken.status_code == 422


def test_who_was_refused_may_apply_again_from_the_answer(world: World, sit: Visitor) -> None:
    send(world, sit)
    made = Application.objects.get()
    weighed = sit("pokja").get(reverse("desks:pokja_application", args=[made.pk])).content.decode()
    assert "menurut pemohon" in weighed
    sit("pokja").post(reverse("desks:refuse_application", args=[made.pk]), {"reason": "Nomornya tidak terdaftar."})

    page = sit("orang_lain").get(reverse("desks:own_application", args=[made.pk])).content.decode()

    assert f'href="{reverse("desks:apply")}?kegiatan=agregator"' in page


def test_a_home_names_its_kelurahan(world: World, sit: Visitor) -> None:
    more = {"kind": "izin_lks", "name": "Panti Kasih"}
    assert send(world, sit, "panti_asuhan", area="", **more).status_code == 422
    assert send(world, sit, "panti_asuhan", area="Jakarta Selatan", **more).status_code == 422

    assert send(world, sit, "panti_asuhan", area="Kelurahan Kebayoran Lama Selatan", **more).status_code == 302

    made = Application.objects.get()
    assert made.place is not None
    assert made.place.level == "kelurahan"


def test_what_is_asked_for_again_is_mended_on_the_same_page(world: World, sit: Visitor) -> None:
    send(world, sit)
    made = Application.objects.get()
    sit("pokja").post(reverse("desks:ask_changes", args=[made.pk]), {"reason": "Nomor izinnya belum lengkap"})
    client, page = sit("orang_lain"), reverse("desks:own_application", args=[made.pk])

    shown = client.get(page).content.decode()
    assert "Nomor izinnya belum lengkap" in shown
    assert 'value="12/HUK/2026"' in shown
    assert client.post(page, filled(world, number="12/HUK/2026-A")).status_code == 302

    made.refresh_from_db()
    assert (made.state, made.number) == ("diajukan", "12/HUK/2026-A")


def test_a_refusal_is_read_by_its_applicant_only(world: World, sit: Visitor) -> None:
    send(world, sit)
    made = Application.objects.get()
    sit("pokja").post(reverse("desks:refuse_application", args=[made.pk]), {"reason": "Izinnya milik lembaga lain"})
    page = reverse("desks:own_application", args=[made.pk])

    assert "Izinnya milik lembaga lain" in sit("orang_lain").get(page).content.decode()
    assert sit("kolaborator").get(page).status_code == 404
    assert sit("lurah").get(reverse("public:organisation", args=[made.organisation.reference])).status_code == 404


def test_a_look_alike_is_shown_and_wants_a_reason(world: World, sit: Visitor) -> None:
    send(world, sit, "yayasan", name="Yayasan Koperasi Ujii", kind="badan_hukum", valid_until="")
    made = Application.objects.get()
    client, page = sit("pokja"), reverse("desks:pokja_application", args=[made.pk])

    shown = client.get(page).content.decode()
    assert "Namanya mirip" in shown
    assert world.organisation.name in shown
    assert client.post(page, {"check_note": CHECK}).status_code == 422
    assert client.post(page, {"check_note": CHECK, "alike_reason": "Akta dan alamatnya berbeda"}).status_code == 302


# --- Falling ----------------------------------------------------------------------------------------------------------


def fallen(world: World, sit: Visitor) -> tuple[Any, str]:
    client = sit("pokja")
    page = reverse("desks:suspend", args=[world.organisation.reference])
    client.post(page, {"standing": "ditangguhkan", "reason": WHY})
    return client, page


def test_suspending_shows_the_open_promises_and_gives_one_back_by_one_press(world: World, sit: Visitor) -> None:
    line = situations.promised_line(world)
    client, page = fallen(world, sit)
    shown = client.get(page).content.decode()
    assert line.need.recipient.name in shown
    assert WHY in shown

    reroute = reverse("desks:reroute", args=[world.organisation.reference, line.pk])
    client.post(reroute, {"nasib": "kembali", "key": "a" * 32})

    line.refresh_from_db()
    line.need.refresh_from_db()
    assert (line.state, line.quantity, line.need.promised) == ("dibatalkan", 0, 0)
    assert WHY in line.state_reason
    assert "Tidak ada" in client.get(page).content.decode()


def test_goods_on_their_way_are_kept(world: World, sit: Visitor) -> None:
    delivery = situations.delivery_on_the_way(world)
    line = Line.objects.get()
    client, page = fallen(world, sit)
    assert "Kembalikan ke kebutuhan" not in client.get(page).content.decode()

    client.post(
        reverse("desks:reroute", args=[world.organisation.reference, line.pk]), {"nasib": "tetap", "key": "b" * 32}
    )

    line.refresh_from_db()
    assert line.state == "diantar"
    assert line.contacted_at is not None
    assert delivery.reference


def test_nothing_is_rerouted_of_an_organisation_that_stands(world: World, sit: Visitor) -> None:
    line = situations.promised_line(world)
    reroute = reverse("desks:reroute", args=[world.organisation.reference, line.pk])

    assert sit("pokja").post(reroute, {"nasib": "kembali"}).status_code == 404
    line.refresh_from_db()
    assert line.quantity == 100


def test_the_public_page_tells_of_the_fall(world: World, sit: Visitor) -> None:
    fallen(world, sit)

    page = sit("ketua_rw").get(reverse("public:organisation", args=[world.organisation.reference])).content.decode()

    assert "Ditangguhkan" in page
    assert WHY in page
    assert "Riwayat kedudukan" in page


# --- Homes for children -----------------------------------------------------------------------------------------------


def test_the_manager_of_a_home_for_children_reads_and_accepts(world: World, sit: Visitor) -> None:
    made = register_recipient(
        by=world.lurah,
        kind=kind_by_code("panti_asuhan"),
        place=world.village,
        name="Panti Anak",
        source="x",
        at=world.at,
    )
    parties.appoint(user=world.pengelola, name=RoleName.KEEPER, organisation=made.organisation, at=world.at)
    home = by_reference(made.reference)
    client, page = sit("pengelola"), reverse("desks:safeguarding", args=[home.reference])
    assert page in client.get(reverse("desks:recipient")).content.decode()
    assert "barang dan bangunan" in client.get(page).content.decode()

    client.post(page, {"key": "c" * 32})

    assert SafeguardingAcceptance.objects.get().accepted_by == world.pengelola
    assert "Baca dan setujui dulu." not in client.get(reverse("desks:recipient")).content.decode()
    public = client.get(reverse("public:recipient", args=[home.reference])).content.decode()
    assert "Pengelola menyetujui pernyataan pelindungan anak" in public
    assert world.pengelola.name not in public
