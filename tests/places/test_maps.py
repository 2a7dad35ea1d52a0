"""What is drawn before anybody imported a boundary."""

import re
from typing import Any

from ksbb.places import actions, queries
from ksbb.places.enums import Level
from ksbb.places.models import Place
from tests.places.conftest import AT

CREDIT = "Perkiraan dari titik kelurahan, bukan batas resmi"


def box(path: str) -> tuple[int, int, int, int]:
    """The box a path of M, l and z covers."""
    xs, ys = [], []
    for ring in re.findall(r"M([^z]+)z", path):
        start, _, steps = ring.partition("l")
        numbers = [int(number) for number in re.findall(r"-?\d+", start + " " + steps)]
        x = y = 0
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            xs.append(x)
            ys.append(y)
    return min(xs), min(ys), max(xs), max(ys)


def test_the_province_with_its_islands_apart(jakarta: Place, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        drawn = queries.outlines(jakarta)
    assert drawn is not None
    assert drawn.approximate
    assert drawn.credit == CREDIT
    islands, *mainland = drawn.shapes
    assert islands.name == "Kepulauan Seribu"
    assert (islands.inset, islands.path, len(islands.dots)) == (True, "", 6)
    assert drawn.inset is not None
    x, y, width, height = drawn.inset
    assert all(x < dot[0] < x + width and y < dot[1] < y + height for dot in islands.dots)
    for shape in mainland:
        left, top, right, bottom = box(shape.path)
        assert left <= shape.label[0] <= right
        assert top <= shape.label[1] <= bottom


def test_every_shape_lies_in_the_view(jakarta: Place) -> None:
    for level in (Level.CITY, Level.DISTRICT, Level.VILLAGE):
        drawn = queries.outlines(jakarta, level=level)
        assert drawn is not None
        x, y, width, height = drawn.view
        for shape in drawn.shapes:
            for spot in (shape.label, *shape.dots):
                assert x <= spot[0] <= x + width, shape.name
                assert y <= spot[1] <= y + height, shape.name
            if shape.path:
                left, top, right, bottom = box(shape.path)
                assert x <= left < right <= x + width
                assert y <= top < bottom <= y + height
        assert drawn.view_box == f"{x} {y} {width} {height}"


def test_weight(jakarta: Place) -> None:
    for level, most in ((Level.CITY, 3_000), (Level.DISTRICT, 8_000), (Level.VILLAGE, 16_000)):
        drawn = queries.outlines(jakarta, level=level)
        assert drawn is not None
        assert sum(len(shape.path) for shape in drawn.shapes) < most


def test_the_islands_seen_from_near(place: Any) -> None:
    for code, number in (("31.01", 2), ("31.01.01", 3)):
        drawn = queries.outlines(place(code))
        assert drawn is not None
        assert len(drawn.shapes) == number
        assert drawn.inset is None
        assert all(shape.dots for shape in drawn.shapes)


def test_every_kota_and_kecamatan_has_a_drawing_and_no_kelurahan_has(jakarta: Place) -> None:
    for level in (Level.CITY, Level.DISTRICT):
        for place in queries.places_at(level):
            drawn = queries.outlines(place)
            assert drawn is not None
            assert len(drawn.shapes) == queries.children_of(place).count()
    village = queries.place_by_code("31.74.05.1001")
    assert queries.outlines(village) is None
    actions.import_rw(codes=["31.74.05.1001-RW901", "31.74.05.1001-RW001"], source="uji", at=AT)
    assert queries.outlines(village) is None
    assert queries.outlines(queries.place_by_code("31.74.05.1001-RW001")) is None


def test_a_point_falls_where_its_cell_is(place: Any) -> None:
    drawn = queries.outlines(place("31.74"), level=Level.VILLAGE)
    assert drawn is not None
    village = place("31.74.05.1001")
    shape = next(shape for shape in drawn.shapes if shape.place_id == village.pk)
    assert village.lon is not None
    assert village.lat is not None
    x, y = drawn.spot(village.lon, village.lat)
    left, top, right, bottom = box(shape.path)
    assert left <= x <= right
    assert top <= y <= bottom
    assert drawn.metres_per_unit == 12
