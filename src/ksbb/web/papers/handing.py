"""Papers about what changes hands: BAST, tanda terima, labels for the boxes, the poster of a recipient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime

from ksbb.commitments.queries import public_giver
from ksbb.core.formats import angka, tanggal, tanggal_pendek, tanggal_terbilang, terbilang, waktu
from ksbb.core.refusals import Refusal
from ksbb.deliveries import queries as deliveries
from ksbb.deliveries.enums import Condition, DeliveryState, Method
from ksbb.documents.sheets import Pair, Part, Sheet, Signature
from ksbb.needs import queries as needs
from ksbb.parties.enums import PartyKind
from ksbb.recipients import queries as recipients
from ksbb.web.public.answers import absolute, whereabouts

if TYPE_CHECKING:
    from ksbb.deliveries.models import Delivery, DeliveryLine, Receipt, ReceiptLine
    from ksbb.recipients.models import Recipient

MOST_NEEDS = 6
OVER = Refusal("delivery_called_off", "Penyaluran ini tidak jadi diantar, jadi tidak ada dokumennya.")
NO_CODE = Refusal("code_missing", "Buat dahulu kodenya; slipnya terbit bersamanya.")
NOT_RECEIVED = Refusal("not_received", "Tanda terima terbit sesudah penerima mengonfirmasi.")


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says, what everybody may check of it, where its record is shown, and why it may not be issued."""

    sheet: Sheet
    facts: Sequence[Pair]
    back: str
    refusal: Refusal | None = None


def in_words(day: date | datetime) -> str:
    """A day as papers write it: in words, then in figures."""
    return f"{tanggal_terbilang(day)} ({tanggal_pendek(day)})"


def at_home(recipient: Recipient) -> str:
    """A recipient and where it lies."""
    return f"{recipient.name}, {whereabouts(recipient.place)}"


def head_of(recipient: Recipient) -> str:
    """In which capacity somebody receives for it. Never a name: whoever signs writes it by hand."""
    return f"Pengelola {recipient.name}" if recipient.kind.institution else f"Ketua {recipient.place.name}"


def giver_of(rows: Sequence[DeliveryLine]) -> str:
    """The giver as the receiver and the public may know it."""
    named = {public_giver(row.line.commitment) for row in rows}
    return ", ".join(sorted(named))


def _capacity(delivery: Delivery) -> str:
    organised = delivery.giver.kind != PartyKind.INDIVIDUAL
    return "Wakil organisasi pemberi" if organised else "Pemberi perorangan"


def _what(row: DeliveryLine) -> str:
    return row.line.need.package.name + (f" (isi setara: {row.line.equivalent})" if row.line.equivalent else "")


def _facts(delivery: Delivery, rows: Sequence[DeliveryLine], *more: Pair) -> tuple[Pair, ...]:
    goods = ", ".join(f"{angka(row.quantity)} {row.line.need.package.spoken}" for row in rows)
    return (
        Pair("Penerima", at_home(delivery.recipient)),
        Pair("Pemberi", giver_of(rows)),
        Pair("Dikirim", goods),
        *more,
    )


def _loaded(reference: str) -> tuple[Delivery, list[DeliveryLine], dict[int, ReceiptLine], Receipt | None]:
    delivery = deliveries.by_reference(reference)
    rows = deliveries.lines_of(delivery)
    for row in rows:
        row.line.commitment.giver = delivery.giver
    return delivery, rows, deliveries.receipts_for(row.pk for row in rows), deliveries.receipt_of(delivery)


def handover(reference: str, copies: int) -> Content:
    """Berita acara serah terima: for signing at the hand-over; after the receipt it also says how the goods came."""
    delivery, rows, came, _ = _loaded(reference)
    recipient, day = delivery.recipient, delivery.handed_at or delivery.planned_on
    sheet = Sheet(
        title="Berita Acara Serah Terima",
        lead=(
            f"Pada hari {in_words(day)}, bertempat di {at_home(recipient)}, kami yang bertanda tangan di bawah ini:",
        ),
        parts=(
            Part(
                pairs=(
                    Pair("Pihak Pertama", f"{giver_of(rows)}, {_capacity(delivery).lower()}, yang menyerahkan"),
                    Pair("Pihak Kedua", f"{head_of(recipient)}, mewakili {recipient.name}, yang menerima"),
                    Pair("Nomor penyaluran", delivery.reference),
                ),
                text=("telah melakukan serah terima barang berikut:",),
            ),
            _goods(rows, came),
            Part(
                text=(
                    "Pihak Pertama menyerahkan dan Pihak Kedua menerima barang dalam jumlah dan keadaan tersebut.",
                    "Bantuan ini diberikan tanpa biaya dan tanpa imbalan apa pun.",
                    "Berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana mestinya.",
                )
            ),
        ),
        signatures=(
            Signature("Pihak Pertama"),
            Signature("Pihak Kedua"),
            Signature("Saksi 1"),
            Signature("Saksi 2"),
        ),
        example=delivery.example,
    )
    when = Pair("Hari serah terima", tanggal(day) if delivery.handed_at else f"direncanakan {tanggal(day)}")
    gone = OVER if delivery.state == DeliveryState.CALLED_OFF else None
    return Content(sheet, _facts(delivery, rows, when), back=_back(rows), refusal=gone)


