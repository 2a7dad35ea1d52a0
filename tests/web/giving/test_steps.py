"""Giving, page by page, without a script: as a guest and with an account."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from ksbb.commitments import actions, queries
from ksbb.commitments.models import Commitment
from tests.web.giving.conftest import CANARY, CANARY_NAME, World, code

pytestmark = pytest.mark.django_db


def test_a_guest_gives(client: Client, world: World, guest: Callable[..., str]):
    page = guest(20)
    assert world.need.promised == 0

    shown = client.get(page)
    assert "budi@contoh.example" in shown.content.decode()
    digits = code()
    done = client.post(page, {"kode": f" {digits[:3]} {digits[3:]} "})

    receipt = client.get(done["location"]).content.decode()
    made = Commitment.objects.get()
    world.need.refresh_from_db()
    assert made.reference in receipt
    assert "paling lambat" in receipt
    assert world.need.promised == 20
    assert not made.show_name


def test_an_account_gives_in_fewer_pages(client: Client, world: World, day: date):
    client.force_login(world.donor)
    ref = world.need.reference
    key = client.get(f"/bantu/{ref}/").context["key"]

    to_when = client.post(f"/bantu/{ref}/", {"jumlah": "7", "kunci": key})
    to_check = client.post(to_when["location"], {"cara": "kurir", "hari_0": day.strftime("%d-%m-%Y")})
    assert to_check["location"].endswith("/periksa/")
    sent = client.post(to_check["location"], {"setuju": "on", "kunci": key})

    assert sent["location"].endswith("/tercatat/")
    assert client.get(sent["location"]).status_code == 200
    assert queries.lines_of(Commitment.objects.get())[0].quantity == 7


def test_daily_meals_ask_for_first_and_last_day(client: Client, world: World, day: date):
    client.force_login(world.donor)
    ref = world.meals.reference
    key = client.get(f"/bantu/{ref}/").context["key"]
    client.post(f"/bantu/{ref}/", {"jumlah": "150", "kunci": key})
    last = day + timedelta(days=2)

    wrong = client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": last, "hingga_0": day})
    assert wrong.status_code == 422
    client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": day, "hingga_0": last})
    client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})

    line = queries.lines_of(Commitment.objects.get())[0]
    assert (line.deliver_on, line.deliver_through) == (day, last)


def test_an_equivalent_waits_for_the_receiver(client: Client, world: World, day: date):
    client.force_login(world.donor)
    ref = world.need.reference
    key = client.get(f"/bantu/{ref}/").context["key"]
    client.post(f"/bantu/{ref}/", {"jumlah": "5", "setara": "Beras 5 kg dan telur", "kunci": key})
    client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": day})
    done = client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})

    assert "isi setara" in client.get(done["location"]).content.decode()
    assert queries.lines_of(Commitment.objects.get())[0].quantity == 0


def test_looking_makes_no_session(client: Client, world: World):
    for page in (f"/bantu/{world.need.reference}/", "/daftar-pilihan/", "/lacak/"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
    assert not Session.objects.exists()


def test_double_click_refresh_and_back_make_one_promise(client: Client, world: World, guest: Callable[..., str]):
    page = guest(20)
    ref = world.need.reference
    again = client.get(f"/bantu/{ref}/periksa/")
    key = again.context["draft"].key

    twice = [client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})["location"] for _ in range(2)]
    client.post(f"/bantu/{ref}/", {"jumlah": 20, "setara": "", "kunci": key})
    from_the_start = client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})["location"]

    assert {page, from_the_start, *twice} == {page}
    assert Commitment.objects.count() == 1


def test_a_changed_answer_after_sending_is_a_new_promise(client: Client, world: World, guest: Callable[..., str]):
    guest(20)
    guest(21)

    assert Commitment.objects.count() == 2


def test_a_page_from_before_a_change_sends_nothing(client: Client, world: World, guest: Callable[..., str]):
    guest(20)

    answer = client.post(f"/bantu/{world.need.reference}/periksa/", {"setuju": "on", "kunci": "0" * 32})

    assert answer["location"].endswith("/periksa/")
    assert Commitment.objects.count() == 1


def test_filled_meanwhile_keeps_the_answers(client: Client, world: World, day: date):
    client.force_login(world.donor)
    ref = world.need.reference
    key = client.get(f"/bantu/{ref}/").context["key"]
    client.post(f"/bantu/{ref}/", {"jumlah": "20", "kunci": key})
    client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": day})
    draft = actions.LineDraft(need=world.need, quantity=297, deliver_on=day)
    actions.promise(by=world.staff, lines=[draft], statement_accepted=True, at=world.need.recorded_at)

    refused = client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "Tinggal 3 paket" in text
    assert "Kebutuhan serupa" in text or "/kebutuhan/" in text
    taken = client.post(f"/bantu/{ref}/?periksa", {"jumlah": "3", "setara": "", "kunci": key})
    assert taken["location"].endswith("/periksa/")
    done = client.post(taken["location"], {"setuju": "on", "kunci": key})

    assert done["location"].endswith("/tercatat/")


def test_filled_before_the_code_offers_what_is_left(client: Client, world: World, guest: Callable[..., str], day: date):
    page = guest(20)
    draft = actions.LineDraft(need=world.need, quantity=297, deliver_on=day)
    actions.promise(by=world.staff, lines=[draft], statement_accepted=True, at=world.need.recorded_at)

    digits = code()
    short = client.post(page, {"kode": digits})
    assert short.status_code == 409
    assert "tinggal 3" in short.content.decode()
    assert client.post(page, {"kode": digits, "ambil": "ya"}).status_code == 302

    world.need.refresh_from_db()
    assert world.need.remaining == 0


def test_a_full_need_shows_others(client: Client, world: World, day: date):
    draft = actions.LineDraft(need=world.need, quantity=300, deliver_on=day)
    actions.promise(by=world.staff, lines=[draft], statement_accepted=True, at=world.need.recorded_at)

    answer = client.get(f"/bantu/{world.need.reference}/").content.decode()

    assert "sudah penuh" in answer
    assert world.second.recipient.name in answer


def test_others_serving_is_said(client: Client, world: World, promised: str):
    assert "1 pemberi lain sudah berjanji" in client.get(f"/bantu/{world.need.reference}/").content.decode()


BAD = [
    ("", {"jumlah": "", "setara": ""}, "Isi jumlah"),
    ("", {"jumlah": "dua", "setara": ""}, "dengan angka"),
    ("", {"jumlah": "0", "setara": ""}, "paling sedikit 1"),
    ("", {"jumlah": "301", "setara": ""}, "Tinggal 300"),
    ("", {"jumlah": "1", "setara": "3174010101010001"}, "nomor KTP"),
    ("kapan/", {"cara": "", "hari_0": ""}, "Pilih cara bantuan"),
    ("kapan/", {"cara": "kurir", "hari_0": "2020-01-01"}, "sudah lewat"),
    ("kapan/", {"cara": "kurir", "hari_0": "2199-01-01"}, "melewati batas"),
    ("kapan/", {"cara": "kurir", "hari_0": "besok"}, "belum dapat dibaca"),
    ("siapa/", {"nama": "", "email": "", "tampil": "tidak"}, "Tulis nama Anda"),
    ("siapa/", {"nama": "Budi", "email": "", "tampil": "tidak"}, "kode dikirim"),
    ("siapa/", {"nama": "Budi", "email": "budi@", "tampil": "tidak"}, "belum lengkap"),
    ("siapa/", {"nama": "Budi", "email": "b@c.id", "telepon": "12", "tampil": "ya"}, "telepon"),
    ("periksa/", {}, "Centang pernyataan"),
]


@pytest.mark.parametrize(("page", "answers", "said"), BAD)
def test_a_wrong_answer_is_said_and_kept(
    client: Client, world: World, guest: Callable[..., str], page: str, answers: dict[str, str], said: str
):
    guest(20)

    answer = client.post(f"/bantu/{world.need.reference}/{page}", answers)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'id="kesalahan"' in text
    assert "<title>Kesalahan: " in text
    assert all(f'value="{kept}"' in text or f">{kept}" in text or kept in text for kept in answers.values() if kept)


def test_a_phone_alone_is_enough_only_where_it_can_be_proven(client: Client, world: World, settings, day: date):
    ref = world.need.reference
    key = client.get(f"/bantu/{ref}/").context["key"]
    client.post(f"/bantu/{ref}/", {"jumlah": "20", "kunci": key})
    client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": day})
    answers = {"nama": "Budi", "email": "", "telepon": "0812 3456 7890", "tampil": "tidak"}

    assert client.post(f"/bantu/{ref}/siapa/", answers).status_code == 422
    settings.KSBB_DEMO = True
    assert client.post(f"/bantu/{ref}/siapa/", answers).status_code == 302


def test_a_wrong_code_is_counted_and_five_lock(client: Client, world: World, guest: Callable[..., str]):
    page = guest(20)
    right = code()
    wrong = "111111" if right != "111111" else "222222"

    said = [client.post(page, {"kode": wrong}).content.decode() for _ in range(6)]

    assert "tidak cocok" in said[0]
    assert "salah lima kali" in said[5]
    assert client.post(page, {"kode": right}).status_code == 422


def test_a_fresh_code_waits_a_minute(client: Client, world: World, guest: Callable[..., str]):
    page = guest(20)

    answer = client.post(f"{page}ulang/")

    assert answer.status_code == 429
    assert "Tunggu" in answer.content.decode()


def test_no_contact_before_acceptance(client: Client, world: World, guest: Callable[..., str]):
    page = guest(20)
    ref = world.need.reference
    for address in (f"/bantu/{ref}/", f"/bantu/{ref}/kapan/", f"/bantu/{ref}/periksa/", page, "/lacak/"):
        text = client.get(address).content.decode()
        assert CANARY[3:] not in text
        assert CANARY_NAME not in text
    line = queries.lines_of(Commitment.objects.get())[0]
    answer = client.post(f"/lacak/{line.commitment.reference}/baris/{line.pk}/kontak/")
    assert answer.status_code == 409
    assert CANARY[3:] not in answer.content.decode()


@pytest.mark.parametrize("start", ["/bantu/KS-0000-0000-0/", "/bantu/x/", "/bantu/%00/", "/bantu/'--/"])
def test_an_unknown_need_is_not_found(client: Client, world: World, start: str):
    assert client.get(start).status_code == 404


def test_later_pages_need_the_earlier_ones(client: Client, world: World):
    for page in ("kapan", "siapa", "periksa"):
        answer = client.get(f"/bantu/{world.need.reference}/{page}/")
        assert answer["location"] == f"/bantu/{world.need.reference}/"


def _gives(client: Client, ref: str, day: date, *, query: str = "", **answers: str) -> Commitment:
    """From the quantity to the promise, with an account."""
    key = client.get(f"/bantu/{ref}/{query}").context["key"]
    client.post(f"/bantu/{ref}/{query}", {"kunci": key, **answers})
    client.post(f"/bantu/{ref}/kapan/", {"cara": "kurir", "hari_0": day.isoformat()})
    client.post(f"/bantu/{ref}/periksa/", {"setuju": "on", "kunci": key})
    return Commitment.objects.latest("pk")


def test_a_full_need_offers_its_waiting_list(client: Client, world: World, day: date):
    ref = world.need.reference
    client.force_login(world.staff)
    _gives(client, ref, day, jumlah=str(world.need.remaining))
    client.force_login(world.donor)
    assert "Masuk daftar tunggu" in client.get(f"/bantu/{ref}/").content.decode()

    made = _gives(client, ref, day, query="?tunggu", jumlah="5")

    assert [line.state for line in queries.lines_of(made)] == ["antre"]
    assert "Urutan ke-1 di daftar tunggu" in client.get(f"/lacak/{made.reference}/").content.decode()


def test_what_does_not_fit_may_wait_when_the_giver_says_so(client: Client, world: World, day: date):
    ref, left = world.need.reference, world.need.remaining
    client.force_login(world.staff)
    refused = client.post(f"/bantu/{ref}/", {"jumlah": str(left + 5), "kunci": ""})
    assert refused.status_code == 422
    assert "Yang tidak muat masuk daftar tunggu" in refused.content.decode()

    made = _gives(client, ref, day, jumlah=str(left + 5), tunggu="on")

    assert [(line.quantity, line.state) for line in queries.lines_of(made)] == [(left, "komitmen"), (0, "antre")]


def test_a_mistyped_address_is_corrected_from_the_code_page(client: Client, world: World, guest: Callable[..., str]):
    page = guest(email="salah@contoh.example")
    again = f"/bantu/{world.need.reference}/siapa/?periksa"
    assert f'href="{again}"' in client.get(page).content.decode()

    client.post(again, {"nama": "Budi", "email": "benar@contoh.example", "telepon": "", "tampil": "tidak"})
    check = client.get(f"/bantu/{world.need.reference}/periksa/")
    key = check.context["draft"].key
    sent = client.post(f"/bantu/{world.need.reference}/periksa/", {"setuju": "on", "kunci": key})

    assert sent["location"] != page
    assert "benar@contoh.example" in client.get(sent["location"]).content.decode()
