"""Looking changes nothing: a GET that writes fails here, and an anonymous GET makes no session."""

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from ksbb.core.readonly import WroteWhileReading, writes


def writing(request: HttpRequest) -> HttpResponse:
    Session.objects.create(session_key="a" * 32, session_data="", expire_date=timezone.now())
    return HttpResponse("wrote")


def locking(request: HttpRequest) -> HttpResponse:
    Session.objects.filter(session_key="b" * 32).update(session_data="x")
    return HttpResponse("wrote")


def remembering(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = True
    return HttpResponse("remembered")


def reading(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Session.objects.count()))


urlpatterns = [
    path("writing", writing),
    path("locking", locking),
    path("remembering", remembering),
    path("reset", remembering, name="account_reset_password_from_key"),
    path("reading", reading),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize("address", ["/writing", "/locking"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_get_that_writes_fails(client: Client, address: str, method: str):
    with pytest.raises(WroteWhileReading):
        getattr(client, method)(address)


def test_a_post_may_write(client: Client):
    assert client.post("/writing").content == b"wrote"


def test_a_get_may_read(client: Client):
    assert client.get("/reading").content == b"0"


def test_an_anonymous_get_makes_no_session(client: Client):
    with pytest.raises(WroteWhileReading):
        client.get("/remembering")


@override_settings(KSBB_READONLY_RAISES=False)
def test_where_people_are_served_no_session_is_made_either(client: Client):
    response = client.get("/remembering")

    assert response.content == b"remembered"
    assert response.cookies == {}
    assert not Session.objects.exists()


def test_a_one_time_link_may_remember(client: Client):
    assert "ksbb-session" in client.get("/reset").cookies


@pytest.mark.parametrize(
    ("sql", "answer"),
    [
        ('SELECT "a" FROM "b" WHERE "c" = \'DELETE FROM x\'', False),
        ('SELECT "updated" FROM "create" ORDER BY "update"', False),
        ("SAVEPOINT s1", False),
        ("PRAGMA table_info(x)", False),
        ('INSERT INTO "b" VALUES (1)', True),
        ('UPDATE "b" SET "c" = 1', True),
        ('DELETE FROM "b"', True),
        ('DELETE FROM "django_session" WHERE 1', False),
        ('WITH x AS (SELECT 1) INSERT INTO "b" SELECT * FROM x', True),
        ('SELECT "a" FROM "b" FOR UPDATE', True),
        ('SELECT "a" FROM "b" FOR NO KEY UPDATE OF "b"', True),
        ("BEGIN IMMEDIATE", True),
    ],
)
def test_what_counts_as_writing(sql: str, answer: bool):
    assert writes(sql) is answer
