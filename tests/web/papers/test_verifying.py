"""The check that anybody can make: cocok, tidak cocok, digantikan, ditarik (DOC-01, DOC-05, DOC-08)."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from ksbb.commitments import actions as commitments
from ksbb.deliveries import actions as deliveries
from ksbb.documents import seals
from ksbb.documents.models import Paper
from ksbb.documents.sheets import check_code
from tests import world as the
from tests.web.papers.conftest import Issue
from tests.world import CANARY, World

Sit = Callable[[str], Client]


@pytest.fixture
def commitment(world: World) -> Any:
    return the.promise(world, the.open_need(world), 100)


@pytest.fixture
def paper(issue: Issue, commitment: Any) -> Paper:
    return issue("surat-komitmen", commitment.reference)


def address(paper: Paper) -> str:
    return reverse("papers:check", args=[f"{paper.reference}-{check_code(paper.digest)}"])


def verdict(response: Any) -> str:
    found = re.search(r'<h1 class="verdict[^"]*">([^<]+)</h1>', response.content.decode())
    assert found, response.content.decode()
    return found[1]


def file_of(client: Client, paper: Paper) -> bytes:
    return client.get(reverse("papers:pdf", args=[paper.reference])).content


def hand_in(where: str, data: bytes) -> Any:
    return Client().post(where, {"berkas": SimpleUploadedFile("surat.pdf", data, "application/pdf")})


def test_a_sound_paper_is_cocok_for_anybody(paper: Paper):
    response = Client().get(address(paper))

    assert (response.status_code, verdict(response)) == (200, "Cocok")
    text = response.content.decode()
    assert paper.reference in text
    assert "100" in text
    assert "tidak tersertifikasi" in text


def test_the_check_page_tells_nothing_private(world: World):
    guest = the.guest_commitment(world)
    commitments.prove(commitment=guest, digits=the.sent_code(), at=world.at)
    client = Client()
    client.post(reverse("giving:track"), {"nomor": guest.reference, "bukti": "kenari.tamu@uji.example"})
    client.post(reverse("papers:ask", args=["surat-komitmen", guest.reference]))
    made = Paper.objects.get()

    page = Client().get(address(made)).content.decode()

    assert "Hamba Allah" in page
    assert CANARY.lower() not in page.lower()
    assert guest.reference not in page


def test_a_changed_record_is_tidak_cocok_and_then_superseded(world: World, commitment: Any, paper: Paper, issue: Issue):
    line = the.line_of(commitment)
    deliveries.reduce(by=world.kolaborator, line=line, quantity=60, reason="Stok kami berkurang", at=world.at)
    changed = verdict(Client().get(address(paper)))
    newer = issue("surat-komitmen", commitment.reference)
    old, new = Client().get(address(paper)), Client().get(address(newer))

    assert changed == "Tidak cocok"
    assert verdict(old) == "Sudah digantikan"
    assert "versi 2 yang terbit Senin, 4 Mei 2026" in old.content.decode()
    assert verdict(new) == "Cocok"


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(paper: Paper):
    wrong = Client().get(reverse("papers:check", args=[f"{paper.reference}-0000000000"]))
    unknown = Client().get(reverse("papers:check", args=["SK-2026-000777-0000000000"]))
    nonsense = [Client().get(reverse("papers:check", args=[text])) for text in ("x", "SK-²-1-a", "-", "SK-2026--")]

    assert {answer.status_code for answer in (wrong, unknown, *nonsense)} == {404}
    assert {verdict(answer) for answer in (wrong, unknown, *nonsense)} == {"Tidak cocok"}
    assert wrong.content.replace(b"000777", b"") == unknown.content.replace(b"000777", b"")


def test_the_file_is_compared_to_the_last_byte(paper: Paper, sit: Sit):
    data = file_of(sit("kolaborator"), paper)
    places = range(0, len(data), max(1, len(data) // 40))
    bent = [data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in places]

    assert verdict(hand_in(address(paper), data)) == "Cocok"
    assert verdict(hand_in(reverse("papers:verify"), data)) == "Cocok"
    assert {verdict(hand_in(address(paper), one)) for one in (*bent, data + b"\n", data[:-1], b"")} == {"Tidak cocok"}
    assert verdict(hand_in(reverse("papers:verify"), bent[3])) == "Tidak cocok"


def test_the_file_of_an_old_version_is_known_as_old(
    world: World, commitment: Any, paper: Paper, issue: Issue, sit: Sit
):
    data = file_of(sit("kolaborator"), paper)
    line = the.line_of(commitment)
    deliveries.reduce(by=world.kolaborator, line=line, quantity=60, reason="Stok kami berkurang", at=world.at)
    issue("surat-komitmen", commitment.reference)

    assert verdict(hand_in(reverse("papers:verify"), data)) == "Sudah digantikan"
    assert verdict(hand_in(address(paper), data)) == "Sudah digantikan"


def test_a_large_file_is_refused_with_a_sentence(paper: Paper):
    response = hand_in(address(paper), b"x" * 1_000_001)

    assert response.status_code == 422
    assert "lebih dari 1 MB" in response.content.decode()


def test_number_and_code_can_be_typed_as_people_type(paper: Paper):
    code = check_code(paper.digest).lower()
    typed = f"{code[:5]}-{code[5:]}".replace("0", "o").replace("1", "l")

    response = Client().get(reverse("papers:verify"), {"nomor": f" sk 2026 {paper.serial} ", "kode": typed})

    assert (response.status_code, response["Location"]) == (302, address(paper))


def test_an_empty_form_asks_for_both(paper: Paper):
    response = Client().get(reverse("papers:verify"), {"nomor": "", "kode": ""})

    assert response.status_code == 422
    assert "Tulis nomor dokumen." in response.content.decode()


def test_misses_are_counted(settings: Any, tmp_path: Any, paper: Paper):
    from django.core.cache import caches

    settings.KSBB_RATE_FACTOR = 1
    caches["limits"].clear()
    client = Client()
    wrong = reverse("papers:check", args=[f"{paper.reference}-0000000000"])

    answers = [client.get(wrong).status_code for _ in range(32)]
    caches["limits"].clear()

    assert answers[:30] == [404] * 30
    assert answers[30:] == [429] * 2


def test_pokja_takes_a_paper_back_and_the_check_says_why(paper: Paper, sit: Sit):
    where = reverse("papers:withdraw", args=[paper.reference])
    why = "Dipakai di luar maksudnya"

    assert sit("lurah").post(where, {"alasan": why}).status_code == 404
    assert sit("pokja").post(where, {"alasan": "ya"}).status_code in (409, 422)
    assert sit("pokja").post(where, {"alasan": why}).status_code == 302

    response = Client().get(address(paper))
    assert verdict(response) == "Tidak berlaku lagi"
    assert why in response.content.decode()
    assert sit("kolaborator").get(reverse("papers:pdf", args=[paper.reference])).status_code == 302


@pytest.mark.parametrize(("kind", "size_mm"), [("surat-komitmen", 27), ("poster", 82), ("label", 40)])
def test_the_qr_scans_at_150_dpi_in_grey(world: World, issue: Issue, kind: str, size_mm: int):
    """As printed: so many millimetres, scanned at 150 dots an inch, grey, with a little blur and fading."""
    by = "ketua_rw" if kind == "poster" else "kolaborator"
    subject = {
        "poster": lambda: world.rw.reference,
        "label": lambda: the.planned_delivery(world).reference,
        "surat-komitmen": lambda: the.promise(world, the.open_need(world), 10).reference,
    }[kind]()
    paper = issue(kind, subject, by=by, kardus=1)
    drawn = io.BytesIO()
    seals.qr(paper).save(drawn, kind="png", scale=12, border=4)
    dots = round(size_mm / 25.4 * 150)

    grey = Image.open(drawn).convert("L").resize((dots, dots), Image.Resampling.BILINEAR)
    faded = grey.point(lambda value: 40 + value * 160 // 255)
    read = zxingcpp.read_barcodes(faded)

    assert [one.text for one in read] == [seals.check_address(paper)]
    assert seals.check_address(paper).endswith(address(paper))


def test_a_cancelled_promise_is_told_as_ended(client: Client, world: World, commitment: Any, paper: Paper):
    commitments.cancel(
        by=world.kolaborator, line=the.line_of(commitment), reason="Rencana kami berubah total", at=world.at
    )

    page = client.get(address(paper)).content.decode()

    assert "Tidak berlaku lagi" in page
    assert "Mintalah versi yang baru" not in page
