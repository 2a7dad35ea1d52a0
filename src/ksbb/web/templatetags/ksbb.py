"""Template vocabulary: formats, the four strokes, charts, form fields and the site's own navigation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, Form, RadioSelect
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString

from ksbb.core import formats
from ksbb.web import strokes
from ksbb.web.tiles import Tile, arrange

register = template.Library()

SECTIONS = (
    ("/kebutuhan/", "Kebutuhan"),
    ("/peta/", "Peta"),
    ("/capaian/", "Capaian"),
    ("/program/", "Program"),
    ("/tentang/", "Tentang"),
)

# Formats: each filter leaves an absent value empty, so that a page never prints "None".


@register.filter
def angka(value: int | Decimal | str | None) -> str:
    """1234567 -> "1.234.567"."""
    return "" if value is None or isinstance(value, str) else formats.angka(value)


@register.filter
def rupiah(value: int | Decimal | str | None) -> str:
    """545000000 -> "Rp545.000.000"."""
    return "" if value is None or isinstance(value, str) else formats.rupiah(value)


@register.filter
def rupiah_ringkas(value: int | str | None) -> str:
    """545000000 -> "Rp545 juta"."""
    return "" if value is None or isinstance(value, str) else formats.rupiah_ringkas(value)


@register.filter
def terbilang(value: int | str | None) -> str:
    """21 -> "dua puluh satu"."""
    return "" if value is None or isinstance(value, str) else formats.terbilang(value)


@register.filter
def persen(part: int | Decimal | str | None, whole: int | Decimal = 1) -> str:
    """131|persen:194 -> "68%"."""
    return "" if part is None or isinstance(part, str) else formats.persen(part, whole)


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """ "Sabtu, 2 Mei 2020"."""
    return formats.tanggal(value) if value else ""


@register.filter
def tanggal_pendek(value: date | datetime | None) -> str:
    """ "2 Mei 2020"."""
    return formats.tanggal_pendek(value) if value else ""


@register.filter
def bulan(value: date | datetime | None) -> str:
    """ "Mei 2020"."""
    return formats.bulan(value) if value else ""


@register.filter
def waktu(value: datetime | None) -> str:
    """ "14.30 WIB"."""
    return formats.waktu(value) if value else ""


@register.filter
def tanggal_waktu(value: datetime | None) -> str:
    """ "Sabtu, 2 Mei 2020, 14.30 WIB"."""
    return formats.tanggal_waktu(value) if value else ""


@register.filter
def relatif(value: date | datetime | None, today: date | None = None) -> str:
    """ "2 hari lagi", "kemarin"; counted from `today`, or from the surface's clock."""
    return formats.relatif(value, today=today or timezone.localdate()) if value else ""


@register.filter
def samar_telepon(value: str | None) -> str:
    """ "0812-••••-7890"."""
    return formats.samar_telepon(value) if value else ""


@register.filter
def telepon(value: str | None) -> str:
    """ "0812-3456-7890"."""
    return formats.telepon(value) if value else ""


@register.simple_tag
def rentang(start: date | datetime, end: date | datetime) -> str:
    """ "24 April – 2 Mei 2020"."""
    return formats.rentang_tanggal(start, end)


# The four strokes


def quantities(source: object, unit: str = "") -> strokes.Quantities:
    """Read the four numbers from Quantities, a mapping or any object that names them; absent ones are zero.

    What a need asks for is its `quantity`.
    """
    if isinstance(source, strokes.Quantities) and not unit:
        return source

    def read(name: str) -> Any:
        return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)

    return strokes.Quantities(
        needed=int(read("needed") or read("quantity") or 0),
        promised=int(read("promised") or 0),
        delivered=int(read("delivered") or 0),
        confirmed=int(read("confirmed") or 0),
        elsewhere=int(read("elsewhere") or 0),
        unit=unit or str(read("unit") or "paket"),
    )


@register.simple_tag
def strokes_defs() -> SafeString:
    """The patterns; layout.html holds them, so other pages never call this."""
    return strokes.defs()


