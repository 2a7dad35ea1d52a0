"""The way into the inbox, in the menu of whoever is signed in."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe

from ksbb.core.formats import angka
from ksbb.notices.queries import unread

register = template.Library()
MOST_SHOWN = 99
_WAY = re.compile(r"\s*(?:Lihat:|:)?\s*(https?://\S+?)[.]?\s*$")
"""The address at the end of a letter, as `commitments.letters` and its like write it."""


@register.filter
def told(body: str) -> SafeString:
    """A letter as the inbox shows it: its own address at the end becomes a way to go, not a line of signs."""
    found = _WAY.search(body)
    if found is None or not found[1].startswith(settings.KSBB_ORIGIN):
        return format_html("<p>{}</p>", mark_safe(urlize(body, autoescape=True)))  # noqa: S308 - urlize escaped it
    return format_html('<p>{}</p><p><a class="next" href="{}">Buka</a></p>', body[: found.start()], found[1])


@register.simple_tag(takes_context=True)
def inbox_link(context: Context) -> SafeString:
    """A link with the number of unread messages; nothing for a visitor. One query, where the page did not count."""
    request = context.get("request")
    if request is None or not request.user.is_authenticated:
        return SafeString("")
    counted = context.get("unread")
    address, number = reverse("notices:inbox"), unread(request.user) if counted is None else counted
    if not number:
        return format_html('<a href="{}">Kotak masuk</a>', address)
    shown = angka(number) if number <= MOST_SHOWN else f"{MOST_SHOWN}+"
    return format_html(
        '<a href="{}">Kotak masuk&nbsp;<span class="unread">({}<span class="hide"> belum dibaca</span>)</span></a>',
        address,
        shown,
    )
