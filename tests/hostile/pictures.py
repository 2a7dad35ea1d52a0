"""Files that somebody hostile, or a broken phone, may send as a photo. Two hundred, made here by chance."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any

from PIL import Image, PngImagePlugin

from tests import photos

CANARY = b"KENARI-RAHASIA"
"""Planted wherever bytes can be smuggled; it may not come out again."""
SCRIPT = b"<script>alert('" + CANARY + b"')</script>"


def saved(picture: Image.Image, kind: str, **more: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *, depth: int = 8, colour: int = 2, body: bytes = b"", extra: bytes = b"") -> bytes:
    """A PNG by hand: its head may promise what its body does not hold."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bomb(side: int) -> bytes:
    """A black square of one bit a pixel: a few kilobytes that become gigabytes as RGB."""
    packer = zlib.compressobj(9)
    row = b"\0" * (side // 8 + 1)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return png(side, side, depth=1, colour=0, body=body)


def with_segment(jpeg: bytes, marker: int, body: bytes) -> bytes:
    return jpeg[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def exif(*, orientation: int = 1, taken: str = "", gps: dict[int, Any] | None = None) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = CANARY.decode()
    if taken:
        block.get_ifd(0x8769)[0x9003] = taken
    if gps:
        block.get_ifd(0x8825).update(gps)
    return block.tobytes()


def many_scans(times: int) -> bytes:
    """A progressive JPEG whose last scan is said again and again: little to send, long to decode."""
    whole = photos.jpeg(photos.scene(3, (4000, 3000)).resize((4000, 3000)), 30, progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * times + b"\xff\xd9"


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("x.html", SCRIPT)
    return made.getvalue()


def by_zero() -> bytes:
    """Coordinates whose denominators are nought."""
    block = exif(gps={1: "S", 2: (7.0, 7.0, 7.0), 3: "E", 4: (7.0, 7.0, 7.0)})
    return block.replace(struct.pack("<II", 7, 1), bytes(8)).replace(struct.pack(">II", 7, 1), bytes(8))


def loop_exif() -> bytes:
    """A directory whose next directory is itself."""
    body = b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8)
    return body + struct.pack("<I", 8)


def shapes() -> dict[str, Callable[[], bytes]]:
    """One of each kind, by name."""
    base = photos.scene(1, (320, 240))
    jpeg = photos.jpeg(base)
    plain_png, webp = saved(base, "PNG"), saved(base, "WEBP")
    frames = [photos.scene(number, (320, 240)) for number in (5, 6)]
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT.decode())
    text.add_itxt("XML:com.adobe.xmp", SCRIPT.decode())
    return {
        "empty": lambda: b"",
        "one byte": lambda: b"\xff",
        "only the first bytes": lambda: b"\xff\xd8\xff",
        "zeros": lambda: b"\0" * 5000,
        "first bytes and zeros": lambda: b"\xff\xd8\xff" + b"\0" * 5000,
        "html": lambda: b"<html>" + SCRIPT,
        "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>",
        "pdf": lambda: b"%PDF-1.7\n" + SCRIPT,
        "gif with script": lambda: b"GIF89a/*" + b"\0" * 30 + b"*/=1;" + SCRIPT,
        "heic": lambda: b"\0\0\0\x18ftypheic" + b"\0" * 400,
        "jpeg then html": lambda: jpeg + SCRIPT,
        "jpeg then zip": lambda: jpeg + zipped(),
        "jpeg then pdf": lambda: jpeg + b"%PDF-1.4" + SCRIPT,
        "script in a comment": lambda: with_segment(jpeg, 0xFE, SCRIPT),
        "script as profile": lambda: with_segment(jpeg, 0xE2, b"ICC_PROFILE\0\1\1" + SCRIPT * 40),
        "script as xmp": lambda: with_segment(jpeg, 0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SCRIPT),
        "iptc": lambda: with_segment(jpeg, 0xED, b"Photoshop 3.0\x008BIM" + SCRIPT),
        "place and time": lambda: photos.jpeg(
            base, exif=exif(taken="2020:05:02 09:00:00", gps={1: "S", 2: (6, 12, 0), 3: "E", 4: (106, 49, 0)})
        ),
        "orientation 99": lambda: photos.jpeg(base, exif=exif(orientation=99)),
        "division by zero": lambda: photos.jpeg(base, exif=by_zero()),
        "exif in a loop": lambda: with_segment(jpeg, 0xE1, loop_exif()),
        "exif of noise": lambda: with_segment(jpeg, 0xE1, b"Exif\0\0" + random.Random(1).randbytes(3000)),
        "half a jpeg": lambda: jpeg[: len(jpeg) // 2],
        "half a png": lambda: plain_png[: len(plain_png) // 2],
        "half a webp": lambda: webp[: len(webp) // 2],
        "bomb of one bit": lambda: bomb(20_000),
        "bomb under the bound": lambda: bomb(4_880),
        "huge in the head": lambda: png(60_000, 60_000, body=zlib.compress(b"\0" * 1000)),
        "huge jpeg in the head": lambda: jpeg.replace(b"\x00\xf0\x01\x40", b"\xff\xff\xff\xff", 1),
        "text bomb": lambda: png(
            64,
            64,
            body=zlib.compress(b"\0" * 13_000),
            extra=chunk(b"zTXt", b"k\0\0" + zlib.compress(b"A" * 90_000_000)),
        ),
        "profile bomb": lambda: png(
            64,
            64,
            body=zlib.compress(b"\0" * 13_000),
            extra=chunk(b"iCCP", b"k\0\0" + zlib.compress(b"A" * 90_000_000)),
        ),
        "script in png texts": lambda: saved(base, "PNG", pnginfo=text),
        "sixteen bits": lambda: saved(Image.new("I;16", (320, 240), 3000), "PNG"),
        "palette and alpha": lambda: saved(base.convert("P"), "PNG", transparency=3),
        "alpha": lambda: saved(base.convert("RGBA"), "PNG"),
        "grey and alpha": lambda: saved(base.convert("LA"), "PNG"),
        "one bit": lambda: saved(base.convert("1"), "PNG"),
        "cmyk": lambda: photos.jpeg(base.convert("CMYK")),
        "grey": lambda: photos.jpeg(base.convert("L")),
        "moving png": lambda: saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "moving webp": lambda: saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "one pixel": lambda: saved(Image.new("RGB", (1, 1)), "PNG"),
        "a thread": lambda: saved(Image.new("RGB", (20, 20_000)), "PNG"),
        "scans without end": lambda: many_scans(400),
        "webp of 24 megapixels": lambda: saved(Image.new("RGB", (6000, 4000), "tan"), "WEBP", method=0),
        "too large": lambda: jpeg + b"\0" * (9 * 1024 * 1024),
        **{
            f"as {kind}": partial(saved, base, kind)
            for kind in ("GIF", "BMP", "TIFF", "PPM", "ICO", "TGA", "EPS", "PCX")
        },
        "photoshop": lambda: b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HIIHH", 3, 60_000, 60_000, 8, 3),
        "fits": lambda: b"SIMPLE  =                    T" + b" " * 3000,
        "jpeg 2000": lambda: b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 500,
    }


def broken(number: int) -> bytes:
    """A sound picture with some bytes changed, left out or doubled."""
    chance = random.Random(number)
    picture = photos.scene(number % 7, (320, 240))
    kind = ("JPEG", "PNG", "WEBP")[number % 3]
    content = bytearray(saved(picture, kind))
    for _ in range(chance.randint(1, 30)):
        at = chance.randrange(4 if chance.random() < 0.9 else 0, len(content))
        content[at] = chance.randrange(256)
    if chance.random() < 0.3:
        at, long = chance.randrange(len(content)), chance.randrange(1, 2000)
        content[at : at + long] = content[:long] if chance.random() < 0.5 else b""
    return bytes(content)


def _broken(count: int) -> list[tuple[str, Callable[[], bytes]]]:
    return [(f"broken {number}", partial(broken, number)) for number in range(count)]


def corpus(count: int) -> list[tuple[str, Callable[[], bytes]]]:
    """So many hostile files by name: one of each kind first, then broken ones."""
    kinds = list(shapes().items())
    return [*kinds, *_broken(count)][:count]


def short(count: int) -> list[tuple[str, Callable[[], bytes]]]:
    """A sample of both, always the same."""
    kinds = list(shapes().items())
    chosen = random.Random(40).sample(kinds, count * 4 // 5)
    return chosen + _broken(count // 5)
