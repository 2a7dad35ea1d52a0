"""Papers through the pages: what they say, who reads them; PDF and page say the same (DOC-01, 02, 03, 05, 07)."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from ksbb.commitments import actions as commitments
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.documents.enums import PaperKind, PaperState
from ksbb.documents.models import Paper
from ksbb.documents.seals import HONEST
from ksbb.web.papers.contents import assemble
from tests import world as the
from tests.web.papers.conftest import Issue, text_of
from tests.world import CANARY, World

Sit = Callable[[str], Client]
WHERE = {
    "surat-komitmen": PaperKind.COMMITMENT,
    "bast": PaperKind.HANDOVER,
    "tanda-terima": PaperKind.RECEIPT,
    "label": PaperKind.LABEL,
    "poster": PaperKind.POSTER,
}


@pytest.fixture
def delivery(world: World) -> Any:
    return the.received(world, 94)


def subject_of(kind: str, world: World, delivery: Any) -> str:
    promise: str = deliveries_lines(delivery)[0].line.commitment.reference
    subjects = {"poster": world.rw.reference, "surat-komitmen": promise}
    return subjects.get(kind, str(delivery.reference))


def deliveries_lines(delivery: Any) -> Any:
    from ksbb.deliveries.queries import lines_of

    return lines_of(delivery)


def _flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("kind", WHERE)
def test_pdf_and_page_say_every_field_of_the_record(world: World, delivery: Any, issue: Issue, sit: Sit, kind: str):
    by = "ketua_rw" if kind == "poster" else "kolaborator"
    subject = subject_of(kind, world, delivery)
    paper = issue(kind, subject, by=by, kardus=5)
    client = sit(by)

    pdf = client.get(reverse("papers:pdf", args=[paper.reference]))
    page = client.get(reverse("papers:paper", args=[paper.reference]))

    sheet = assemble(WHERE[kind], subject, copies=paper.copies).sheet
    told = [text for text in sheet.texts() if text] + [paper.reference]
    printed, shown = _flat(text_of(pdf.content)).upper(), _flat(unescape(strip_tags(page.content.decode()))).upper()
    assert len(told) > 4
    assert [text for text in told if _flat(text).upper() not in printed] == []
    assert [text for text in told if _flat(text).upper() not in shown] == []
    assert _flat(HONEST).upper() in shown
    if kind != "label":  # a label is small: its check page says it
        assert _flat(HONEST).upper() in printed


@pytest.mark.parametrize("kind", WHERE)
def test_a_pdf_is_small_named_and_in_its_language(world: World, delivery: Any, issue: Issue, sit: Sit, kind: str):
    by = "ketua_rw" if kind == "poster" else "kolaborator"
    paper = issue(kind, subject_of(kind, world, delivery), by=by, kardus=5)
    address = reverse("papers:pdf", args=[paper.reference])

    first, second = sit(by).get(address), sit(by).get(address)

    reader = pypdf.PdfReader(io.BytesIO(first.content))
    assert first["Content-Type"] == "application/pdf"
    assert len(first.content) <= 150 * 1024
    assert first.content == second.content
    assert reader.metadata is not None
    assert paper.reference in (reader.metadata.title or "")
    assert str(reader.root_object["/Lang"]) == "id-ID"
    assert len(reader.pages) == (2 if kind == "label" else 1)


def test_a_letter_says_what_doc_01_asks(world: World, issue: Issue, sit: Sit):
    commitment = the.promise(world, the.open_need(world), 100)
    paper = issue("surat-komitmen", commitment.reference)

    text = text_of(sit("kolaborator").get(reverse("papers:pdf", args=[paper.reference])).content)

    price = assemble(PaperKind.COMMITMENT, commitment.reference).sheet.parts[2].pairs[0].value
    for said in (
        "Senin, tanggal empat bulan Mei tahun dua ribu dua puluh enam",
        "Koperasi Uji",
        "100",
        "bukan bukti penerimaan",
        "disetujui pemberi",
        paper.digest,
        price.rsplit("(", 1)[0].strip(),
    ):
        assert _flat(said) in _flat(text), said
    assert price.endswith("rupiah)")


def test_a_receipt_counts_in_words_and_names_no_number(world: World, delivery: Any, issue: Issue, sit: Sit):
    paper = issue("tanda-terima", delivery.reference, by="ketua_rw")

    text = text_of(sit("ketua_rw").get(reverse("papers:pdf", args=[paper.reference])).content)

    assert "sembilan puluh empat" in text
    assert "Ketua RW 901" in text
    assert CANARY.lower() not in text.lower()
    assert "+62" not in text


def test_a_bast_of_fifteen_items_is_one_page(world: World, sit: Sit, issue: Issue):
    need = the.open_need(world, quantity=300)
    promises = [the.promise(world, need, 10 + number) for number in range(15)]
    lines = [the.line_of(promise) for promise in promises]
    for line in lines:
        commitments.schedule(by=world.kolaborator, line=line, deliver_on=world.soon, at=world.at)
    loads = [deliveries.Load(line=line, quantity=line.quantity) for line in lines]
    journey = deliveries.plan_delivery(by=world.kolaborator, loads=loads, planned_on=world.soon, at=world.at)
    paper = issue("bast", journey.reference)

    data = sit("kolaborator").get(reverse("papers:pdf", args=[paper.reference])).content

    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    text = text_of(data)
    assert all(word in text for word in ("Pihak Pertama", "Pihak Kedua", "Saksi 1", "Saksi 2", "dua puluh empat"))


GOLDEN = Path(__file__).with_name("bast.txt")
DRAWN = (
    (r"KS-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", "KS-…"),
    (r"[0-9a-f]{64}", "<sidik>"),
    (r"(kode periksa )[0-9A-Z-]+", r"\1<kode>"),
    (r"(BAST-2026-000001-)[0-9A-Z]+", r"\1<kode>"),
)


def test_a_bast_reads_as_the_golden_one(world: World, delivery: Any, issue: Issue, sit: Sit):
    """The whole text, what is drawn by lot apart. A wanted change is made in bast.txt too."""
    paper = issue("bast", delivery.reference)

    text = text_of(sit("kolaborator").get(reverse("papers:pdf", args=[paper.reference])).content)
    for drawn, shown in DRAWN:
        text = re.sub(drawn, shown, text)

    assert text == " ".join(GOLDEN.read_text().split())


def test_the_same_record_is_the_same_paper_and_a_changed_one_a_new_version(world: World, issue: Issue):
    commitment = the.promise(world, the.open_need(world), 100)
    first = issue("surat-komitmen", commitment.reference)
    again = issue("surat-komitmen", commitment.reference)
    deliveries.reduce(
        by=world.kolaborator, line=the.line_of(commitment), quantity=60, reason="Stok kami berkurang", at=world.at
    )
    changed = issue("surat-komitmen", commitment.reference)

    first.refresh_from_db()
    assert again.pk == first.pk
    assert (changed.reference, changed.version) == (first.reference, 2)
    assert first.state == PaperState.SUPERSEDED
    assert changed.digest != first.digest


ROLES = {
    "surat-komitmen": {"kolaborator", "pokja"},
    "bast": {"kolaborator", "ketua_rw", "lurah", "pokja"},
    "tanda-terima": {"kolaborator", "ketua_rw", "lurah", "pokja"},
    "label": {"kolaborator", "ketua_rw", "lurah", "pokja"},
}
ALL = ("kolaborator", "kolaborator_lain", "ketua_rw", "ketua_rw_lain", "pengelola", "lurah", "lurah_lain", "pokja")


@pytest.mark.parametrize("kind", ROLES)
def test_only_its_sides_read_a_paper(world: World, delivery: Any, issue: Issue, sit: Sit, kind: str):
    subject = subject_of(kind, world, delivery)
    paper = issue(kind, subject, kardus=2)
    pages = [
        reverse("papers:paper", args=[paper.reference]),
        reverse("papers:pdf", args=[paper.reference]),
        reverse("papers:ask", args=[kind, subject]),
    ]

    opened = {role for role in ALL if {sit(role).get(page).status_code for page in pages} <= {200, 302}}

    assert opened == ROLES[kind]
    for role in set(ALL) - opened:
        assert [sit(role).get(page).status_code for page in pages] == [404] * 3
    assert [Client().get(page).status_code for page in pages] == [404] * 3


def test_a_foreign_number_is_not_told_from_one_never_given(world: World, delivery: Any, issue: Issue, sit: Sit):
    paper = issue("bast", delivery.reference)
    stranger = sit("kolaborator_lain")

    there = stranger.get(reverse("papers:paper", args=[paper.reference]))
    missing = stranger.get(reverse("papers:paper", args=["BAST-2026-000999"]))

    assert (there.status_code, missing.status_code) == (404, 404)
    assert there.content == missing.content


def test_a_guest_who_proved_the_promise_prints_the_letter(world: World):
    guest = the.guest_commitment(world)
    commitments.prove(commitment=guest, digits=the.sent_code(), at=world.at)
    client = Client()
    where = reverse("papers:ask", args=["surat-komitmen", guest.reference])
    assert client.get(where).status_code == 404

    client.post(reverse("giving:track"), {"nomor": guest.reference, "bukti": "kenari.tamu@uji.example"})
    done = client.post(where)

    assert done.status_code == 302
    assert CANARY in client.get(done["Location"]).content.decode()


def test_a_poster_is_for_everybody_and_holds_nobody(world: World, delivery: Any, issue: Issue):
    paper = issue("poster", world.rw.reference, by="ketua_rw")

    page = Client().get(reverse("papers:paper", args=[paper.reference]))
    pdf = Client().get(reverse("papers:pdf", args=[paper.reference]))

    assert page.status_code == pdf.status_code == 200
    assert CANARY.lower() not in page.content.decode().lower() + text_of(pdf.content).lower()


def test_what_may_not_be_issued_says_why(world: World, sit: Sit):
    planned = the.planned_delivery(world)
    early = sit("kolaborator").post(reverse("papers:ask", args=["tanda-terima", planned.reference]))
    deliveries.call_off(by=world.kolaborator, delivery=planned, reason="Mobilnya rusak di jalan", at=world.at)
    late = sit("kolaborator").post(reverse("papers:ask", args=["bast", planned.reference]))
    boxes = sit("kolaborator").post(reverse("papers:ask", args=["label", planned.reference]), {"kardus": "900"})

    assert (early.status_code, late.status_code, boxes.status_code) == (409, 409, 422)
    assert "sesudah penerima mengonfirmasi" in early.content.decode()
    assert "Paling banyak 40 kardus" in boxes.content.decode()
    assert not Paper.objects.exists()


def test_a_paper_whose_record_moved_on_is_not_printed(world: World, sit: Sit, issue: Issue):
    delivery = the.handed_over(world)
    paper = issue("bast", delivery.reference)
    deliveries.confirm(by=world.ketua_rw, delivery=delivery, counts=the.counts_of(delivery), at=world.at)
    client = sit("kolaborator")

    pdf = client.get(reverse("papers:pdf", args=[paper.reference]))
    page = client.get(reverse("papers:paper", args=[paper.reference])).content.decode()

    assert (pdf.status_code, pdf["Location"]) == (302, reverse("papers:paper", args=[paper.reference]))
    assert "tidak cocok lagi" in page
    assert "Terbitkan versi baru" in page


def test_issuing_leaves_nothing_personal_in_the_journal(world: World, delivery: Any, issue: Issue):
    issue("surat-komitmen", subject_of("surat-komitmen", world, delivery))
    issue("bast", delivery.reference)

    told = [f"{row.subject} {row.payload}" for row in JournalEntry.objects.filter(verb="issue_paper")]

    assert len(told) == 2
    assert not any(CANARY.lower() in text.lower() or "Koperasi" in text for text in told)
    assert not Paper.objects.filter(facts__icontains=CANARY).exists()


def test_numbers_run_without_a_gap_and_start_anew_each_year(world: World, issue: Issue):
    need = the.open_need(world)
    papers = [issue("surat-komitmen", the.promise(world, need, 10).reference) for _ in range(3)]

    assert [paper.reference for paper in papers] == [f"SK-2026-00000{number}" for number in (1, 2, 3)]
    assert world.at + timedelta(0) == papers[0].issued_at
