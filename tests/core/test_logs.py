"""The log tells what happened, and of nobody."""

import io
import json
import logging
import logging.config
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from ksbb.core import logs

SECRET = "Siti-0812345678"


def failing(request: HttpRequest, name: str) -> HttpResponse:
    raise ValueError(f"no such person: {name}")


def fine(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("failing/<name>", failing, name="failing"), path("fine/<name>", fine, name="fine")]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def lines() -> Any:
    """The JSON lines written since, as a function."""
    stream = io.StringIO()
    formatter = logs.logging_config(level="INFO", readable=False)["formatters"]["ksbb"].copy()
    made = formatter.pop("()")(**formatter)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel("INFO")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def test_a_request_is_one_line_without_its_address(client: Client, lines: Any):
    response = client.get(f"/fine/{SECRET}?nama={SECRET}")

    [line] = [line for line in lines() if line["event"] == "request"]
    assert (line["route"], line["method"], line["status"]) == ("fine", "GET", 200)
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert SECRET not in json.dumps(lines())


def test_an_error_is_told_without_its_text(client: Client, lines: Any):
    client.raise_request_exception = False

    client.post(f"/failing/{SECRET}", {"nama": SECRET})

    [line] = [line for line in lines() if line.get("error")]
    assert line["error"] == "ValueError"
    assert any(place.endswith("failing") for place in line["at"])
    assert SECRET not in json.dumps(lines())


def test_a_refused_host_is_not_repeated(client: Client, lines: Any):
    client.get("/fine/x", headers={"host": f"{SECRET}.example"})

    assert [line["event"] for line in lines() if line["logger"].startswith("django.security")] == ["refused"]
    assert SECRET not in json.dumps(lines())


def test_a_request_id_is_taken_over_only_when_well_formed(client: Client):
    kept = client.get("/fine/x", headers={"x-request-id": "abcdef-123456"})
    made = client.get("/fine/x", headers={"x-request-id": f"{SECRET}\\n{{}}"})

    assert kept.headers["X-Request-Id"] == "abcdef-123456"
    assert SECRET not in made.headers["X-Request-Id"]
