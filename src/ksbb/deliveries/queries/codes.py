"""Reads about the receiver's code: which delivery it is for, and whether what was typed is it."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from ksbb.core.refusals import NotFound
from ksbb.deliveries.models import Delivery, ReceiptCode

if TYPE_CHECKING:
    from collections.abc import Iterable

DIGITS = 6


def digest_of(delivery: Delivery, digits: str) -> str:
    """What is kept of six digits: an HMAC with the secret key, so that the table alone cannot be searched through."""
    return salted_hmac("ksbb.deliveries.code", f"{delivery.reference}:{digits}", algorithm="sha256").hexdigest()


def digest_of_token(token: str) -> str:
    """What is kept of the long word in the QR."""
    return hashlib.sha256(token.encode("utf-8", "ignore")).hexdigest()


def code_of(delivery: Delivery) -> ReceiptCode | None:
    """The code of a delivery, if its receiver asked for one."""
    return ReceiptCode.objects.filter(delivery=delivery).first()


def codes_of(deliveries: Iterable[Delivery]) -> dict[int, ReceiptCode]:
    """Codes by delivery id. One query."""
    return {code.delivery_id: code for code in ReceiptCode.objects.filter(delivery__in=list(deliveries))}


def fits(code: ReceiptCode | None, *, delivery: Delivery, typed: str) -> bool:
    """Is this the code: its six digits, however spaced, or the word of its QR?"""
    if code is None:
        return False
    digits = "".join(symbol for symbol in typed if symbol in "0123456789")
    by_digits = hmac.compare_digest(digest_of(delivery, digits), code.digest) and len(digits) == DIGITS
    return by_digits or hmac.compare_digest(digest_of_token(typed.strip()), code.token_digest)


def delivery_of_token(token: str) -> Delivery:
    """The delivery whose QR holds this word. Raises NotFound for any other word."""
    loaded = ReceiptCode.objects.select_related("delivery__giver", "delivery__recipient__place__village")
    found = loaded.filter(token_digest=digest_of_token(token)).first()
    if found is None:
        raise NotFound("kode")
    return found.delivery
