"""Statements: what is exact is matched, all else waits; imported whole or not at all; told twice, counted once."""

import io
import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ksbb.core.refusals import Refused
from ksbb.funds.actions import close_month
from ksbb.funds.models import Book, Transfer
from ksbb.gifts import actions as gifts
from ksbb.gifts.enums import GiftState, Match, Settlement
from ksbb.gifts.matching import (
    StatementLine,
    layout_by_code,
    layouts,
    read_amount,
    read_date,
    read_statement,
    reference_in,
)
from ksbb.gifts.models import Gift, StatementFile, StatementRow
from ksbb.privacy.actions import PURGERS
from tests.gifts.conftest import AT, TODAY, Agregator, refused
from tests.situations import REASON, fresh

LAYOUT = layout_by_code("umum")


def line(amount_rp: int, text: str = "", *, number: int = 2, on: date = TODAY, id: str = "") -> StatementLine:
    return StatementLine(number, on, amount_rp, text, id)


def imported(agregator: Agregator, *lines: StatementLine, **more: Any) -> StatementFile:
    told = {"channel": agregator.channel, "layout": "umum", "lines": list(lines), **more}
    return gifts.import_statement(by=agregator.buyer, **told, at=AT)


def found() -> list[str]:
    return list(StatementRow.objects.order_by("pk").values_list("match", flat=True))


def test_an_exact_row_is_the_money_of_its_intent(agregator: Agregator) -> None:
    gift = agregator.intent(500_000)
    file = imported(agregator, line(500_000, f"TRSF {gift.reference.replace('-', '').lower()} BUDI"))

    assert (file.rows, file.fresh, found()) == (1, 1, [Match.MATCHED])
    assert (fresh(gift).state, fresh(gift).received_rp, fresh(gift).received_on) == ("diterima", 500_000, TODAY)
    assert Transfer.objects.count() == 1


@pytest.mark.parametrize(
    ("amount", "expected"), [(500_001, Match.OVER), (499_999, Match.UNDER), (500_000, Match.MATCHED)]
)
def test_a_rupiah_beside_waits(agregator: Agregator, amount: int, expected: Match) -> None:
    gift = agregator.intent(500_000)
    imported(agregator, line(amount, gift.reference))

    assert found() == [expected]
    assert (fresh(gift).state == GiftState.RECEIVED) == (expected == Match.MATCHED)


def test_nothing_is_guessed(agregator: Agregator) -> None:
    """No reference, two references, a wrong check symbol, an amount that fits by chance: all wait."""
    one, two = agregator.intent(500_000), agregator.intent(600_000)
    wrong = one.reference[:-1] + ("A" if one.reference[-1] != "A" else "B")
    texts = ["", "Pemberi Uji", f"{one.reference} {two.reference}", wrong]
    imported(agregator, *(line(500_000, text, number=n) for n, text in enumerate(texts, 2)))

    assert found() == [Match.UNMATCHED] * 4
    assert not Transfer.objects.exists()


def test_money_by_another_way_waits(agregator: Agregator) -> None:
    gift = agregator.intent(500_000)
    Gift.objects.filter(pk=gift.pk).update(channel=None)
    imported(agregator, line(500_000, gift.reference))

    assert found() == [Match.UNMATCHED]


def test_late_double_and_said_by_hand(agregator: Agregator) -> None:
    late, twice, said = agregator.intent(100_000), agregator.intent(200_000), agregator.gift(300_000)
    gifts.expire_intent(gift=late, at=AT)
    imported(
        agregator,
        line(100_000, late.reference, number=2),
        line(200_000, twice.reference, number=3),
        line(200_000, twice.reference, number=4),
        line(300_000, said.reference, number=5),
        line(300_000, said.reference, number=6),
    )

    assert found() == [Match.LATE, Match.MATCHED, Match.DOUBLE, Match.MATCHED, Match.DOUBLE]
    assert fresh(late).state == GiftState.EXPIRED
    assert [row.amount for row in Transfer.objects.order_by("pk")] == [300_000, 200_000]


