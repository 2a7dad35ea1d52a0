"""The world that hostile strings are thrown at: every situation alive, a client for each part of the cast."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from ksbb.deliveries.models import Dispute
from ksbb.deliveries.queries import word_of
from ksbb.places import actions as places
from tests import world as small
from tests.hostile.corpus import dangerous

WAYS = ("tamu", "kolaborator", "ketua_rw", "pengelola", "lurah", "pokja")


@dataclass
class Targets:
    """Clients by who they are, and one sound value for each hole in an address."""

    world: Any
    clients: dict[str, Client]
    sound: dict[str, list[str]]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of lines about requests are no help."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def targets(db: None) -> Targets:
    at = timezone.now()
    places.seed(at=at)
    w = small.make_world(at=at)
    delivery = small.received(w, 94)
    waiting = small.proposed_need(w, package="siap_saji", recipient=w.rw_lain)
    batch = small.waiting_batch(w)
    need = small.open_need(w, package="siap_saji", quantity=400)
    line = small.line_of(small.promise(w, need, 20))
    clients = {who: Client(raise_request_exception=False) for who in WAYS}
    for who in WAYS[1:]:
        clients[who].force_login(w.people[who], backend="allauth.account.auth_backends.AuthenticationBackend")
    _begin_giving(clients["tamu"], need.reference, w)
    dispute = Dispute.objects.get()
    references = [need.reference, waiting.reference, delivery.reference, w.rw.reference, w.panti.reference]
    references += [line.commitment.reference, w.organisation.reference, batch.reference]
    sound = {
        "reference": references,
        "ref": [need.reference, line.commitment.reference, "daftar"],
        "journey": [delivery.reference],
        "number": [str(line.pk), str(dispute.pk)],
        "code": [w.village.code, w.rw.place.code, "sembako", "pangan"],
        "kind": ["panti_lansia"],
        "id": [need.reference],
        "verb": ["promise"],
        "key": ["x-y"],
        "uidb36": ["1"],
        "word": [word_of(small.courier_link(w, delivery))],
        "token": ["basi"],
        "photo": [line.commitment.reference],
        "size": ["kecil"],
        "seal": ["KS-0000-0000-0-0000"],
    }
    return Targets(w, clients, sound)


def _begin_giving(client: Client, need: str, w: Any) -> None:
    """A guest half-way through giving, so that the later pages show their forms."""
    address = f"/bantu/{need}/"
    client.post(address, {"jumlah": "5", "kunci": "a" * 32})
    day = (w.today + timedelta(days=1)).isoformat()
    client.post(f"{address}kapan/", {"cara": "antar_sendiri", "hari": day, "tanggal": day})
    client.post(f"{address}siapa/", {"nama": "Budi", "email": "budi@uji.example", "tampil": "tidak"})


def undone(ask: Callable[[], Any]) -> Any:
    """Ask, then let the database forget that it was asked."""
    with transaction.atomic():
        answer = ask()
        if hasattr(answer, "content"):
            answer.text_seen = answer.content.decode("utf-8", "replace")
        transaction.set_rollback(True)
    return answer


def complaint(answer: Any, payload: str) -> str:
    """What is wrong with an answer to a hostile string; empty when nothing is."""
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    if "html" in answer.get("Content-Type", "") and dangerous(payload) and payload in answer.text_seen:
        return "shows it unescaped"
    if any("\n" in text or "\r" in text for text in answer.headers.values()):
        return "lets it into a header"
    return ""
