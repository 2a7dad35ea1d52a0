"""What a picture of a permit may be: small, and by its first and last bytes what it says it is."""

from __future__ import annotations

from ksbb.core.refusals import Refusal

LARGEST = 4_000_000
"""Bytes: a photographed page of a permit as JPEG, or a few pages of PDF."""
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}


def media_type(content: bytes) -> str:
    """PDF or JPEG by its magic bytes, or "" for anything else; the name of the file says nothing."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return PDF
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return JPEG
    return ""


def why_not_keep(content: bytes) -> Refusal | None:
    """Why this file is not kept: empty, too large, or neither PDF nor JPEG."""
    if len(content) > LARGEST:
        return Refusal("file_too_large", f"Berkas terlalu besar. Paling besar {LARGEST // 1_000_000} MB.")
    if not media_type(content):
        return Refusal("file_kind", "Berkas ini bukan PDF atau JPEG yang utuh. Foto ulang izinnya, lalu pilih lagi.")
    return None
