"""Photos from outside: each hostile file is refused or made anew, within 5 s and 300 MB, and nothing survives (T13)."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from ksbb.core import pictures
from ksbb.core.pictures import asking
from tests import photos
from tests.hostile.pictures import CANARY, corpus, exif, saved, short

PLAIN = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9}
"""Start, JFIF head, tables, baseline frame, scan, end: a JPEG that holds nothing but a picture."""


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its scan."""
    found, at = [0xD8], 2
    while at < len(jpeg):
        marker = jpeg[at + 1]
        found.append(marker)
        if marker == 0xDA:
            return found
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


def unclean(content: bytes) -> list[str]:
    """What a made picture should not hold."""
    picture = Image.open(io.BytesIO(content))
    faults = [f"marker {one:#x}" for one in segments(content) if one not in PLAIN]
    if picture.format != "JPEG" or picture.mode != "RGB" or max(picture.size) > 1280:
        faults.append(f"{picture.format} {picture.mode} {picture.size}")
    if set(picture.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"} or picture.getexif():
        faults.append(f"said {picture.info}")
    if not content.endswith(b"\xff\xd9") or content.count(b"\xff\xd9") != 1:
        faults.append("bytes after the end")
    if CANARY in content:
        faults.append("planted bytes")
    return faults


def complaints(files: list) -> tuple[list[str], int, int]:  # type: ignore[type-arg]
    """Faults, and how many files were refused and made anew."""
    found, refused, made = [], 0, 0
    for name, content in files:
        bytes_sent = content()
        began = time.monotonic()
        try:
            reading = pictures.read(bytes_sent)
        except pictures.Unreadable:
            refused += 1
        else:
            made += 1
            found += [f"{name}: {fault}" for one in (reading.large, reading.small) for fault in unclean(one)]
        if (took := time.monotonic() - began) > asking.SECONDS + 1:
            found.append(f"{name}: {took:.1f} s")
    return found, refused, made


@pytest.fixture
def peaks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[int]]:
    """Memory of every child so far, in KB: a small program between us and it measures it."""
    file = tmp_path / "peaks"
    between = tmp_path / "measured.py"
    between.write_text(MEASURED.format(child=str(asking.CHILD), file=str(file)))
    monkeypatch.setattr(asking, "CHILD", between)
    return lambda: [int(line) for line in file.read_text().split()]


MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", "-B", {child!r}, *sys.argv[1:]])
with open({file!r}, "a") as file:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=file)
"""


def test_forty_hostile_files(peaks: Callable[[], list[int]]) -> None:
    found, refused, made = complaints(short(40))

    assert found == []
    assert refused > 10
    assert made > 5
    assert max(peaks()) <= 300 * 1024


@pytest.mark.long
def test_two_hundred_hostile_files(peaks: Callable[[], list[int]]) -> None:
    found, refused, made = complaints(corpus(200))

    assert found == []
    assert refused > 60
    assert made > 30
    assert max(peaks()) <= 300 * 1024


def test_what_the_reader_would_do_without_walls(tmp_path: Path) -> None:
    """The negative control: without the bound on memory the same child takes more than 300 MB for a bomb."""
    child = asking.CHILD.read_text()
    assert "MEMORY, SECONDS = 300 * 1024 * 1024, 5" in child
    open_child = tmp_path / "child.py"
    wide = child.replace("300 * 1024 * 1024, 5", "4096 * 1024 * 1024, 60").replace("24_000_000", "2_000_000_000")
    open_child.write_text(wide + "\nsys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))\n")
    bomb = dict(corpus(60))["bomb of one bit"]()

    run = [sys.executable, "-I", str(open_child), '{"task": "read"}']
    told = subprocess.run(run, input=bomb, capture_output=True, check=True, timeout=60)

    assert int(told.stderr) > 300 * 1024


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "photo_empty"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 99, "photo_heic"),
        (b"\0\0\0\x18ftypmif1" + b"\0" * 99, "photo_heic"),
        (b"GIF89a" + b"\0" * 99, "photo_kind"),
        (b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), "photo_too_large"),
        (saved(Image.new("RGB", (5000, 4900)), "PNG"), "photo_pixels"),
        (saved(Image.new("RGB", (8, 8)), "PNG"), "photo_shape"),
        (photos.jpeg(photos.scene(1, (320, 240)))[:900], "photo_unreadable"),
    ],
)
def test_each_refusal_has_its_sentence(content: bytes, code: str) -> None:
    with pytest.raises(pictures.Unreadable) as stop:
        pictures.read(content)

    assert stop.value.refusal.code == code


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation: int) -> None:
    upright = Image.new("RGB", (400, 300), "white")
    upright.paste("red", (0, 0, 200, 150))  # the upper left quarter
    backward = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    held = upright if backward is None else upright.transpose(Image.Transpose(backward))

    reading = pictures.read(photos.jpeg(held, exif=exif(orientation=orientation)))

    shown = Image.open(io.BytesIO(reading.large))
    assert shown.size == (400, 300)
    red, green, blue = shown.getpixel((100, 75))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


def test_twenty_four_megapixels_are_read() -> None:
    picture = photos.scene(2, (1500, 1000)).resize((6000, 4000))

    for content in (photos.jpeg(picture, 60), photos.jpeg(picture, 60, progressive=True)):
        assert (pictures.read(content).width, pictures.read(content).height) == (1280, 853)


def test_what_the_camera_wrote_is_told_and_gone() -> None:
    gps = {1: "S", 2: (6.0, 12.0, 36.0), 3: "E", 4: (106.0, 49.0, 12.0)}
    content = photos.jpeg(photos.scene(1, (320, 240)), exif=exif(taken="2026:05:02 09:30:00", gps=gps))

    reading = pictures.read(content)

    assert reading.told["taken"] == "2026:05:02 09:30:00"
    assert (round(reading.told["lat"], 3), round(reading.told["lon"], 3)) == (-6.21, 106.82)
    assert unclean(reading.large) == unclean(reading.small) == []


def test_covered_cells_hold_nothing_of_what_was_there() -> None:
    """Two pictures that differ only inside a cell by detail of the same tone become the same copy."""
    one = Image.new("RGB", (1200, 900), "white")
    other = one.copy()
    for number in range(100, 200, 2):
        one.paste("black", (number, 100, number + 1, 200))
        other.paste("black", (100, number, 200, number + 1))
    first, second = (saved(picture, "PNG") for picture in (one, other))

    assert pictures.cover(first, [13]).large == pictures.cover(second, [13]).large
    assert pictures.cover(first, []).large != pictures.cover(second, []).large


def test_a_cell_outside_the_grid_is_refused() -> None:
    with pytest.raises(pictures.Unreadable):
        pictures.cover(photos.jpeg(photos.scene(1)), [108])


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("grep -q TIDAK-ADA", "photo_infected"),  # grep ends with 1
        ("ls /tidak/ada", "photo_not_scanned"),
        ("/tidak/ada", "photo_not_scanned"),
        ("cat", ""),
    ],
)
def test_the_scanner_is_asked_first(settings: object, command: str, code: str) -> None:
    settings.KSBB_SCAN_COMMAND = command  # type: ignore[attr-defined]
    content = photos.jpeg(photos.scene(1, (160, 120)))
    if not code:
        assert pictures.read(content).width == 160
        return

    with pytest.raises(pictures.Unreadable) as stop:
        pictures.read(content)

    assert stop.value.refusal.code == code
