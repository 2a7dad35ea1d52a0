"""Capaian as page, CSV and JSON: the same numbers, each leading to its rows."""

import csv
import datetime as dt
import html
import re
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ksbb.commitments.enums import Stage
from ksbb.core.formats import angka
from ksbb.opendata.actions import fold_figures, publish_sentence
from ksbb.opendata.figures import end_of, sheet, span_from
from tests.opendata.world import NOW, VILLAGES, World, build, on

TODAY = dt.date(2020, 6, 1)
WHEN = "2020-05-22"


@pytest.fixture
def filled(world: World) -> World:
    line = world.promise(world.needs[0], 0, 60, on(2))
    world.promise(world.needs[1], 1, 30, on(3))
    world.promise(world.needs[2], 2, 100, on(10))
    world.promise(world.home, 2, 10, on(10))
    world.move(line, {Stage.DELIVERED: 50}, on(5), cause="hand_over")
    world.move(line, {Stage.CONFIRMED: 45}, on(6), cause="confirm")
    fold_figures(at=NOW)
    return world


def table(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(StringIO(text, newline="")))


def seen(response: Any) -> str:
    """The text of a page without its marks."""
    text = html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))
    return re.sub(r"\s+", " ", text)


def test_page_csv_and_json_say_the_same_sentence_and_numbers(client: Client, filled: World):
    wanted = sheet(span_from(WHEN, today=TODAY))
    page = client.get(f"/capaian/?hingga={WHEN}")
    rows = table(client, f"/capaian/?hingga={WHEN}&bentuk=csv")
    body = client.get(f"/capaian/?hingga={WHEN}&bentuk=json").json()

    assert body == wanted
    assert wanted["sentence"] in seen(page)
    assert [row["text"] for row in rows if row["key"] == "sentence"] == [wanted["sentence"]]
    for measure in ("needed", "committed", "delivered", "confirmed"):
        told = {row["package"]: int(row["value"]) for row in rows if row["key"] == measure}
        assert told == wanted[measure]
        assert angka(wanted[measure]["sembako"]) in seen(page)
    assert {row["key"]: int(row["value"]) for row in rows if row["key"].startswith("reach.")} == {
        f"reach.{place}": number for place, number in wanted["reach"].items()
    }
    assert wanted["reach"] == {"kota": 2, "kelurahan": 3, "rw": 3}


def test_the_header_accept_chooses_the_form(client: Client, filled: World):
    assert client.get("/capaian/", headers={"accept": "application/json"})["Content-Type"] == "application/json"
    assert client.get("/capaian/", headers={"accept": "text/csv"})["Content-Type"].startswith("text/csv")
    page = client.get("/capaian/", headers={"accept": "text/html,application/json"})
    assert page["Content-Type"].startswith("text/html")
    assert "Accept" in page["Vary"]


def test_the_kept_page_is_of_its_own_address_and_tells_what_was_just_written(fresh_db: Any):
    client, world = Client(), build()
    world.promise(world.needs[0], 0, 60, on(2))
    fold_figures(at=NOW)
    address = f"/capaian/?hingga={WHEN}"

    def text() -> str:
        return seen(client.get(address))

    first = text()
    assert text() == first
    assert seen(client.get(f"{address}&paket=lebaran")) != first
    assert seen(client.get("/capaian/?hingga=2020-05-01")) != first
    assert seen(client.get(f"{address}&sejak=kemarin")) != first
    world.promise(world.needs[1], 1, 34, on(3))
    assert "94" in text()
    assert "94" not in first


def test_every_number_of_the_sentence_leads_to_rows_that_sum_to_it(client: Client, filled: World):
    page = client.get(f"/capaian/?hingga={WHEN}").content.decode()
    [sentence] = re.findall(r'<p class="sentence huge">(.*?)</p>', page, re.DOTALL)
    links = re.findall(r'<a class="[\w-]+" href="([^"]+)"><span class="number">([\d.]+) ', sentence)
    assert len(links) == 5

    for address, number in links:
        body = client.get(html.unescape(address) + "&bentuk=json").json()
        assert int(number.replace(".", "")) in {body["rows"], *body["sums"].values()}


@pytest.mark.parametrize("measure", ["dibutuhkan", "komitmen", "disalurkan", "diterima"])
def test_rows_behind_the_four_numbers_sum_to_them(client: Client, filled: World, measure: str):
    names = {"dibutuhkan": "needed", "komitmen": "committed", "disalurkan": "delivered", "diterima": "confirmed"}
    address = f"/capaian/baris/?tahap={measure}&paket=sembako&hingga={WHEN}"

    rows = table(client, f"{address}&bentuk=csv")

    assert sum(int(row["quantity"]) for row in rows) == sheet(span_from(WHEN, today=TODAY))[names[measure]]["sembako"]
    assert {row["example"] for row in rows} == {"true"}
    assert client.get(address).status_code == 200


