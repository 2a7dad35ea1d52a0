"""Texts that are kept hold no control characters, no identity numbers and no unfilled templates (UX-06, PRIV-05)."""

import pytest

from ksbb.core.text import clean, searchable, why_not_publish, why_not_reason

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
