"""Situations of money through an agregator, in the world of tests/world.py. Made by the same deeds as in life."""

from datetime import datetime, timedelta
from typing import Any

from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import Guest, LineDraft
from ksbb.funds.enums import FundKind
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft, ItemDraft, SpendingDraft
from ksbb.gifts.enums import ChannelKind, Settlement
from ksbb.gifts.matching import StatementLine
from ksbb.gifts.models import (
    Campaign,
    Channel,
    Gift,
    Lot,
    Mandate,
    Packing,
    Spending,
    StatementFile,
    StatementRow,
)
from ksbb.gifts.queries import only_line
from ksbb.needs.models import Need
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Organisation
from ksbb.places.queries import province
from tests import world as the
from tests.world import CANARY, World

PRICE = 150_000
WHY = "Alasan yang cukup panjang"


def _before(world: World) -> datetime:
    """Two days ago: what was agreed to then has cooled."""
    return world.at - timedelta(days=2)


def agregator(world: World) -> Organisation:
    """An agregator with `bendahara` and `pemeriksa`, and `pokja_lama` who has sat in Pokja for a while."""
    if (found := Organisation.objects.filter(name="Agregator Uji").first()) is not None:
        return found
    at = _before(world)
    for role in ("bendahara", "pemeriksa", "pokja_lama"):
        world.people[role] = parties.register_person(username=role, name=f"{CANARY} {role}", email="", phone="", at=at)
    parties.appoint(user=world.people["pokja_lama"], name=RoleName.POKJA, place=province(), at=at)
    organisation = parties.enter_organisation(
        name="Agregator Uji", by=None, member=world.people["bendahara"], gives=True, is_agregator=True, at=at
    )
    parties.stand(organisation=organisation, standing=Standing.ACTIVE, by=None, at=at)
    parties.appoint(user=world.people["pemeriksa"], name=RoleName.COLLABORATOR, organisation=organisation, at=at)
    return organisation


def basis(world: World) -> dict[str, Any]:
    """What a permit for donations says."""
    return {
        "organisation": agregator(world),
        "basis": "izin_pub",
        "number": "PUB-17",
        "issuer": "Gubernur DKI Jakarta",
        "area": province(),
        "valid_from": world.today - timedelta(days=30),
        "valid_until": world.today + timedelta(days=60),
    }


def waiting_mandate(world: World) -> Mandate:
    told = basis(world)
    return gifts.propose_mandate(by=world.people["bendahara"], **told, at=_before(world))


def mandate(world: World) -> Mandate:
    waiting = waiting_mandate(world)
    return gifts.decide_mandate(by=world.people["pokja_lama"], mandate=waiting, agreed=True, at=_before(world))


def account(world: World, number: str = "123-456") -> dict[str, Any]:
    """What a bank account says."""
    return {
        "organisation": agregator(world),
        "fund": FundKind.DONATION,
        "kind": ChannelKind.BANK,
        "bank": "Bank Uji",
        "number": number,
        "holder": "Agregator Uji",
    }


def waiting_channel(world: World) -> Channel:
    told = account(world)
    return gifts.propose_channel(by=world.people["bendahara"], **told, at=_before(world))


def channel(world: World) -> Channel:
    """A bank account that may be used now, under a permit that holds."""
    mandate(world)
    waiting = waiting_channel(world)
    return gifts.decide_channel(by=world.people["pokja_lama"], channel=waiting, agreed=True, at=_before(world))


def draft(world: World, amount_rp: int = 1_000_000) -> GiftDraft:
    return GiftDraft(channel=channel(world), amount_rp=amount_rp)


def intent(world: World, amount_rp: int = 1_000_000) -> Gift:
    """A gift that `orang_lain` means."""
    meant = draft(world, amount_rp)
    return gifts.intend(by=world.orang_lain, draft=meant, at=world.at)


def guest_intent(world: World) -> Gift:
    guest = Guest(f"{CANARY} pemberi", email=f"{CANARY.lower()}.uang@uji.example")
    return gifts.intend_as_guest(guest=guest, draft=draft(world), at=world.at)


