"""The arithmetic of the 2020 example: rows that fit the published totals. No database here.

The press published totals, not rows. Totals as of 2 May 2020: https://m.beritajakarta.id/read/79272/ ; as of
22 May 2020, 11.00:
https://fbeta.republika.co.id/berita/qaslt1330/pokja-ksbb-dki-berhasil-kumpulkan-297-ribu-paket-sembako .
Everything below the totals is made up to fit them and is marked "contoh" wherever it is shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
GIVERS_2_MAY, GIVERS_22_MAY = 22, 106
AGREGATOR = GIVERS_22_MAY - 1
"""The last giver of the plan is an agregator, the others are "Donatur contoh n"."""
INDIVIDUALS = frozenset({20, 21, *range(96, AGREGATOR)})
"""11 individuals among the 106 givers; 95 are organisations, the agregator among them (Republika, 23 May 2020)."""
RW_2_MAY, VILLAGES_2_MAY, RW_FASE_4, MET_FASE_4 = 118, 69, 194, 131
THR_EVERY = 16
RAGUNAN, RAGUNAN_PACKAGES = RW_FASE_4 - 1, 954
"""The last RW of the plan is RW 05 Ragunan. That one line is published, and is one of those that made up the total of
22 May: 954 KK, brought on 21 May 2020 by the agregator:
https://m.beritajakarta.id/read/79842/implementasi-ksbb-wagub-ariza-tinjau-penyerahan-donasi-melalui-baznas-bazis-dki
(decision 32)."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of one period in which promises were made: to which RW, by how many givers, how many of each package."""

    period: str
    days: tuple[date, date]
    rw: range
    givers: int
    totals: dict[str, int]


STRETCHES = (
    Stretch(
        "pangan-2020-fase-1",
        (date(2020, 4, 24), date(2020, 4, 30)),
        range(64),
        GIVERS_2_MAY,
        {"sembako": 22_400, "siap_saji": 11_000, "lebaran": 3_015},
    ),
    Stretch(
        "pangan-2020-fase-2",
        (date(2020, 5, 1), date(2020, 5, 2)),
        range(40, RW_2_MAY),
        GIVERS_2_MAY,
        {"sembako": 18_513, "siap_saji": 9_447, "lebaran": 6_000},
    ),
    Stretch(
        "pangan-2020-fase-2",
        (date(2020, 5, 3), date(2020, 5, 7)),
        range(RW_2_MAY),
        50,
        {"sembako": 48_000, "siap_saji": 20_000, "lebaran": 4_000},
    ),
    Stretch(
        "pangan-2020-fase-3",
        (date(2020, 5, 8), date(2020, 5, 14)),
        range(160),
        80,
        {"sembako": 82_000, "siap_saji": 38_000, "lebaran": 6_500},
    ),
    Stretch(
        "pangan-2020-fase-4",
        (date(2020, 5, 15), date(2020, 5, 22)),
        range(RAGUNAN),
        AGREGATOR,
        {"sembako": 126_357 - RAGUNAN_PACKAGES, "siap_saji": 53_053, "lebaran": 10_076, "thr_orang": 852},
    ),
)
"""Their sums: 40,913 sembako, 20,447 siap saji, 9,015 Lebaran to 2 May; 297,270, 131,500, 29,591 and 852 to 22 May."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One line: so many of a package, by giver number `giver`, for RW number `rw` of the plan, at that moment."""

    period: str
    rw: int
    package: str
    giver: int
    quantity: int
    moment: datetime


def grain(*parts: object) -> float:
    """A number in [0, 1) that depends on nothing but its name: the same world at every loading."""
    return int.from_bytes(hashlib.sha256(":".join(map(str, parts)).encode()).digest()[:6]) / 2**48


def spread(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of `total` in proportion to the weights, each at least 1, summing exactly (largest remainder)."""
    free = total - len(weights)
    if free < 0:
        raise ValueError("fewer units than parts")
    scale = free / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (parts[i] - weights[i] * scale, i))
    for index in order[: free - sum(parts)]:
        parts[index] += 1
    return [part + 1 for part in parts]


def takes(package: str, rw: int) -> bool:
    """Which RW of the plan ask for which package."""
    match package:
        case "siap_saji":
            return rw % 2 == 0
        case "lebaran":
            return rw % 3 == 0
        case "thr_orang":
            return rw % THR_EVERY == 5
        case _:
            return True


def promises() -> list[Promised]:
    """Every line of the 2020 example, in order of time."""
    moment = datetime(2020, 5, 21, 8, tzinfo=WIB)
    made = [Promised("pangan-2020-fase-4", RAGUNAN, "sembako", AGREGATOR, RAGUNAN_PACKAGES, moment)]
    for number, stretch in enumerate(STRETCHES):
        slots = [
            (package, rw, part)
            for package in stretch.totals
            for rw in stretch.rw
            if takes(package, rw)
            for part in range(2 if package == "sembako" and grain(number, rw, "two") > 0.6 else 1)
        ]
        quantities = dict(zip(slots, _quantities(number, stretch, slots), strict=True))
        for turn, slot in enumerate(slots):
            package, rw, _ = slot
            giver = turn % stretch.givers
            made.append(Promised(stretch.period, rw, package, giver, quantities[slot], _moment(number, stretch, giver)))
    return sorted(made, key=lambda row: (row.moment, row.giver, row.rw, row.package))


def _quantities(number: int, stretch: Stretch, slots: Sequence[tuple[str, int, int]]) -> Iterator[int]:
    for package, total in stretch.totals.items():
        mine = [slot for slot in slots if slot[0] == package]
        yield from spread(total, [0.5 + 1.4 * grain(number, *slot) for slot in mine])


def _moment(number: int, stretch: Stretch, giver: int) -> datetime:
    """When a giver promised in a stretch: between 8 and 11 in the morning, so that 22 May 11.00 includes all."""
    first, last = stretch.days
    day = first + timedelta(days=int(grain(number, giver, "day") * ((last - first).days + 1)))
    minutes = int(grain(number, giver, "minute") * 175)
    return datetime(day.year, day.month, day.day, 8, tzinfo=WIB) + timedelta(minutes=minutes)


def needed() -> dict[tuple[str, int, str], int]:
    """What each RW needs in each period: `{(period, rw, package): quantity}`; the promised, more where short."""
    total: dict[tuple[str, int, str], int] = {}
    for row in promises():
        key = (row.period, row.rw, row.package)
        total[key] = total.get(key, 0) + row.quantity
    short_fase_4 = [rw for rw in range(RW_FASE_4) if rw % 3 == 1][: RW_FASE_4 - MET_FASE_4]
    for period, rw, package in list(total):
        fase_4 = period.endswith("fase-4")
        short = rw in short_fase_4 if fase_4 else grain(period, rw, "short") < 0.45
        if package == "sembako" and short:
            total[period, rw, package] += 5 + int(total[period, rw, package] * (0.1 + 0.5 * grain(period, rw)))
    return total


def villages(codes: Sequence[str]) -> list[str]:
    """The kelurahan of each RW of the plan: 69 kelurahan for the first 118 RW, then further ones.

    `codes` are the mainland kelurahan by code; the choice walks through them evenly, so that all five kota appear.
    """
    step = len(codes) / VILLAGES_2_MAY
    first = [codes[int(step * index)] for index in range(VILLAGES_2_MAY)]
    rest = [code for code in codes if code not in set(first)]
    more = RW_FASE_4 - RW_2_MAY
    step = len(rest) / more
    return first + first[: RW_2_MAY - VILLAGES_2_MAY] + [rest[int(step * index)] for index in range(more)]
