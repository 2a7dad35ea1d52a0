"""Kotak masuk: everything that was told to a person, and how it was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import redirect

from ksbb.core.references import row_number
from ksbb.notices import queries
from ksbb.notices.actions import mark_read
from ksbb.notices.enums import Channel, MessageState
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import ANY, Visit, sits_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from ksbb.notices.models import Message


LINK = re.compile(rf"(?:(?:Lihat|Buka)[^.:]*: ?)?{re.escape(settings.KSBB_ORIGIN)}(?P<path>/\S*?)\.?\s*$")
BUTTONS = (
    ("/lacak/", "Buka komitmen"),
    ("/meja/penerima/", "Buka meja penerima"),
    ("/meja/wilayah/", "Buka meja wilayah"),
    ("/meja/pokja/", "Buka meja Pokja"),
    ("/akun/organisasi/", "Buka organisasi saya"),
    ("/akun/", "Buka akun saya"),
    ("/data-saya/", "Buka data saya"),
)
"""What a button says by where it leads."""


@sits_at(ANY, "GET", "HEAD")
def inbox(visit: Visit) -> HttpResponse:
    """Newest first; unread ones are marked, and one button marks them read."""
    page = paged(visit.request, queries.inbox_of(visit.user), "pesan")
    rows = [(message, sent_words(message), *said_in(message)) for message in page.rows]
    context = {"rows": rows, "page": page, "unread": queries.unread(visit.user), "newest": _newest(rows)}
    return visit.show("notices/inbox.html", context)


@sits_at(ANY, "POST")
def read(visit: Visit) -> HttpResponse:
    """What was on the page is read; what came meanwhile is not."""
    mark_read(user=visit.user, until=row_number(visit.request.POST.get("sampai", "")), at=visit.at)
    return redirect("notices:inbox")


def _newest(rows: Sequence[tuple[Any, ...]]) -> int:
    return max((row[0].pk for row in rows), default=0)


def said_in(message: Message) -> tuple[str, str, str]:
    """The words of a letter without its last address of this site; that address, and what the button to it says.

    Words that only repeat the title are left out.
    """
    found = LINK.search(message.body)
    to = found["path"] if found else ""
    words = (message.body[: found.start()] if found else message.body).strip()
    about = message.title.partition(": ")[2] or message.title
    if words.casefold().rstrip(".") == about.casefold().rstrip("."):
        words = ""
    return words, to, next((word for start, word in BUTTONS if to.startswith(start)), "Buka")


def sent_words(message: Message) -> str:
    """How far the message came on its way out, in plain words; "" where it was meant for the inbox alone."""
    way = Channel(message.channel).label
    match MessageState(message.state):
        case MessageState.SENT:
            return f"Juga dikirim lewat {way}."
        case MessageState.WAITING:
            return f"Menunggu dikirim lewat {way}."
        case MessageState.BUNDLED:
            return f"Juga dikirim lewat {way}, dalam satu ringkasan."
        case MessageState.FAILED | MessageState.GIVEN_UP:
            return f"Tidak sampai lewat {way}. Periksa alamat di akun Anda."
        case MessageState.SILENT:
            return ""