def gift(world: World, amount_rp: int = 1_000_000) -> Gift:
    """A gift that came."""
    meant = intent(world, amount_rp)
    return gifts.receive_gift(
        by=world.people["bendahara"], gift=meant, amount_rp=amount_rp, received_on=world.today, at=world.at
    )


def bill(came: Gift, world: World, amount_rp: int) -> SpendingDraft:
    assert came.channel is not None
    return SpendingDraft(channel=came.channel, amount_rp=amount_rp, occurred_on=world.today, supplier="Toko Uji")


def items(world: World, packages: int) -> list[ItemDraft]:
    return [ItemDraft(name="Paket sembako", quantity=packages, unit_price_rp=PRICE, package=world.sembako)]


def drafted(world: World, packages: int = 5) -> Spending:
    """A purchase that waits for its second person."""
    told = bill(gift(world), world, packages * PRICE)
    return gifts.draft_purchase(by=world.people["bendahara"], draft=told, items=items(world, packages), at=world.at)


def purchase(world: World, packages: int = 5) -> Spending:
    waiting = drafted(world, packages)
    return gifts.decide_spending(by=world.people["pemeriksa"], spending=waiting, agreed=True, at=world.at)


def statement(world: World, here: Channel | None = None) -> StatementFile:
    """A statement of the account with one row that waits for a person."""
    here = here or channel(world)
    lines = [StatementLine(number=2, booked_on=world.today, amount_rp=75_000, text="SETORAN")]
    return gifts.import_statement(by=world.people["bendahara"], channel=here, layout="umum", lines=lines, at=world.at)


def waiting_row(world: World, here: Channel | None = None) -> StatementRow:
    return StatementRow.objects.select_related("channel").get(file=statement(world, here))


def settled_row(world: World) -> StatementRow:
    """A row that was taken for a gift of an unnamed giver."""
    told: dict[str, Any] = {"row": waiting_row(world), "outcome": Settlement.UNNAMED}
    return gifts.settle_row(by=world.people["bendahara"], **told, at=world.at)


def lot(world: World, packages: int = 5) -> Lot:
    return Lot.objects.select_related("book", "package").get(item__spending=purchase(world, packages))


def packing(world: World, quantity: int = 2, *, need: Need | None = None) -> Packing:
    bought = lot(world)
    return gifts.commit_lot(
        by=world.people["bendahara"],
        lot=bought,
        need=need or the.open_need(world),
        quantity=quantity,
        deliver_on=world.soon,
        statement_accepted=True,
        at=world.at,
    )


def loose_line(world: World) -> dict[str, Any]:
    """A lot, and a line that the agregator promised before without it."""
    bought = lot(world)
    made = commitments.promise(
        by=world.people["bendahara"],
        lines=[LineDraft(need=the.open_need(world), quantity=2, deliver_on=world.soon)],
        statement_accepted=True,
        at=world.at,
    )
    return {"lot": bought, "line": only_line(made)}


def ended_period(world: World) -> dict[str, Any]:
    """A permit whose days are over, and its whole period."""
    told = basis(world) | {"number": "PUB-16", "valid_until": world.today - timedelta(days=1)}
    waiting = gifts.propose_mandate(by=world.people["bendahara"], **told, at=_before(world))
    ended = gifts.decide_mandate(by=world.people["pokja_lama"], mandate=waiting, agreed=True, at=_before(world))
    return {"mandate": ended, "since": told["valid_from"], "until": told["valid_until"]}


def programme(world: World) -> dict[str, Any]:
    """What a programme says."""
    mandate(world)
    told = {"fund": FundKind.DONATION, "title": "Sembako Kebayoran", "budget_rp": 10_000_000}
    return {"organisation": agregator(world), "package": world.sembako, "place": world.village, **told}


def campaign(world: World) -> Campaign:
    """A programme that takes money."""
    told = programme(world)
    return gifts.open_campaign(by=world.people["bendahara"], **told, at=world.at)