def _goods(rows: Sequence[DeliveryLine], came: dict[int, ReceiptLine]) -> Part:
    table = []
    for number, row in enumerate(rows, start=1):
        found = came.get(row.pk)
        said = f"{Condition(found.condition).label}, diterima {angka(found.received)}" if found else "……………"
        table.append(
            (
                str(number),
                _what(row),
                angka(row.quantity),
                terbilang(row.quantity),
                row.line.need.package.counted_as,
                said,
            )
        )
    columns = ("No", "Barang", "Jumlah", "Terbilang", "Satuan", "Keadaan")
    return Part(columns=columns, rows=table, figures=("No", "Jumlah"))


def receipt(reference: str, copies: int) -> Content:
    """Tanda terima: what the receiver counted, in figures and words, and by whose act."""
    delivery, rows, came, done = _loaded(reference)
    columns = ("No", "Barang", "Dikirim", "Diterima", "Terbilang", "Satuan", "Keadaan")
    table = [
        (
            str(number),
            _what(row),
            angka(row.quantity),
            angka(came[row.pk].received),
            terbilang(came[row.pk].received),
            row.line.need.package.counted_as,
            Condition(came[row.pk].condition).label,
        )
        for number, row in enumerate(rows, start=1)
        if row.pk in came
    ]
    told = _told(delivery, done) if done else ()
    sheet = Sheet(
        title="Tanda Terima",
        lead=("Telah diterima bantuan berikut, dalam jumlah dan keadaan yang dihitung saat penerimaan.",),
        parts=(
            Part(
                pairs=(
                    Pair("Nomor penyaluran", delivery.reference),
                    Pair("Dari", giver_of(rows)),
                    Pair("Diterima oleh", at_home(delivery.recipient)),
                    *told,
                )
            ),
            Part(columns=columns, rows=table, figures=("No", "Dikirim", "Diterima")),
            Part(
                text=("Jumlah yang dikirim dan yang diterima sama-sama disimpan. Bantuan ini diberikan tanpa biaya.",)
            ),
        ),
        signatures=(Signature("Yang menyerahkan"), Signature(head_of(delivery.recipient))),
        example=delivery.example,
    )
    counted = ", ".join(
        f"{angka(came[row.pk].received)} {row.line.need.package.spoken}" for row in rows if row.pk in came
    )
    more = (Pair("Diterima", counted), Pair("Hari diterima", tanggal(done.effective_at))) if done else ()
    return Content(sheet, _facts(delivery, rows, *more), back=_back(rows), refusal=None if done else NOT_RECEIVED)


def _told(delivery: Delivery, done: Receipt) -> tuple[Pair, ...]:
    by = {
        Method.ACCOUNT: f"{head_of(delivery.recipient)}, lewat akun sendiri",
        Method.PAPER: f"{head_of(delivery.recipient)}, pada tanda terima kertas yang dicatat petugas",
        Method.CODE: f"{head_of(delivery.recipient)}, dengan kode terima yang hanya dipegang penerima",
        Method.OFFICER: "Keputusan petugas, karena penerima tidak dapat mengonfirmasi",
    }
    day = f"{in_words(done.effective_at)}, {waktu(done.effective_at)}"
    pairs = [Pair("Konfirmasi", by.get(Method(done.method), Method(done.method).label)), Pair("Hari", day)]
    extra = (("Nomor tanda terima kertas", done.paper_number), ("Alasan", done.reason), ("Catatan", done.note))
    return (*pairs, *(Pair(term, value) for term, value in extra if value))


