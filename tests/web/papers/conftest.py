"""The small world, visitors of any role, and papers issued through the pages."""

import io
from collections.abc import Callable

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from ksbb.documents.models import Paper
from tests.standing_world import *  # noqa: F403 - fixtures
from tests.web.desks.conftest import sit
from tests.world import World

__all__ = ["issue", "sit"]

Issue = Callable[..., Paper]


@pytest.fixture
def issue(world: World, sit: Callable[[str], Client]) -> Issue:
    """`issue("bast", delivery.reference, by="kolaborator")` presses the button and gives the paper."""

    def press(kind: str, reference: str, *, by: str = "kolaborator", **sent: object) -> Paper:
        where = reverse("papers:ask", args=[kind, reference])
        response = sit(by).post(where, sent)
        assert response.status_code == 302, response.content.decode()
        number = response["Location"].strip("/").split("/")[-1]
        kind_, year, serial = number.split("-")
        return Paper.objects.filter(kind=kind_, year=year, serial=int(serial)).latest("version")

    return press


def text_of(data: bytes) -> str:
    """All text of a PDF, spaces made one."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
