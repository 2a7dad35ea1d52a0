"""Contrast and map colours computed from the tokens of the stylesheet itself (look.md, A11Y-06, A11Y-09)."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

CSS = Path(__file__).resolve().parents[2] / "src/ksbb/web/static/ksbb.css"
Triple = tuple[float, float, float]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISION: dict[str, tuple[Triple, Triple, Triple]] = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _tokens() -> dict[str, dict[str, str]]:
    blocks = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.DOTALL)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[0]))
    dark = light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1]))
    return {"light": light, "dark": dark}


TOKENS = _tokens()
THEMES = pytest.mark.parametrize("theme", ["light", "dark"])


def linear(colour: str) -> Triple:
    values = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def contrast(one: str, other: str) -> float:
    first, second = (sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True)) for c in (one, other))
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def lab(rgb: Triple) -> Triple:
    rows = (
        (0.4124564, 0.3575761, 0.1804375, 0.95047),
        (0.2126729, 0.7151522, 0.0721750, 1.0),
        (0.0193339, 0.1191920, 0.9503041, 1.08883),
    )
    x, y, z = ((r * rgb[0] + g * rgb[1] + b * rgb[2]) / white for r, g, b, white in rows)
    fx, fy, fz = (v ** (1 / 3) if v > (6 / 29) ** 3 else v / (3 * (6 / 29) ** 2) + 4 / 29 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen_by(colour: str, vision: str) -> Triple:
    rgb = linear(colour)
    if vision == "full":
        return rgb
    red, green, blue = (min(max(sum(m * v for m, v in zip(row, rgb, strict=True)), 0.0), 1.0) for row in VISION[vision])
    return red, green, blue


def ciede2000(one: Triple, other: Triple) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    lm, cm, hm = (l1 + l2) / 2, (c1 + c2) / 2, (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(hm - 30))
        + 0.24 * math.cos(math.radians(2 * hm))
        + 0.32 * math.cos(math.radians(3 * hm + 6))
        - 0.2 * math.cos(math.radians(4 * hm - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / math.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * cm, 1 + 0.015 * cm * t
    rt = -2 * math.sqrt(cm**7 / (cm**7 + 25**7)) * math.sin(math.radians(60 * math.exp(-(((hm - 275) / 25) ** 2))))
    dl, dc, dhue = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    return math.sqrt(dl**2 + dc**2 + dhue**2 + rt * dc * dhue)


def test_ciede2000_agrees_with_its_published_example() -> None:
    """Sharma, Wu and Dalal 2005, pair 1."""
    assert ciede2000((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485)) == pytest.approx(2.0425, abs=1e-4)


@THEMES
def test_body_text_has_seven_to_one(theme: str) -> None:
    tokens = TOKENS[theme]
    for ground in ("paper", "paper-2", "tint-info", "tint-warn", "tint-ok", "tint-fault"):
        assert contrast(tokens["ink"], tokens[ground]) >= 7, ground


@THEMES
@pytest.mark.parametrize("text", ["ink-2", "link", "link-strong", "confirmed", "fault"])
def test_other_text_has_four_and_a_half(theme: str, text: str) -> None:
    tokens = TOKENS[theme]
    for ground in ("paper", "paper-2", "tint-info", "tint-fault"):
        assert contrast(tokens[text], tokens[ground]) >= 4.5, ground
    assert contrast(tokens["on-link"], tokens["link"]) >= 4.5
    assert contrast(tokens["on-open"], tokens["open"]) >= 4.5


@THEMES
@pytest.mark.parametrize("mark", ["edge", "link", "confirmed", "fault", "map-edge"])
def test_edges_and_marks_have_three_to_one(theme: str, mark: str) -> None:
    tokens = TOKENS[theme]
    assert contrast(tokens[mark], tokens["paper"]) >= 3
    assert contrast(tokens[mark], tokens["paper-2"]) >= 3


@THEMES
def test_the_strokes_differ_by_lightness(theme: str) -> None:
    """Outline, hatch (a third ink), stripe (half ink), solid: each step darker on paper, or lighter on night."""
    tokens = TOKENS[theme]
    ground, tint, mark = (lab(linear(tokens[name]))[0] for name in ("paper", "stroke-tint", "link"))
    solid = lab(linear(tokens["confirmed"]))[0]
    hatch, stripe = tint * 0.68 + mark * 0.32, tint * 0.5 + mark * 0.5
    distances = [abs(level - ground) for level in (hatch, stripe, solid)]
    assert distances == sorted(distances)


@THEMES
def test_map_classes_climb_in_one_hue(theme: str) -> None:
    classes = [lab(linear(TOKENS[theme][f"map-{n}"])) for n in range(1, 6)]
    lightness = [one[0] for one in classes]
    steps = [second - first for first, second in pairwise(lightness)]
    assert all(step <= -12 for step in steps) or all(step >= 12 for step in steps), lightness
    hues = [math.degrees(math.atan2(b, a)) % 360 for _, a, b in classes]
    assert max(hues) - min(hues) <= 15, hues


@THEMES
@pytest.mark.parametrize("vision", ["full", "protan", "deutan", "tritan"])
def test_neighbouring_map_classes_differ_for_every_eye(theme: str, vision: str) -> None:
    for n in range(1, 5):
        one, other = (lab(seen_by(TOKENS[theme][f"map-{m}"], vision)) for m in (n, n + 1))
        assert ciede2000(one, other) >= 10, n


def test_the_stylesheet_is_small_and_plain() -> None:
    text = CSS.read_text()
    assert len(brotli.compress(text.encode())) <= 9 * 1024
    for modern in (":has(", "color-mix(", "@layer", "@container", "subgrid", "@import", "http"):
        assert modern not in text.replace('href^="http"', ""), modern
