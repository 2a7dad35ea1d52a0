"""A program of its own, started for one picture: reads it from standard input inside narrow walls and makes it anew.

`child.py '{"task": "read"}'` or `'{"task": "cover", "cells": [0, 13]}'`. It answers on standard output with one line
of JSON and, after it, the large and the small JPEG. It imports nothing of ours, so that whatever a hostile file makes
of it knows no secret and holds no connection. The format is chosen by the first bytes, never by a name; only the
three named readers exist here. What comes out was painted onto a fresh canvas: no byte of the input survives in it.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
from typing import Any

MEMORY, SECONDS = 300 * 1024 * 1024, 5
MOST_PIXELS = 24_000_000
LARGE, SMALL = 1280, 320
COLUMNS, ROWS = 12, 9
"""The grid over a landscape picture; a portrait one has as many cells the other way round."""


def wall() -> None:
    """No more memory, time, files or children than one picture needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


wall()

from PIL import Image, ImageFile, ImageOps  # noqa: E402 - inside the walls
from PIL.JpegImagePlugin import JpegImageFile  # noqa: E402
from PIL.PngImagePlugin import PngImageFile  # noqa: E402
from PIL.WebPImagePlugin import WebPImageFile  # noqa: E402

ImageFile.LOAD_TRUNCATED_IMAGES = False
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Refused(Exception):
    """The picture is not taken; the one argument says why in a word."""


def opened(data: bytes) -> ImageFile.ImageFile:
    """The picture behind these bytes, by its first bytes; only its head has been read."""
    if data[:3] == b"\xff\xd8\xff":
        found: ImageFile.ImageFile = JpegImageFile(io.BytesIO(data))
    elif data[:8] == b"\x89PNG\r\n\x1a\n":
        found = PngImageFile(io.BytesIO(data))
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = WebPImageFile(io.BytesIO(data))
    else:
        raise Refused("kind")
    width, height = found.size
    if width < 16 or height < 16 or max(width, height) > 40 * min(width, height):
        raise Refused("shape")
    if width * height > MOST_PIXELS:
        raise Refused("pixels")
    return found


