"""Files behind spending: pictures are made anew, a PDF is checked; kept privately under a random name."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from ksbb.core import journal, pictures
from ksbb.core.deeds import deed
from ksbb.core.refusals import FORBIDDEN, Refused, insist
from ksbb.gifts.models import Voucher
from ksbb.parties.models import Organisation, User
from ksbb.parties.queries import reach_of
from ksbb.permits.rules import ENDINGS, media_type, why_not_keep

PDF = "application/pdf"


@deed("keep_voucher", open_doors=False)
def keep_voucher(*, by: User, organisation: Organisation, content: str, at: datetime, key: str = "") -> Voucher:
    """Keep a supplier's receipt (base64) of the own organisation, for spending to come."""
    insist(None if organisation.pk in reach_of(by, at=at).acts_for else FORBIDDEN)
    try:
        plain = _sound(base64.b64decode(content, validate=True))
    except (binascii.Error, ValueError):
        plain = b""
    insist(why_not_keep(plain))
    kind = media_type(plain)
    voucher = Voucher.objects.create(
        organisation=organisation,
        path=f"bukti/{secrets.token_hex(16)}.{ENDINGS[kind]}",
        media_type=kind,
        size=len(plain),
        sha256=hashlib.sha256(plain).hexdigest(),
        kept_by=by,
        kept_at=at,
    )
    transaction.on_commit(lambda: default_storage.save(voucher.path, ContentFile(plain)))  # no file without its row
    told = {"voucher": voucher.pk, "size": voucher.size}
    journal.write(verb="keep_voucher", subject=organisation.reference, actor_id=by.pk, payload=told, at=at)
    return voucher


def _sound(content: bytes) -> bytes:
    """A PDF as it is; of any picture a JPEG made anew, without what the camera wrote into it."""
    if media_type(content) == PDF:
        return content
    try:
        return pictures.read(content).large
    except pictures.Unreadable as error:
        raise Refused(error.refusal) from None