def test_areas_lead_down_to_the_rw_and_sum_up(client: Client, filled: World):
    for code in ("31.74", "31.74.04", VILLAGES[0], f"{VILLAGES[0]}-RW901"):
        response = client.get(f"/capaian/{code}/?hingga={WHEN}")
        assert response.status_code == 200
        rows = table(client, f"/capaian/{code}/?hingga={WHEN}&bentuk=csv")
        below = client.get(f"/capaian/baris/?tahap=komitmen&wilayah={code}&hingga={WHEN}&bentuk=json").json()
        assert sum(int(row["committed"]) for row in rows) == below["sums"]["sembako"]
    assert client.get("/capaian/31/").status_code == 302
    assert client.get("/capaian/99.99/").status_code == 404


def test_names_appear_only_where_the_giver_said_so(client: Client, filled: World):
    for address in ("/capaian/baris/?per=pemberi", "/capaian/baris/?tahap=komitmen"):
        for form in ("", "&bentuk=json"):
            assert "Pemberi 0" not in client.get(f"{address}&hingga={WHEN}{form}").content.decode()
    assert "Pemberi 0" not in str(table(client, "/capaian/baris/?per=pemberi&bentuk=csv"))


def test_the_history_of_a_row(client: Client, filled: World):
    rows = client.get(f"/capaian/baris/?tahap=komitmen&hingga={WHEN}").content.decode()
    number = re.findall(r"\?baris=(\d+)", rows)[0]

    page = seen(client.get(f"/capaian/baris/?baris={number}"))

    assert "komitmen dibuat" in page
    assert client.get("/capaian/baris/?baris=999999").status_code == 404
    assert client.get("/capaian/baris/?baris=x%00").status_code == 404


@pytest.mark.parametrize(
    "query", ["hingga=kemarin", "hingga=2020-99-99", "sejak=2020-06-01&hingga=2020-05-01", "jam=9&hingga=2020-05-01"]
)
def test_a_bad_range_is_refused_in_words_and_today_is_shown(client: Client, filled: World, query: str):
    response = client.get(f"/capaian/?{query}")

    assert response.status_code == 422
    assert "Yang tampil di bawah adalah keadaan hari ini" in seen(response)
    assert client.get(f"/capaian/?{query}&bentuk=json").status_code == 422


def test_queries_do_not_grow_with_rows(client: Client, world: World):
    counts = []
    for need, giver in ((world.needs[0], 0), (world.needs[1], 1), (world.needs[2], 2)):
        world.promise(need, giver, 10, on(2))
        fold_figures(at=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/capaian/").status_code == 200
        counts.append(len(queries))

    assert counts == [11, 11, 11]  # two of them for the line about money through agregators


def test_an_empty_city_has_a_next_step(client: Client, world: World):
    page = client.get("/capaian/?hingga=2019-01-01")

    assert page.status_code == 200
    assert "Lihat hari ini" in seen(page)


def test_a_published_sentence_stays_as_it_was(client: Client, filled: World):
    frozen = publish_sentence(by=filled.pokja, until=end_of(dt.date(2020, 5, 22)), at=NOW + dt.timedelta(hours=1))
    filled.promise(filled.needs[1], 0, 5, on(4), heard=NOW + dt.timedelta(hours=2))

    page = client.get(f"/capaian/kalimat/{frozen.reference}/")

    assert frozen.text in seen(page)
    assert "190" in frozen.text
    assert sheet(span_from(WHEN, today=TODAY))["committed"]["sembako"] == 195
    assert client.get("/capaian/kalimat/KS-0000-0000-0/").status_code == 404


def test_charts_owe_a_table_a_csv_and_a_source(client: Client, filled: World):
    page = client.get(f"/capaian/?hingga={WHEN}").content.decode()

    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) == 2
    for figure in figures:
        assert "<table" in figure
        assert "bentuk=csv" in figure
        assert "Sumber:" in figure
    days = table(client, f"/capaian/?hingga={WHEN}&tabel=waktu&bentuk=csv")
    assert days[-1]["committed"] == "190"
    areas = table(client, f"/capaian/?hingga={WHEN}&tabel=wilayah&bentuk=csv")
    assert sum(int(row["committed"]) for row in areas) == 190


def test_looking_makes_no_session_and_asks_again_by_etag(client: Client, filled: World):
    first = client.get(f"/capaian/?hingga={WHEN}")

    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not first.cookies
    again = client.get(f"/capaian/?hingga={WHEN}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
