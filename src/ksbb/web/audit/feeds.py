"""Atom feeds, newest first, with addresses that stay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from ksbb.core.formats import angka
from ksbb.opendata import history
from ksbb.opendata.corrections import published
from ksbb.web.capaian.answering import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.core.models import Checkpoint


class _Atom(Feed):  # type: ignore[type-arg]  # Django's class takes none at run time
    """What both feeds share: Atom, and a date for each entry."""

    feed_type = Atom1Feed


class Checkpoints(_Atom):
    """Every signed checkpoint with its note: whoever keeps this feed is a witness."""

    title = "KSBB Jakarta: titik periksa catatan audit"
    subtitle = "Catatan bertanda tangan tentang seluruh riwayat, sekali sehari. Yang menyimpannya menjadi saksi."

    def link(self) -> str:
        return reverse("audit:index")

    def feed_url(self) -> str:
        return reverse("audit:feed")

    def items(self) -> list[Checkpoint]:
        return [one for one, _ in history.checkpoints_before()]

    def item_title(self, item: Any) -> str:
        return f"Titik periksa {angka(item.size)} baris"

    def item_description(self, item: Any) -> str:
        return str(item.note)

    def item_link(self, item: Any) -> str:
        return reverse("audit:note", args=[item.size])

    def item_pubdate(self, item: Any) -> datetime:
        made: datetime = item.made_at
        return made

    item_updateddate = item_pubdate


class Corrections(_Atom):
    """Every correction of a published figure, with before and after."""

    title = "KSBB Jakarta: koreksi"
    subtitle = "Angka yang sudah terbit lalu dikoreksi oleh dua petugas, dengan alasannya."

    def link(self) -> str:
        return reverse("audit:corrections")

    def feed_url(self) -> str:
        return reverse("audit:correction_feed")

    def items(self) -> list[dict[str, Any]]:
        return published(limit=50)

    def item_title(self, item: Any) -> str:
        return f"{item['figure'].capitalize()}: {angka(item['before'])} menjadi {angka(item['after'])}"

    def item_description(self, item: Any) -> str:
        return f"{item['note']} Alasan: {item['reason']}"

    def item_link(self, item: Any) -> str:
        return reverse("audit:correction", args=[item["correction"]])

    def item_pubdate(self, item: Any) -> datetime:
        decided: datetime = item["decided_at"]
        return decided

    item_updateddate = item_pubdate


_checkpoints, _corrections = Checkpoints(), Corrections()


@public
def checkpoint_feed(request: HttpRequest) -> HttpResponseBase:
    """The feed of checkpoints."""
    answer: HttpResponseBase = _checkpoints(request)
    return answer


@public
def correction_feed(request: HttpRequest) -> HttpResponseBase:
    """The feed of corrections."""
    answer: HttpResponseBase = _corrections(request)
    return answer