def fitted(picture: ImageFile.ImageFile) -> Image.Image:
    """RGB, upright, at most LARGE on the longer side, and nothing else: no metadata, no transparency."""
    turn = orientation(picture)
    if isinstance(picture, JpegImageFile):
        picture.draft(None, (LARGE, LARGE))  # the decoder itself skips what would be thrown away
    picture.load()
    plain: Image.Image = picture
    if plain.mode.startswith("I"):  # 16 bits a channel
        plain = plain.convert("I").point(lambda value: value / 256).convert("L")
    if plain.mode in {"P", "PA"} or (plain.mode in {"L", "RGB", "1"} and "transparency" in plain.info):
        plain = plain.convert("RGBA")
    smaller = max(1, max(plain.size) // (2 * LARGE))
    if smaller > 1 and plain.mode != "1":
        plain = plain.reduce(smaller)
    if plain.mode in {"RGBA", "LA"}:
        paper = Image.new("RGB", plain.size, "white")
        paper.paste(plain.convert("RGBA"), mask=plain.getchannel("A"))
        plain = paper
    plain = plain.convert("RGB")
    plain.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
    if turn in TURNS:
        plain = plain.transpose(TURNS[turn])
    canvas = Image.new("RGB", plain.size)
    canvas.paste(plain)
    return canvas


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(picture: ImageFile.ImageFile) -> int:
    """How the camera was held; 1 where nothing sound is said."""
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:  # noqa: BLE001 - a broken EXIF block is no reason against the picture
        return 1


def told(picture: ImageFile.ImageFile) -> dict[str, Any]:
    """What EXIF says of time and place. Handed to the parent for a verdict and kept nowhere."""
    found: dict[str, Any] = {}
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        inner = exif.get_ifd(0x8769)
        found["taken"] = str(inner.get(0x9003) or exif.get(0x0132) or "")[:19]
        found["offset"] = str(inner.get(0x9011) or "")[:6]
    with contextlib.suppress(Exception):
        gps = picture.getexif().get_ifd(0x8825)
        latitude, longitude = degrees(gps[2]), degrees(gps[4])
        found["lat"] = -latitude if str(gps.get(1, "N")).upper().startswith("S") else latitude
        found["lon"] = -longitude if str(gps.get(3, "E")).upper().startswith("W") else longitude
    return found


def degrees(parts: Any) -> float:
    """Degrees, minutes, seconds as one number."""
    whole, minutes, seconds = (float(part) for part in parts)
    return whole + minutes / 60 + seconds / 3600


def mark(picture: Image.Image) -> int:
    """Difference hash: 64 bits, each says whether a cell of 8 × 8 is darker than its right neighbour."""
    small = picture.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            at = row * 9 + column
            bits = bits << 1 | (small[at] < small[at + 1])
    return bits


WINDOWS = (
    (0.0, 0.0, 1.0, 1.0),
    (0.025, 0.025, 0.975, 0.975),
    (0.05, 0.05, 0.95, 0.95),
    (0.0, 0.0, 0.95, 0.95),
    (0.05, 0.0, 1.0, 0.95),
    (0.0, 0.05, 0.95, 1.0),
    (0.05, 0.05, 1.0, 1.0),
)
"""The whole first, then the parts that remain when a twentieth is cut away."""


def marks(picture: Image.Image) -> list[int]:
    """Hashes of the whole and of the parts; a mirrored picture's are worked out from its mirror image when asked."""
    grey = picture.convert("L")
    grey.thumbnail((256, 256), Image.Resampling.BOX)
    width, height = grey.size
    return [
        mark(grey.crop((round(left * width), round(top * height), round(right * width), round(bottom * height))))
        for left, top, right, bottom in WINDOWS
    ]


def covered(picture: Image.Image, cells: list[int]) -> Image.Image:
    """The picture with these cells made unreadable: each becomes one flat tone near its mean, mixed with grey."""
    columns, rows = (COLUMNS, ROWS) if picture.width >= picture.height else (ROWS, COLUMNS)
    for cell in cells:
        if not 0 <= cell < columns * rows:
            raise Refused("cells")
        column, row = cell % columns, cell // columns
        box = (
            column * picture.width // columns,
            row * picture.height // rows,
            (column + 1) * picture.width // columns,
            (row + 1) * picture.height // rows,
        )
        tone = picture.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        flat = tuple((int(part) // 32 * 32 + 128) // 2 for part in tone)  # type: ignore[union-attr]
        picture.paste(flat, box)
    return picture


def jpeg(picture: Image.Image, side: int, quality: int) -> bytes:
    """As a plain JPEG with at most so many pixels on the longer side."""
    if max(picture.size) > side:
        picture = picture.copy()
        picture.thumbnail((side, side), Image.Resampling.LANCZOS)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def work(task: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes, bytes]:
    """The head of the answer and the two pictures."""
    source = opened(data)
    head = told(source)
    picture = fitted(source)
    if task["task"] == "cover":
        picture = covered(picture, task["cells"])
    upright, mirrored = marks(picture), marks(ImageOps.mirror(picture))
    small = jpeg(picture, SMALL, 70)
    large = jpeg(picture, LARGE, 80)
    head |= {"width": picture.width, "height": picture.height, "marks": upright, "mirrored": mirrored}
    return head | {"large": len(large), "small": len(small)}, large, small


def main() -> None:
    """Answer, or say in a word why not."""
    data, large, small = sys.stdin.buffer.read(), b"", b""
    try:
        head, large, small = work(json.loads(sys.argv[1]), data)
    except Refused as stop:
        head = {"refused": stop.args[0]}
    except MemoryError:
        head = {"refused": "memory"}
    except Exception as error:  # noqa: BLE001 - readers of pictures fail in every way there is
        head = {"refused": "memory" if "memory" in str(error).lower() else "broken"}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + large + small)


if __name__ == "__main__":
    main()
