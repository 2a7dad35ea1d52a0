"""How many queries a page costs: the same at one row and at three (literal numbers)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.world import VILLAGE, guest_commitment, open_need, promise

Need = Any


def _grow(world: Any, need: Need) -> None:
    """Three needs, and three promises on the first."""
    open_need(world, package="lebaran")
    open_need(world, package="siap_saji")
    promise(world, need, 10, by="kolaborator_lain")
    promise(world, need, 10, by="orang_lain")


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/kebutuhan/", 6),
        ("/kebutuhan/?kota=31.74&kecamatan=31.74.05", 7),
        ("/kebutuhan/{need}/", 10),
        ("/wilayah/{place}/", 8),
        ("/wilayah/31.74.05/", 9),
        (f"/wilayah/{VILLAGE}/", 8),
        ("/peta/", 9),
        ("/peta/?periode=semua", 11),
        ("/penerima/{home}/", 12),
        ("/paket/sembako/", 7),
        ("/program/pangan/", 4),
        ("/program/", 3),
        ("/cari/?q=kebayoran", 3),
        ("/privasi/", 0),
    ],
)
def test_pages_cost_the_same_at_one_and_three_rows(
    world: Any, client: Client, django_assert_num_queries: Callable[..., Any], address: str, count: int
):
    need = open_need(world)
    promise(world, need, 10)
    address = address.format(need=need.reference, place=need.place.code, home=world.panti.reference)

    for grow in (None, _grow):
        if grow:
            grow(world, need)
        cache.clear()
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200


def test_beranda_counts_once_a_minute(world: Any, client: Client, django_assert_max_num_queries: Callable[..., Any]):
    guest_commitment(world)
    client.get("/")

    with django_assert_max_num_queries(1):
        client.get("/")


@pytest.mark.parametrize(
    ("address", "columns"),
    [("/kebutuhan/", 31), ("/kebutuhan/{need}/", 61), ("/wilayah/{place}/", 34), ("/penerima/{home}/", 49)],
)
def test_a_page_reads_what_it_shows(world: Any, client: Client, address: str, columns: int):
    """Django's work on a query grows with its columns: the widest of a page is a literal number, too."""
    need = open_need(world)
    promise(world, need, 10)
    path = address.format(need=need.reference, place=need.place.code, home=world.panti.reference)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200

    widest = max(query["sql"].partition(" FROM ")[0].count('."') for query in queries.captured_queries)
    assert widest <= columns
