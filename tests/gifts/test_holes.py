"""What an attacker with two accounts tried against the books, and what answers now."""

from datetime import date, timedelta
from typing import Any

import pytest

from ksbb.funds.enums import FundKind
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft, ItemDraft, SpendingDraft
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.models import Channel, Gift, Spending
from ksbb.parties.actions import guest_party
from ksbb.places.models import Place
from ksbb.places.queries import province
from tests.gifts.conftest import AT, REASON, TODAY, Agregator, refused
from tests.gifts.test_qris import payload

LONG_AGO = date(2000, 1, 1)


def register(agregator: Agregator, **told: Any) -> Channel:
    draft: dict[str, Any] = {"fund": FundKind.ZAKAT, "kind": ChannelKind.BANK, "holder": "Agregator Uji", "at": AT}
    return gifts.propose_channel(by=agregator.buyer, organisation=agregator.organisation, **(draft | told))


def test_nothing_is_bought_before_the_money_came(agregator: Agregator) -> None:
    agregator.gift(500_000)
    draft = SpendingDraft(agregator.channel, 70_000, TODAY - timedelta(days=1), "Sewa gudang")
    cost = gifts.draft_cost(by=agregator.buyer, draft=draft, mandate=agregator.mandate, override_reason=REASON, at=AT)

    with refused("too_little_given"):
        agregator.agree(cost)


def test_no_money_came_before_the_basis_held(agregator: Agregator) -> None:
    with refused("before_basis"):
        agregator.gift(500_000, on=LONG_AGO)


def test_more_than_was_meant_takes_a_row_of_the_bank(agregator: Agregator) -> None:
    meant = agregator.intent(400_000)
    with refused("more_than_meant"):
        gifts.receive_gift(by=agregator.buyer, gift=meant, amount_rp=400_001, received_on=TODAY, at=AT)


def test_the_cap_is_not_pumped_up_and_let_go(agregator: Agregator) -> None:
    agregator.gift(500_000)
    large = agregator.gift(10_000_000)
    agregator.cost(600_000)
    agregator.agree(agregator.cost(600_000))

    with refused("over_cap"):
        gifts.reverse_receipt(by=agregator.buyer, gift=large, reason=REASON, at=AT)


def test_a_basis_bears_its_own_kind_of_money_alone(agregator: Agregator) -> None:
    zakat = gifts.propose_mandate(
        by=agregator.buyer,
        organisation=agregator.organisation,
        basis="izin_laz",
        number="LAZ-1",
        issuer="Menteri Agama",
        area=province(),
        valid_from=TODAY - timedelta(days=30),
        valid_until=TODAY + timedelta(days=60),
        at=AT,
    )
    zakat = gifts.decide_mandate(by=agregator.world.pokja, mandate=zakat, agreed=True, at=AT)
    told: dict[str, Any] = {
        "organisation": agregator.organisation,
        "mandate": zakat,
        "channel": agregator.channel,
        "source": REASON,
    }
    giver = guest_party(name="Pemberi Uji", email="pemberi@contoh.example", phone="")

    with refused("no_mandate"):
        gifts.record_gift(by=agregator.world.pokja, giver=giver, amount_rp=5_000, received_on=TODAY, at=AT, **told)
    with refused("no_mandate"):
        draft = SpendingDraft(agregator.channel, 4_900, TODAY, "Sewa gudang")
        gifts.draft_cost(by=agregator.buyer, draft=draft, mandate=zakat, at=AT)


@pytest.mark.parametrize("amount_rp", [0, -5, 2**63])
def test_an_amount_that_is_none_is_refused_before_anything_is_written(agregator: Agregator, amount_rp: int) -> None:
    giver = guest_party(name="Pemberi Uji", email="pemberi@contoh.example", phone="")
    told: dict[str, Any] = {
        "organisation": agregator.organisation,
        "mandate": agregator.mandate,
        "channel": agregator.channel,
    }

    with refused("amount_range"):
        gifts.record_gift(
            by=agregator.world.pokja,
            giver=giver,
            amount_rp=amount_rp,
            received_on=TODAY,
            source=REASON,
            at=AT,
            **told,
        )
    assert not Gift.objects.exists()


