"""Pictures for tests, painted by chance: photo-like scenes, and the changes that people make to a photo."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps


def scene(seed: int, size: tuple[int, int] = (800, 600)) -> Image.Image:
    """A street, a wall, heaps of boxes, people as blobs: light from one side, soft edges, grain."""
    chance = random.Random(seed)
    width, height = size
    light = ImageOps.colorize(
        Image.linear_gradient("L").rotate(chance.choice([0, 90, 180, 270])).resize(size),
        _tone(chance, 20, 120),
        _tone(chance, 120, 250),
    )
    painter = ImageDraw.Draw(light)
    horizon = chance.randint(height // 4, 3 * height // 4)
    painter.rectangle((0, horizon, width, height), fill=_tone(chance, 40, 200))
    for _ in range(chance.randint(8, 22)):
        left, top = chance.randint(-60, width), chance.randint(-60, height)
        wide, high = chance.randint(40, width // 2), chance.randint(40, height // 2)
        shape = painter.rectangle if chance.random() < 0.6 else painter.ellipse
        shape((left, top, left + wide, top + high), fill=_tone(chance, 10, 245))
    soft = light.filter(ImageFilter.GaussianBlur(chance.uniform(1.0, 3.0)))
    grain = Image.effect_noise(size, 40).convert("RGB")
    return Image.blend(soft, grain, 0.08)


def _tone(chance: random.Random, low: int, high: int) -> tuple[int, int, int]:
    return (chance.randint(low, high), chance.randint(low, high), chance.randint(low, high))


def jpeg(picture: Image.Image, quality: int = 88, **more: Any) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality, **more)
    return made.getvalue()


def resized(picture: Image.Image, chance: random.Random) -> Image.Image:
    part = chance.uniform(0.3, 0.9)
    return picture.resize((round(picture.width * part), round(picture.height * part)))


def recompressed(picture: Image.Image, chance: random.Random) -> Image.Image:
    return Image.open(io.BytesIO(jpeg(picture, chance.randint(20, 60))))


def brightened(picture: Image.Image, chance: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(picture).enhance(chance.choice([0.7, 0.8, 1.2, 1.3]))


def watermarked(picture: Image.Image, chance: random.Random) -> Image.Image:
    marked = picture.copy()
    painter = ImageDraw.Draw(marked)
    high = picture.height // 14
    top = chance.choice([high, picture.height // 2, picture.height - 3 * high])
    painter.text((picture.width // 6, top), "Dokumentasi bantuan 2026", fill="white", font_size=high)
    return Image.blend(picture, marked, 0.7)


def flipped(picture: Image.Image, chance: random.Random) -> Image.Image:
    return ImageOps.mirror(picture)


def cropped(picture: Image.Image, chance: random.Random) -> Image.Image:
    """A twentieth of the width and of the height less, taken from any side."""
    wide, high = round(picture.width * 0.95), round(picture.height * 0.95)
    left, top = chance.randint(0, picture.width - wide), chance.randint(0, picture.height - high)
    return picture.crop((left, top, left + wide, top + high))


CHANGES = {
    "resize": resized,
    "recompress": recompressed,
    "brightness": brightened,
    "watermark": watermarked,
    "flip": flipped,
    "crop": cropped,
}
