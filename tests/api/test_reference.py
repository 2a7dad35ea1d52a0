"""The examples of docs/reference/api.md work as written."""

import re
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from ksbb.api.reference import document
from tests import world as the
from tests.world import World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api.md"


def test_every_example(world: World):
    need = the.open_need(world)
    names = {"HOST": "http://testserver", "NEED": need.reference, "DAY": world.soon.isoformat()}
    names["TOKEN"] = world.token("kolaborator")
    orders = [line for line in PAGE.read_text().splitlines() if line.startswith("curl ")]

    for order in orders:
        response = _curl(_filled(order, names))
        assert response.status_code in (200, 201), (order, response.content)
        told = response.json()
        if "reference" in told and "COMMITMENT" not in names:
            names["COMMITMENT"] = told["reference"]
        if "lines" in told and "line" in told["lines"][0]:
            names["LINE"] = str(told["lines"][0]["line"])

    assert len(orders) >= 12


def _filled(order: str, names: dict[str, str]) -> str:
    return re.sub(r"\$([A-Z]+)", lambda found: names[found[1]], order)


def _curl(order: str) -> Any:
    words = shlex.split(order)[2:]
    headers, data, method, address = {}, "", "GET", ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, value = words.pop(0).split(": ", 1)
            headers[name] = value
        elif word == "-d":
            data = words.pop(0)
        elif word == "-X":
            method = words.pop(0)
        else:
            address = word
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Client().generic(method, path, data, headers.pop("Content-Type", "application/json"), headers=headers)


@pytest.mark.django_db
def test_a_wrong_method_is_a_problem_too(client: Client):
    response = client.delete("/api/v1/places")

    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response.json()["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path, methods in document()["paths"].items() if "get" in methods])
def test_head_is_get_without_a_body(client: Client, path: str):
    address = re.sub(r"\{\w+\}", "KS-0000-0000-0", path)

    looked, asked = client.head(address), client.get(address)

    assert (looked.status_code, looked["Content-Type"]) == (asked.status_code, asked["Content-Type"])
    assert looked.content == b""


@pytest.mark.django_db
def test_head_where_nothing_can_be_read(client: Client):
    response = client.head("/api/v1/deeds/promise")

    assert (response.status_code, response["Allow"]) == (405, "POST")
