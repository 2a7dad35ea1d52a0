"""The giver's own part: who opens it, what can be done there, the papers and the desk."""

from typing import Any

import pytest
from django.test import Client

from ksbb.commitments.rules import thread_of
from ksbb.documents.enums import PaperKind
from ksbb.gifts import actions as gifts
from ksbb.gifts.enums import GiftState
from ksbb.gifts.models import Gift
from ksbb.voices import actions as voices
from ksbb.voices.enums import Side
from ksbb.web.papers.contents import assemble
from tests import money
from tests.situations import fresh
from tests.web.titipan.conftest import again
from tests.world import CANARY, World

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _received(world: World, gift: Gift, amount_rp: int = 1_000_000) -> Gift:
    return gifts.receive_gift(
        by=world.people["bendahara"], gift=gift, amount_rp=amount_rp, received_on=world.today, at=world.at
    )


def _proven(gift: Gift) -> Client:
    client = Client()
    answer = client.post("/lacak/", {"nomor": gift.reference, "bukti": gift.giver.email.upper()})
    assert answer["location"] == f"/titipan/{gift.reference}/saya/"
    return client


@pytest.fixture
def signed(world: World) -> Client:
    client = Client()
    client.force_login(world.orang_lain, backend=BACKEND)
    return client


def test_a_stranger_is_asked_for_proof_whatever_exists(world: World):
    gift = money.guest_intent(world)
    stranger = Client()
    stranger.force_login(world.kolaborator, backend=BACKEND)

    for reference in (gift.reference, "KS-0000-0000-0"):
        for page in ("saya", "batal"):
            assert stranger.get(f"/titipan/{reference}/{page}/")["location"].startswith("/lacak/?nomor=KS-")
            assert Client().post(f"/titipan/{reference}/{page}/").status_code in {302, 405}
    assert fresh(gift).state == GiftState.INTENT


def test_a_wrong_proof_of_a_gift_and_an_unknown_reference_answer_alike(world: World):
    gift = money.guest_intent(world)
    wrong = Client().post("/lacak/", {"nomor": gift.reference, "bukti": "9999"})
    unknown = Client().post("/lacak/", {"nomor": "KS-0000-0000-0", "bukti": "9999"})

    assert wrong.status_code == unknown.status_code == 422
    assert "tidak cocok" in wrong.content.decode()


def test_reference_and_address_open_it(world: World):
    gift = money.guest_intent(world)

    page = _proven(gift).get(f"/titipan/{gift.reference}/saya/")

    assert "no-store" in page["Cache-Control"]
    assert CANARY in page.content.decode()
    assert "123-456" in page.content.decode()


def test_the_thanks_of_the_receiver_stand_on_the_givers_page(world: World, signed: Client):
    line = money.packing(world, 2).line
    gift = Gift.objects.get()
    word = voices.say(
        thread=thread_of(line),
        place=line.need.place,
        side=Side.RECEIVER,
        author=None,
        text="Terima kasih dari warga",
        thanks=True,
        at=world.at,
    )
    there = f"/titipan/{gift.reference}/saya/"
    assert "Terima kasih dari warga" not in signed.get(there).content.decode()
    voices.show_word(by=world.pokja, word=word, at=world.at)

    assert "Terima kasih dari warga" in signed.get(there).content.decode()


def test_a_guest_takes_the_intent_back_once(world: World):
    gift = money.guest_intent(world)
    client, where = _proven(gift), f"/titipan/{gift.reference}/batal/"
    key = client.get(where).context["key"]

    answers = [client.post(where, {"alasan": "Salah jumlah", "kunci": key}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert fresh(gift).state == GiftState.CANCELLED
    assert client.post(where, {"alasan": "", "kunci": ""}).status_code == 409


def test_the_signed_in_giver_takes_the_intent_back(world: World, signed: Client):
    gift = money.intent(world)

    assert signed.post(f"/titipan/{gift.reference}/batal/", {"alasan": ""}).status_code == 302
    assert fresh(gift).state == GiftState.CANCELLED


def test_money_that_came_is_not_taken_back_here(world: World, signed: Client):
    gift = money.gift(world)

    answer = signed.post(f"/titipan/{gift.reference}/batal/", {"alasan": "x"})

    assert answer.status_code == 409
    assert fresh(gift).state == GiftState.RECEIVED


def test_a_kuitansi_in_figures_and_words(world: World, signed: Client):
    gift = money.gift(world)
    asked = f"/dokumen/terbitkan/kuitansi/{gift.reference}/"

    page = signed.post(asked)["location"]
    shown = signed.get(page).content.decode()

    assert "/dokumen/KT-2026-" in page
    for words in ("Rp1.000.000", "satu juta rupiah", "PUB-17", "Agregator Uji", "KSBB tidak menerima uang"):
        assert words in shown
    assert signed.post(asked)["location"] == page
    assert signed.get(page.rstrip("/") + ".pdf").content.startswith(b"%PDF")


def test_the_public_check_of_a_kuitansi_names_nobody(world: World):
    gift = money.gift(world)

    facts = assemble(PaperKind.GIFT, gift.reference).facts

    assert CANARY not in str(facts)
    assert CANARY in str(assemble(PaperKind.GIFT, gift.reference).sheet)


def test_no_kuitansi_before_the_money_and_none_for_strangers(world: World, signed: Client):
    gift = money.intent(world)
    asked = f"/dokumen/terbitkan/kuitansi/{gift.reference}/"

    assert signed.post(asked).status_code == 409
    assert Client().get(asked).status_code == 404
    other = Client()
    other.force_login(world.kolaborator, backend=BACKEND)
    assert other.get(asked).status_code == 404


def test_the_statement_of_a_year_adds_up_what_stayed(world: World, signed: Client):
    first = money.gift(world)
    assert first.channel is not None
    draft = gifts.GiftDraft(channel=first.channel, amount_rp=300_000)
    second = _received(world, gifts.intend(by=world.orang_lain, draft=draft, at=world.at), 250_000)
    gifts.intend(by=world.orang_lain, draft=draft, at=world.at)

    sheet = assemble(PaperKind.GIFT_YEAR, second.reference).sheet

    assert [row[0] for row in sheet.parts[1].rows] == [first.reference, second.reference]
    assert sheet.parts[2].pairs[0].value == "Rp1.250.000 (satu juta dua ratus lima puluh ribu rupiah)"
    assert signed.post(f"/dokumen/terbitkan/rekap-titipan/{first.reference}/").status_code == 302


@pytest.mark.parametrize(("rows", "asked"), [(0, 4), (1, 7), (3, 7)])
def test_the_desk_lists_own_gifts_only(
    world: World, signed: Client, rows: int, asked: int, django_assert_num_queries: Any
):
    money.guest_intent(world)
    for _ in range(rows):
        again(world)
    signed.get("/meja/kolaborator/titipan/")

    with django_assert_num_queries(asked):
        page = signed.get("/meja/kolaborator/titipan/").content.decode()

    assert page.count("Kuitansi<span") == rows
    assert CANARY.lower() + ".uang" not in page
    assert ("Belum ada titipan uang" in page) == (rows == 0)
