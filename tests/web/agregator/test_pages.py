"""The public pages of money: each figure from the ledger and one click from its rows; nobody is named."""

import csv
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ksbb.funds import actions as funds
from ksbb.funds.enums import FundKind, Precision
from ksbb.funds.queries import book_of
from ksbb.gifts import actions as gifts
from ksbb.gifts import books, reporting
from ksbb.gifts.models import Mandate
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.web.agregator.drawing import steps
from tests.gifts.conftest import AT, TODAY, Agregator


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def see(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status, (address, response.status_code)
    return b"".join(response).decode() if response.streaming else response.content.decode()


def home(agregator: Agregator) -> str:
    return f"/agregator/{agregator.organisation.reference}/"


def told(agregator: Agregator) -> Any:
    return Client().get(f"{home(agregator)}?bentuk=json").json()


def busy(agregator: Agregator) -> None:
    """Two gifts; eight packages bought of which six are promised and five brought; a cost."""
    agregator.gift(1_000_000, on=TODAY - timedelta(days=1))
    agregator.gift(500_000)
    lot = agregator.lot(agregator.purchase(8))
    packing = agregator.promise(lot, agregator.world.need(100), 6)
    agregator.world.sent(packing.line, 5, by=agregator.buyer, at=AT)
    gifts.follow_deliveries(at=AT)
    agregator.cost(50_000)
    agregator.agree(agregator.cost(60_000))


def test_an_agregator_without_money_has_a_page(agregator: Agregator) -> None:
    page = see(home(agregator))

    assert "Belum ada uang yang dicatat" in page
    assert "Platform ini tidak memegang uang" in page
    assert "PUB-1" in page
    assert "Belum ada program" in page


def test_the_figures_are_the_ledgers(agregator: Agregator) -> None:
    busy(agregator)

    (fund,) = told(agregator)["funds"]

    assert (fund["received"], fund["bought"], fund["costs"], fund["refunded"]) == (1_500_000, 800_000, 60_000, 0)
    assert fund["unspent"] == 640_000 == fund["unspent_0_30"]
    assert (fund["delivered"], fund["stock"], fund["lost"], fund["beside"]) == (500_000, 300_000, 0, 0)
    (goods,) = fund["goods"]
    assert (goods["acquired"], goods["delivered"], goods["stock"], goods["lost"]) == (8, 5, 3, 0)


def test_the_fall_closes_to_zero(agregator: Agregator) -> None:
    busy(agregator)
    (money,) = reporting.money_of(agregator.organisation, on=TODAY)

    first, *rest = [amount for _, amount, _ in steps(money)]

    assert first == sum(rest) == 1_500_000
    assert money.open_end == 0


def test_every_figure_leads_to_its_rows(agregator: Agregator) -> None:
    busy(agregator)
    page, book = see(home(agregator)), f"{home(agregator)}buku/donasi/"

    for kind, total in (("terima", "Rp1.500.000"), ("beli", "Rp800.000"), ("biaya", "Rp60.000")):
        assert f"{book}?jenis={kind}" in page
        assert total in see(f"{book}?jenis={kind}")
    assert "Rp640.000" in see(f"{book}?umur=0")
    assert "Tidak ada sisa" in see(f"{book}?umur=3")
    assert "Tidak ada baris" in see(f"{book}?jenis=kembali")


def test_the_collected_figure_of_a_programme_leads_to_its_own_rows(agregator: Agregator) -> None:
    told: Any = {"fund": FundKind.DONATION, "title": "Sembako Uji", "budget_rp": 9_000_000}
    opened = gifts.open_campaign(by=agregator.buyer, organisation=agregator.organisation, **told, at=AT)
    agregator.gift(700_000, campaign=opened)
    agregator.gift(500_000)
    page, rows = see(f"/program-agregator/{opened.reference}/"), f"{home(agregator)}buku/donasi/?jenis=terima"

    assert f"{rows}&amp;program={opened.reference}".replace(home(agregator), "") in page.replace(home(agregator), "")
    assert "Rp700.000" in see(f"{rows}&program={opened.reference}")
    assert "Rp1.200.000" in see(rows)
    (row,) = csv.DictReader(see(f"{rows}&program={opened.reference}&bentuk=csv").splitlines())
    assert row["amount"] == "700000"
    assert "Tidak ada baris" in see(f"{rows}&program=KS-0000-0000-0")


def test_a_report_is_a_safe_csv_too(agregator: Agregator) -> None:
    """SEC-17: a number that a spreadsheet would reckon with is plain text; the totals are the ledger's."""
    agregator.gift(1_000_000)
    since, until = TODAY - timedelta(days=30), TODAY + timedelta(days=30)
    Mandate.objects.update(number="=1+1", valid_from=since, valid_until=until)
    with time_machine.travel(AT + timedelta(days=40), tick=False):
        mandate = Mandate.objects.get()
        told: Any = {"mandate": mandate, "since": since, "until": until}
        filing = gifts.file_report(by=agregator.buyer, **told, at=AT + timedelta(days=40))
        address = f"{home(agregator)}laporan/{filing.reference}/"
        rows = list(csv.DictReader(see(f"{address}?bentuk=csv").splitlines()))
        assert "?bentuk=csv" in see(address)

    assert {row["key"]: row["value"] for row in rows} == {
        **dict.fromkeys(("opening", "refunded", "bought", "costs"), "0"),
        "received": "1000000",
        "closing": "1000000",
    }
    assert {row["number"] for row in rows} == {"'=1+1"}


def test_a_row_leads_to_what_it_is_about(agregator: Agregator) -> None:
    agregator.gift()
    bought = agregator.purchase(3)

    page = see(f"{home(agregator)}buku/donasi/?tentang={bought.reference}")

    assert "Toko Uji" in page
    assert "Paket sembako" in page
    assert page.count("<tr id=") == 3


def test_no_giver_is_named_anywhere(agregator: Agregator) -> None:
    busy(agregator)
    book = f"{home(agregator)}buku/donasi/"
    addresses = [home(agregator), book, f"{book}{TODAY:%Y-%m}/", f"{book}?umur=semua", f"{book}?jenis=terima"]

    for address in addresses:
        for form in ("html", "csv", "json"):
            joined = "&" if "?" in address else "?"
            text = see(f"{address}{joined}bentuk={form}")
            assert "Pemberi Uji" not in text
            assert "pemberi@contoh.example" not in text


def test_a_month_opens_and_closes_with_its_rows_between(agregator: Agregator) -> None:
    agregator.gift(1_000_000)
    agregator.purchase(3)
    address = f"{home(agregator)}buku/donasi/{TODAY:%Y-%m}/"

    body = Client().get(f"{address}?bentuk=json").json()
    rows = list(csv.DictReader(see(f"{address}?bentuk=csv").splitlines()))

    assert (body["opening"], body["closing"], body["closed"]) == (0, 700_000, False)
    assert [(row["kind"], row["balance"]) for row in body["items"]] == [("terima", 1_000_000), ("beli", 700_000)]
    assert [row["balance"] for row in rows] == ["1000000", "700000"]
    assert "Saldo akhir" in see(address)
    assert "Rp700.000" in see(f"{address}?akun=titipan:{body['items'][0]['about']}")


@pytest.mark.parametrize("month", ["2020-13", "2020", "0000-01", "9999-12", "x", "2020-1", "²⁰²⁰-01"])
def test_months_that_are_none(agregator: Agregator, month: str) -> None:
    agregator.gift()

    see(f"{home(agregator)}buku/donasi/{month}/", 404)


def test_books_that_are_none(agregator: Agregator) -> None:
    see(f"{home(agregator)}buku/emas/", 404)
    see(f"{home(agregator)}buku/zakat/", 404)
    see("/agregator/KS-0000-0000-0/", 404)


def test_a_closed_month_says_so(agregator: Agregator) -> None:
    before = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
    book = funds.book_for(agregator.organisation, FundKind.DONATION, at=AT)
    agregator.gift(on=before + timedelta(days=27))
    funds.close_month(by=agregator.buyer, book=book, month=before, at=AT)

    assert "sudah ditutup" in see(f"{home(agregator)}buku/donasi/")
    assert "sudah ditutup" in see(f"{home(agregator)}buku/donasi/{before:%Y-%m}/")


def test_a_week_is_said_as_a_week(agregator: Agregator) -> None:
    gifts.record_gift(
        by=agregator.world.pokja,
        giver=agregator.intent().giver,
        organisation=agregator.organisation,
        mandate=agregator.mandate,
        channel=agregator.channel,
        amount_rp=20_000_000,
        received_on=TODAY,
        precision=Precision.WEEK,
        source="Siaran pers yang terbit",
        at=AT,
    )

    assert "pekan mulai" in see(f"{home(agregator)}buku/donasi/?jenis=terima")


def test_a_revoked_agregator_keeps_its_page(agregator: Agregator) -> None:
    """LAW-05: the banner with reason and date; the trail stays."""
    agregator.gift()
    parties.stand(
        organisation=agregator.organisation,
        standing=Standing.REVOKED,
        by=None,
        reason="SK Mensos 133/HUK/2022 tanggal 5 Juli 2022",
        at=AT,
    )

    page = see(home(agregator))

    assert "SK Mensos 133/HUK/2022" in page
    assert "Tidak menerima titipan baru" in page
    assert "Rp1.000.000" in page


def test_no_basis_today_is_said(agregator: Agregator) -> None:
    with time_machine.travel(AT + timedelta(days=70), tick=False):
        page = see(home(agregator))

    assert "Tidak ada dasar hukum yang berlaku" in page


@pytest.mark.parametrize(
    ("cost", "more", "says"),
    [
        (60_000, {}, "di bawah batas 10%"),
        (90_000, {}, "di atas 80% dari batas 10%"),
        (137_000, {"override_reason": "Gudang banjir, diganti"}, "melebihi batas 10%"),
    ],
)
def test_costs_against_their_cap_in_words(agregator: Agregator, cost: int, more: Any, says: str) -> None:
    agregator.gift(1_000_000)
    agregator.agree(agregator.cost(cost, **more))

    page = see(home(agregator))

    assert says in page
    assert more.get("override_reason", "") in page


def test_a_dear_purchase_is_flagged(agregator: Agregator) -> None:
    """T20: at a fifth above the published price not yet, at one rupiah more it is."""
    agregator.gift(10_000_000)
    price = _published_price(agregator.purchase(1, 1_000))
    agregator.purchase(2, price * 120 // 100)
    assert "Tidak ada belanja yang lebih" in see(home(agregator))

    dear = agregator.purchase(1, price * 120 // 100 + 1)

    assert [item.spending_id for item in reporting.flagged(agregator.organisation)] == [dear.pk]
    assert dear.reference in see(home(agregator))


def _published_price(spending: Any) -> int:
    found = books.spending_behind(spending.book, spending.reference)
    assert found is not None
    price = found[1][0].reference_rp
    assert price
    return int(price)


def test_kinds_of_money_are_never_added(agregator: Agregator) -> None:
    agregator.gift(1_000_000)
    funds.book_for(agregator.organisation, FundKind.ZAKAT, at=AT)

    body = told(agregator)

    assert {fund["fund"]: fund["received"] for fund in body["funds"]} == {"donasi": 1_000_000, "zakat": 0}
    assert book_of(agregator.organisation.pk, FundKind.ZAKAT)


def test_queries_do_not_grow_with_rows(agregator: Agregator) -> None:
    """At one gift and purchase as at three: literal numbers."""
    book = f"{home(agregator)}buku/donasi/"
    addresses = (home(agregator), book, f"{book}?jenis=terima", f"{book}{TODAY:%Y-%m}/")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            agregator.gift()
            agregator.purchase(2)
        cache.clear()
        counts.append([_asked(address) for address in addresses])

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25


def _asked(address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        see(address)
    return len(asked)


def test_beranda_and_capaian_show_money_beside_goods(agregator: Agregator) -> None:
    assert "Titipan uang" not in see("/")
    agregator.gift(1_000_000)
    agregator.purchase(4)
    cache.clear()

    for address in ("/", "/capaian/"):
        page = see(address)
        assert "Rp1.000.000 terkumpul" in page
        assert "Rp400.000 dibelanjakan" in page
        assert f"{home(agregator)}buku/donasi/?jenis=pakai" in page
    assert "Rp400.000" in see(f"{home(agregator)}buku/donasi/?jenis=pakai")
