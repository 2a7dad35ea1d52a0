"""The small world with an agregator: a guest's walk through the pages, and gifts that came."""

from collections.abc import Callable

import pytest
from django.test import Client

from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft
from ksbb.gifts.models import Channel, Gift
from tests import money
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.world import World

WHO = {"nama": "Budi Pemberi", "email": "budi@uji.example", "telepon": "", "tampil": "tidak"}


@pytest.fixture
def ref(world: World) -> str:
    """The reference of an agregator with a bank account that may be used."""
    return money.channel(world).organisation.reference


def again(world: World, amount_rp: int = 1_000_000) -> Gift:
    """One more gift of `orang_lain` that came, by the same channel."""
    channel = Channel.objects.select_related("organisation").first() or money.channel(world)
    gift = gifts.intend(by=world.orang_lain, draft=GiftDraft(channel=channel, amount_rp=amount_rp), at=world.at)
    return gifts.receive_gift(
        by=world.people["bendahara"], gift=gift, amount_rp=amount_rp, received_on=world.today, at=world.at
    )


def answer_all(client: Client, ref: str, **purpose: str) -> None:
    """Pages 1 to 3 as a guest."""
    page = client.get(f"/titip/{ref}/")
    first = {"tujuan": "perlu", "wilayah": "", "paket": "", "jumlah": "250000", "jumlah_lain": ""}
    answer = client.post(f"/titip/{ref}/", first | purpose | {"kunci": page.context["key"]})
    assert answer.status_code == 302, answer.content.decode()
    way = client.get(f"/titip/{ref}/cara/").context["form"].initial["saluran"]
    assert client.post(f"/titip/{ref}/cara/", {"saluran": way}).status_code == 302
    assert client.post(f"/titip/{ref}/siapa/", WHO).status_code == 302


@pytest.fixture
def meant(client: Client, ref: str) -> Callable[..., Gift]:
    """Walk all pages as a guest."""

    def walk(**purpose: str) -> Gift:
        answer_all(client, ref, **purpose)
        key = client.get(f"/titip/{ref}/periksa/").context["key"]
        assert client.post(f"/titip/{ref}/periksa/", {"kunci": key}).status_code == 302
        return Gift.objects.latest("pk")

    return walk
