from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ksbb.catalogue.models import Package
from ksbb.catalogue.queries import package_by_code
from ksbb.commitments.actions import Guest
from ksbb.core.refusals import Refused
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft, ItemDraft, SpendingDraft
from ksbb.gifts.enums import ChannelKind
from ksbb.gifts.models import Channel, Gift, Lot, Mandate, Packing, Spending
from ksbb.needs.models import Need
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation, User
from ksbb.places.queries import province
from tests.situations import AT as BEFORE
from tests.situations import REASON, World, _built, day, days, fresh, person, world

AT, TODAY = days(2), day(2)
"""Two days after the world began: what was agreed to then has cooled."""

__all__ = ["_built", "world"]


def refused(code: str) -> pytest.RaisesExc[Refused]:
    """The deed inside must be refused with this code."""
    return pytest.RaisesExc(Refused, check=lambda error: error.refusal.code == code)


@dataclass
class Agregator:
    """An agregator with two people, a permit for donations and a bank account that may be used since yesterday."""

    world: World
    organisation: Organisation
    buyer: User
    checker: User
    mandate: Mandate
    channel: Channel
    sembako: Package

    def intent(self, amount_rp: int = 1_000_000, *, at: datetime = AT, **draft: Any) -> Gift:
        meant = GiftDraft(channel=self.channel, amount_rp=amount_rp, **draft)
        return gifts.intend_as_guest(guest=Guest("Pemberi Uji", email="pemberi@contoh.example"), draft=meant, at=at)

    def gift(self, amount_rp: int = 1_000_000, *, on: date = TODAY, **draft: Any) -> Gift:
        meant = self.intent(amount_rp, **draft)
        return gifts.receive_gift(by=self.buyer, gift=meant, amount_rp=amount_rp, received_on=on, at=AT)

    def draft(self, quantity: int, price: int = 100_000, **more: Any) -> Spending:
        draft = SpendingDraft(self.channel, quantity * price, TODAY, "Toko Uji", **more)
        items = [ItemDraft("Paket sembako", quantity, price, package=self.sembako)]
        return gifts.draft_purchase(by=self.buyer, draft=draft, items=items, at=AT)

    def purchase(self, quantity: int, price: int = 100_000, **more: Any) -> Spending:
        return self.agree(self.draft(quantity, price, **more))

    def cost(self, amount_rp: int, **more: Any) -> Spending:
        draft = SpendingDraft(self.channel, amount_rp, TODAY, "Sewa gudang")
        return gifts.draft_cost(by=self.buyer, draft=draft, mandate=self.mandate, at=AT, **more)

    def agree(self, spending: Spending) -> Spending:
        return gifts.decide_spending(by=self.checker, spending=spending, agreed=True, at=AT)

    def lot(self, spending: Spending) -> Lot:
        return Lot.objects.select_related("book", "package").get(item__spending=spending)

    def promise(self, lot: Lot, need: Need, quantity: int) -> Packing:
        return gifts.commit_lot(
            by=self.buyer,
            lot=lot,
            need=need,
            quantity=quantity,
            deliver_on=TODAY + timedelta(days=1),
            statement_accepted=True,
            at=AT,
        )


def build_agregator(world: World) -> Agregator:
    """Made by the same deeds as in life: proposed by its people, agreed to by Pokja, a day ago."""
    buyer, checker = person("belanja"), person("pemeriksa")
    organisation = parties.enter_organisation(
        name="Agregator Uji", by=None, member=buyer, gives=True, is_agregator=True, at=BEFORE
    )
    parties.stand(organisation=organisation, standing=Standing.ACTIVE, by=None, at=BEFORE)
    parties.appoint(user=checker, name=RoleName.COLLABORATOR, organisation=organisation, at=BEFORE)
    mandate = gifts.propose_mandate(
        by=buyer,
        organisation=organisation,
        basis="izin_pub",
        number="PUB-1",
        issuer="Gubernur",
        area=province(),
        valid_from=TODAY - timedelta(days=30),
        valid_until=TODAY + timedelta(days=60),
        at=BEFORE,
    )
    gifts.decide_mandate(by=world.pokja, mandate=mandate, agreed=True, at=BEFORE)
    channel = gifts.propose_channel(
        by=buyer,
        organisation=organisation,
        fund=FundKind.DONATION,
        kind=ChannelKind.BANK,
        bank="Bank Uji",
        number="123-456",
        holder="Agregator Uji",
        at=BEFORE,
    )
    gifts.decide_channel(by=world.pokja, channel=channel, agreed=True, at=BEFORE)
    return Agregator(world, organisation, buyer, checker, fresh(mandate), fresh(channel), package_by_code("sembako"))


@pytest.fixture
def agregator(world: World) -> Agregator:
    return build_agregator(world)


__all__ += ["REASON"]
