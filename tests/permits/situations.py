"""Applications in every state, built by actions."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any

from ksbb.parties.models import Organisation, User
from ksbb.permits import actions
from ksbb.permits.actions import PermitDraft
from ksbb.permits.models import Application
from tests.situations import AT, World, day, fresh

CHECK = "Dicek di situs penerbit, nomor dan nama cocok"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


BEGUN, LATER = day(-30), day(300)


def draft(kind: str = "izin_pub", *, until: date | None = LATER, since: date = BEGUN, **more: Any) -> PermitDraft:
    said = {"number": "123/HUK/2026", "issuer": "Menteri Sosial", **more}
    return PermitDraft(kind=kind, valid_from=since, valid_until=until, **said)


def as_base64(content: bytes = PDF) -> str:
    return base64.b64encode(content).decode()


def applied(
    by: User, *, name: str = "Rumah Zakat", activity: str = "agregator", permit: PermitDraft | None = None, **more: Any
) -> Application:
    given = {"by": by, "name": name, "activity": activity, "permit": permit or draft(), "at": AT, **more}
    return actions.apply_organisation(**given)


def approved(world: World, application: Application, *, at: datetime = AT, **more: Any) -> Organisation:
    """Approved by both officers."""
    actions.approve_application(by=world.pokja, application=application, check=CHECK, at=at, **more)
    actions.approve_application(by=world.pokja_dua, application=application, check=CHECK, at=at)
    return fresh(application).organisation  # type: ignore[no-any-return]