def test_an_overlapping_statement_multiplies_nothing(agregator: Agregator) -> None:
    gift = agregator.intent(500_000)
    first = [line(500_000, gift.reference), line(7_000, "bunga", number=3), line(7_000, "bunga", number=4)]
    imported(agregator, *first)
    with refused("statement_known"):
        imported(agregator, *first)
    again = imported(agregator, *first[::-1], line(9_000, "bunga", number=9))

    assert (again.rows, again.fresh) == (4, 1)
    assert found() == [Match.MATCHED, Match.UNMATCHED, Match.UNMATCHED, Match.UNMATCHED]
    assert Transfer.objects.count() == 1


def test_all_or_nothing(agregator: Agregator) -> None:
    """The second row's month is closed: the first is not taken in either."""
    old = TODAY.replace(day=1) - timedelta(days=1)
    one, two = agregator.intent(100_000), agregator.intent(200_000)
    gifts.receive_gift(by=agregator.buyer, gift=agregator.intent(5_000), amount_rp=5_000, received_on=TODAY, at=AT)
    close_month(by=agregator.buyer, book=Book.objects.get(), month=old, at=AT)
    before = Transfer.objects.count()
    with refused("month_closed") as stopped:
        imported(agregator, line(100_000, one.reference), line(200_000, two.reference, number=3, on=old))

    assert "Baris 3" in str(stopped.value)
    assert (StatementFile.objects.count(), StatementRow.objects.count(), Transfer.objects.count()) == (0, 0, before)
    assert fresh(one).state == GiftState.INTENT


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "statement_empty"),
        ([line(0)], "amount_range"),
        ([line(-5)], "amount_range"),
        ([line(5, on=TODAY + timedelta(days=1))], "date_ahead"),
        ([line(5, "x" * 301)], "text_too_long"),
        ([line(5)] * 2_001, "statement_too_long"),
    ],
)
def test_lines_that_no_bank_sends(agregator: Agregator, lines: list[StatementLine], code: str) -> None:
    with refused(code):
        imported(agregator, *lines)
    assert not StatementFile.objects.exists()


def test_only_its_own_people_import(agregator: Agregator) -> None:
    told: dict[str, Any] = {"channel": agregator.channel, "layout": "umum", "lines": [line(5)]}
    with refused("not_allowed"):
        gifts.import_statement(by=agregator.world.pokja, **told, at=AT)


# --- A person settles -------------------------------------------------------------------------------------------------


def settle(agregator: Agregator, outcome: Settlement, **more: Any) -> StatementRow:
    row = StatementRow.objects.latest("pk")
    return gifts.settle_row(by=agregator.buyer, row=row, outcome=outcome, **more, at=AT)


def test_over_is_taken_in_as_it_came(agregator: Agregator) -> None:
    gift = agregator.intent(500_000)
    imported(agregator, line(500_500, gift.reference))
    row = settle(agregator, Settlement.GIFT, gift=gift)

    assert (row.match, fresh(gift).received_rp) == (Match.SETTLED, 500_500)
    with refused("wrong_state"):
        settle(agregator, Settlement.NONE, reason=REASON)


def test_an_unnamed_giver(agregator: Agregator) -> None:
    imported(agregator, line(75_000, "SETORAN TUNAI"))
    gift = settle(agregator, Settlement.UNNAMED).gift
    assert gift is not None

    assert (gift.state, gift.received_rp, gift.giver.name) == ("diterima", 75_000, "Hamba Allah, lewat rekening")
    assert agregator.purchase(1, 75_000)


def test_an_unnamed_gift_needs_a_basis_on_its_day(agregator: Agregator) -> None:
    imported(agregator, line(75_000, on=TODAY - timedelta(days=40)))
    with refused("no_mandate"):
        settle(agregator, Settlement.UNNAMED)
    assert not Gift.objects.exists()


def test_interest_is_no_gift_and_needs_a_reason(agregator: Agregator) -> None:
    imported(agregator, line(312, "BUNGA"))
    with refused("reason_needed"):
        settle(agregator, Settlement.NONE)
    assert settle(agregator, Settlement.NONE, reason="Bunga tabungan bulan ini").match == Match.OTHER
    assert not Transfer.objects.exists()


