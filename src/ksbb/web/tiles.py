"""Where each of Jakarta's 44 kecamatan stands on the tile map: a drawing of neighbourhood, not of borders.

Columns run from west to east, rows from north to south. The places are our own judgement from the ordinary map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ksbb.web.strokes import Quantities

KOTA = {
    "31.01": "Kepulauan Seribu",
    "31.71": "Jakarta Pusat",
    "31.72": "Jakarta Utara",
    "31.73": "Jakarta Barat",
    "31.74": "Jakarta Selatan",
    "31.75": "Jakarta Timur",
}
# Kemendagri code of the kecamatan -> (column, row)
PLACES: dict[str, tuple[int, int]] = {
    "31.01.01": (3, 1),  # Kepulauan Seribu Utara
    "31.01.02": (4, 1),  # Kepulauan Seribu Selatan
    "31.72.01": (3, 2),  # Penjaringan
    "31.72.05": (4, 2),  # Pademangan
    "31.72.02": (5, 2),  # Tanjung Priok
    "31.72.03": (6, 2),  # Koja
    "31.72.04": (7, 2),  # Cilincing
    "31.73.06": (1, 3),  # Kalideres
    "31.73.01": (2, 3),  # Cengkareng
    "31.73.04": (3, 3),  # Tambora
    "31.73.03": (4, 3),  # Taman Sari
    "31.71.02": (5, 3),  # Sawah Besar
    "31.71.03": (6, 3),  # Kemayoran
    "31.72.06": (7, 3),  # Kelapa Gading
    "31.75.06": (8, 3),  # Cakung
    "31.73.08": (1, 4),  # Kembangan
    "31.73.05": (2, 4),  # Kebon Jeruk
    "31.73.02": (3, 4),  # Grogol Petamburan
    "31.71.01": (4, 4),  # Gambir
    "31.71.04": (5, 4),  # Senen
    "31.71.08": (6, 4),  # Johar Baru
    "31.71.05": (7, 4),  # Cempaka Putih
    "31.75.02": (8, 4),  # Pulogadung
    "31.73.07": (3, 5),  # Pal Merah
    "31.71.07": (4, 5),  # Tanah Abang
    "31.71.06": (5, 5),  # Menteng
    "31.75.01": (6, 5),  # Matraman
    "31.75.03": (7, 5),  # Jatinegara
    "31.75.07": (8, 5),  # Duren Sawit
    "31.74.05": (2, 6),  # Kebayoran Lama
    "31.74.07": (3, 6),  # Kebayoran Baru
    "31.74.02": (4, 6),  # Setiabudi
    "31.74.01": (5, 6),  # Tebet
    "31.74.10": (2, 7),  # Pesanggrahan
    "31.74.06": (3, 7),  # Cilandak
    "31.74.03": (4, 7),  # Mampang Prapatan
    "31.74.08": (5, 7),  # Pancoran
    "31.75.04": (6, 7),  # Kramatjati
    "31.75.08": (7, 7),  # Makasar
    "31.74.04": (4, 8),  # Pasar Minggu
    "31.75.05": (6, 8),  # Pasar Rebo
    "31.75.09": (7, 8),  # Ciracas
    "31.75.10": (8, 8),  # Cipayung
    "31.74.09": (4, 9),  # Jagakarsa
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One kecamatan of the tile map: code, name, address of its page, its four numbers."""

    code: str
    name: str
    url: str
    q: Quantities

    @property
    def place(self) -> str:
        """Classes that put the tile in its place; an unknown code flows to the end."""
        column, row = PLACES.get(self.code, (0, 0))
        return f"c{column} r{row}" if column else ""


def arrange(tiles: Iterable[Tile]) -> tuple[list[tuple[str, list[Tile]]], int]:
    """Tiles by kota in the order of the codes, and the common scale: the largest quantity among them, at least 1."""
    groups: dict[str, list[Tile]] = {}
    scale = 1
    for tile in sorted(tiles, key=lambda t: t.code):
        groups.setdefault(KOTA.get(tile.code[:5], ""), []).append(tile)
        scale = max(scale, tile.q.full)
    return list(groups.items()), scale
