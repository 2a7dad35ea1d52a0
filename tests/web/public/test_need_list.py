"""The list of needs: every filter in the address, and nothing in an address breaks it."""

from typing import Any

import pytest

from tests.world import OTHER_VILLAGE, VILLAGE, open_need, promise


@pytest.mark.parametrize(
    "query",
    [
        "kota=99&kecamatan=x",
        "wilayah=%00",
        "hal=-3",
        "hal=99999999999999999999",
        "hal=²",
        "urut=drop",
        "isi=%27",
        "paket=" + "a" * 5000,
        "q=" + "%F0%9F%92%A5" * 300,
        "q=%00",
        "periode=&jenis=",
        "kota=31.74&kelurahan=31.73.01.1001",
    ],
)
def test_nonsense_is_left_out_of_account(world: Any, see: Any, query: str):
    open_need(world)

    assert "Kebutuhan" in see(f"/kebutuhan/?{query}")


def test_filters_narrow_and_are_removable(world: Any, see: Any):
    here, there = open_need(world), open_need(world, recipient=world.rw_lain)

    page = see(f"/kebutuhan/?wilayah={VILLAGE}&paket=sembako")

    assert here.reference in page
    assert there.reference not in page
    assert "hapus saringan ini" in page
    assert f'href="/kebutuhan/?wilayah={VILLAGE}"' in page  # without the package


def test_place_is_chosen_step_by_step(world: Any, see: Any):
    assert 'name="kecamatan"' not in see("/kebutuhan/")
    page = see("/kebutuhan/?kota=31.74")
    assert 'name="kecamatan"' in page
    assert 'name="kelurahan"' not in page
    assert 'name="kelurahan"' in see("/kebutuhan/?kota=31.74&kecamatan=31.74.05")


def test_a_new_kota_lets_go_of_the_old_kecamatan(world: Any, see: Any):
    there = open_need(world, recipient=world.rw_lain)

    page = see(f"/kebutuhan/?kota={OTHER_VILLAGE[:5]}&kecamatan=31.74.05")

    assert there.reference in page


def test_fill_chooses_what_is_shown(world: Any, see: Any):
    full, free = open_need(world, quantity=50), open_need(world, recipient=world.rw_lain)
    promise(world, full, 50)

    assert full.reference not in see("/kebutuhan/")
    assert full.reference in see("/kebutuhan/?isi=tercukupi")
    page = see("/kebutuhan/?isi=semua")
    assert full.reference in page
    assert free.reference in page


def test_nothing_found_has_a_way_on(world: Any, see: Any):
    assert "Tidak ada kebutuhan yang cocok" in see("/kebutuhan/?q=tidakadaapapun")
