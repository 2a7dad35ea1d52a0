"""The quiet timeline of a need or a recipient, told in plain words from what was written down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from ksbb.commitments.queries import public_giver
from ksbb.core.formats import angka, tanggal_pendek

if TYPE_CHECKING:
    from datetime import datetime

    from ksbb.commitments.models import Movement
    from ksbb.core.models import JournalEntry
    from ksbb.needs.models import Need, OutsideAid

LATE = timedelta(days=2)
"""From here on a deed counts as "dicatat kemudian": its day and the day we heard of it are told apart."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One entry of the timeline (components/timeline.html)."""

    at: datetime
    text: str
    by: str = ""
    note: str = ""
    url: str = ""
    kind: str = ""


def later(effective_at: datetime, recorded_at: datetime) -> str:
    """ "Dicatat kemudian, 3 Mei 2020." where we heard of a deed days after it happened."""
    return f"Dicatat kemudian, {tanggal_pendek(recorded_at)}." if recorded_at - effective_at >= LATE else ""


def of_need(
    need: Need,
    *,
    journal: Iterable[JournalEntry],
    movements: Sequence[Movement],
    aid: Iterable[OutsideAid] = (),
    office: str = "petugas",
    behalf: Mapping[int, str] | None = None,
) -> list[Deed]:
    """All that happened to a need, newest first."""
    unit = need.package.counted_as
    on_behalf = behalf or {}
    deeds = [deed for entry in journal if (deed := _from_journal(entry, need, office, on_behalf))]
    if need.batch_id and need.verified_at:
        deeds.append(Deed(need.proposed_at, f"Kebutuhan {angka(need.quantity)} {unit} dibuka dari data penerima"))
        deeds.append(Deed(need.verified_at, "Kebutuhan diperiksa dan dinyatakan benar", by=office))
    deeds += [
        Deed(row.effective_at, f"{angka(row.quantity)} {unit} ditangani di luar KSBB", note=f"Sumber: {row.source}.")
        for row in aid
    ]
    for (_, cause, _), group in groupby(movements, key=lambda row: (row.line_id, row.cause, row.effective_at)):
        deeds.append(_from_movements(list(group), cause, unit))
    deeds.reverse()  # of deeds at one moment, the later written stands first
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)


def _from_journal(entry: JournalEntry, need: Need, office: str, behalf: Mapping[int, str]) -> Deed | None:
    payload = json.loads(entry.payload)
    note = later(entry.effective_at, entry.recorded_at)
    match entry.verb:
        case "propose":
            text = f"Kebutuhan {angka(payload.get('quantity', need.quantity))} {need.package.counted_as} diajukan"
            return Deed(entry.effective_at, text, by=behalf.get(entry.sequence, ""), note=note)
        case "verify":
            other = any(words.split(",")[0] == office for words in behalf.values())
            by = f"{office}, petugas yang berbeda" if other else office
            return Deed(entry.effective_at, "Kebutuhan diperiksa dan dinyatakan benar", by=by, note=note)
        case "close":
            return Deed(entry.effective_at, "Kebutuhan ditutup", note=need.state_reason)
        case _:
            return None


def _from_movements(rows: Sequence[Movement], cause: str, unit: str) -> Deed:
    """One deed may move several numbers; it is told once, by the number that matters most."""
    by_stage = {row.stage: row.delta for row in rows}
    first = rows[0]
    giver = public_giver(first.line.commitment)
    note = later(first.effective_at, first.recorded_at)
    count = angka(abs(next(iter(by_stage.values()))))
    match cause:
        case "hand_over":
            text = f"{angka(by_stage.get('disalurkan', 0))} {unit} disalurkan oleh {giver}"
            return Deed(first.effective_at, text, note=note)
        case "arrived":
            text = f"{angka(by_stage.get('disalurkan', 0))} {unit} dari {giver} tiba menurut penerima"
            return Deed(first.effective_at, text, note=note)
        case "confirm":
            return Deed(first.effective_at, _received(by_stage, unit), note=note, kind="confirmed")
        case "shortfall":
            return Deed(first.effective_at, f"{count} {unit} yang kurang dikembalikan ke kebutuhan", note=note)
        case "call_back":
            text = f"{count} {unit} diragukan menurut telepon ulang, menunggu petugas"
            return Deed(first.effective_at, text, note=note)
        case "found_met" | "found_more":
            moved = ", ".join(f"{angka(delta)} {stage}" for stage, delta in by_stage.items())
            return Deed(first.effective_at, f"Selisih diputus petugas: {moved}", note=note, kind="confirmed")
        case "late_goods":
            again, more = angka(by_stage.get("komitmen", 0)), angka(by_stage.get("lebih", 0))
            what = f"{again} {unit} dihitung lagi" if "komitmen" in by_stage else f"lebih {more} {unit}"
            return Deed(first.effective_at, f"{giver}: datang sesudah gugur, {what}", note=note)
        case "correction":
            moved = ", ".join(f"{stage} {delta:+d}" for stage, delta in by_stage.items())
            note = f"Berlaku sejak {tanggal_pendek(first.effective_at)}."
            return Deed(first.recorded_at, f"Koreksi angka {giver}: {moved} {unit}", note=note, url="/koreksi/")
        case "reduce" | "cancel" | "decline" | "release":
            back = angka(-by_stage.get("komitmen", 0))
            return Deed(first.effective_at, f"{giver}: {back} {unit} {ENDS[cause]}, kembali ke kebutuhan", note=note)
        case _:
            return Deed(first.effective_at, f"{giver} berkomitmen {count} {unit}", note=note)


ENDS = {"reduce": "dikurangi", "cancel": "dibatalkan", "decline": "ditolak penerima", "release": "gugur"}


def _received(by_stage: dict[str, int], unit: str) -> str:
    text = f"{angka(by_stage.get('diterima', 0))} {unit} diterima menurut bukti terima"
    return f"{text}, lebih {angka(by_stage['lebih'])}" if by_stage.get("lebih") else text
