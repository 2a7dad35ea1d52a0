"""The words that go with a link: for the preview card (65 and 155 characters) and for WhatsApp."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from ksbb.web.cards.faces import Face
from ksbb.web.public.answers import absolute, whatsapp

TITLE, DESCRIPTION = 65, 155
NEED, PLACE, RECIPIENT, PACKAGE = "kebutuhan", "wilayah", "penerima", "paket"
ORGANISATION = "organisasi"


@dataclass(frozen=True, slots=True)
class Share:
    """What a page says about itself elsewhere; addresses are absolute."""

    title: str
    description: str
    address: str
    image: str
    whatsapp: str
    alt: str


def share(face: Face, *, kind: str, reference: str, address: str, more: str = "") -> Share:
    """Texts and addresses for a record with this card, whose page is at `address` (a path)."""
    said = f"{face.note}. {face.place}.{f' {more}' if more else ''}"
    return Share(
        title=trimmed(face.title, TITLE),
        description=trimmed(said, DESCRIPTION),
        address=absolute(address),
        image=absolute(picture(face, kind=kind, reference=reference)),
        whatsapp=whatsapp(f"{face.title} ({face.place}): {face.note}. Cek keaslian di {absolute(address)}"),
        alt=trimmed(f"{face.title}: {face.note}", DESCRIPTION),
    )


def picture(face: Face, *, kind: str, reference: str) -> str:
    """The path of the picture of this very card."""
    return reverse("cards:picture", args=[kind, reference, face.digest])


def trimmed(text: str, longest: int) -> str:
    """A text cut at a word, with an ellipsis where something was left out."""
    if len(text) <= longest:
        return text
    cut = text[: longest - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut else cut}…".replace(",…", "…").replace(".…", "…")
