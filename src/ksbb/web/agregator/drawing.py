"""Two drawings of money: the fall from what came in to what is left, and costs against their cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ksbb.core.formats import persen, rupiah, rupiah_ringkas
from ksbb.gifts.rules import WARNING, over_cap
from ksbb.web.charts import Figure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ksbb.gifts.reporting import FundMoney, Ground

STEP, THICK = 44, 16  # px
OUTLINE, DOTS = SafeString('class="s-need"'), SafeString('fill="url(#ks-dots)"')
STRIPE, HATCH = SafeString('fill="url(#ks-stripe)"'), SafeString('fill="url(#ks-hatch)"')


def steps(money: FundMoney) -> list[tuple[str, int, SafeString]]:
    """What became of all that came in: word, rupiah, pattern. After the first they add up to the first."""
    return [
        ("Diterima", money.received, OUTLINE),
        ("Dikembalikan kepada pemberi", money.refunded, DOTS),
        ("Biaya penyelenggaraan", money.costs, DOTS),
        ("Paket yang sudah disalurkan", money.delivered, STRIPE),
        ("Paket di persediaan", money.stock, HATCH),
        ("Paket rusak atau hilang", money.lost, DOTS),
        ("Belanja selain paket", money.beside, HATCH),
        ("Belum dibelanjakan", money.unspent, OUTLINE),
    ]


def waterfall(money: FundMoney, *, csv_url: str, as_of: date) -> Figure:
    """From received to what is left, each step beginning where the one before it ended; the rest is zero."""
    shown = steps(money)
    drawn = [step for number, step in enumerate(shown) if step[1] or number in {0, len(shown) - 1}]
    finding = f"Dari {rupiah(money.received)} yang diterima, {rupiah(money.unspent)} belum dibelanjakan"
    drawing = format_html(
        '<svg class="chart" width="100%" height="{}" role="img" aria-label="{}">{}</svg>',
        STEP * len(drawn),
        finding,
        _bars(drawn, money.received),
    )
    table = [[word, "" if not number else "−", rupiah(amount)] for number, (word, amount, _) in enumerate(shown)]
    return Figure(
        finding=finding,
        explanation="Barang dihitung menurut harga belinya. Tiap langkah mulai di ujung langkah sebelumnya.",
        drawing=drawing,
        heads=["Langkah", "", "Rupiah"],
        rows=[*table, ["Selisih", "=", rupiah(money.open_end)]],
        csv_url=csv_url,
        source="pembukuan agregator",
        as_of=as_of,
    )


def _bars(drawn: Sequence[tuple[str, int, SafeString]], whole: int) -> SafeString:
    left, bars = whole, []
    for number, (word, amount, pattern) in enumerate(drawn):
        left -= amount if number else 0
        begin = max(left, 0) if number else 0
        bars.append((number * STEP, word, rupiah_ringkas(amount), begin, amount, pattern))
    return format_html_join(
        "",
        '<text x="0" y="{}">{}: <tspan class="value">{}</tspan></text>'
        '<rect x="{}%" y="{}" width="{}%" height="{}" {}/>',
        (
            (y + 14, word, told, _share(begin, whole), y + 20, _share(amount, whole), THICK, pattern)
            for y, word, told, begin, amount, pattern in bars
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{part * 100 / whole:.2f}" if whole else "0"


def cap_bar(ground: Ground) -> SafeString:
    """Costs as a bar on a scale that holds both, with the line of the cap."""
    cap, proceeds = ground.basis.cap or 0, ground.proceeds
    limit = cap * proceeds // 1000
    scale = max(limit, ground.costs, 1) * 5 // 4 or 1
    return format_html(
        '<svg class="bar" width="100%" height="28" role="img" aria-label="{}">'
        '<rect class="s-need" x="0" y="8" width="100%" height="12"/>'
        '<rect fill="url(#ks-hatch)" x="0" y="8" width="{}%" height="12"/>'
        '<line class="s-over" x1="{}%" x2="{}%" y1="2" y2="26"/></svg>',
        cap_says(ground),
        _share(ground.costs, scale),
        _share(limit, scale),
        _share(limit, scale),
    )


def cap_says(ground: Ground) -> str:
    """Costs, their share of what came in, and how that lies to the cap: in words, before any bar."""
    costs, came, cap = ground.costs, ground.proceeds, ground.basis.cap
    share = persen(costs, came, decimals=1) if came else ("0%" if not costs else "seluruhnya")
    told = f"Biaya {rupiah(costs)}, {share} dari {rupiah(came)} yang masuk"
    if cap is None:
        return f"{told}. Kami tidak menemukan batas biaya untuk dasar hukum ini; bagiannya tampil, tidak dinilai."
    limit = persen(cap, 1000)
    if over_cap(costs_rp=costs, proceeds_rp=came, cap=cap):
        return f"{told}: melebihi batas {limit}."
    if cap and costs * 1000 * 100 > cap * came * WARNING:
        return f"{told}: di atas {WARNING}% dari batas {limit}, hampir habis."
    return f"{told}: di bawah batas {limit}." if cap else f"{told}: tidak ada biaya yang boleh dipotong, dan tidak ada."


def is_over(ground: Ground) -> bool:
    """Is it above the cap, so that the page marks it as a fault?"""
    return over_cap(costs_rp=ground.costs, proceeds_rp=ground.proceeds, cap=ground.basis.cap)
