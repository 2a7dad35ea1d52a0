"""Texts that are kept hold no control characters, no identity numbers and no unfilled templates (UX-06, PRIV-05)."""

import pytest

from ksbb.core.text import clean, searchable, why_not_publish, why_not_reason, why_not_show, why_not_show_reason

SEED_2 = "Kampung Tanah Merah. [Masukkan kisah nyata seorang warga di sini, dua paragraf] Mari bergabung."
SIXTEEN = "3174051005800001"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SEED_2, "placeholder_text"),
        ("[isi nama RW]", "placeholder_text"),
        ("[INSERT NAME]", "placeholder_text"),
        ("Lorem Ipsum dolor", "placeholder_text"),
        ("Keterangan: TODO", "placeholder_text"),
        ("TBD", "placeholder_text"),
        (f"NIK {SIXTEEN}", "identity_number"),
        ("3174 0510 0580 0001", "identity_number"),
        ("31.74.05.100580.0001", "identity_number"),
        ("3174-0510-0580-0001", "identity_number"),
        (f"x{SIXTEEN}y", "identity_number"),
        ("3174  0510  0580  0001", "identity_number"),
        ("3174\u00a00510\u00a00580\u00a00001", "identity_number"),
        ("3174\u20130510\u20130580\u20130001", "identity_number"),
        ("2026-05-02 s.d. 2026-05-03", ""),
        ("a" * 2001, "text_too_long"),
        ("a" * 2000, ""),
        ("31740510058000017", ""),  # seventeen digits are no identity number
        ("317405100580001", ""),  # nor fifteen
        ("[dua] kardus", ""),
        ("Todos los santos", ""),
        ("Berasnya 5 kg, minyak 2 liter.", ""),
        ("", ""),
    ],
)
def test_what_may_be_published(text: str, code: str) -> None:
    refusal = why_not_publish(text)

    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "reason_needed"), ("a" * 9, "reason_needed"), (" " * 30, "reason_needed"), ("a" * 10, "")],
)
def test_a_reason_has_ten_letters(text: str, code: str) -> None:
    refusal = why_not_reason(text)

    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hubungi Bu Wati 0812-3456-7890", "contact_in_text"),
        ("HP +62 857 4000 123", "contact_in_text"),
        ("6281234567890 ya", "contact_in_text"),
        ("surat ke wati@rw04.example", "contact_in_text"),
        (f"NIK {SIXTEEN}", "identity_number"),
        ("Surat Kelurahan No. 081/2026, 20 November 2026", ""),
        ("https://jakarta.go.id/berita/081234", ""),
        ("Izin AHU-0812345678.AH.01.04", ""),
        ("Telepon kelurahan (021) 3456 789", ""),
        ("600 paket, 3 Mei 2026 pukul 08.12", ""),
    ],
)
def test_what_everybody_reads_tells_nobodys_number(text: str, code: str) -> None:
    for why_not in (why_not_show, why_not_show_reason):
        refusal = why_not(text)

        assert (refusal.code if refusal else "") == code


def test_a_reason_fits_its_column() -> None:
    """Reasons stand in columns of 400 letters; PostgreSQL fails on a longer one, so the rule says no before."""
    assert why_not_reason("a" * 400) is None
    assert (refusal := why_not_reason("a" * 401)) is not None
    assert refusal.code == "text_too_long"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  rapi  ", "rapi"),
        ("a\x00b\x07c\x7f", "abc"),
        ("satu\ndua\ttiga", "satu\ndua\ttiga"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066sisip\u2069", "sisip"),
        ("\ufeffbom", "bom"),
        ("\ud800sunyi", "sunyi"),
        ("e\u0301", "é"),
    ],
)
def test_clean(raw: str, kept: str) -> None:
    assert clean(raw) == kept


def test_searchable() -> None:
    assert searchable("Kebayoran  LAMA,", "RW 001/Café") == "kebayoran lama rw 001 cafe"
