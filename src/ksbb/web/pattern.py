"""The pattern page: every component with realistic content, for those who build and check pages. Not for the public."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from ksbb.core.formats import JAKARTA
from ksbb.web import charts
from ksbb.web.strokes import Quantities
from ksbb.web.tiles import PLACES, Tile

FIRST, LAST = date(2020, 4, 24), date(2020, 5, 22)
MOMENT = datetime(2020, 5, 22, 11, 0, tzinfo=JAKARTA)
SOURCE = "pencatatan KSBB, rincian per RW adalah contoh"
ROWS = (
    ("RW 904, Kebayoran Lama Utara", Quantities(300, 182, 96, 90, unit="paket sembako"), "Sebagian", "promised"),
    ("Panti Asuhan Contoh Melati", Quantities(48, 0, 0, 0, unit="paket sembako"), "Masih dibutuhkan", "open"),
    ("RW 901, Pademangan Barat", Quantities(600, 600, 600, 605, unit="paket sembako"), "Terpenuhi", "confirmed"),
    ("RW 912, Cipinang Besar Selatan", Quantities(410, 410, 205, 200, unit="paket sembako"), "Ada selisih", "fault"),
    ("Pesantren Contoh Al-Ikhlas", Quantities(1_250, 40, 0, 0, 200, unit="paket sembako"), "Sebagian", "promised"),
)
KOTA = (
    ("Jakarta Barat", "/tempat/31.73/", Quantities(9_800, 7_420, 5_310, 4_900)),
    ("Jakarta Timur", "/tempat/31.75/", Quantities(12_400, 10_980, 8_020, 7_745)),
    ("Jakarta Selatan", "/tempat/31.74/", Quantities(8_300, 8_300, 6_900, 6_850)),
    ("Jakarta Utara", "/tempat/31.72/", Quantities(11_050, 6_300, 4_180, 3_240)),
    ("Jakarta Pusat", "/tempat/31.71/", Quantities(5_150, 4_013, 2_480, 2_310)),
    ("Kepulauan Seribu", "/tempat/31.01/", Quantities(420, 36, 0, 0)),
)
SCALES = (
    Quantities(10, 1, 0, 0),
    Quantities(300, 0, 0, 0),
    Quantities(300, 182, 96, 90),
    Quantities(300, 300, 300, 300),
    Quantities(600, 600, 600, 605),
    Quantities(10_000_000, 1, 1, 1),
    Quantities(10_000_000, 9_999_999, 6_200_000, 4_100_000),
    Quantities(200, 80, 40, 20, 60),
    Quantities(0, 0, 0, 0),
)


class ExampleForm(forms.Form):
    """Every kind of field; bound with bad answers so that errors show."""

    quantity = forms.IntegerField(
        label="Berapa paket yang akan Anda bantu?",
        help_text="Tinggal 118 paket. Anda boleh mengambil sebagian.",
        min_value=1,
        max_value=118,
        error_messages={"max_value": "Tinggal 118 paket. Tulis 118 atau kurang."},
    )
    way = forms.ChoiceField(
        label="Bagaimana bantuan sampai ke penerima?",
        choices=[("antar", "Saya mengantar sendiri"), ("kurir", "Saya mengirim lewat kurir"), ("ambil", "Diambil RW")],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih cara bantuan sampai ke penerima."},
    )
    phone = forms.CharField(
        label="Nomor telepon",
        help_text="Hanya diperlihatkan kepada penerima setelah komitmen Anda diterima.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": "Nomor telepon belum diisi. Tulis nomor telepon seperti 0812 3456 7890."},
    )
    note = forms.CharField(label="Pesan untuk penerima", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    statement = forms.BooleanField(
        label="Bantuan ini higienis, halal, masih layak, dan tanpa muatan politik.",
        error_messages={"required": "Centang pernyataan ini agar komitmen dapat dikirim."},
    )


def _lines() -> charts.Figure:
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    last = len(days) - 1

    def curve(top: int, power: float, lag: int) -> list[int]:
        return [round(top * max(0, (n - lag) / (last - lag)) ** power) for n in range(len(days))]

    return charts.line_chart(
        days=days,
        series=[
            charts.Series("komitmen", "promised", curve(297_270, 1.25, 0)),
            charts.Series("disalurkan", "delivered", curve(221_400, 1.35, 2)),
            charts.Series("diterima", "confirmed", curve(168_950, 1.5, 3)),
        ],
        finding="128.320 paket sembako sudah dijanjikan tetapi belum dikonfirmasi penerima",
        explanation="Jumlah kumulatif paket sembako sejak 24 April 2020, per hari.",
        unit="paket",
        csv_url="/capaian.csv",
        source=SOURCE,
        as_of=MOMENT,
        id="garis-waktu",
    )


def _tiles() -> list[Tile]:
    """Every kecamatan with numbers that follow from its place, so that the page is the same each time."""
    names = dict(zip(PLACES, _NAMES, strict=True))
    tiles = []
    for n, code in enumerate(PLACES):
        needed = 0 if n in (1, 22) else 300 + (n * 397) % 2_300
        promised = needed * ((n * 31) % 101) // 100
        delivered = promised * ((n * 17) % 90 + 10) // 100
        q = Quantities(needed, promised, delivered, delivered * ((n * 13) % 60 + 40) // 100)
        tiles.append(Tile(code, names[code], f"/tempat/{code}/", q))
    return tiles


_NAMES = (
    """
