"""The published packages are rows, versioned; loading them twice changes nothing, changing one makes a new version."""

import copy
from typing import Any

import pytest

from ksbb.catalogue import actions, queries
from ksbb.catalogue.models import PackageVersion, Statement
from tests.situations import AT, World, day, refused

PUBLISHED = {
    "sembako": ("kk_minggu", 200_000),
    "siap_saji": ("orang_hari", 45_000),
    "lebaran": ("paket", 85_000),
    "thr_orang": ("orang", 50_000),
    "thr_kk": ("kk", 200_000),
}


def test_the_published_packages(world: World) -> None:
    found = {
        package.code: (package.unit, version.price_rp)
        for package, version, items in queries.wordings(on=day(0))
        if version.price_rp and items
    }

    assert found == PUBLISHED
    one, other = queries.package_by_code("thr_orang"), queries.package_by_code("thr_kk")
    assert (one.excludes_id, other.excludes_id) == (other.pk, one.pk)


def test_loading_again_changes_nothing(world: World) -> None:
    before = list(PackageVersion.objects.values())

    actions.load_programme(content=actions.published("pangan"), at=AT)

    assert list(PackageVersion.objects.values()) == before
    assert Statement.objects.count() == 1


def test_another_price_is_a_new_version_and_a_promise_keeps_its_own(world: World) -> None:
    line = world.promise(world.need(10), 5)
    content: dict[str, Any] = copy.deepcopy(actions.published("pangan"))
    content["versions"]["sembako"] |= {"price_rp": 220_000, "valid_from": day(1)}

    actions.load_programme(content=content, at=AT)

    package = queries.package_by_code("sembako")
    assert [version.price_rp for version in queries.versions_of(package)] == [220_000, 200_000]
    assert queries.current_version(package, on=day(0)).version == 1
    assert queries.current_version(package, on=day(1)).version == 2
    assert line.version.price_rp == 200_000


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"by": "donor"}, "not_allowed"),
        ({"ends_on": day(-1)}, "period_order"),
        ({"code": "uji"}, "period_exists"),
        ({"code": "x" * 41}, "period_code"),
        ({"code": "Fase 5"}, "period_code"),
        ({"name": "n" * 81}, "text_too_long"),
        ({"name": " "}, "name_needed"),
        ({"programme": "lain"}, "programme_unknown"),
    ],
)
def test_periods_that_are_refused(world: World, more: dict[str, Any], expected: str) -> None:
    said = {"programme": "pangan", "code": "baru", "name": "Baru", "starts_on": day(0), "ends_on": day(5), "at": AT}
    by = getattr(world, more.pop("by", "pokja"))

    with refused(expected):
        actions.add_period(**{"by": by, **said, **more})
