"""Limits on tries: counted, said in plain words, not to be got round by a header."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from ksbb.commitments.models import Commitment
from ksbb.recipients.actions import log_contact_reading
from tests.web.giving.conftest import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _limited(settings):
    settings.KSBB_RATE_FACTOR = 1
    caches["limits"].clear()
    yield
    caches["limits"].clear()


def test_five_promises_in_ten_minutes(client: Client, world: World, guest: Callable[..., str], day: date):
    for n in range(5):
        guest(n + 1, email=f"tamu{n}@contoh.example")
    fresh = Client(headers={"x-forwarded-for": "203.0.113.9"})
    place = f"/bantu/{world.need.reference}/"
    key = fresh.get(place).context["key"]
    fresh.post(place, {"jumlah": 9, "kunci": key})
    fresh.post(f"{place}kapan/", {"cara": "kurir", "hari_0": day})
    fresh.post(f"{place}siapa/", {"nama": "Ani", "email": "ani@contoh.example", "tampil": "tidak"})
    page = f"{place}periksa/"

    answer = fresh.post(page, {"setuju": "on", "kunci": key})

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert "coba lagi" in answer.content.decode()
    assert Commitment.objects.count() == 5


def test_guessing_the_proof_ends_soon(world: World, promised: str):
    stranger = Client()

    said = [stranger.post("/lacak/", {"nomor": promised, "bukti": f"{n:04}"}).status_code for n in range(7)]

    assert said == [422] * 6 + [429]


def test_ten_contacts_a_day(client: Client, world: World, promised: str):
    commitment = Commitment.objects.get()
    from ksbb.commitments.queries import lines_of
    from ksbb.recipients.models import Recipient

    line = f"/lacak/{promised}/baris/{lines_of(commitment)[0].pk}/kontak/"
    for n in range(10):
        other = Recipient.objects.get(pk=world.second.recipient.pk)
        other.pk, other.reference, other.organisation = None, f"KS-LAIN-{n:04}-0", None
        other.place = _other_place(n)
        other.save()
        log_contact_reading(recipient=other, reader_id=commitment.giver_id, subject="uji", at=timezone.now())

    answer = client.post(line)

    assert answer.status_code == 429
    assert "besok" in answer.content.decode()


def _other_place(number: int):
    from ksbb.places.models import Place

    return Place.objects.filter(level="kelurahan").order_by("code")[number]
