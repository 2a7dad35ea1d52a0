"""What a picture of a permit may be: small, and by its first and last bytes what it says it is."""

from __future__ import annotations

from ksbb.core.refusals import Refusal

LARGEST = 4_000_000
"""Bytes: a photographed page of a permit as JPEG, a picture of the screen as PNG, or a few pages of PDF."""
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


def media_type(content: bytes) -> str:
    """PDF, JPEG or PNG by its first and last bytes, or "" for anything else; the name of the file says nothing."""
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return PDF
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
        return PNG
    return ""


def why_not_keep(content: bytes) -> Refusal | None:
    """Why this file is not kept: empty, too large, of another kind, or broken off."""
    if len(content) > LARGEST:
        return Refusal("file_too_large", f"Berkas terlalu besar. Paling besar {LARGEST // 1_000_000} MB.")
    if not media_type(content):
        return Refusal("file_kind", "Berkas ini bukan PDF, JPEG, atau PNG yang utuh. Foto ulang, lalu pilih lagi.")
    return None
