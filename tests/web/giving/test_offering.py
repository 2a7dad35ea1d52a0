"""Leaving the target to Pokja, page by page, and answering to what Pokja proposes."""

from datetime import date, timedelta

import pytest
from django.test import Client

from ksbb.commitments import actions, queries
from ksbb.commitments.models import Commitment, Offer
from ksbb.parties.models import User
from tests.web.giving.conftest import World, code

pytestmark = pytest.mark.django_db


def _answers(day: date) -> dict[str, str]:
    through = day + timedelta(days=7)
    days = {"hari": day.isoformat(), "hingga": through.isoformat()}
    return {"paket": "sembako", "jumlah": "40", "wilayah": "", "cara": "kurir", **days}


def test_an_account_leaves_the_target_to_pokja_and_agrees(client: Client, world: World, day: date):
    client.force_login(world.donor)
    to_check = client.post("/bantu/pokja/", _answers(day))
    key = client.get(to_check["location"]).context["key"]
    sent = client.post(to_check["location"], {"tampil": "tidak", "setuju": "on", "kunci": key})

    made = Commitment.objects.get()
    page = client.get(sent["location"]).content.decode()
    assert "sasaran diserahkan kepada Pokja" in page
    assert world.need.promised == 0

    offer = queries.open_offer(made.reference)
    proposal = actions.propose_target(
        by=User.objects.get(username="pokja"), offer=offer, need=world.need, quantity=30, at=world.need.recorded_at
    )
    assert "Setujui" in client.get(f"/lacak/{made.reference}/").content.decode()
    client.post(f"/lacak/{made.reference}/usulan/{proposal.pk}/setuju/")

    world.need.refresh_from_db()
    assert world.need.promised == 30
    assert "10 belum dan tidak masuk jumlah mana pun" in client.get(f"/lacak/{made.reference}/").content.decode()


def test_a_guest_proves_the_address_first(client: Client, world: World, day: date):
    client.post("/bantu/pokja/", _answers(day))
    key = client.get("/bantu/pokja/periksa/").context["key"]
    who = {"nama": "Budi", "email": "budi@contoh.example", "telepon": "", "tampil": "tidak", "setuju": "on"}

    to_code = client.post("/bantu/pokja/periksa/", {**who, "kunci": key})
    assert Offer.objects.get().state == "menunggu_kode"
    client.post(to_code["location"], {"kode": code()})

    assert Offer.objects.get().state == "terbuka"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"jumlah": "0"}, "paling sedikit 1"),
        ({"jumlah": "banyak"}, "dengan angka"),
        ({"paket": "emas"}, "Pilih paketnya"),
        ({"hingga": "2020-01-01"}, "Hari terakhir harus sesudah"),
        ({"hari": "kapan-kapan"}, "belum dapat dibaca"),
    ],
)
def test_a_wrong_answer_is_named_and_the_rest_is_kept(
    client: Client, world: World, day: date, change: dict[str, str], said: str
):
    answer = client.post("/bantu/pokja/", _answers(day) | change)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="kurir"' in answer.content.decode()