@register.simple_tag
def strokes_mini(source: object, unit: str = "") -> SafeString:
    """64 px bar for a table cell or row."""
    return strokes.mini(quantities(source, unit))


@register.simple_tag
def strokes_bar(source: object, scale: int | None = None, unit: str = "") -> SafeString:
    """Layered bar of full width; rows with the same `scale` compare."""
    return strokes.bar(quantities(source, unit), scale=scale)


@register.simple_tag
def strokes_stack(source: object, unit: str = "", note: str = "", said: str = "") -> SafeString:
    """The sentence and the four strokes at full width; `said` is another sentence."""
    return strokes.stack(quantities(source, unit), note=note, said=said)


@register.simple_tag
def strokes_column(source: object, scale: int | None = None, unit: str = "", height: int = 60) -> SafeString:
    """Four upright strokes for small multiples."""
    return strokes.column(quantities(source, unit), scale=scale, height=height)


@register.simple_tag
def strokes_disc(source: object, x: float, y: float, full_radius: float, scale: int) -> SafeString:
    """Circle inside a map's SVG: area = need, filled part = confirmed."""
    return strokes.disc(quantities(source), x=x, y=y, full_radius=full_radius, scale=scale)


@register.simple_tag
def strokes_legend(elsewhere: bool = False, left: bool = True) -> SafeString:
    """The key of the patterns."""
    return strokes.legend(elsewhere=elsewhere, left=left)


@register.simple_tag
def strokes_words(source: object, unit: str = "") -> str:
    """ "182 dari 300 paket sudah berkomitmen, 118 lagi"."""
    return strokes.words(quantities(source, unit))


@register.inclusion_tag("components/tile_map.html")
def tile_map(tiles: Iterable[Tile], unit: str = "paket") -> dict[str, Any]:
    """The kecamatan as small four-stroke columns on one scale: in place on a desk, by kota on a phone."""
    groups, scale = arrange(tiles)
    return {"groups": groups, "scale": scale, "unit": unit}


# Forms


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    *,
    question: bool = False,
    optional: bool = False,
    stepper: bool = False,
    label: str = "",
    hint: str = "",
) -> dict[str, Any]:
    """One form field with label, hint, error and control, tied together for those who hear the page."""
    name, hint = bound.auto_id or bound.html_name, hint or str(bound.help_text)
    described = [f"{name}_helptext"] if hint else []
    described += [f"{name}_error"] if bound.errors else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join(described)} if described else {}
    widget = bound.field.widget
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "bound": bound,
        "name": name,
        "label": label or bound.label,
        "hint": hint,
        "grouped": grouped,
        "single": isinstance(widget, CheckboxInput),
        "control": "" if grouped else bound.as_widget(attrs=attrs),
        "described": attrs.get("aria-describedby", ""),
        "question": question,
        "optional": optional,
        "stepper": stepper,
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Form) -> dict[str, Any]:
    """What must be mended, in the same words as beside the fields, each linked to its field; empty when all is well."""
    items: list[tuple[str, str]] = []
    for bound in chain(*forms):
        grouped = isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple)
        target = f"#{bound.auto_id}{'_0' if grouped else ''}"
        items += [(target, str(error)) for error in bound.errors]
    return {"items": items, "general": [error for form in forms if form.is_bound for error in form.non_field_errors()]}


# The site


@register.inclusion_tag("components/site_nav.html", takes_context=True)
def site_nav(context: Context) -> dict[str, Any]:
    """Five public sections; the present one is marked by address alone, so that the page stays cacheable."""
    path = getattr(context.get("request"), "path", "")
    return {"sections": [(url, word, path.startswith(url), path == url) for url, word in SECTIONS]}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*trail: str, crumbs: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Pairs of word and address: `{% breadcrumbs "Beranda" "/" "Kebutuhan" "" %}`, or `crumbs=` a list of pairs."""
    pairs = list(zip(trail[::2], trail[1::2], strict=True)) or list(crumbs)
    return {"crumbs": pairs}