Kep. Seribu Utara,Kep. Seribu Selatan,Penjaringan,Pademangan,Tanjung Priok,Koja,Cilincing,Kalideres,Cengkareng
Tambora,Taman Sari,Sawah Besar,Kemayoran,Kelapa Gading,Cakung,Kembangan,Kebon Jeruk,Grogol Petamburan,Gambir,Senen
Johar Baru,Cempaka Putih,Pulo Gadung,Palmerah,Tanah Abang,Menteng,Matraman,Jatinegara,Duren Sawit,Kebayoran Lama
Kebayoran Baru,Setiabudi,Tebet,Pesanggrahan,Cilandak,Mampang Prapatan,Pancoran,Kramat Jati,Makasar,Pasar Minggu
Pasar Rebo,Ciracas,Cipayung,Jagakarsa
""".strip()
    .replace("\n", ",")
    .split(",")
)  # in the order of PLACES


def _discs() -> list[dict[str, object]]:
    return [{"q": q, "x": 30 + 62 * n, "y": 40, "name": name} for n, (name, _, q) in enumerate(KOTA)]


def context() -> dict[str, object]:
    """Everything the template shows."""
    return {
        "rows": [{"name": n, "q": q, "state": s, "tag": t} for n, q, s, t in ROWS],
        "q": ROWS[0][1],
        "short": ROWS[2][1],
        "scales": SCALES,
        "tiles": _tiles(),
        "discs": _discs(),
        "lines": _lines(),
        "kota": charts.stacked_bars(
            rows=KOTA,
            finding="Jakarta Utara paling jauh dari cukup: 4.750 paket belum ada yang menjanjikan",
            unit="paket",
            place_word="Kota/kabupaten",
            csv_url="/capaian.csv?per=kota",
            source=SOURCE,
            as_of=MOMENT,
            id="per-kota",
        ),
        "bad": ExampleForm({"quantity": "200"}),
        "good": ExampleForm(initial={"quantity": 20}, auto_id="baik_%s"),
        "facts": [
            {"term": "Penerima", "value": "RW 904, Kebayoran Lama Utara", "url": "/penerima/1/"},
            {"term": "Jumlah", "value": "20 paket sembako", "note": "setara Rp4.000.000", "change_url": "/komitmen/1/"},
            {"term": "Diantar", "value": "Sabtu, 9 Mei 2020", "note": "antara 09.00 dan 12.00 WIB", "change_url": "/"},
        ],
        "deeds": [
            {
                "at": MOMENT,
                "text": "90 paket diterima, 2 kurang",
                "by": "Ketua RW",
                "kind": "fault",
                "note": "Menunggu petugas kelurahan.",
            },
            {"at": MOMENT - timedelta(days=2), "text": "96 paket disalurkan", "by": "Donatur contoh 7"},
            {"at": MOMENT - timedelta(days=5), "text": "Komitmen 182 paket", "by": "Donatur contoh 7", "url": "/"},
            {"at": MOMENT - timedelta(days=7), "text": "Kebutuhan diperiksa", "by": "petugas kelurahan"},
        ],
        "moment": MOMENT,
    }


def pattern(request: HttpRequest) -> HttpResponse:
    """All components on one page; 404 where the public is served without the demo."""
    if not (settings.DEBUG or getattr(settings, "KSBB_DEMO", False)):
        raise Http404
    return render(request, "pattern.html", context())
