"""The plan of 2020 fits the published totals by arithmetic alone, and is the same at every loading."""

from collections import Counter

import pytest

from ksbb.console.world import plan


def test_totals() -> None:
    sums: Counter[str] = Counter()
    for row in plan.promises():
        sums[row.package] += row.quantity

    assert sums == {"sembako": 297_270, "siap_saji": 131_500, "lebaran": 29_591, "thr_orang": 852}


def test_the_same_at_every_loading() -> None:
    assert plan.promises() == plan.promises()
    assert plan.needed() == plan.needed()


def test_no_need_is_smaller_than_its_promises() -> None:
    wanted = plan.needed()
    promised: Counter[tuple[str, int, str]] = Counter()
    for row in plan.promises():
        promised[row.period, row.rw, row.package] += row.quantity

    assert set(wanted) == set(promised)
    assert all(wanted[key] >= promised[key] for key in wanted)


@pytest.mark.parametrize(
    ("total", "weights"), [(10, [1.0]), (10, [1.0, 1.0, 1.0]), (5, [0.1] * 5), (1_000, [3.0, 1.0])]
)
def test_spread(total: int, weights: list[float]) -> None:
    parts = plan.spread(total, weights)

    assert sum(parts) == total
    assert len(parts) == len(weights)
    assert min(parts) >= 1


def test_too_little_to_spread() -> None:
    with pytest.raises(ValueError, match="fewer units"):
        plan.spread(2, [1.0, 1.0, 1.0])


def test_69_kelurahan_and_118_rw() -> None:
    chosen = plan.villages([f"31.7{n % 5 + 1}.01.{n:04}" for n in range(261)])

    assert len(chosen) == plan.RW_FASE_4
    assert len(set(chosen[: plan.RW_2_MAY])) == plan.VILLAGES_2_MAY
