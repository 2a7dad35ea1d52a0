"""The tables of UX-20, UX-21 and UX-22."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksbb.core import formats

FULL = [
    (0, "Rp0"),
    (1, "Rp1"),
    (999, "Rp999"),
    (1_000, "Rp1.000"),
    (45_000, "Rp45.000"),
    (50_000, "Rp50.000"),
    (85_000, "Rp85.000"),
    (200_000, "Rp200.000"),
    (999_999, "Rp999.999"),
    (1_000_000, "Rp1.000.000"),
    (545_000_000, "Rp545.000.000"),
    (1_000_000_000, "Rp1.000.000.000"),
    (10**12, "Rp1.000.000.000.000"),
    (-1, "-Rp1"),
    (-45_000, "-Rp45.000"),
    (Decimal("1500.5"), "Rp1.500,50"),
]
SHORT = [
    (0, "Rp0"),
    (999_999, "Rp999.999"),
    (945_000, "Rp945.000"),
    (1_000_000, "Rp1 juta"),
    (1_500_000, "Rp1,5 juta"),
    (545_000_000, "Rp545 juta"),
    (999_949_999, "Rp999,9 juta"),
    (999_960_000, "Rp1,0 miliar"),
    (1_000_000_000, "Rp1,0 miliar"),
    (59_454_000_000, "Rp59,5 miliar"),
    (10**12, "Rp1,0 triliun"),
    (-545_000_000, "-Rp545 juta"),
]
WORDS = [
    (0, "nol"),
    (1, "satu"),
    (10, "sepuluh"),
    (11, "sebelas"),
    (12, "dua belas"),
    (19, "sembilan belas"),
    (20, "dua puluh"),
    (21, "dua puluh satu"),
    (100, "seratus"),
    (101, "seratus satu"),
    (111, "seratus sebelas"),
    (199, "seratus sembilan puluh sembilan"),
    (200, "dua ratus"),
    (1_000, "seribu"),
    (1_001, "seribu satu"),
    (1_100, "seribu seratus"),
    (2_000, "dua ribu"),
    (11_000, "sebelas ribu"),
    (100_000, "seratus ribu"),
    (101_000, "seratus satu ribu"),
    (40_913, "empat puluh ribu sembilan ratus tiga belas"),
    (1_000_000, "satu juta"),
    (1_001_000, "satu juta seribu"),
    (545_000_000, "lima ratus empat puluh lima juta"),
    (10**9, "satu miliar"),
    (10**12, "satu triliun"),
    (10**12 + 1_100, "satu triliun seribu seratus"),
    (10**15, "seribu triliun"),
]
MORNING = datetime(2020, 5, 2, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(("value", "text"), FULL)
def test_rupiah(value: int | Decimal, text: str) -> None:
    assert formats.rupiah(value) == text


@pytest.mark.parametrize(("value", "text"), SHORT)
def test_rupiah_ringkas(value: int, text: str) -> None:
    assert formats.rupiah_ringkas(value) == text


@pytest.mark.parametrize(("value", "text"), WORDS)
def test_terbilang(value: int, text: str) -> None:
    assert formats.terbilang(value) == text


@pytest.mark.parametrize("value", [-1, 10**15 + 1])
def test_terbilang_knows_its_limits(value: int) -> None:
    with pytest.raises(ValueError, match="0 sampai"):
        formats.terbilang(value)


DIGITS = dict(
    zip(
        ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"],
        range(12),
        strict=True,
    )
)
SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "triliun": 10**12}


def read_aloud(words: str) -> int:
    """The number that Indonesian words spell, by the grammar alone."""
    for scale, size in sorted(SCALES.items(), key=lambda pair: -pair[1]):
        head, found, rest = words.replace("seribu", "satu ribu").partition(f" {scale}")
        if found:
            return read_aloud(head) * size + (read_aloud(rest.strip()) if rest.strip() else 0)
    total = 0
    for word in words.replace("seratus", "satu ratus").split():
        if word == "ratus":
            total *= 100
        elif word == "puluh":
            total = total // 10 * 10 + total % 10 * 10 if total < 10 else total - total % 10 + total % 10 * 10
        elif word == "belas":
            total += 10
        else:
            total += DIGITS[word]
    return total


@given(st.integers(0, 10**15) | st.integers(0, 10**4) | st.builds(lambda power: 10**power, st.integers(0, 15)))
def test_terbilang_reads_back(value: int) -> None:
    assert read_aloud(formats.terbilang(value)) == value


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_a_date_in_words_reads_back(day: date) -> None:
    weekday, _, rest = formats.tanggal_terbilang(day).partition(", tanggal ")
    number, _, rest = rest.partition(" bulan ")
    month, _, year = rest.partition(" tahun ")

    assert (read_aloud(number), formats.MONTHS.index(month) + 1, read_aloud(year)) == (day.day, day.month, day.year)
    assert weekday == formats.DAYS[day.weekday()]


@given(st.integers(0, 10**15))
def test_terbilang_never_says_satu_where_se_belongs(value: int) -> None:
    words = f" {formats.terbilang(value)} "
    assert "  " not in words
    for wrong in (" satu puluh ", " satu belas ", " satu ratus "):
        assert wrong not in words
    assert not words.startswith(" satu ribu ")


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (999, "999"), (1_234_567, "1.234.567"), (-12_345, "-12.345"), (10**7, "10.000.000")]
)
def test_angka(value: int, text: str) -> None:
    assert formats.angka(value) == text


def test_angka_with_decimals() -> None:
    assert formats.angka(Decimal("1234.565"), decimals=2) == "1.234,57"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (131, 194, "68%"),
        (0, 10, "0%"),
        (10, 10, "100%"),
        (9_999, 10_000, "lebih dari 99%"),
        (1, 10_000, "kurang dari 1%"),
        (605, 600, "101%"),
        (1, 0, "–"),
    ],
)
def test_persen(part: int, whole: int, text: str) -> None:
    assert formats.persen(part, whole) == text


def test_dates_and_times() -> None:
    assert formats.tanggal(date(2020, 5, 2)) == "Sabtu, 2 Mei 2020"
    assert formats.tanggal_pendek(date(2020, 5, 2)) == "2 Mei 2020"
    assert formats.waktu(MORNING) == "14.30 WIB"
    assert formats.tanggal_waktu(MORNING) == "Sabtu, 2 Mei 2020, 14.30 WIB"
    assert formats.tanggal_pendek(datetime(2020, 5, 2, 17, 0, tzinfo=UTC)) == "3 Mei 2020"


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zona"):
        formats.waktu(MORNING.replace(tzinfo=None))


def test_ranges() -> None:
    assert formats.rentang_tanggal(date(2020, 4, 24), date(2020, 5, 2)) == "24 April – 2 Mei 2020"
    assert formats.rentang_tanggal(date(2020, 5, 15), date(2020, 5, 23)) == "15–23 Mei 2020"
    assert formats.rentang_tanggal(date(2020, 5, 2), date(2020, 5, 2)) == "2 Mei 2020"
    assert formats.rentang_tanggal(date(2019, 12, 31), date(2020, 1, 2)) == "31 Desember 2019 – 2 Januari 2020"
    with pytest.raises(ValueError, match="mendahului"):
        formats.rentang_tanggal(date(2020, 5, 2), date(2020, 5, 1))


@pytest.mark.parametrize(
    ("day", "text"),
    [(2, "hari ini"), (3, "besok"), (4, "2 hari lagi"), (1, "kemarin"), (30, "28 hari lagi")],
)
def test_relatif(day: int, text: str) -> None:
    assert formats.relatif(date(2020, 5, day), today=date(2020, 5, 2)) == text


def test_relatif_past() -> None:
    assert formats.relatif(date(2020, 4, 29), today=date(2020, 5, 2)) == "3 hari lalu"


@pytest.mark.parametrize(
    "text",
    ["0812 3456 7890", "+6281234567890", "6281234567890", "0812-3456-7890", "0812.3456.7890", "+62 0812 3456 7890"],
)
def test_phone_forms(text: str) -> None:
    assert formats.parse_phone(text) == "+6281234567890"


@pytest.mark.parametrize("text", ["", "abc", "0812", "+62", "0812 3456 7890 1234 99", "' OR 1=1", "٠٨١٢٣٤٥٦٧٨٩٠"])
def test_phone_refusals_are_sentences(text: str) -> None:
    with pytest.raises(ValueError, match=r"Tulis nomor telepon seperti 0812 3456 7890\.$"):
        formats.parse_phone(text)


def test_masking() -> None:
    assert formats.samar_telepon("+628123456 7890") == "0812-••••-7890"
    assert formats.samar_telepon("0812 3456 7890") == "0812-••••-7890"
    assert formats.samar_telepon("123") == "••••"
    assert "6123" not in formats.samar_telepon("+6591234567")


@pytest.mark.parametrize(
    ("text", "number"),
    [("300", 300), (" 1.200 ", 1200), ("12.345.678", 12_345_678), ("007", 7)]
    + [(text, None) for text in ("", "1.5", "12.50", "1.2000", ".5", "5.", "1,5", "-3", "1e3", "٣")]
    + [(text, None) for text in ("1" * 10, "1.000.000.000")],
)
def test_a_count_has_dots_between_thousands_only(text: str, number: int | None):
    assert formats.read_count(text) == number