def test_the_same_money_told_twice(agregator: Agregator) -> None:
    gift = agregator.gift(300_000)
    imported(agregator, line(300_000, gift.reference, on=TODAY - timedelta(days=1)))
    assert found() == [Match.DOUBLE]
    with refused("gift_needed"):
        settle(agregator, Settlement.SAME, reason=REASON)
    settle(agregator, Settlement.SAME, gift=gift, reason=REASON)
    assert Transfer.objects.count() == 1


def test_a_confirmation_taken_back_frees_its_row(agregator: Agregator) -> None:
    gift, other = agregator.intent(300_000), agregator.intent(300_000)
    imported(agregator, line(300_000, gift.reference))
    gifts.reverse_receipt(by=agregator.buyer, gift=gift, reason=REASON, at=AT)
    assert found() == [Match.UNMATCHED]
    settle(agregator, Settlement.GIFT, gift=other)
    assert (fresh(gift).state, fresh(other).state) == ("niat", "diterima")


def test_whoever_takes_money_in_holds_the_book_before_the_gift(agregator: Agregator) -> None:
    """As whoever spends does: in another order two of them would wait for one another."""
    gift = agregator.intent(300_000)
    for deed, more in (
        (gifts.receive_gift, {"amount_rp": 300_000, "received_on": TODAY}),
        (gifts.reverse_receipt, {"reason": REASON}),
    ):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            deed(by=agregator.buyer, gift=gift, **more, at=AT)
        tables = [
            query["sql"].split(" FROM ")[1][:13]
            for query in asked
            if query["sql"].startswith("SELECT ") and " FROM " in query["sql"]
        ]
        assert tables.index('"funds_book" ') < tables.index('"gifts_gift" ')


def test_texts_go_after_a_year(agregator: Agregator) -> None:
    imported(agregator, line(5_000, "BUDI SANTOSO"))
    purge = PURGERS["mutasi"]
    assert purge(AT, AT) == 0
    assert purge(AT + timedelta(days=1), AT) == 1
    assert StatementRow.objects.get().text == ""
    assert imported(agregator, line(5_000, "BUDI SANTOSO"), line(6_000, number=3)).fresh == 1


# --- Files ------------------------------------------------------------------------------------------------------------

CSV = {
    "umum": "Tanggal,Berita,Masuk\n{d},{t},1.500.000\n{d},biaya,\n",
    "bank_dua_kolom": 'Tanggal;Keterangan;Debit;Kredit;Saldo\n{d};{t};;1,500,000.00;9\n{d};biaya;"2,500.00";0.00;9\n',
    "qris": "Tanggal Transaksi,Nominal,RRN,Keterangan,Status\n{d},Rp1.500.000,77,{t},Berhasil\n{d},9.000,78,x,Gagal\n",
}


def sheet(code: str, text: str = "titipan") -> bytes:
    return CSV[code].format(d=f"{TODAY:%d/%m/%Y}", t=text).encode()


