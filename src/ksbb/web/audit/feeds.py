"""Atom feeds, newest first, with addresses that stay."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from ksbb.core.formats import angka
from ksbb.opendata import history
from ksbb.web.capaian.answering import public

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ksbb.core.models import Checkpoint


class Checkpoints(Feed):  # type: ignore[type-arg]  # Django's class takes none at run time
    """Every signed checkpoint with its note: whoever keeps this feed is a witness."""

    feed_type = Atom1Feed
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


_checkpoints = Checkpoints()


@public
def checkpoint_feed(request: HttpRequest) -> HttpResponseBase:
    """The feed of checkpoints."""
    answer: HttpResponseBase = _checkpoints(request)
    return answer
