"""The OpenAPI document, the readable page, and the list of every published field (SEC-12)."""

from pathlib import Path
from typing import Any

from django.test import Client

from tests.world import World

FIELDS = Path(__file__).with_name("public_fields.txt")


def _document() -> Any:
    return Client().get("/api/v1/openapi.json").json()


def _published(document: Any) -> list[str]:
    rows = document["components"]["schemas"]
    return sorted(f"{name}.{field}" for name, row in rows.items() for field in row.get("properties", {}))


def test_it_is_openapi_3_1(db: None):
    assert _document()["openapi"].startswith("3.1")


def test_every_field_was_classified():
    """A new field stands in no answer before somebody wrote it into the list: is it for everybody to see?"""
    assert _published(_document()) == FIELDS.read_text().splitlines()


def test_every_refusal_is_documented_as_a_problem():
    for path, methods in _document()["paths"].items():
        for method, one in methods.items():
            assert "422" in one["responses"], (path, method)
            if "security" in one:
                assert "401" in one["responses"], (path, method)
            for status, response in one["responses"].items():
                kinds = set(response.get("content", {}))
                assert kinds == ({"application/problem+json"} if int(status) >= 400 else {"application/json"})


def test_the_readable_page_needs_no_script(world: World):
    page = Client().get("/api/v1/docs")
    text = page.content.decode()

    assert page.status_code == 200
    assert "POST /api/v1/needs/{id}/commitments" in text
    assert "<style" not in text
    assert page.cookies == {}