def workbook(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("code", list(layouts()))
def test_every_layout_reads_its_file(code: str) -> None:
    reading = read_statement(name="m.csv", content=sheet(code), layout=layout_by_code(code), on=TODAY)

    assert reading.problems == ()
    assert [(row.booked_on, row.amount_rp, row.text) for row in reading.lines] == [(TODAY, 1_500_000, "titipan")]
    assert reading.passed_over == 1


def test_a_workbook_is_read_alike() -> None:
    content = workbook([["Tanggal", "Berita", "Masuk"], [TODAY, "titipan", 1_500_000]])
    reading = read_statement(name="m.xlsx", content=content, layout=LAYOUT, on=TODAY)

    assert [(row.number, row.booked_on, row.amount_rp) for row in reading.lines] == [(2, TODAY, 1_500_000)]


def test_bad_rows_are_named(agregator: Agregator) -> None:
    text = "Tanggal,Berita,Masuk\n31/02/2026,a,5.000\n01/05/2026,b,1.5\n01/05/2126,c,9.000\n01/05/2026,d,7.000\n"
    reading = read_statement(name="m.csv", content=text.encode(), layout=LAYOUT, on=TODAY)

    assert [(one.row, one.column) for one in reading.problems] == [(2, "tanggal"), (3, "masuk"), (4, "tanggal")]


@pytest.mark.parametrize(
    ("text", "numbers", "amount"),
    [
        ("1.500.000", "id", 1_500_000),
        ("1.500.000,00", "id", 1_500_000),
        ("Rp 1.500", "id", 1_500),
        ("1500", "id", 1500),
        ("1,500,000.00", "en", 1_500_000),
        ("1.500.000", "en", None),
        ("1,500,000", "id", None),
        ("1.50", "id", None),
        ("1.500,50", "id", None),
        ("-5.000", "id", -5_000),
        ("(5.000)", "id", -5_000),
        ("", "id", 0),
        ("0,00", "id", 0),
        ("١٢٣", "id", None),
        ("1e9", "id", None),
    ],
)
def test_amounts(text: str, numbers: str, amount: int | None) -> None:
    assert read_amount(text, numbers) == amount


def test_days_are_read_day_first() -> None:
    assert read_date("02/05/2026") == date(2026, 5, 2) == read_date("2026-05-02T00:00:00")
    assert [read_date(text) for text in ("05/13/2026", "2/5/26", "", "besok", "02/05/1999")] == [None] * 5


@pytest.mark.parametrize("shape", ["{0}-{1}-{2}", "{0}{1}{2}", "{0} {1} {2}", "X{0}{1}{2}Y", "trf ks{1}{2}"])
def test_references_survive_how_banks_write(agregator: Agregator, shape: str) -> None:
    reference = agregator.intent().reference
    prefix, *parts = reference.split("-", 1)
    body = parts[0].replace("-", "")
    written = shape.format(prefix, body[:8], body[8:]) if "ks{1}" not in shape else f"trf ks{body.lower()}"
    assert reference_in(written) == reference


def mutated(content: bytes, dice: random.Random) -> bytes:
    """The file with a few bytes changed, taken out, put in, doubled or swapped."""
    bent = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        where = dice.randrange(len(bent) or 1)
        match dice.randrange(5):
            case 0:
                bent[where : where + 1] = bytes([dice.randrange(256)])
            case 1:
                del bent[where : where + dice.randint(1, 20)]
            case 2:
                bent[where:where] = dice.choice(
                    [b'"', b",", b";", b"\n", b"-", b"\x00", b"=1+1", b"\xff\xfe", b"9" * 30]
                )
            case 3:
                bent[where:where] = bent[where : where + dice.randint(1, 40)]
            case _:
                bent[where:] = bent[where:][::-1] if dice.random() < 0.1 else bent[where:]
    return bytes(bent)


def _fuzz(agregator: Agregator, files: int) -> tuple[int, int]:
    """Every file is imported whole or writes nothing. Returns how many were, and how many were refused."""
    dice, whole, nothing = random.Random(20260502), 0, 0
    xlsx = workbook([["Tanggal", "Berita", "Masuk"], [TODAY, "titipan", 1_500_000]])
    for number in range(files):
        code = dice.choice(list(CSV))
        content = mutated(xlsx if dice.random() < 0.1 else sheet(code, f"titipan {number}"), dice)
        layout = layout_by_code(code)
        reading = read_statement(name=dice.choice(["m.csv", "m.xlsx", ""]), content=content, layout=layout, on=TODAY)
        rows = StatementRow.objects.count()
        if reading.problems:
            nothing += 1
            continue
        try:
            file = gifts.import_statement(
                by=agregator.buyer, channel=agregator.channel, layout=code, lines=reading.lines, at=AT
            )
        except Refused:
            nothing += 1
            assert StatementRow.objects.count() == rows
        else:
            whole += 1
            assert StatementRow.objects.count() == rows + file.fresh
            assert file.rows == len(reading.lines)
    return whole, nothing


def test_broken_files_write_all_or_nothing(agregator: Agregator) -> None:
    assert min(_fuzz(agregator, 60)) > 0


@pytest.mark.long
def test_a_thousand_broken_files_write_all_or_nothing(agregator: Agregator) -> None:
    whole, nothing = _fuzz(agregator, 1_000)
    assert whole + nothing == 1_000
    assert min(whole, nothing) > 50
