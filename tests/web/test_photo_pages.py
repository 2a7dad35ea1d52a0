"""Photos through the pages: sent by either side, seen only by them until reviewed, hostile files answered in words."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from ksbb.core.pictures import LARGEST_BYTES
from ksbb.deliveries import actions
from ksbb.deliveries.enums import EvidenceState
from ksbb.deliveries.models import Delivery, Evidence
from ksbb.deliveries.queries import lines_of, word_of
from tests import photos as pictures
from tests import world as the
from tests.hostile.pictures import CANARY, corpus, exif, short
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

WORDS = "Seratus paket sembako di pos RW"


@pytest.fixture
def delivery(world: World) -> Delivery:
    return the.handed_over(world)


def signed_in(w: World, role: str) -> Client:
    client = Client()
    client.force_login(w.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def giver_page(delivery: Delivery) -> str:
    commitment = lines_of(delivery)[0].line.commitment
    return reverse("photos:giver", args=[commitment.reference, delivery.reference])


def need_page(delivery: Delivery) -> str:
    return reverse("public:need", args=[lines_of(delivery)[0].line.need.reference])


def upload(client: Client, address: str, content: bytes, name: str = "foto.jpg") -> Any:
    return client.post(address, {"foto": SimpleUploadedFile(name, content, "image/jpeg")})


def test_from_the_giver_to_the_public(world: World, delivery: Delivery) -> None:
    """J1 step 9: sent, reviewed, seen; nothing of the camera's words on the way."""
    giver, officer, anybody = signed_in(world, "kolaborator"), signed_in(world, "lurah"), Client()
    content = pictures.jpeg(pictures.scene(1, (1600, 1200)), exif=exif(taken="2026:05:04 09:00:00"))

    assert upload(giver, giver_page(delivery), content).status_code == 302
    photo = Evidence.objects.get()
    assert "Menunggu pemeriksaan" in giver.get(giver_page(delivery)).content.decode()
    assert photo.reference not in anybody.get(need_page(delivery)).content.decode()
    assert anybody.get(reverse("photos:page", args=[photo.reference])).status_code == 404
    assert anybody.get(reverse("photos:file", args=[photo.reference, "besar"])).status_code == 404

    review = reverse("photos:review", args=[photo.reference])
    assert review in officer.get(reverse("photos:queue")).content.decode()
    assert officer.post(review, {"petak": ["0", "1"], "description": "x"}).status_code == 422
    assert officer.post(review, {"petak": ["0", "1"], "description": WORDS}).status_code == 302

    assert photo.reference in anybody.get(need_page(delivery)).content.decode()
    page = anybody.get(reverse("photos:page", args=[photo.reference])).content.decode()
    assert WORDS in page
    assert "Sebagian disamarkan" in page


def test_the_public_file_is_what_it_says(world: World, delivery: Delivery) -> None:
    photo = the.published_photo(world, delivery)
    for size, most in (("besar", 400_000), ("kecil", 60_000)):
        answer = Client().get(reverse("photos:file", args=[photo.reference, size]))

        assert answer["Content-Type"] == "image/jpeg"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == f'inline; filename="foto-{photo.reference}.jpg"'
        assert answer["Cache-Control"] == "public, max-age=86400"
        assert "cookie" not in answer.get("Vary", "").lower()
        assert not answer.cookies
        assert len(answer.content) <= most
        assert CANARY not in answer.content
    assert Client().get(reverse("photos:file", args=[photo.reference, "asli"])).status_code == 404


def test_a_private_file_is_kept_by_nobody(world: World, delivery: Delivery) -> None:
    photo = the.sent_photo(world, delivery)
    address = reverse("photos:private", args=[photo.reference, "besar"])

    assert signed_in(world, "lurah").get(address)["Cache-Control"] == "private, no-store"
    assert Client().get(address).status_code == 302
    for stranger in ("orang_lain", "ketua_rw", "lurah_lain", "kolaborator_lain"):
        assert signed_in(world, stranger).get(address).status_code == 404


def test_taken_down_is_gone_at_once(world: World, delivery: Delivery) -> None:
    photo = the.published_photo(world, delivery)
    file = reverse("photos:file", args=[photo.reference, "kecil"])
    assert Client().get(file).status_code == 200
    down = reverse("photos:take_down", args=[photo.reference])

    assert signed_in(world, "lurah").post(down, {"reason": "Ada wajah anak yang terlihat"}).status_code == 302

    assert Client().get(file).status_code == 404
    assert Client().get(reverse("photos:page", args=[photo.reference])).status_code == 404
    assert photo.reference not in Client().get(need_page(delivery)).content.decode()


