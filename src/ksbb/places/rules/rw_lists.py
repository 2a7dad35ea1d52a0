"""Checks a list of RW against the kelurahan that are known: what is new, what is known already, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ksbb.core.text import searchable
from ksbb.places.models import EXAMPLE_RW_FROM
from ksbb.places.rules.naming import VILLAGE_CODE, distance, read_rw_code, read_rw_number, rw_code
from ksbb.places.rules.tables import RowProblem, Table, TableRow

COLUMNS = {
    "rw_code": ("id_rw", "kode_rw"),
    "code": ("kode_kelurahan", "kode_kel", "kode", "kode_kemendagri", "code"),
    "village": ("kelurahan", "nama_kelurahan", "nama_kel", "kel"),
    "district": ("kecamatan", "nama_kecamatan", "nama_kec", "kec"),
    "city": ("kota", "kota_kabupaten", "nama_kota", "kotamadya"),
    "rw": ("rw", "no_rw", "nomor_rw", "nomor"),
    "kind": ("jenis",),
}
"""What a column may be called, first the name that the template uses."""


@dataclass(frozen=True, slots=True)
class Village:
    """A kelurahan as an import needs it. Names are without level words."""

    code: str
    name: str
    district: str
    city: str


@dataclass(frozen=True, slots=True)
class RwRow:
    """One sound row of the file."""

    row: int
    village_code: str
    number: int

    @property
    def code(self) -> str:
        return rw_code(self.village_code, self.number)


@dataclass(frozen=True, slots=True)
class RwPreview:
    """What an import would do. It may be carried out only when `problems` is empty."""

    new: tuple[RwRow, ...] = ()
    unchanged: tuple[RwRow, ...] = ()
    skipped: tuple[RowProblem, ...] = ()
    problems: tuple[RowProblem, ...] = ()
    digest: str = ""

    @property
    def sound(self) -> bool:
        return not self.problems

    @property
    def codes(self) -> list[str]:
        """All RW codes of the file, in its order: the argument of `import_rw`."""
        return [row.code for row in sorted((*self.new, *self.unchanged), key=lambda row: row.row)]


@dataclass(slots=True)
class _Reading:
    """The state of one walk through the file."""

    villages: Mapping[str, Village]
    by_name: dict[str, list[Village]] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def refuse(self, row: TableRow, column: str, message: str) -> None:
        self.problems.append(RowProblem(row.number, column, message))


def _pick(row: TableRow, wanted: str) -> tuple[str, str]:
    """Value and heading of the first filled column that means `wanted`."""
    for name in COLUMNS[wanted]:
        if row.cells.get(name):
            return row.cells[name], name
    return "", COLUMNS[wanted][0]


def joined(text: str) -> str:
    """A name as one run of letters, so that "Pal Meriam" equals "Palmeriam"."""
    return searchable(text).replace(" ", "")


def check_rows(
    *, table: Table, villages: Iterable[Village], known: AbstractSet[tuple[str, int]], digest: str = ""
) -> RwPreview:
    """Sort the rows of a file. `known`: village code and number of every RW on record."""
    if table.problems:
        return RwPreview(problems=table.problems, digest=digest)
    reading = _Reading({village.code: village for village in villages})
    for village in reading.villages.values():
        reading.by_name.setdefault(joined(village.name), []).append(village)
    new: list[RwRow] = []
    unchanged: list[RwRow] = []
    skipped: list[RowProblem] = []
    first_row: dict[tuple[str, int], int] = {}
    for row in table.rows:
        kind, _ = _pick(row, "kind")
        if kind and kind.lower() != "rw":
            skipped.append(RowProblem(row.number, "jenis", f"Dilewati: jenis “{kind[:40]}” bukan RW."))
            continue
        found = _read_row(reading, row)
        if found is None:
            continue
        if (earlier := first_row.setdefault(found, row.number)) != row.number:
            reading.refuse(row, "rw", f"RW ini sudah ada di baris {earlier}.")
            continue
        (unchanged if found in known else new).append(RwRow(row.number, *found))
    if not (new or unchanged or reading.problems):
        reading.problems.append(RowProblem(0, "", "Tidak ada baris RW di berkas ini."))
    return RwPreview(tuple(new), tuple(unchanged), tuple(skipped), tuple(reading.problems), digest)


def _read_row(reading: _Reading, row: TableRow) -> tuple[str, int] | None:
    """Village code and RW number of a row, or None after noting what is wrong."""
    whole, whole_column = _pick(row, "rw_code")
    code, code_column = _pick(row, "code")
    text, rw_column = _pick(row, "rw")
    from_whole = read_rw_code(whole or code)
    if whole and not from_whole:
        reading.refuse(row, whole_column, f"“{whole[:40]}” bukan kode RW, contoh yang benar: 31.74.05.1001-RW004.")
        return None
    if from_whole:
        code = from_whole[0]
    number = read_rw_number(text) if text else (from_whole[1] if from_whole else None)
    if number is None or (from_whole and number != from_whole[1]):
        reading.refuse(row, rw_column, _number_message(text))
        return None
    if number >= EXAMPLE_RW_FROM:
        reading.refuse(row, rw_column, f"Nomor RW {number} hanya untuk contoh; nomor RW sungguhan di bawah 901.")
        return None
    village = _village_by_code(reading, row, code, code_column) if code else _village_by_name(reading, row)
    return (village.code, number) if village else None


def _number_message(text: str) -> str:
    if not text:
        return "Nomor RW kosong."
    return f"“{text[:40]}” bukan nomor RW; isikan angka 1 sampai 900, misalnya 5 atau 005."


def _village_by_code(reading: _Reading, row: TableRow, code: str, column: str) -> Village | None:
    village = reading.villages.get(code)
    if village is None:
        hint = "" if VILLAGE_CODE.fullmatch(code) else " Contoh yang benar: 31.74.05.1001."
        reading.refuse(row, column, f"Kode kelurahan “{code[:40]}” tidak dikenal.{hint}")
        return None
    name, name_column = _pick(row, "village")
    # small differences of spelling are common in official lists (Wijaya Kesuma); another kelurahan is a mistake
    if name and distance(joined(name), joined(village.name), 3) > 3:
        reading.refuse(row, name_column, f"Kode {code} adalah Kelurahan {village.name}, bukan “{name[:40]}”.")
        return None
    return village


def _village_by_name(reading: _Reading, row: TableRow) -> Village | None:
    name, column = _pick(row, "village")
    if not name:
        reading.refuse(row, COLUMNS["code"][0], "Kode atau nama kelurahan kosong.")
        return None
    wanted = joined(name)
    district, city = joined(_pick(row, "district")[0]), joined(_pick(row, "city")[0])
    found = [
        village
        for village in reading.by_name.get(wanted, [])
        if (not district or district.endswith(joined(village.district)))
        and (not city or city.endswith(joined(village.city)))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        reading.refuse(row, column, f"Ada lebih dari satu Kelurahan “{name[:40]}”; isikan kodenya.")
        return None
    apart = {key: distance(wanted, key, 2) for key in reading.by_name}
    nearest = min(apart.values(), default=3)
    near = [village for key, edits in apart.items() if edits == nearest <= 2 for village in reading.by_name[key]]
    hint = f" Maksud Anda {' atau '.join(f'{v.name} ({v.code})' for v in near[:2])}?" if near else ""
    reading.refuse(row, column, f"Kelurahan “{name[:40]}” tidak dikenal.{hint}")
    return None