def _back(rows: Sequence[DeliveryLine]) -> str:
    return reverse("giving:tracked", args=[rows[0].line.commitment.reference]) if rows else reverse("public:home")


def label(reference: str, copies: int) -> Content:
    """A label for each box: for whom, what, which of how many. No name, no address, no telephone."""
    delivery, rows, _, _ = _loaded(reference)
    goods = tuple(Pair("Kiriman", f"{angka(row.quantity)} {row.line.need.package.spoken}") for row in rows)
    sheet = Sheet(
        title=delivery.recipient.name,
        lead=(whereabouts(delivery.recipient.place),),
        parts=(Part(pairs=goods, text=("Isi kardus ini: ……………………………",)),),
        copies=copies,
        example=delivery.example,
    )
    boxes = (Pair("Jumlah kardus", angka(copies)),) if copies > 1 else ()
    gone = OVER if delivery.state == DeliveryState.CALLED_OFF else None
    return Content(sheet, _facts(delivery, rows, *boxes), back=_back(rows), refusal=gone)


def slip(reference: str, copies: int) -> Content:
    """The receiver's paper for the code: what comes, and since when a code stands. Never the code, nor a trace of it.

    A new code makes a new version, and a used one makes the slip "tidak cocok": whoever holds it can see that.
    """
    delivery, rows, _, _ = _loaded(reference)
    code = deliveries.code_of(delivery)
    goods = ", ".join(f"{angka(row.quantity)} {row.line.need.package.spoken}" for row in rows)
    made = f"{tanggal_pendek(code.issued_at)}, {localtime(code.issued_at):%H.%M.%S} WIB" if code else ""
    state = f"sudah dipakai {tanggal_pendek(code.used_at)}" if code and code.used_at else "belum dipakai"
    pairs = (
        Pair("Penerima", at_home(delivery.recipient)),
        Pair("Nomor penyaluran", delivery.reference),
        Pair("Yang datang", goods),
        Pair("Kode dibuat", made),
        Pair("Keadaan kode", state),
    )
    sheet = Sheet(
        title="Slip Kode Terima",
        lead=("Hitung dahulu. Sesudah jumlahnya Anda sebutkan, sebutkan kode ini kepada pengantar.",),
        parts=(
            Part(pairs=pairs),
            Part(
                heading="Kode 6 angka",
                text=(
                    "___ ___ ___   ___ ___ ___",
                    "Tulis kode yang tampil di layar saat dibuat. KSBB tidak bisa menampilkannya lagi.",
                    "Simpan baik-baik: siapa pun yang memegang kode ini dapat mencatat penerimaan. Sekali pakai.",
                ),
            ),
        ),
        example=delivery.example,
    )
    facts = tuple(pair for pair in pairs if pair.term != "Nomor penyaluran")
    return Content(sheet, facts, back=reverse("desks:codes"), refusal=None if code else NO_CODE)


def poster(reference: str, copies: int) -> Content:
    """For the noticeboard: the recipient's own numbers as the public page tells them."""
    recipient = recipients.by_reference(reference)
    counted = needs.of_recipient(recipient, limit=MOST_NEEDS)
    columns = ("Bantuan", "Dibutuhkan", "Komitmen", "Disalurkan", "Diterima")
    rows = [
        (
            f"{need.package.name}, {need.period.name}",
            *(angka(number) for number in (need.quantity, need.promised, need.delivered, need.confirmed)),
        )
        for need in counted
    ]
    institution = recipient.kind.institution
    page = (
        reverse("public:recipient", args=[recipient.reference])
        if institution
        else reverse("public:place", args=[recipient.place.code])
    )
    none = () if rows else ("Belum ada kebutuhan yang diperiksa petugas.",)
    sheet = Sheet(
        title=recipient.name,
        lead=(whereabouts(recipient.place),),
        parts=(
            Part(heading="Bantuan untuk kita", columns=columns, rows=rows, figures=columns[1:], text=none),
            Part(
                text=(
                    f"Rinciannya, selalu yang terbaru: {absolute(page)}",
                    "Bantuan diberikan tanpa biaya. Kalau ada yang meminta uang, laporkan ke kantor kelurahan.",
                )
            ),
        ),
        example=recipient.example,
    )
    facts = (
        Pair("Penerima", at_home(recipient)),
        *(Pair(what, f"dibutuhkan {n}, komitmen {p}, disalurkan {d}, diterima {c}") for what, n, p, d, c in rows),
    )
    return Content(sheet, facts, back=page)
