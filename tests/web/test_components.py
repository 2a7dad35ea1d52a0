"""The four strokes, the charts and the shared pieces of pages, rendered without a database."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from ksbb.web import charts, strokes
from ksbb.web.pattern import ExampleForm, context, pattern
from ksbb.web.strokes import Quantities
from ksbb.web.tiles import PLACES

VOID = {"meta", "link", "input", "br", "hr", "img"}
amounts = st.integers(0, 10_000_000)


class Balanced(HTMLParser):
    """Collects ids and fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        assert not [name for name, _ in attrs if name == "style" or name.startswith("on")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag


def read(html: str) -> Balanced:
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    assert len(parser.ids) == len(set(parser.ids))
    return parser


def page(name: str, **extra: object) -> str:
    request = RequestFactory().get("/kebutuhan/")
    request.user = AnonymousUser()
    return render_to_string(name, extra, request=request)


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((300, 182, 96, 90, 0), "182 dari 300 paket sudah berkomitmen, 118 lagi"),
        ((300, 0, 0, 0, 0), "300 paket dibutuhkan, belum ada komitmen"),
        ((300, 300, 10, 0, 0), "300 dari 300 paket sudah berkomitmen, tidak ada yang tersisa"),
        ((600, 600, 600, 605, 0), "Terpenuhi: 605 dari 600 paket sudah diterima, lebih 5"),
        ((200, 80, 0, 0, 60), "80 dari 200 paket sudah berkomitmen, 60 ditangani di luar KSBB, 60 lagi"),
        ((200, 0, 0, 0, 60), "200 paket dibutuhkan, belum ada komitmen, 60 ditangani di luar KSBB, 140 lagi"),
        ((0, 0, 0, 0, 0), "Belum ada kebutuhan"),
    ],
)
def test_words(numbers: tuple[int, int, int, int, int], sentence: str) -> None:
    assert strokes.words(Quantities(*numbers)) == sentence


@given(amounts, amounts, amounts, amounts, amounts)
def test_every_size_is_well_formed_and_within_its_frame(need: int, made: int, sent: int, got: int, away: int) -> None:
    q = Quantities(need, made, sent, got, away)
    for drawing in (strokes.mini(q), strokes.column(q), strokes.bar(q), strokes.stack(q)):
        read(drawing)
    for length in re.findall(r'<rect [^>]*?width="([\d.]+)"', strokes.mini(q)):
        assert 0 < float(length) <= strokes.MINI_WIDTH
    for share in re.findall(r'width="([\d.]+)%"', strokes.bar(q)):
        assert 0 < float(share) <= 100
    assert "-" not in "".join(re.findall(r'(?:width|height|r)="([^"]*)"', strokes.column(q)))


def test_one_of_ten_million_is_seen_and_all_but_one_is_not_all() -> None:
    one = re.findall(r'fill="url\(#ks-hatch\)" width="([\d.]+)"', strokes.mini(Quantities(10**7, 1, 0, 0)))
    nearly = re.findall(r'fill="url\(#ks-hatch\)" width="([\d.]+)"', strokes.mini(Quantities(10**7, 10**7 - 1, 0, 0)))
    assert float(one[0]) == 1.5
    assert float(nearly[0]) == strokes.MINI_WIDTH - 1.5


def test_graphics_speak() -> None:
    q = Quantities(300, 182, 96, 90)
    for drawing in (strokes.mini(q), strokes.bar(q), strokes.column(q)):
        assert 'role="img"' in drawing
        assert "dibutuhkan 300 paket, komitmen 182, disalurkan 96, diterima 90" in drawing


def test_disc_area_is_the_need() -> None:
    def radius(need: int) -> float:
        return max(
            float(r)
            for r in re.findall(
                r' r="([\d.]+)"', strokes.disc(Quantities(need, 0, 0, 0), x=0, y=0, full_radius=40, scale=1000)
            )
        )

    assert radius(1000) / radius(250) == pytest.approx(2)
    assert strokes.disc(Quantities(0, 0, 0, 0), x=0, y=0, full_radius=40, scale=1) == ""


def test_units_are_escaped() -> None:
    hostile = Quantities(3, 1, 0, 0, unit='"><script>')
    assert "<script>" not in strokes.mini(hostile) + strokes.stack(hostile)


def test_negative_is_refused() -> None:
    with pytest.raises(ValueError, match="negatif"):
        Quantities(-1, 0, 0, 0)


