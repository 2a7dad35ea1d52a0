"""Meaning a gift of money, page by page: what is kept, what is refused, and that a second press changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from ksbb.gifts import actions as gifts
from ksbb.gifts.enums import GiftState
from ksbb.gifts.models import Gift
from ksbb.gifts.queries import channels_of
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from tests import money
from tests.web.titipan.conftest import WHO, answer_all
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_guest_means_a_gift_in_four_pages(client: Client, ref: str, meant: Callable[..., Gift]):
    gift = meant()

    page = client.get(f"/titipan/{gift.reference}/saya/").content.decode()
    assert (gift.intended_rp, gift.state, gift.received_rp) == (250_000, GiftState.INTENT, 0)
    assert (gift.giver.name, gift.giver.email, gift.show_name) == ("Budi Pemberi", "budi@uji.example", False)
    for words in (
        "123-456",
        "Bank Uji",
        "Batalkan bila nama berbeda",
        gift.reference,
        "PUB-17",
        "bukan uang yang dite",
    ):
        assert words in page


def test_sent_twice_or_looked_at_again_it_is_one_gift(client: Client, ref: str):
    answer_all(client, ref)
    key = client.get(f"/titip/{ref}/periksa/").context["key"]

    sent = [client.post(f"/titip/{ref}/periksa/", {"kunci": key})["location"] for _ in range(3)]
    client.get(f"/titip/{ref}/periksa/")

    assert len(set(sent)) == 1
    assert Gift.objects.count() == 1


def test_going_back_and_changing_the_amount_is_another_gift(client: Client, ref: str, meant: Callable[..., Gift]):
    first, second = meant(), meant(jumlah="500000")

    assert first.pk != second.pk
    assert [gift.intended_rp for gift in Gift.objects.order_by("pk")] == [250_000, 500_000]


def test_the_same_answers_on_a_fresh_page_are_another_gift(client: Client, ref: str, meant: Callable[..., Gift]):
    assert meant().pk != meant().pk


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"jumlah": "", "jumlah_lain": ""}, "Pilih atau tulis jumlahnya"),
        ({"jumlah": "lain", "jumlah_lain": ""}, "Pilih atau tulis jumlahnya"),
        ({"jumlah": "lain", "jumlah_lain": "seribu"}, "dengan angka"),
        ({"jumlah": "lain", "jumlah_lain": "1,5"}, "dengan angka"),
        ({"jumlah": "lain", "jumlah_lain": "999"}, "Isi jumlah antara"),
        ({"jumlah": "lain", "jumlah_lain": "-5000"}, "dengan angka"),
        ({"jumlah": "50000", "jumlah_lain": "75000"}, "Pilih satu"),
        ({"tujuan": "paket"}, "Pilih paketnya"),
        ({"tujuan": "paket", "paket": "emas"}, "Pilih salah satu"),
        ({"tujuan": ""}, "Pilih salah satu"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(client: Client, ref: str, change: dict[str, str], said: str):
    told = {"tujuan": "perlu", "wilayah": "31.74", "paket": "", "jumlah": "100000", "jumlah_lain": ""} | change

    answer = client.post(f"/titip/{ref}/", told)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="31.74" selected' in answer.content.decode()


def test_a_place_is_asked_for_where_it_is_the_purpose(client: Client, ref: str):
    answer = client.post(f"/titip/{ref}/", {"tujuan": "wilayah", "wilayah": "", "jumlah": "100000"})

    assert answer.status_code == 422
    assert "Pilih wilayahnya" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("250.000", 250_000), ("Rp250.000,00", 250_000), ("rp 1 500 000", 1_500_000), ("75000", 75_000)],
)
def test_amounts_as_people_type_them(client: Client, ref: str, meant: Callable[..., Gift], typed: str, amount: int):
    assert meant(jumlah="lain", jumlah_lain=typed).intended_rp == amount


def test_a_purpose_is_a_place_or_a_package(client: Client, ref: str, meant: Callable[..., Gift]):
    place = meant(tujuan="wilayah", wilayah="31.74", paket="sembako")
    package = meant(tujuan="paket", wilayah="31.74", paket="sembako")

    assert place.place is not None
    assert package.package is not None
    assert (place.place.code, place.package) == ("31.74", None)
    assert (package.place, package.package.code) == (None, "sembako")


def test_a_place_named_in_the_address_is_chosen(client: Client, ref: str, world: World):
    code = world.rw.place.code
    form = client.get(f"/titip/{ref}/?wilayah={code}").context["form"]

    assert (form.initial["tujuan"], form.initial["wilayah"]) == ("wilayah", code)
    assert client.get(f"/titip/{ref}/?wilayah=99.99").context["form"].initial["tujuan"] == "perlu"


def test_a_later_page_leads_back_to_the_first_question_without_answer(client: Client, ref: str):
    assert client.get(f"/titip/{ref}/cara/")["location"] == f"/titip/{ref}/"
    assert client.get(f"/titip/{ref}/siapa/")["location"] == f"/titip/{ref}/cara/"
    assert client.get(f"/titip/{ref}/periksa/")["location"] == f"/titip/{ref}/cara/"


def test_without_an_address_nothing_is_recorded(client: Client, ref: str):
    page = client.get(f"/titip/{ref}/")
    client.post(f"/titip/{ref}/", {"tujuan": "perlu", "jumlah": "50000", "kunci": page.context["key"]})
    way = client.get(f"/titip/{ref}/cara/").context["form"].initial["saluran"]
    client.post(f"/titip/{ref}/cara/", {"saluran": way})

    answer = client.post(f"/titip/{ref}/siapa/", WHO | {"email": ""})

    assert answer.status_code == 422
    assert "Isi alamat e-mail atau nomor telepon" in answer.content.decode()
    assert client.post(f"/titip/{ref}/siapa/", WHO | {"email": "", "telepon": "0812 3456 7890"}).status_code == 302


def test_a_signed_in_person_is_known(client: Client, ref: str, world: World):
    client.force_login(world.orang_lain, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/titip/{ref}/")
    client.post(f"/titip/{ref}/", {"tujuan": "perlu", "jumlah": "50000", "kunci": page.context["key"]})
    way = client.get(f"/titip/{ref}/cara/").context["form"].initial["saluran"]

    assert client.post(f"/titip/{ref}/cara/", {"saluran": way})["location"] == f"/titip/{ref}/periksa/"
    key = client.get(f"/titip/{ref}/periksa/").context["key"]
    client.post(f"/titip/{ref}/periksa/", {"kunci": key})

    assert Gift.objects.get().giver.user_id == world.orang_lain.pk


@pytest.mark.parametrize("page", ["", "cara/", "siapa/", "periksa/"])
def test_a_suspended_agregator_takes_nothing_on_any_page(client: Client, ref: str, world: World, page: str):
    answer_all(client, ref)
    organisation = money.agregator(world)
    parties.stand(
        organisation=organisation, standing=Standing.SUSPENDED, by=None, reason="Izin diperiksa ulang", at=world.at
    )

    shown, sent = client.get(f"/titip/{ref}/{page}"), client.post(f"/titip/{ref}/{page}", {})

    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "Izin diperiksa ulang" in shown.content.decode()
    assert not Gift.objects.exists()


def test_a_channel_that_ended_between_two_pages_is_chosen_anew(client: Client, ref: str, world: World):
    answer_all(client, ref)
    key = client.get(f"/titip/{ref}/periksa/").context["key"]
    other = gifts.propose_channel(
        by=world.people["bendahara"], **money.account(world, "777-888"), at=world.at - timedelta(days=2)
    )
    gifts.decide_channel(by=world.people["pokja_lama"], channel=other, agreed=True, at=world.at - timedelta(days=2))
    first = channels_of(money.agregator(world))[0]
    gifts.end_channel(by=world.people["bendahara"], channel=first, reason="Rekening ini ditutup", at=world.at)

    answer = client.post(f"/titip/{ref}/periksa/", {"kunci": key})

    assert answer["location"] == f"/titip/{ref}/cara/"
    assert not Gift.objects.exists()


def test_no_such_agregator(client: Client, world: World, ref: str):
    assert client.get("/titip/KS-0000-0000-0/").status_code == 404
    assert client.get(f"/titip/{world.organisation.reference}/").status_code == 404