def test_the_receiver_sends_and_answers(world: World, delivery: Delivery) -> None:
    """J3 step 7, and an officer's question."""
    head = signed_in(world, "ketua_rw")
    address = reverse("photos:receiver", args=[delivery.reference])
    assert upload(head, address, pictures.jpeg(pictures.scene(2))).status_code == 302
    photo = Evidence.objects.get()

    asked = signed_in(world, "lurah").post(
        reverse("photos:ask", args=[photo.reference]), {"question": "Di mana foto ini diambil?"}
    )
    assert asked.status_code == 302
    assert "Di mana foto ini diambil?" in head.get(address).content.decode()
    answer = reverse("photos:receiver_answer", args=[delivery.reference, photo.reference])
    assert head.post(answer, {"answer": "Di pos RW 901 tadi pagi"}).status_code == 302

    assert Evidence.objects.get().state == EvidenceState.PENDING
    shown = signed_in(world, "lurah").get(reverse("photos:review", args=[photo.reference])).content.decode()
    assert "Di pos RW 901 tadi pagi" in shown


def courier_pages(w: World, *deliveries: Delivery) -> list[str]:
    """Where a courier sends photos, for each stop of one link."""
    link = actions.make_courier_link(by=w.kolaborator, deliveries=list(deliveries), day=w.today, at=w.at)
    return [reverse("courier:photo", args=[word_of(link), one.reference]) for one in deliveries]


def test_a_courier_sends_at_every_stop_without_an_account(world: World) -> None:
    """J8 step 4: two stops, one photo each; the courier sees neither picture again, the giver sees both."""
    delivery, second = (
        actions.depart(by=world.kolaborator, delivery=one, at=world.at) for one in the.two_journeys(world)
    )
    anybody = Client()
    for number, page in enumerate(courier_pages(world, delivery, second)):
        assert 'enctype="multipart/form-data"' in anybody.get(page).content.decode()
        answer = upload(anybody, page, pictures.jpeg(pictures.scene(number)))
        assert answer.status_code == 302
        assert "Kirim foto barang" in anybody.get(answer["Location"]).content.decode()
        again = anybody.get(page).content.decode()
        assert "Menunggu pemeriksaan" in again
        assert "<img" not in again

    assert {(one.side, one.delivery_id) for one in Evidence.objects.all()} == {
        ("kurir", delivery.pk),
        ("kurir", second.pk),
    }
    assert "Menunggu pemeriksaan" in signed_in(world, "kolaborator").get(giver_page(delivery)).content.decode()


def test_a_courier_is_told_what_to_mend(world: World) -> None:
    begun, waiting = the.two_journeys(world)
    actions.depart(by=world.kolaborator, delivery=begun, at=world.at)
    page, planned = courier_pages(world, begun, waiting)
    anybody = Client()

    for content, words in ((b"<html></html>", "bukan foto JPEG"), (b"", "kosong")):
        answer = upload(anybody, page, content)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert "Pilih atau ambil fotonya" in anybody.post(page).content.decode()
    assert "setelah barangnya berangkat" in anybody.get(planned).content.decode()
    assert upload(anybody, planned, pictures.jpeg(pictures.scene(1))).status_code == 422
    assert not Evidence.objects.exists()


def test_a_proposal_may_carry_a_photo(world: World) -> None:
    """J3 step 4."""
    need = the.proposed_need(world)
    head = signed_in(world, "ketua_rw")
    address = reverse("photos:proposer", args=[need.reference])
    assert address in head.get(reverse("desks:own_need", args=[need.reference])).content.decode()

    assert upload(head, address, pictures.jpeg(pictures.scene(2))).status_code == 302
    assert Evidence.objects.get().need == need


def test_pressed_twice_is_one_photo(world: World, delivery: Delivery) -> None:
    giver, content = signed_in(world, "kolaborator"), pictures.jpeg(pictures.scene(2))

    assert {upload(giver, giver_page(delivery), content).status_code for _ in range(3)} == {302}
    assert Evidence.objects.count() == 1


def test_a_reused_photo_is_told_to_the_officer_alone(world: World, delivery: Delivery) -> None:
    scene = pictures.scene(5, (800, 600))
    first = the.proposed_need(world, package="lebaran")
    upload(signed_in(world, "ketua_rw"), reverse("photos:proposer", args=[first.reference]), pictures.jpeg(scene))
    giver = signed_in(world, "kolaborator")
    upload(giver, giver_page(delivery), pictures.jpeg(scene.resize((500, 375)), 50))
    photo = Evidence.objects.get(delivery=delivery)
    assert photo.alike is not None

    officer = signed_in(world, "lurah")
    review = reverse("photos:review", args=[photo.reference])
    shown = officer.get(review).content.decode()
    assert "mirip foto yang pernah dikirim" in shown
    assert reverse("photos:private", args=[photo.alike.reference, "besar"]) in shown
    assert "mirip" not in giver.get(giver_page(delivery)).content.decode()
    officer.post(review, {"description": WORDS})
    for address in (reverse("photos:page", args=[photo.reference]), need_page(delivery)):
        text = Client().get(address).content.decode()
        assert photo.reference in text
        assert "mirip" not in text


