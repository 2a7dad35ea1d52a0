"""The public page of a gift: what each step shows, what it never shows, and what it costs to make."""

from datetime import timedelta
from typing import Any

import pytest
import segno
from django.test import Client

from ksbb.commitments.models import Line
from ksbb.commitments.queries import ANONYMOUS
from ksbb.commitments.rules import thread_of
from ksbb.deliveries import actions as deliveries
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions as gifts
from ksbb.gifts import qris
from ksbb.gifts.actions import GiftDraft
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.models import Channel, Gift, Lot, Mandate
from ksbb.gifts.queries.giving import CLOSED
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.voices import actions as voices
from ksbb.voices.enums import Side
from tests import money
from tests import world as the
from tests.gifts.test_qris import payload
from tests.situations import fresh
from tests.world import CANARY, World

pytestmark = pytest.mark.django_db


def _page(gift: Gift, client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/titipan/{gift.reference}/")
    assert answer.status_code == 200
    return answer.content.decode()


def _brought(world: World) -> Gift:
    """Five packages bought, two promised, and those brought."""
    packing = money.packing(world, 2)
    load = deliveries.Load(line=packing.line, quantity=2)
    sent = deliveries.plan_delivery(by=world.people["bendahara"], loads=[load], planned_on=world.today, at=world.at)
    deliveries.hand_over(by=world.people["bendahara"], delivery=sent, at=world.at)
    return Gift.objects.get()


def test_an_intent_says_how_to_send_and_that_it_is_not_money(world: World):
    page = _page(money.intent(world))

    for words in ("Niat Rp1.000.000", "123-456", "Agregator Uji", "Batalkan bila nama berbeda", "Belum dihitung"):
        assert words in page
    assert "KSBB tidak pernah menerima uang" in page
    assert "Diterima</dt>" not in page


def test_the_chain_leads_from_the_money_to_the_need(world: World):
    gift = _brought(world)

    page = _page(gift)

    for words in (
        "Rp750.000 dari titipan ini",
        "Toko Uji",
        "5 × Rp150.000",
        "2 dijanjikan",
        "3 masih dalam persediaan",
    ):
        assert words in page
    assert "2 disalurkan 4 Mei 2026" in page
    assert "0 diterima" in page
    assert "Rp250.000" in page  # not spent
    assert "/kebutuhan/KS-" in page


def test_thanks_that_an_officer_looked_at_stand_beside_what_was_brought(world: World):
    gift = _brought(world)
    line = Line.objects.get()
    for text, thanks in (("Terima kasih dari warga", True), ("Kata di antara dua pihak", False)):
        said = voices.say(
            thread=thread_of(line),
            place=line.need.place,
            side=Side.RECEIVER,
            author=None,
            text=text,
            thanks=thanks,
            at=world.at,
        )
        if thanks:
            assert text not in _page(gift)
            voices.show_word(by=world.pokja, word=said, at=world.at)

    page = _page(gift)

    assert "Terima kasih dari warga" in page
    assert "Kata di antara" not in page


def test_the_name_is_shown_only_by_choice_and_only_once_money_came(world: World):
    draft = money.draft(world)
    gift = gifts.intend(by=world.orang_lain, draft=draft, show_name=True, at=world.at)
    name = gift.giver.name
    before = _page(gift)
    gifts.receive_gift(
        by=world.people["bendahara"], gift=gift, amount_rp=1_000_000, received_on=world.today, at=world.at
    )

    assert CANARY in name
    assert name not in before
    assert name in _page(gift)


def test_nothing_private_is_in_public(world: World):
    gift = money.guest_intent(world)
    page = _page(gift)

    assert CANARY not in page
    assert CANARY.lower() not in page
    came = gifts.receive_gift(
        by=world.people["bendahara"], gift=gift, amount_rp=1_000_000, received_on=world.today, at=world.at
    )
    page = _page(came)
    assert ANONYMOUS in page
    assert CANARY not in page


def test_everybody_sees_the_same_cacheable_page_without_a_form(world: World):
    gift = money.intent(world)
    answer = Client().get(f"/titipan/{gift.reference}/")

    assert "public" in answer["Cache-Control"]
    assert "<form" not in answer.content.decode()
    assert not answer.cookies
    signed = Client()
    signed.force_login(world.orang_lain, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert signed.get(f"/titipan/{gift.reference}/").content == answer.content


def test_a_suspended_agregators_account_is_not_shown_any_more(world: World):
    gift = money.intent(world)
    parties.stand(
        organisation=gift.organisation, standing=Standing.REVOKED, by=None, reason="Izin dicabut", at=world.at
    )

    page = _page(gift)

    assert "123-456" not in page
    assert "Jangan kirim uang" in page


def test_an_ended_channel_is_not_shown_any_more(world: World):
    gift = money.intent(world)
    assert gift.channel is not None
    gifts.end_channel(by=world.people["bendahara"], channel=gift.channel, reason="Rekening ini ditutup", at=world.at)

    page = _page(gift)

    assert CLOSED.message in page
    assert "123-456" not in page


def test_the_qris_is_drawn_exactly_as_registered(world: World):
    money.mandate(world)
    text = payload()
    before = world.at - timedelta(days=2)
    told: dict[str, Any] = {"fund": FundKind.DONATION, "kind": ChannelKind.QRIS, "payload": text}
    holder = qris.read(text).merchant
    waiting = gifts.propose_channel(
        by=world.people["bendahara"], organisation=money.agregator(world), holder=holder, at=before, **told
    )
    channel: Channel = gifts.decide_channel(by=world.people["pokja_lama"], channel=waiting, agreed=True, at=before)
    gift = gifts.intend(by=world.orang_lain, draft=GiftDraft(channel=fresh(channel), amount_rp=50_000), at=world.at)

    page = _page(gift)

    code = segno.make(text, error="m", micro=False)
    assert code.svg_inline(scale=4, border=4, omitsize=True, svgid="qris", svgclass=None, lineclass=None) in page
    assert holder in page
    assert text not in page


def test_an_overdue_report_says_how_many_days(world: World):
    gift = money.gift(world)
    begun = world.today - timedelta(days=100)
    row = Mandate.objects.filter(pk=gift.mandate.pk)
    row.update(valid_from=begun, valid_until=world.today - timedelta(days=35))

    assert "terlambat 5 hari" in _page(gift)
    row.update(valid_until=world.today - timedelta(days=30))
    assert "terlambat" not in _page(gift)


def test_a_refund_is_shown(world: World):
    gift = money.gift(world)
    waiting = gifts.draft_refund(by=world.people["bendahara"], gift=gift, reason="Pemberi salah kirim", at=world.at)
    gifts.decide_spending(by=world.people["pemeriksa"], spending=waiting, agreed=True, at=world.at)

    page = _page(gift)

    assert "Rp1.000.000 yang belum dibelanjakan dikembalikan" in page


def test_an_unknown_reference_and_another_spelling(world: World):
    gift = money.intent(world)

    assert Client().get("/titipan/KS-0000-0000-0/").status_code == 404
    assert Client().get(f"/titipan/{gift.reference.lower()}/")["location"] == f"/titipan/{gift.reference}/"


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_steps(world: World, rows: int, django_assert_num_queries: Any):
    gift = money.gift(world)
    buyer, need = world.people["bendahara"], the.open_need(world)
    for _ in range(rows):
        told = money.bill(gift, world, money.PRICE)
        made = gifts.draft_purchase(by=buyer, draft=told, items=money.items(world, 1), at=world.at)
        gifts.decide_spending(by=world.people["pemeriksa"], spending=made, agreed=True, at=world.at)
        lot = Lot.objects.select_related("book", "package").get(item__spending=made)
        line = gifts.commit_lot(
            by=buyer, lot=lot, need=need, quantity=1, deliver_on=world.soon, statement_accepted=True, at=world.at
        ).line
        sent = deliveries.plan_delivery(
            by=buyer, loads=[deliveries.Load(line=line, quantity=1)], planned_on=world.today, at=world.at
        )
        deliveries.hand_over(by=buyer, delivery=sent, at=world.at)
    client = Client()
    client.get(f"/titipan/{gift.reference}/")

    with django_assert_num_queries(11):
        page = client.get(f"/titipan/{gift.reference}/").content

    assert page.count(b"Toko Uji") == rows
    assert page.count(b"1 disalurkan 4 Mei 2026") == rows
