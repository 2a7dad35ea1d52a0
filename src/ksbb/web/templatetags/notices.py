"""The way into the inbox, in the menu of whoever is signed in."""

from __future__ import annotations

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ksbb.core.formats import angka
from ksbb.notices.queries import unread

register = template.Library()
MOST_SHOWN = 99


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