def test_both_pictures_are_seen_by_the_officer_of_one(world: World, delivery: Delivery) -> None:
    """The earlier photo belongs to another kelurahan: its picture is seen for comparing, nothing else of it."""
    scene = pictures.scene(5, (800, 600))
    elsewhere = the.proposed_need(world, recipient=world.rw_lain)
    head = signed_in(world, "ketua_rw_lain")
    upload(head, reverse("photos:proposer", args=[elsewhere.reference]), pictures.jpeg(scene))
    earlier = Evidence.objects.get()
    officer, picture = signed_in(world, "lurah"), reverse("photos:private", args=[earlier.reference, "besar"])
    assert officer.get(picture).status_code == 404

    upload(signed_in(world, "kolaborator"), giver_page(delivery), pictures.jpeg(scene, 40))

    assert officer.get(picture).status_code == 200
    assert officer.get(reverse("photos:review", args=[earlier.reference])).status_code == 404


def test_a_homes_officer_must_say_that_only_goods_are_on_it(world: World) -> None:
    """T24, through the page."""
    from ksbb.needs.actions import propose

    need = propose(
        by=world.pengelola,
        recipient=world.panti,
        package=the.package_by_code("siap_saji"),  # type: ignore[attr-defined]
        period=world.period,
        quantity=20,
        source="Pengelola",
        beyond_fact_reason="Penghuni bertambah bulan ini",
        at=world.at,
    )
    keeper, officer = signed_in(world, "pengelola"), signed_in(world, "lurah")
    address = reverse("photos:proposer", args=[need.reference])
    assert "hanya barang dan bangunan" in keeper.get(address).content.decode()
    upload(keeper, address, pictures.jpeg(pictures.scene(2)))
    review = reverse("photos:review", args=[Evidence.objects.get().reference])

    assert officer.post(review, {"description": WORDS}).status_code == 422
    assert officer.post(review, {"description": WORDS, "goods_only": "on"}).status_code == 302


# --- Hostile files ----------------------------------------------------------------------------------------------------


def throw(world: World, delivery: Delivery, files: list[Any]) -> list[str]:
    """Complaints: a server error, a refusal without words, more than a redirect or a form that must be mended."""
    giver, address, found = signed_in(world, "kolaborator"), giver_page(delivery), []
    elsewhere = the.proposed_need(world, package="lebaran")
    for name, content in files:
        answer = upload(giver, address, content(), name=f"{name}.jpg")
        said = answer.content.decode()
        if answer.status_code not in {302, 422} or (answer.status_code == 422 and "field-error" not in said):
            found.append(f"{name}: {answer.status_code}")
        # six are enough on one delivery, forty a day: those taken make room
        Evidence.objects.update(delivery=None, need=elsewhere, uploaded_by=None)
    return found


def test_no_server_error_through_the_page(world: World, delivery: Delivery) -> None:
    assert throw(world, delivery, short(20)) == []


@pytest.mark.long
def test_two_hundred_hostile_files_through_the_page(world: World, delivery: Delivery) -> None:
    assert throw(world, delivery, corpus(200)) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0\0\0\x18ftypheic" + b"\0" * 400, "Paling Kompatibel"),
        (b"<html></html>", "bukan foto JPEG"),
        (b"\xff\xd8\xff" + b"\0" * 500, "rusak"),
        (b"\xff\xd8\xff" + b"\0" * (LARGEST_BYTES + 10_000_000), "lebih dari 8 MB"),
        (b"", "kosong"),
    ],
)
def test_what_is_refused_says_what_to_do(world: World, delivery: Delivery, content: bytes, words: str) -> None:
    answer = upload(signed_in(world, "kolaborator"), giver_page(delivery), content)

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_no_more_is_written_down_than_we_take(world: World) -> None:
    """The rest of a file that is too large is dropped as it comes."""
    from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
    from django.http.multipartparser import MultiPartParser
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    from ksbb.core.uploads import Bounded

    big = SimpleUploadedFile("besar.jpg", b"\xff" * (LARGEST_BYTES * 2))
    body = encode_multipart(BOUNDARY, {"foto": big})
    meta = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": len(body)}
    line = [Bounded(), MemoryFileUploadHandler(), TemporaryFileUploadHandler()]

    _, files = MultiPartParser(meta, io.BytesIO(body), line).parse()

    with files["foto"] as kept:  # type: ignore[union-attr]
        assert len(kept.read()) == LARGEST_BYTES + 1


@override_settings(KSBB_RATE_FACTOR=1)
def test_forty_files_a_day_even_when_they_are_refused(world: World, delivery: Delivery) -> None:
    giver, address = signed_in(world, "kolaborator"), giver_page(delivery)
    actions.sweep_files(at=world.at)  # files whose rows other tests took back

    answers = [upload(giver, address, b"<html>").status_code for _ in range(41)]

    assert answers == [422] * 40 + [429]
    assert actions.sweep_files(at=world.at) == 0