@pytest.mark.parametrize(("quantity", "price"), [(-1, -1_000), (0, 1_000), (1, 0), (10**12, 1)])
def test_a_line_of_a_purchase_is_of_something(agregator: Agregator, quantity: int, price: int) -> None:
    draft = SpendingDraft(agregator.channel, max(quantity * price, 1), TODAY, "Toko Uji")
    items = [ItemDraft("Paket sembako", quantity, price, package=agregator.sembako)]

    with refused("amount_range"):
        gifts.draft_purchase(by=agregator.buyer, draft=draft, items=items, at=AT)


def test_stock_has_a_largest_number(agregator: Agregator) -> None:
    with refused("amount_range"):
        gifts.record_stock(
            by=agregator.buyer,
            organisation=agregator.organisation,
            package=agregator.sembako,
            quantity=2**63,
            origin=REASON,
            acquired_on=TODAY,
            at=AT,
        )


def test_money_for_a_package_pays_no_line_beside_it(agregator: Agregator) -> None:
    agregator.gift(400_000, package=agregator.sembako)
    draft = SpendingDraft(agregator.channel, 400_000, TODAY, "Toko Uji")
    items = [
        ItemDraft("Paket sembako", 1, 1_000, package=agregator.sembako),
        ItemDraft("Jasa konsultasi", 1, 399_000),
    ]
    mixed = gifts.draft_purchase(by=agregator.buyer, draft=draft, items=items, at=AT)

    with refused("too_little_given"):
        agregator.agree(mixed)


def test_goods_bought_for_a_place_stay_there(agregator: Agregator) -> None:
    world = agregator.world
    agregator.gift(200_000)
    lot = agregator.lot(agregator.purchase(2, place=world.village))
    need = world.need(10)
    agregator.promise(lot, need, 1)

    assert lot.item is not None
    elsewhere = Place.objects.filter(level="kelurahan").exclude(pk=world.village.pk)[0]
    Spending.objects.filter(pk=lot.item.spending_id).update(place=elsewhere)
    with refused("outside_area"):
        agregator.promise(agregator.lot(lot.item.spending), need, 1)


@pytest.mark.parametrize("text", ["hub 0812-3456-7890", "3171234567890123", "a@b.co", "x" * 81])
def test_the_number_of_an_agreement_is_no_place_for_people(agregator: Agregator, text: str) -> None:
    with pytest.raises(Exception, match=":") as told:
        gifts.propose_mandate(
            by=agregator.buyer,
            organisation=agregator.organisation,
            basis="izin_pub",
            number="PUB-2",
            issuer="Gubernur",
            area=province(),
            valid_from=TODAY,
            valid_until=TODAY + timedelta(days=60),
            pks_number=text,
            at=AT,
        )
    assert type(told.value).__name__ == "Refused"


@pytest.mark.parametrize("number", ["123456", "123 456", "123.456", "1-2-3-4-5-6"])
def test_one_account_is_one_however_it_is_written(agregator: Agregator, number: str) -> None:
    with refused("channel_known"):
        register(agregator, bank="Bank Uji", number=number)


@pytest.mark.parametrize("number", ["٠٠٠١٠١٠", "²²²²²²", "0" * 60, "12"])
def test_an_account_is_digits(agregator: Agregator, number: str) -> None:
    with refused("account_incomplete"):
        register(agregator, bank="Bank Uji", number=number)


def test_a_qris_is_known_by_its_merchant_and_is_for_every_payment(agregator: Agregator) -> None:
    kind = {"kind": ChannelKind.QRIS, "holder": "AGREGATOR UJI"}
    register(agregator, fund=FundKind.DONATION, payload=payload(), **kind)
    with refused("channel_known"):
        register(agregator, payload=payload(tag_60="BOGOR"), **kind)
    with refused("qris_of_one_payment"):
        register(agregator, payload=payload(nmid="ID1020012345679", tag_01="12"), **kind)
    with refused("qris_invalid"):
        register(agregator, payload=payload(nmid="<script>1"), **kind)


def test_a_giver_holds_twenty_intents_at_most(agregator: Agregator) -> None:
    draft = GiftDraft(channel=agregator.channel, amount_rp=1_000)
    for _ in range(20):
        gifts.intend(by=agregator.world.donor, draft=draft, at=AT)
    with refused("too_many_open"):
        gifts.intend(by=agregator.world.donor, draft=draft, at=AT)
