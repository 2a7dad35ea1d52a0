"""J5 without a script: the board, an intent's money, a statement, spending by two people, goods to several needs."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ksbb.gifts.enums import Decision, GiftState, Match
from ksbb.gifts.models import Gift, Lot, Packing, Spending, StatementRow, Voucher
from tests import money
from tests import world as the
from tests.photos import jpeg, scene
from tests.web.fund_desk.conftest import Visitor, hidden
from tests.world import World

REASON = "Salah pilih titipan"


def url(name: str, *args: Any) -> str:
    return reverse(f"fund_desk:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def csv(*rows: tuple[str, str, str]) -> SimpleUploadedFile:
    lines = ["Tanggal,Berita,Masuk", *(",".join(row) for row in rows)]
    return SimpleUploadedFile("mutasi.csv", "\n".join(lines).encode(), content_type="text/csv")


def sent(desk: Client, world: World, *rows: tuple[str, str, str]) -> Any:
    here = Gift.objects.values_list("channel", flat=True).first() or money.channel(world).pk
    return desk.post(url("import"), {"channel": here, "layout": "umum", "file": csv(*rows)})


def test_an_empty_board_says_so(seated: Visitor) -> None:
    shown = text(seated("bendahara").get(url("board")))
    assert "Tidak ada yang menunggu" in shown
    assert "platform tidak memegang uang" in shown


def test_the_board_shows_what_is_late_first(world: World, seated: Visitor) -> None:
    waiting = money.drafted(world)
    Spending.objects.update(proposed_at=world.at - timedelta(days=3))
    gift = Gift.objects.get()
    Gift.objects.filter(pk=gift.pk).update(state=GiftState.INTENT, received_rp=0)
    desk = seated("bendahara")
    shown = text(desk.get(url("board")))

    assert shown.index(waiting.supplier) < shown.index(gift.reference)
    assert "Terlambat." in shown
    only = text(desk.get(url("board"), {"saring": "niat"}))
    assert gift.reference in only
    assert waiting.supplier not in only


def test_money_came_and_was_the_wrong_gift(world: World, seated: Visitor) -> None:
    gift, desk = money.intent(world), seated("bendahara")
    bad = desk.post(url("receive", gift.reference), {"amount_rp": "0", "received_on": "2026-02-30"})
    assert bad.status_code == 422
    said = {"amount_rp": "900.000", "received_on": world.today.isoformat()}
    assert desk.post(url("receive", gift.reference), said).status_code == 302
    assert Gift.objects.get().received_rp == 900_000
    assert desk.post(url("take_back", gift.reference), {"reason": REASON}).status_code == 302
    assert Gift.objects.get().state == GiftState.INTENT


def test_a_statement_is_looked_at_then_taken_in_whole(world: World, seated: Visitor) -> None:
    gift, desk, day = money.intent(world), seated("bendahara"), f"{world.today:%d/%m/%Y}"
    shown = sent(desk, world, (day, f"TRF {gift.reference}", "1.000.000"), (day, "BUNGA", "312"))
    assert shown.status_code == 200
    assert "2 baris baru" in text(shown)
    assert not StatementRow.objects.exists()

    body = {"seen": hidden(shown, "seen"), "key": hidden(shown)}
    assert [desk.post(url("import_now"), body).status_code for _ in range(2)] == [302, 302]
    assert list(StatementRow.objects.order_by("pk").values_list("match", flat=True)) == [Match.MATCHED, Match.UNMATCHED]
    assert Gift.objects.get().state == GiftState.RECEIVED
    assert "Semua baris sudah dikenal" in text(sent(desk, world, (day, "BUNGA", "312")))

    row = StatementRow.objects.get(match=Match.UNMATCHED)
    assert desk.post(url("row", row.pk), {"outcome": "bukan", "reason": ""}).status_code == 422
    assert desk.post(url("row", row.pk), {"outcome": "titipan", "gift": "KS-1"}).status_code == 422
    assert desk.post(url("row", row.pk), {"outcome": "bukan", "reason": "Bunga tabungan"}).status_code == 302
    assert StatementRow.objects.get(pk=row.pk).match == Match.OTHER


def test_a_bad_file_names_its_rows_and_writes_nothing(world: World, seated: Visitor) -> None:
    money.intent(world)
    desk = seated("bendahara")
    shown = sent(desk, world, ("31/02/2026", "=HYPERLINK", "abc"), ("01/05/2026", "x", "9.000"))
    assert shown.status_code == 422
    assert "2 kesalahan" in text(shown)
    file = desk.post(url("import_faults"), {"seen": hidden(shown, "seen")})
    assert file["Content-Disposition"].endswith('"kesalahan-mutasi.csv"')
    assert "2,tanggal," in text(file)
    for seen in ("", "palsu", hidden(shown, "seen")):
        assert desk.post(url("import_now"), {"seen": seen}).status_code == 422
    assert not StatementRow.objects.exists()


def test_bank_texts_are_for_its_people_alone(world: World, seated: Visitor) -> None:
    row = money.waiting_row(world)
    assert seated("pokja_lama").get(url("row", row.pk)).status_code == 403
    assert seated("pemeriksa").get(url("row", row.pk)).status_code == 200


def bill(world: World, **more: str) -> dict[str, Any]:
    gift = money.gift(world, 5_000_000)
    told = {"channel": gift.channel_id, "supplier": "Toko Uji", "occurred_on": world.today.isoformat(), "note": ""}
    packages = {"quantity": "3", "unit_price_rp": "200.000", "amount_rp": "610.000", "place": ""}
    return {**told, **packages, "name_1": "Tas", "quantity_1": "10", "price_1": "1.000", **more}


def test_spending_takes_two_people(world: World, seated: Visitor, django_capture_on_commit_callbacks: Any) -> None:
    buyer, checker = seated("bendahara"), seated("pemeriksa")
    page = url("purchase", "sembako")
    shown = buyer.get(page)
    inside = shown.context["form"].fields["missing"].choices[0][0]
    said = bill(world, missing=inside)
    assert buyer.post(page, {**said, "amount_rp": "600.000"}).status_code == 422
    receipt = SimpleUploadedFile("nota.jpg", jpeg(scene(3)), content_type="image/jpeg")
    with django_capture_on_commit_callbacks(execute=True):
        assert buyer.post(page, {**said, "receipt": receipt}).status_code == 302

    spending, there = Spending.objects.get(), url("spending", Spending.objects.get().reference)
    assert Voucher.objects.get().media_type == "image/jpeg"
    assert "Yang mengajukan tidak boleh" in text(buyer.get(there))
    seen = text(checker.get(there))
    assert f"Tidak ada: {inside}" in seen
    assert buyer.post(there, {"agreed": "setuju", "reason": ""}).status_code == 422
    assert checker.post(there, {"agreed": "setuju", "reason": ""}).status_code == 302
    assert Spending.objects.get().state == Decision.AGREED
    assert Lot.objects.get().quantity == 3
    assert buyer.get(url("receipt", spending.reference))["Content-Type"] == "image/jpeg"

    assert checker.post(url("undo", spending.reference), {"reason": REASON}).status_code == 302
    assert Spending.objects.get().reversed_at is not None


def test_a_price_above_the_published_one_is_flagged(world: World, seated: Visitor) -> None:
    page, said = url("purchase", "sembako"), bill(world, unit_price_rp="400.000", amount_rp="1.210.000")
    assert seated("bendahara").post(page, said).status_code == 302
    assert "Lebih 20% di atas acuan" in text(seated("pemeriksa").get(url("spending", Spending.objects.get().reference)))


def test_a_file_that_is_no_receipt_is_refused(world: World, seated: Visitor) -> None:
    receipt = SimpleUploadedFile("nota.jpg", b"\xff\xd8\xff bukan gambar", content_type="image/jpeg")
    answer = seated("bendahara").post(url("purchase", "sembako"), {**bill(world), "receipt": receipt})
    assert answer.status_code == 422
    assert (Voucher.objects.count(), Spending.objects.count()) == (0, 0)


def test_a_slip_is_withdrawn_by_who_made_it(world: World, seated: Visitor) -> None:
    spending = money.drafted(world)
    there = url("withdraw", spending.reference)
    assert seated("pemeriksa").post(there, {}).status_code == 422
    assert seated("bendahara").post(there, {}).status_code == 302
    answer = seated("pemeriksa").post(url("spending", spending.reference), {"agreed": "setuju", "reason": ""})
    assert answer.status_code == 422
    assert "sudah ditarik" in text(answer)
    assert Spending.objects.get().state == Decision.WAITING


def test_a_cost_stands_beside_its_cap(world: World, seated: Visitor) -> None:
    gift, desk = money.gift(world, 1_000_000), seated("bendahara")
    assert "batas 10%" in text(desk.get(url("cost")))
    said = {"channel": gift.channel_id, "supplier": "Sewa", "occurred_on": world.today.isoformat(), "note": ""}
    said |= {"amount_rp": "137.000", "mandate": str(gift.mandate_id), "override_reason": ""}
    assert desk.post(url("cost"), said).status_code == 302
    there = url("spending", Spending.objects.get().reference)
    seen = text(seated("pemeriksa").get(there))
    assert "13,7%" in seen
    assert "Melebihi batas." in seen
    refused = seated("pemeriksa").post(there, {"agreed": "setuju", "reason": ""})
    assert refused.status_code == 422
    assert "melebihi batas" in text(refused)


def test_a_refund_waits_for_the_second_person(world: World, seated: Visitor) -> None:
    gift = money.gift(world)
    assert seated("bendahara").post(url("refund", gift.reference), {"reason": REASON}).status_code == 302
    there = url("spending", Spending.objects.get().reference)
    assert seated("pemeriksa").post(there, {"agreed": "setuju", "reason": ""}).status_code == 302
    assert Gift.objects.get().state == GiftState.REFUNDED


def test_a_lot_goes_to_several_needs_at_once_or_to_none(world: World, seated: Visitor) -> None:
    lot, desk = money.lot(world), seated("bendahara")
    one, two = the.open_need(world), the.open_need(world, recipient=world.rw_lain)
    said = {f"n_{one.pk}": "2", f"n_{two.pk}": "4", "deliver_on": world.soon.isoformat(), "agree": "on"}
    there = url("share_out", lot.pk)
    assert desk.post(there, said).status_code == 422
    assert not Packing.objects.exists()
    assert desk.post(there, {**said, f"n_{two.pk}": "3"}).status_code == 302
    assert sorted(Packing.objects.values_list("quantity", flat=True)) == [2, 3]

    shown = text(desk.get(url("manifest"), {"hari": world.soon.isoformat()}))
    assert "2 tujuan, 5 paket" in shown
    packing = Packing.objects.get(quantity=3)
    assert desk.post(url("unpack", packing.pk), {"quantity": "4"}).status_code == 422
    assert desk.post(url("unpack", packing.pk), {"quantity": "1"}).status_code == 302
    assert desk.post(url("write_off", lot.pk), {"quantity": "1", "reason": "Basah karena hujan"}).status_code == 302
    assert Lot.objects.get(pk=lot.pk).free == 0


def test_own_goods_are_taken_in(world: World, seated: Visitor) -> None:
    said = {"package": "sembako", "quantity": "20", "origin": "Gudang sendiri", "acquired_on": world.today.isoformat()}
    assert seated("bendahara").post(url("stock"), said).status_code == 302
    assert "Gudang sendiri" in text(seated("bendahara").get(url("lots")))


def test_pages_cost_the_same_for_one_row_and_three(
    world: World, seated: Visitor, django_assert_max_num_queries: Any
) -> None:
    packing = money.packing(world)
    assert packing.lot.item is not None
    money.waiting_row(world, packing.lot.item.spending.channel)
    desk = seated("bendahara")
    desk.get(url("board"))
    for name in ("board", "intents", "statements", "spendings", "lots", "manifest"):
        for copies in (0, 2):
            for number in range(copies):
                row = StatementRow.objects.latest("pk")
                row.pk, row.mark = None, f"{name}{number}"
                row.save()
            with django_assert_max_num_queries(20):
                assert desk.get(url(name)).status_code == 200
