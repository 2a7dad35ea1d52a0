"""Whatever stands in a record, a PDF comes out: the same bytes each time, small, in processes apart."""

import hashlib
import io
import subprocess
import sys
from datetime import UTC, datetime

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksbb.documents.enums import PaperKind
from ksbb.documents.models import Paper
from ksbb.documents.printing import pdf
from ksbb.documents.sheets import Pair, Part, Sheet, Signature

AT = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)
HOSTILE = (
    "Ny. Łucja Nguyễn – “Sri”",
    "مرحبا بكم في القرية",
    "שלום עליכם",
    "李小龍",
    "👩‍👩‍👧‍👦 Keluarga 😀",
    "<script>alert(1)</script>",
    "'; DROP TABLE papers; --",
    "\u202eterbalik\u202c \u200fkanan \u0000 \ufeff \ud800",
    "a\u0301\u0323" * 60,
    "X" * 2_000,
    "kata " * 300,
    "\t\r\n\v\f",
    "**tebal** __garis__ [tautan](http://x.example)",
    "%PDF-1.7 endobj (((",
    "\\)\\(",
    "",
    "–",
    "0" * 50,
)


def paper(kind: PaperKind = PaperKind.COMMITMENT) -> Paper:
    return Paper(kind=kind, year=2026, serial=7, version=1, digest="ab" * 32, issued_at=AT, subject="KS-1")


def filled(text: str, *, copies: int = 2) -> Sheet:
    rows = tuple((str(number), text, "100") for number in range(3))
    part = Part(
        heading=text,
        pairs=(Pair(text, text), Pair("Nama", text)),
        columns=("No", "Barang", "Jumlah"),
        rows=rows,
        figures=("No", "Jumlah"),
        text=(text,),
    )
    signatures = (Signature("Pihak Pertama", text), Signature(text))
    return Sheet(title=f"Judul {text}", lead=(text,), parts=(part,), signatures=signatures, copies=copies, example=True)


@pytest.mark.parametrize("kind", list(PaperKind))
@pytest.mark.parametrize("text", HOSTILE, ids=[f"teks{number}" for number in range(len(HOSTILE))])
def test_hostile_text_is_printed(kind: PaperKind, text: str):
    data = pdf(paper(kind), filled(text))

    assert data.startswith(b"%PDF-")
    assert len(data) <= 150 * 1024
    assert pypdf.PdfReader(io.BytesIO(data)).pages


@settings(max_examples=15)
@given(st.text(max_size=300), st.sampled_from(list(PaperKind)))
def test_any_text_is_printed(text: str, kind: PaperKind):
    assert pdf(paper(kind), filled(text)).startswith(b"%PDF-")


def test_latin_beyond_latin_1_stands_and_the_rest_is_marked():
    data = pdf(paper(), Sheet(title="Uji", lead=("Łucja Nguyễn – Ж – 李",)))

    text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "Łucja Nguyễn – Ж – ?" in text


def test_the_same_content_is_the_same_file_in_another_process():
    program = (
        "import django; django.setup(); import hashlib; from tests.documents.test_printing import *; "
        "print(hashlib.sha256(pdf(paper(), filled('Łucja – kata'))).hexdigest())"
    )
    seen = {hashlib.sha256(pdf(paper(), filled("Łucja – kata"))).hexdigest()}
    for seed in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", program], env=environment(seed), capture_output=True, text=True, check=True
        )
        seen.add(told.stdout.strip().splitlines()[-1])

    assert len(seen) == 1


def environment(seed: str) -> dict[str, str]:
    import os
    from pathlib import Path

    root = Path(__file__).resolve().parents[2]
    return os.environ | {
        "PYTHONHASHSEED": seed,
        "PYTHONPATH": f"{root}:{root / 'src'}",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }


def test_a_long_table_runs_over_pages_with_its_head():
    rows = tuple((str(number), f"Barang {number}", "10") for number in range(120))
    part = Part(columns=("No", "Barang", "Jumlah"), rows=rows, figures=("No", "Jumlah"))

    pages = pypdf.PdfReader(io.BytesIO(pdf(paper(), Sheet(title="Panjang", parts=(part,))))).pages

    texts = [page.extract_text() for page in pages]
    assert len(texts) > 1
    assert all("Barang" in text.splitlines()[0] or "Jumlah" in text for text in texts[:-1])
    assert all(f"halaman {number}" in text for number, text in enumerate(texts, start=1))


def test_forty_labels_are_ten_sheets():
    data = pdf(paper(PaperKind.LABEL), Sheet(title="RW 901 Cideng", copies=40))

    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 10
    assert len(data) <= 150 * 1024
    assert "40 dari 40" in pages[-1].extract_text()
