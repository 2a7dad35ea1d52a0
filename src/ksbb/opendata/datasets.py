"""What is published, column by column. An exporter writes these columns and no other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LICENCE = "CC BY 4.0"

Privacy = Literal["terbuka", "jumlah orang"]
"""How a column may be shown: as it is, or as a count of people (suppressed and rounded below city level, PRIV-08)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One published column: its name, meaning, unit, how private it is, its HXL tag."""

    name: str
    meaning: str
    unit: str = ""
    privacy: Privacy = "terbuka"
    hxl: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One published table."""

    code: str
    title: str
    columns: tuple[Column, ...]
    licence: str = LICENCE


EXAMPLE = Column("example", "true bila baris ini contoh, bukan catatan nyata", hxl="#meta+example")
QUANTITY = Column(
    "quantity", "jumlah dalam satuan paketnya; satuan berbeda tidak dijumlahkan", "lihat unit", hxl="#value"
)
PACKAGE = Column("package", "kode paket", hxl="#item+code")
UNIT = Column("unit", "satuan paket", hxl="#item+unit")
MEASURE = Column(
    "measure",
    "dibutuhkan, komitmen, disalurkan, diterima, lebih, tidak_tercatat (komitmen yang kelanjutannya tidak tercatat), "
    "sisa (masih dibutuhkan), atau lewat (tidak terpenuhi sampai masanya lewat)",
    hxl="#indicator+name",
)
PLACE = Column("place", "kode wilayah Kemendagri; RW berakhiran nomornya", hxl="#adm+code")
PERIOD = Column("period", "kode periode", hxl="#date+period")

