"""Files of photos: read and put away before the deed that writes the row, so that no deed waits for a picture.

A file is written under a random name, whole and on the disk, before any row names it; a file that no row came to name
is swept away an hour later (`deliveries.actions.sweep_files`). So a row never leads to a missing file, however the
program ends. What the reading found travels to the deed as a signed text, bound to the delivery or need and person.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.timezone import get_default_timezone, localdate

from ksbb.core import pictures
from ksbb.core.references import SYMBOLS
from ksbb.core.refusals import Refusal, Refused
from ksbb.deliveries.rules import place_fit, time_fit

if TYPE_CHECKING:
    from ksbb.deliveries.models import Delivery, Evidence
    from ksbb.needs.models import Need
    from ksbb.parties.models import User
    from ksbb.places.models import Place

PRIVATE, PUBLIC = "bukti", "terbit"
STAGED, DRAWN = "ksbb.foto", "ksbb.foto.terbit"
STAGED_FOR = timedelta(hours=1)
"""How long a file waits for its row; the sweeper takes what is older."""
EXPIRED = Refusal("photo_expired", "Kiriman foto ini sudah terlalu lama. Pilih fotonya lagi.")


@dataclass(frozen=True, slots=True)
class Staged:
    """A photo that was read and put away, as the deed takes it."""

    name: str
    digest: str
    width: int
    height: int
    marks: list[int]
    mirrored: list[int]
    time_fit: str
    days_off: int | None
    place_fit: str
    day_code: str


def day_code(subject: str, day: date) -> str:
    """Four symbols to write on paper and hold into the picture: new each day, and for each delivery another."""
    drawn = hmac.new(settings.SECRET_KEY.encode(), f"foto:{subject}:{day.isoformat()}".encode(), hashlib.sha256)
    return "".join(SYMBOLS[byte % 32] for byte in drawn.digest()[:4])


def digest_of(content: bytes) -> str:
    """SHA-256 of the file as it was sent."""
    return hashlib.sha256(content).hexdigest()


def stage(*, content: bytes, subject: Delivery | Need, by: User | None, at: datetime) -> str:
    """Read a file from outside for this delivery or need and put it away. Raises Refused with a sentence."""
    try:
        reading = pictures.read(content)
    except pictures.Unreadable as stop:
        raise Refused(stop.refusal) from None
    happened = getattr(subject, "handed_at", None) or at
    fit, days = time_fit(taken=taken_at(reading.told), happened=happened)
    staged: dict[str, Any] = {
        "name": put_away(PRIVATE, reading),
        "digest": digest_of(content),
        "width": reading.width,
        "height": reading.height,
        "marks": reading.marks,
        "mirrored": reading.mirrored,
        "time_fit": fit,
        "days_off": days,
        "place_fit": place_fit(shot=shot_at(reading.told), point=point_of(subject.recipient.place)),
        "day_code": day_code(subject.reference, localdate(at)),
    }
    return signing.dumps([*whose(subject, by), staged], salt=STAGED, compress=True)


def whose(subject: Delivery | Need, by: User | None) -> list[Any]:
    """What a staged photo is bound to."""
    return [subject.reference, by.pk if by else None]


def staged(text: str, *, subject: Delivery | Need, by: User | None) -> Staged:
    """What `stage` signed for this delivery or need and person. Raises Refused for anything else."""
    found = _signed(text, STAGED)
    if found[:2] != whose(subject, by) or not default_storage.exists(path(PRIVATE, found[2]["name"])):
        raise Refused(EXPIRED)
    return Staged(**found[2])


def draw(evidence: Evidence, cells: list[int]) -> str:
    """Make the public copy of a photo with these cells of the grid made unreadable. Raises Refused."""
    try:
        content = contents(PRIVATE, evidence.name)
        reading = pictures.cover(content, sorted(set(cells)))
    except (FileNotFoundError, pictures.Unreadable):
        raise Refused(pictures.UNREADABLE) from None
    name = put_away(PUBLIC, reading)
    return signing.dumps([evidence.reference, name, len(set(cells))], salt=DRAWN)


def drawn(text: str, evidence: Evidence) -> tuple[str, int]:
    """The public name and the number of covered cells that `draw` signed for this photo. Raises Refused."""
    found = _signed(text, DRAWN)
    if found[0] != evidence.reference or not default_storage.exists(path(PUBLIC, found[1])):
        raise Refused(EXPIRED)
    return found[1], found[2]


def _signed(text: str, salt: str) -> Any:
    try:
        return signing.loads(text, salt=salt, max_age=STAGED_FOR / 2)
    except signing.BadSignature:
        raise Refused(EXPIRED) from None


# --- Files ------------------------------------------------------------------------------------------------------------


def path(folder: str, name: str, *, small: bool = False) -> str:
    """Where a picture of that name lies."""
    return f"{folder}/{name[:2]}/{name}{'-kecil' if small else ''}.jpg"


def put_away(folder: str, reading: pictures.Reading) -> str:
    """Write both sizes under a fresh random name, down to the disk where there is one. Returns the name."""
    name = secrets.token_hex(16)
    for small, content in ((True, reading.small), (False, reading.large)):
        kept = default_storage.save(path(folder, name, small=small), ContentFile(content))
        with contextlib.suppress(NotImplementedError, FileNotFoundError):  # S3 has no paths
            _sync(Path(default_storage.path(kept)))
    return name


def _sync(file: Path) -> None:
    """Down to the disk, the name too: the row that follows is committed as durably."""
    for one in (file, file.parent):
        opened = os.open(one, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def contents(folder: str, name: str, *, small: bool = False) -> bytes:
    """The bytes of a picture. Raises FileNotFoundError."""
    with default_storage.open(path(folder, name, small=small)) as file:
        found: bytes = file.read()
    return found


def remove(folder: str, name: str) -> None:
    """Delete both sizes; what is not there is no fault."""
    for small in (True, False):
        default_storage.delete(path(folder, name, small=small))


def files(*, before: datetime) -> Iterator[tuple[str, str]]:
    """Folder and name of every picture that was put away before then."""
    for folder in (PRIVATE, PUBLIC):
        with contextlib.suppress(FileNotFoundError):
            for part in default_storage.listdir(folder)[0]:
                for file in default_storage.listdir(f"{folder}/{part}")[1]:
                    if default_storage.get_modified_time(f"{folder}/{part}/{file}") < before:
                        yield folder, file.removesuffix(".jpg").removesuffix("-kecil")


def is_there(folder: str, name: str) -> bool:
    """Does the file exist?"""
    return default_storage.exists(path(folder, name))


# --- What the camera wrote --------------------------------------------------------------------------------------------


def taken_at(told: dict[str, Any]) -> datetime | None:
    """The moment EXIF tells, in Jakarta's time where it names no zone; None where it is no date."""
    try:
        read = datetime.strptime(str(told.get("taken", "")), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC)
        offset = str(told.get("offset", ""))
        if offset:
            return datetime.fromisoformat(f"{read:%Y-%m-%dT%H:%M:%S}{offset}")
        return read.replace(tzinfo=get_default_timezone())
    except ValueError:
        return None


def shot_at(told: dict[str, Any]) -> tuple[float, float] | None:
    """Latitude and longitude that EXIF tells."""
    return (told["lat"], told["lon"]) if {"lat", "lon"} <= told.keys() else None


def point_of(place: Place) -> tuple[float, float] | None:
    """The point of a place, else of its kelurahan."""
    for one in (place, place.village):
        if one is not None and one.lat is not None and one.lon is not None:
            return one.lat, one.lon
    return None
