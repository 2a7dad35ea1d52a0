"""How a value of the own data reads on the page."""

from __future__ import annotations

import re
from datetime import datetime

from django import template

from ksbb.core.formats import angka, tanggal, tanggal_waktu
from ksbb.web.entry.account import device_words

register = template.Library()
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@register.filter
def plain(value: object) -> str:
    """A moment or day in words, a number with its dots, nothing as "belum diisi"."""
    if value in (None, ""):
        return "belum diisi"
    if isinstance(value, int):
        return angka(value)
    text = str(value)
    if _MOMENT.fullmatch(text):
        return tanggal_waktu(datetime.fromisoformat(text))
    return tanggal(datetime.fromisoformat(text).date()) if _DAY.fullmatch(text) else text


@register.filter
def device(agent: str) -> str:
    """ "Chrome di HP Android" for what a browser says of itself; the copy as JSON keeps the whole of it."""
    return device_words(agent)
