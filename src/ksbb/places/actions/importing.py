"""Takes in lists of RW and layers of outlines: all or nothing, and a second time without a second row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, insist
from ksbb.core.text import clean
from ksbb.places import queries
from ksbb.places.actions.storing import BATCH, known_rw, lock_register, lock_villages, new_rw, store_outlines
from ksbb.places.enums import Level
from ksbb.places.models import BoundarySet, Place, RwImport
from ksbb.places.rules import PROVINCE_CODE, Layer, Outline, read_rw_code


@deed("import_rw", open_doors=False)
def import_rw(
    *,
    codes: Sequence[str],
    source: str,
    at: datetime,
    reason: str = "",
    by: models.Model | None = None,
    key: str = "",
) -> RwImport:
    """Record RW by their codes (`31.74.05.1001-RW004`, as `parse_rw_file` gives them); known ones stay as they are.

    Refused as a whole: `rw_unknown_code`, `rw_code_twice`, `import_empty`, `source_needed`, `figure_implausible` (more
    RW than Jakarta or the kota is known to have, without a written reason; UX-01). Numbers from 901 make example RW.
    """
    source = clean(source)
    insist(_why_not_source(source), _why_not_codes(codes))
    pairs = [pair for code in codes if (pair := read_rw_code(code))]
    villages = lock_villages(village for village, _ in pairs)
    unknown = next((village for village, _ in pairs if village not in villages), None)
    insist(Refusal("rw_unknown_code", f"Kode kelurahan {unknown} tidak dikenal.") if unknown else None)
    insist(queries.why_not_import_rw(codes=codes, reason=reason))
    known = known_rw(villages)
    new = [place for village, number in pairs if (place := new_rw(villages[village], number)).code not in known]
    Place.objects.bulk_create(new, batch_size=BATCH)
    record = RwImport.objects.create(
        source=source,
        reason=clean(reason),
        added=len(new),
        unchanged=len(pairs) - len(new),
        imported_at=at,
        imported_by_id=by.pk if by else None,
    )
    _note("import_rw", f"rw_import:{record.pk}", by, at, {"added": record.added, "unchanged": record.unchanged})
    return record


def _note(verb: str, subject: str, by: models.Model | None, at: datetime, payload: dict[str, object]) -> None:
    journal.write(verb=verb, subject=subject, actor_id=by.pk if by else None, payload=payload, at=at)


def _why_not_source(source: str) -> Refusal | None:
    if not source:
        return Refusal("source_needed", "Sebutkan sumber data ini.")
    return Refusal("source_too_long", "Sumber paling panjang 200 huruf.") if len(source) > 200 else None


def _why_not_codes(codes: Sequence[str]) -> Refusal | None:
    pairs = [read_rw_code(code) for code in codes]
    if not pairs:
        return Refusal("import_empty", "Tidak ada RW untuk dimasukkan.")
    bad = next((code for code, pair in zip(codes, pairs, strict=True) if pair is None), None)
    if bad is not None:
        return Refusal("rw_unknown_code", f"“{bad[:40]}” bukan kode RW, contoh yang benar: 31.74.05.1001-RW004.")
    if len(set(pairs)) < len(pairs):
        return Refusal("rw_code_twice", "Ada RW yang tercantum dua kali.")
    return None


@deed("import_boundaries", open_doors=False)
def import_boundaries(
    *,
    layer: Layer,
    source: str,
    licence: str,
    as_of: date,
    at: datetime,
    reason: str = "",
    by: models.Model | None = None,
) -> BoundarySet:
    """Store a layer that `queries.read_boundaries` checked; RW are created under their kelurahan.

    The same file a second time only becomes the newest again. Refused as a whole: `boundaries_unsound`,
    `source_needed`, `licence_needed`, `date_in_future`, `figure_implausible`.
    """
    source, licence = clean(source), clean(licence)
    insist(_why_not_layer(layer), _why_not_source(source), _why_not_licence(licence, as_of, at))
    lock_register()
    earlier = queries.known_set(layer)
    if earlier is not None:
        BoundarySet.objects.filter(digest=layer.digest).update(imported_at=at)
        earlier.imported_at = at
        _note("import_boundaries", f"boundary_set:{earlier.pk}", by, at, {"added": 0, "repeated": True})
        return earlier
    added = _create_rw(layer, source, reason) if layer.level is Level.RW else 0
    ids = _ids_of([*layer.outlines, *(outline for _, wider in layer.wider for outline in wider)])
    record = None
    for level, outlines in ((layer.level, layer.outlines), *layer.wider):
        made = BoundarySet.objects.create(
            source=source,
            licence=licence,
            as_of=as_of,
            level=level,
            digest=layer.digest,
            imported_at=at,
            imported_by_id=by.pk if by else None,
        )
        store_outlines(made, outlines, ids)
        record = record or made
    if record is None:
        raise RuntimeError("a layer has at least its own level")
    payload = {"level": layer.level.value, "outlines": len(layer.outlines), "added": added, "digest": layer.digest}
    _note("import_boundaries", f"boundary_set:{record.pk}", by, at, payload)
    return record


def _why_not_layer(layer: Layer) -> Refusal | None:
    if layer.problems:
        text = f"{len(layer.problems)} kesalahan; yang pertama: {layer.problems[0]}"
        return Refusal("boundaries_unsound", f"Berkas batas wilayah belum benar. {text}")
    return None if layer.outlines else Refusal("import_empty", "Tidak ada batas wilayah untuk dimasukkan.")


def _why_not_licence(licence: str, as_of: date, at: datetime) -> Refusal | None:
    if not licence or len(licence) > 120:  # the column
        return Refusal("licence_needed", "Sebutkan lisensi data ini, paling panjang 120 huruf.")
    return (
        Refusal("date_in_future", "Tanggal data tidak boleh di masa depan.") if as_of > timezone.localdate(at) else None
    )


def _create_rw(layer: Layer, source: str, reason: str) -> int:
    villages = lock_villages(outline.village_code for outline in layer.outlines)
    gone = next((o.village_code for o in layer.outlines if o.village_code not in villages), None)
    insist(Refusal("rw_unknown_code", f"Kode kelurahan {gone} tidak dikenal.") if gone else None)
    insist(queries.why_not_import_rw(codes=[outline.code for outline in layer.outlines], reason=reason))
    known = known_rw(villages)
    new = [
        new_rw(villages[outline.village_code], outline.rw_number or 0, outline.label, source)
        for outline in layer.outlines
        if outline.code not in known
    ]
    Place.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _ids_of(outlines: Sequence[Outline]) -> dict[str, int]:
    wanted = {outline.code for outline in outlines}
    rows = Place.objects.filter(code__startswith=f"{PROVINCE_CODE}.").values_list("code", "pk")
    return {code: pk for code, pk in rows.iterator() if code in wanted}