@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=1, max_size=40))
def test_line_chart_labels_never_overlap_and_table_is_complete(values: list[tuple[int, int, int]]) -> None:
    names = (("komitmen", "promised"), ("disalurkan", "delivered"), ("diterima", "confirmed"))
    figure = charts.line_chart(
        days=[date(2020, 4, 24) + timedelta(days=n) for n in range(len(values))],
        series=[charts.Series(w, s, [row[n] for row in values]) for n, (w, s) in enumerate(names)],
        finding="Temuan",
        unit="paket",
        csv_url="/x.csv",
        source="contoh",
        as_of=date(2020, 5, 22),
    )
    read(figure.drawing)
    assert len(figure.rows) == len(values)
    heights = sorted(float(y) for y in re.findall(r'class="value" x="[\d.]+%" y="([\d.]+)"', figure.drawing))
    assert all(b - a >= charts.LABEL_STEP - 0.2 for a, b in pairwise(heights))
    assert heights[-1] <= charts.TOP + charts.PLOT_HEIGHT + 16


def test_line_chart_wants_one_value_per_day() -> None:
    with pytest.raises(ValueError, match="one value per day"):
        charts.line_chart(
            days=[date(2020, 5, 2)],
            series=[charts.Series("komitmen", "promised", [])],
            finding="",
            unit="",
            csv_url="",
            source="",
            as_of=date(2020, 5, 2),
        )


def test_pattern_page_is_whole() -> None:
    html = page("pattern.html", **context())
    parser = read(html)
    assert parser.tags.count("h1") == 1
    assert parser.tags.count("figure") == html.count("Unduh CSV") == html.count("Lihat angkanya dalam tabel") == 2
    assert "None" not in html
    assert not re.search(r"\d{1,2}/\d{1,2}/\d{2,4}", html)
    assert html.index('class="defs"') < html.index('class="brand"')


@override_settings(DEBUG=False, KSBB_DEMO=False)
def test_pattern_page_is_not_for_the_public() -> None:
    with pytest.raises(Http404):
        pattern(RequestFactory().get("/pola/"))


class Untouchable:
    """Stands for session and user: any look at it fails."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"the layout looked at {name}")


@pytest.mark.parametrize("name", ["layout.html", "400.html", "403.html", "404.html", "pattern.html"])
def test_layout_is_cacheable_and_strict(name: str) -> None:
    request = RequestFactory().get("/kebutuhan/")
    request.session = Untouchable()  # type: ignore[assignment]
    request.user = Untouchable()  # type: ignore[assignment]
    html = render_to_string(name, context() if name == "pattern.html" else {}, request=request)
    read(html)
    assert "csrf" not in html
    assert "htmx" not in html
    assert 'lang="id"' in html
    assert re.search(r"<script(?! src=)", html) is None
    assert "<style" not in html
    assert '<a href="/kebutuhan/" aria-current="page">' in html


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_server_error_page_stands_alone(name: str) -> None:
    html = render_to_string(name)
    read(html)
    assert html.count("h1") == 2


def test_desk_adds_menu_and_sign_out() -> None:
    html = page("desk.html", desk_sections=[("/kebutuhan/", "Tugas"), ("/meja/data/", "Data")])
    read(html)
    assert "Keluar" in html
    assert "csrfmiddlewaretoken" in html
    assert ">Masuk<" not in html


def test_errors_are_summed_up_in_the_same_words_and_linked() -> None:
    form = ExampleForm({"quantity": "200"})
    template = Template("{% load ksbb %}{% error_summary form %}{% for f in form %}{% field f %}{% endfor %}")
    html = template.render(Context({"form": form}))
    parser = read(html)
    for errors in form.errors.values():
        for error in errors:
            assert html.count(str(error)) == 2
    for target in re.findall(r'href="#([\w-]+)"', html):
        assert target in parser.ids
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= set(parser.ids)
    assert html.count('aria-invalid="true"') >= 3


def test_error_prefix_in_title() -> None:
    assert "<title>Kesalahan: " in page("layout.html", form=ExampleForm({}))
    assert "<title>KSBB Jakarta" in page("layout.html", form=ExampleForm())


def test_empty_values_print_nothing() -> None:
    template = Template(
        "{% load ksbb %}{{ x|angka }}{{ x|rupiah }}{{ x|tanggal }}{{ x|waktu }}{{ x|persen:3 }}{{ x|samar_telepon }}"
    )
    assert template.render(Context({"x": None})) == ""


def test_every_kecamatan_has_a_place_of_its_own() -> None:
    assert len(PLACES) == 44
    assert len(set(PLACES.values())) == 44
    assert all(1 <= column <= 8 and 1 <= row <= 9 for column, row in PLACES.values())
