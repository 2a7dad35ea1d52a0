"""Numbers, money, dates and telephone numbers as Indonesians read them. Pure: no Django, no clock, no database.

Sources of the conventions: rupiah and numbers after PUEBI (no space after "Rp", dot for thousands, comma for cents);
time with a dot and the zone ("14.30 WIB"). Instants are stored in UTC and shown in Asia/Jakarta.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import phonenumbers

JAKARTA = ZoneInfo("Asia/Jakarta")
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_ONES = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
_SCALES = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))
TERBILANG_LIMIT = 10**15
PHONE_HELP = "Tulis nomor telepon seperti 0812 3456 7890."


def angka(value: int | Decimal, *, decimals: int = 0) -> str:
    """Group thousands with dots: 1234567 -> "1.234.567"; decimals follow a comma, half rounds up."""
    if isinstance(value, int) and not decimals:
        return f"{value:,}".replace(",", ".")
    step = Decimal(1).scaleb(-decimals)
    plain = f"{Decimal(value).quantize(step, rounding=ROUND_HALF_UP):,f}"
    text = plain.replace(",", " ").replace(".", ",").replace(" ", ".")
    return "0" if text == "-0" else text


def rupiah(value: int | Decimal) -> str:
    """Full amount, no space after Rp: 545000000 -> "Rp545.000.000"; cents only when there are some."""
    whole = Decimal(value) == Decimal(value).to_integral_value()
    sign = "-" if value < 0 else ""
    return f"{sign}Rp{angka(abs(Decimal(value)), decimals=0 if whole else 2)}"


def rupiah_ringkas(value: int) -> str:
    """Short amount for headlines: "Rp545 juta", "Rp1,0 miliar"; below one million the full amount."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    for scale, word in _SCALES:
        tenths = (size * 10 + scale // 2) // scale
        rounds_up_to_it = scale > 10**6 and size * 10_000 + scale // 2 >= scale * 10_000
        if size >= scale or rounds_up_to_it:
            whole_millions = scale == 10**6 and tenths % 10 == 0
            number = angka(tenths // 10) if whole_millions else angka(Decimal(tenths) / 10, decimals=1)
            return f"{sign}Rp{number} {word}"
    return rupiah(value)


def terbilang(value: int) -> str:
    """Spell a whole number from 0 to 10^15 in Indonesian words: seratus, seribu, satu juta, seribu triliun.

    Raises ValueError outside that range.
    """
    if not 0 <= value <= TERBILANG_LIMIT:
        raise ValueError("terbilang hanya untuk bilangan 0 sampai 1.000.000.000.000.000")
    return _spell(value)


def _spell(value: int) -> str:
    if value < 12:
        return _ONES[value]
    if value < 20:
        return f"{_ONES[value - 10]} belas"
    if value < 100:
        return _join(f"{_ONES[value // 10]} puluh", value % 10)
    if value < 200:
        return _join("seratus", value - 100)
    if value < 1000:
        return _join(f"{_ONES[value // 100]} ratus", value % 100)
    if value < 2000:
        return _join("seribu", value - 1000)
    if value < 10**6:
        return _join(f"{_spell(value // 1000)} ribu", value % 1000)
    scale, word = next(pair for pair in _SCALES if value >= pair[0])
    return _join(f"{_spell(value // scale)} {word}", value % scale)


def _join(head: str, rest: int) -> str:
    return f"{head} {_spell(rest)}" if rest else head


def persen(part: int | Decimal, whole: int | Decimal = 1, *, decimals: int = 0) -> str:
    """Share of a whole: persen(131, 194) -> "68%"; "–" when the whole is zero.

    A part that is not all never reads 100% and a part that is not nothing never reads 0%.
    """
    if not whole:
        return "–"
    ratio = Decimal(part) / Decimal(whole) * 100
    text = angka(ratio, decimals=decimals)
    step = Decimal(1).scaleb(-decimals)
    if text == angka(100, decimals=decimals) and ratio < 100:
        return f"lebih dari {angka(100 - step, decimals=decimals)}%"
    if ratio > 0 and text == angka(0, decimals=decimals):
        return f"kurang dari {angka(step, decimals=decimals)}%"
    return f"{text}%"


def local_date(value: date | datetime) -> date:
    """The Jakarta calendar day of an aware datetime; a plain date passes through. ValueError for naive datetimes."""
    return _local(value).date() if isinstance(value, datetime) else value


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("waktu tanpa zona tidak dapat ditampilkan")
    return value.astimezone(JAKARTA)


def tanggal(value: date | datetime) -> str:
    """Long date with its weekday: "Sabtu, 2 Mei 2020"."""
    return f"{DAYS[local_date(value).weekday()]}, {tanggal_pendek(value)}"


def tanggal_pendek(value: date | datetime) -> str:
    """Date without weekday: "2 Mei 2020"."""
    day = local_date(value)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def bulan(value: date | datetime) -> str:
    """A month: "Mei 2020"."""
    local = local_date(value)
    return f"{MONTHS[local.month - 1]} {local.year}"


def tanggal_terbilang(value: date | datetime) -> str:
    """A date in words, as official papers begin: "Sabtu, tanggal dua bulan Mei tahun dua ribu dua puluh"."""
    day = local_date(value)
    month = MONTHS[day.month - 1]
    return f"{DAYS[day.weekday()]}, tanggal {terbilang(day.day)} bulan {month} tahun {terbilang(day.year)}"


def rentang_tanggal(start: date | datetime, end: date | datetime) -> str:
    """A range that says each thing once: "15–23 Mei 2020", "24 April – 2 Mei 2020"; two years are both named.

    Raises ValueError when the end is before the start.
    """
    first, last = local_date(start), local_date(end)
    if last < first:
        raise ValueError("akhir rentang mendahului awalnya")
    if first == last:
        return tanggal_pendek(first)
    if first.year != last.year:
        return f"{tanggal_pendek(first)} – {tanggal_pendek(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} – {tanggal_pendek(last)}"
    return f"{first.day}–{tanggal_pendek(last)}"


def waktu(value: datetime) -> str:
    """Time of day in Jakarta: "14.30 WIB". ValueError for naive datetimes."""
    return f"{_local(value):%H.%M} WIB"


def tanggal_waktu(value: datetime) -> str:
    """Long date and time: "Sabtu, 2 Mei 2020, 14.30 WIB"."""
    return f"{tanggal(value)}, {waktu(value)}"


def relatif(value: date | datetime, *, today: date) -> str:
    """Distance in days in words: "hari ini", "besok", "2 hari lagi", "kemarin", "3 hari lalu"."""
    days = (local_date(value) - today).days
    near = {0: "hari ini", 1: "besok", -1: "kemarin"}
    if days in near:
        return near[days]
    return f"{angka(days)} hari lagi" if days > 0 else f"{angka(-days)} hari lalu"


def read_count(text: str) -> int | None:
    """A whole number as people write it, dots only between thousands: "1.200" -> 1200. "1.5" and "-3" are None."""
    plain = text.strip()
    if not re.fullmatch(r"[0-9]{1,9}|[0-9]{1,3}(\.[0-9]{3}){1,2}", plain):
        return None
    return int(plain.replace(".", ""))


def parse_phone(text: str) -> str:
    """Read a telephone number as people type it and return E.164: "0812 3456-7890" -> "+6281234567890".

    Accepts 0812…, +62…, 62…, spaces, dashes, dots, brackets. Raises ValueError with a plain Indonesian sentence.
    """
    compact = re.sub(r"[\s.\-()–—]", "", text)
    if not compact:
        raise ValueError(f"Nomor telepon belum diisi. {PHONE_HELP}")
    if not re.fullmatch(r"\+?[0-9]{6,15}", compact):
        raise ValueError(f"Nomor telepon ini belum dapat dibaca. {PHONE_HELP}")
    if compact.startswith("62"):
        compact = f"+{compact}"
    if compact.startswith("+620"):  # "+62 0812…" is a common slip
        compact = f"+62{compact[4:]}"
    try:
        number = phonenumbers.parse(compact, "ID")
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"Nomor telepon ini belum dapat dibaca. {PHONE_HELP}") from error
    if not phonenumbers.is_valid_number(number):
        raise ValueError(f"Jumlah angka atau awalan nomor telepon ini tidak cocok. {PHONE_HELP}")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def telepon(text: str) -> str:
    """A number as people read it aloud: "+6281234567890" -> "0812-3456-7890"; of another country as it is."""
    if not text.startswith("+62"):
        return text
    digits = f"0{text[3:]}"
    return "-".join(part for part in (digits[:4], digits[4:8], digits[8:]) if part)


def samar_telepon(text: str) -> str:
    """Mask a number for display: "+6281234567890" -> "0812-••••-7890". Only the ends stay readable."""
    digits = re.sub(r"\D", "", text)
    if len(digits) < 9:
        return "••••"
    if digits.startswith("62"):
        digits = f"0{digits[2:]}"
    elif not digits.startswith("0"):
        return f"+{digits[:2]}-••••-{digits[-2:]}"
    return f"{digits[:4]}-••••-{digits[-4:]}"
