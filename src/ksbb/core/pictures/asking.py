"""The side of the program: hands a file to the child, waits within bounds, believes nothing but the answer's shape."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from ksbb.core.refusals import Refusal

CHILD = Path(__file__).with_name("child.py")
LARGEST_BYTES = 8 * 1024 * 1024
SECONDS = 5
SCAN_SECONDS = 20
COLUMNS, ROWS = 12, 9

EMPTY = Refusal("photo_empty", "Berkas foto ini kosong. Ambil atau pilih fotonya lagi.")
TOO_LARGE = Refusal("photo_too_large", "Foto ini lebih dari 8 MB. Kirim yang lebih kecil, atau tangkapan layarnya.")
HEIC = Refusal(
    "photo_heic",
    "Foto HEIC dari iPhone belum bisa dibaca. Buka Pengaturan, Kamera, Format, pilih Paling Kompatibel, lalu ambil "
    "fotonya lagi; atau kirim tangkapan layarnya. Hasilnya JPEG.",
)
WRONG_KIND = Refusal("photo_kind", "Berkas ini bukan foto JPEG, PNG, atau WebP. Pilih foto dari kamera atau galeri.")
UNREADABLE = Refusal("photo_unreadable", "Foto ini rusak atau tidak dapat dibaca. Ambil fotonya lagi, lalu kirim.")
TOO_MANY_PIXELS = Refusal(
    "photo_pixels", "Ukuran gambar ini terlalu besar, lebih dari 24 megapiksel. Perkecil dahulu, atau ambil lagi."
)
WRONG_SHAPE = Refusal("photo_shape", "Gambar ini terlalu kecil atau terlalu sempit untuk dijadikan bukti.")
INFECTED = Refusal("photo_infected", "Pemeriksa virus menolak berkas ini. Kirim foto lain.")
NOT_SCANNED = Refusal("photo_not_scanned", "Pemeriksa virus sedang tidak menjawab. Coba lagi beberapa menit lagi.")
_WORDS = {
    "kind": WRONG_KIND,
    "pixels": TOO_MANY_PIXELS,
    "memory": TOO_MANY_PIXELS,
    "shape": WRONG_SHAPE,
}
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


class Unreadable(Exception):
    """The file is not taken. Holds the `Refusal` with a sentence for people."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Reading:
    """A picture made anew: two JPEGs without metadata, its marks, and what EXIF had said (never to be stored)."""

    large: bytes
    small: bytes
    width: int
    height: int
    marks: tuple[int, ...]
    mirrored: tuple[int, ...]
    told: dict[str, Any] = field(default_factory=dict)


def why_not_kind(content: bytes) -> Refusal | None:
    """Why these bytes are no photo that we take, as far as size and first bytes tell."""
    if not content:
        return EMPTY
    if len(content) > LARGEST_BYTES:
        return TOO_LARGE
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return HEIC
    if content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n":
        return None
    return None if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else WRONG_KIND


def read(content: bytes) -> Reading:
    """Scan, read and make anew a file from outside. Raises `Unreadable`."""
    if refusal := why_not_kind(content):
        raise Unreadable(refusal)
    _scan(content)
    return _ask({"task": "read"}, content)


def cover(content: bytes, cells: list[int]) -> Reading:
    """One of our own pictures with these cells of the grid made unreadable. Raises `Unreadable`."""
    return _ask({"task": "cover", "cells": cells}, content)


def _ask(task: dict[str, Any], content: bytes) -> Reading:
    command = [sys.executable, "-I", "-B", str(CHILD), json.dumps(task)]
    try:
        done = subprocess.run(  # noqa: S603 - ours, or named by who runs the program
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={"LC_ALL": "C.UTF-8"},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(UNREADABLE) from None
    line, _, pictures = done.stdout.partition(b"\n")
    try:
        head = json.loads(line)
    except ValueError:  # it was stopped at one of its walls
        raise Unreadable(UNREADABLE) from None
    if "refused" in head:
        raise Unreadable(_WORDS.get(head["refused"], UNREADABLE))
    if len(pictures) != head["large"] + head["small"]:
        raise Unreadable(UNREADABLE)
    return Reading(
        large=pictures[: head["large"]],
        small=pictures[head["large"] :],
        width=head["width"],
        height=head["height"],
        marks=tuple(head["marks"]),
        mirrored=tuple(head["mirrored"]),
        told={name: head[name] for name in ("taken", "offset", "lat", "lon") if name in head},
    )


def _scan(content: bytes) -> None:
    """Ask the virus scanner, where one is named: a command that reads the file; 0 is clean, 1 is infected."""
    if not settings.KSBB_SCAN_COMMAND:
        return
    try:
        done = subprocess.run(  # noqa: S603 - ours, or named by who runs the program
            shlex.split(settings.KSBB_SCAN_COMMAND),
            input=content,
            capture_output=True,
            timeout=SCAN_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Unreadable(NOT_SCANNED) from None
    if done.returncode:
        raise Unreadable(INFECTED if done.returncode == 1 else NOT_SCANNED)