FIGURES = Dataset(
    "angka",
    "Angka capaian",
    (
        Column("as_of", "keadaan per tanggal atau jam ini (WIB)", hxl="#date+asof"),
        Column("since", "awal rentang; kosong bila dihitung sejak awal", hxl="#date+start"),
        Column("key", "nama angka, sama dengan nama di API", hxl="#indicator+name"),
        PACKAGE,
        PERIOD,
        Column("value", "nilai", "lihat unit", hxl="#value"),
        UNIT,
        Column("text", "kalimat, bila angka ini berupa kalimat", hxl="#description"),
        EXAMPLE,
    ),
)
AREAS = Dataset(
    "wilayah",
    "Empat angka per wilayah",
    (
        Column("as_of", "keadaan per tanggal atau jam ini (WIB)", hxl="#date+asof"),
        PLACE,
        Column("name", "nama wilayah", hxl="#adm+name"),
        Column("level", "kota, kecamatan, kelurahan, atau rw", hxl="#adm+type"),
        PACKAGE,
        UNIT,
        Column("needed", "dibutuhkan", "lihat unit", hxl="#value+needed"),
        Column("committed", "komitmen", "lihat unit", hxl="#value+committed"),
        Column("delivered", "disalurkan", "lihat unit", hxl="#value+delivered"),
        Column("confirmed", "diterima", "lihat unit", hxl="#value+confirmed"),
        EXAMPLE,
    ),
)
SERIES = Dataset(
    "waktu",
    "Pertumbuhan dari waktu ke waktu",
    (
        Column("day", "sampai akhir hari ini (WIB)", hxl="#date"),
        PACKAGE,
        UNIT,
        Column("committed", "komitmen, kumulatif", "lihat unit", hxl="#value+committed"),
        Column("delivered", "disalurkan, kumulatif", "lihat unit", hxl="#value+delivered"),
        Column("confirmed", "diterima, kumulatif", "lihat unit", hxl="#value+confirmed"),
        Column(
            "untracked", "dari komitmen: kelanjutannya tidak tercatat, kumulatif", "lihat unit", hxl="#value+untracked"
        ),
        EXAMPLE,
    ),
)
LINES = Dataset(
    "baris",
    "Baris di balik angka",
    (
        MEASURE,
        Column("line", "nomor baris komitmen; kosong untuk kebutuhan", hxl="#activity+code"),
        Column("need", "nomor kebutuhan", hxl="#activity+need+code"),
        Column("recipient", "nama RW atau lembaga penerima", hxl="#org+recipient"),
        Column(
            "giver", "nama pemberi bila diizinkan, selain itu Hamba Allah; kosong untuk kebutuhan", hxl="#org+giver"
        ),
        Column("day", "tanggal komitmen, atau tanggal kebutuhan diperiksa (WIB)", hxl="#date"),
        PLACE,
        PACKAGE,
        UNIT,
        PERIOD,
        QUANTITY,
        EXAMPLE,
    ),
)
PLACES = Dataset(
    "tempat",
    "Wilayah yang dihitung dalam sebaran",
    (PLACE, Column("name", "nama wilayah", hxl="#adm+name"), PACKAGE, QUANTITY, EXAMPLE),
)
GIVERS = Dataset(
    "pemberi",
    "Pemberi yang dihitung",
    (
        Column("kind", "organisasi, perorangan, atau agregator", hxl="#org+type"),
        Column(
            "name", "nama bila pemberi mengizinkan untuk semua komitmennya, selain itu Hamba Allah", hxl="#org+name"
        ),
        PACKAGE,
        QUANTITY,
        EXAMPLE,
    ),
)
RECIPIENTS = Dataset(
    "penerima",
    "RW dan keluarga rentannya",
    (
        PLACE,
        Column("recipient", "nama RW atau lembaga penerima", hxl="#org+recipient"),
        Column("families", "keluarga rentan menurut data terbaru", "KK", privacy="jumlah orang", hxl="#affected+hh"),
        Column("as_of", "tanggal data", hxl="#date+asof"),
        Column("source", "sumber data", hxl="#meta+source"),
        EXAMPLE,
    ),
)
CORRECTIONS = Dataset(
    "koreksi",
    "Koreksi angka yang sudah terbit",
    (
        Column("correction", "nomor koreksi", hxl="#meta+id"),
        Column("decided_at", "berlaku sejak disetujui pada", hxl="#date+decided"),
        Column("effective_at", "angka yang dikoreksi berlaku pada; kosong untuk penggabungan pemberi", hxl="#date"),
        Column("figure", "komitmen, disalurkan, diterima, lebih, atau pemberi", hxl="#indicator+name"),
        Column("line", "nomor baris komitmen; kosong untuk penggabungan pemberi", hxl="#activity+code"),
        Column("need", "nomor kebutuhan", hxl="#activity+need+code"),
        Column("recipient", "nama RW atau lembaga penerima", hxl="#org+recipient"),
        PLACE,
        PACKAGE,
        UNIT,
        Column("before", "angka sebelum", "lihat unit", hxl="#value+before"),
        Column("after", "angka sesudah", "lihat unit", hxl="#value+after"),
        Column("reason", "alasan", hxl="#description+reason"),
        Column("note", "catatan untuk umum", hxl="#description"),
        Column("proposed_office", "kantor pengusul", hxl="#org+proposed"),
        Column("decided_office", "kantor yang menyetujui", hxl="#org+decided"),
        EXAMPLE,
    ),
)
SAMPLING = Dataset(
    "uji-petik",
    "Telepon ulang bukti terima yang terundi",
    (
        Column("since", "hari pertama yang diundi", hxl="#date+start"),
        Column("until", "hari terakhir yang diundi", hxl="#date+end"),
        Column("day", "hari undian; kosong pada baris jumlah", hxl="#date"),
        Column("seed", "benih: SHA-256 dari teks benih", hxl="#meta+seed"),
        Column("seed_text", "teks yang terbit sesudah hari itu selesai", hxl="#meta+source"),
        Column("receipts", "bukti terima yang dicatat hari itu", "bukti terima", hxl="#value+receipts"),
        Column("drawn", "yang terundi", "bukti terima", hxl="#value+drawn"),
        Column("references", "nomor penyaluran yang terundi, dipisah spasi", hxl="#item+code"),
        Column("right", "dijawab benar", "bukti terima", hxl="#value+right"),
        Column("wrong", "dijawab beda", "bukti terima", hxl="#value+wrong"),
        Column("unreached", "tidak terhubung", "bukti terima", hxl="#value+unreached"),
        Column("waiting", "belum ditelepon", "bukti terima", hxl="#value+waiting"),
        Column("share", "bagian yang beda, dari yang menjawab", "per seratus", hxl="#value+share"),
        Column("low", "batas bawah selang 95 % (Wilson)", "per seratus", hxl="#value+low"),
        Column("high", "batas atas selang 95 % (Wilson)", "per seratus", hxl="#value+high"),
        Column("enough", "true bila yang menjawab sudah 30 atau lebih", hxl="#meta+enough"),
        EXAMPLE,
    ),
)
FUND = Column("fund", "jenis dana: donasi, zakat, infak, lembaga; tidak pernah dijumlahkan", hxl="#indicator+fund")
MONEY = Dataset(
    "titipan",
    "Uang yang dipegang agregator, menurut jenis dana",
    (
        Column("as_of", "keadaan per hari ini (WIB)", hxl="#date+asof"),
        Column("agregator", "nomor agregator", hxl="#org+code"),
        Column("name", "nama agregator", hxl="#org+name"),
        FUND,
        Column("key", "nama angka, sama dengan nama di API", hxl="#indicator+name"),
        Column("value", "nilai", "lihat unit", hxl="#value"),
        Column("unit", "rupiah, atau satuan paketnya", hxl="#item+unit"),
        EXAMPLE,
    ),
)
LEDGER = Dataset(
    "buku",
    "Pembukuan dana titipan",
    (
        Column("agregator", "nomor agregator", hxl="#org+code"),
        FUND,
        Column("row", "nomor baris pembukuan", hxl="#activity+code"),
        Column("occurred_on", "hari kejadian, atau awal pekan atau bulannya", hxl="#date"),
        Column("precision", "hari, pekan, atau bulan: seteliti itu tanggalnya diketahui", hxl="#date+precision"),
        Column("kind", "jenis pemindahan", hxl="#indicator+name"),
        Column("about", "nomor titipan, belanja, atau komitmen", hxl="#activity+reference"),
        Column("debit", "akun yang didebet", hxl="#item+debit"),
        Column("credit", "akun yang dikredit", hxl="#item+credit"),
        Column("amount", "jumlah; pembatalan bertanda minus", "lihat unit", hxl="#value"),
        UNIT,
        Column("balance", "saldo sesudah baris ini; hanya pada laporan bulan", "lihat unit", hxl="#value+balance"),
        Column("reverses", "nomor baris yang dibatalkan", hxl="#activity+reverses"),
        EXAMPLE,
    ),
)
REPORT = Dataset(
    "laporan-pub",
    "Laporan pengumpulan uang, seperti diserahkan agregator",
    (
        Column("report", "nomor laporan", hxl="#meta+id"),
        Column("agregator", "nomor agregator", hxl="#org+code"),
        Column("number", "nomor dasar hukum", hxl="#meta+permit"),
        Column("since", "hari pertama masa laporan", hxl="#date+start"),
        Column("until", "hari terakhir masa laporan", hxl="#date+end"),
        Column("filed_on", "hari laporan diserahkan (WIB)", hxl="#date+filed"),
        FUND,
        Column("key", "opening, received, refunded, bought, costs, closing", hxl="#indicator+name"),
        Column("value", "nilai", "rupiah", hxl="#value"),
        EXAMPLE,
    ),
)
ALL = (FIGURES, AREAS, SERIES, LINES, PLACES, GIVERS, RECIPIENTS, CORRECTIONS, SAMPLING, MONEY, LEDGER, REPORT)
