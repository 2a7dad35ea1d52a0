"""Decisions about packages: what quantity fits a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.catalogue.enums import Basis

if TYPE_CHECKING:
    from ksbb.catalogue.models import Package, Period

PERSONS_PER_FAMILY = 4
"""1 KK = 4 persons, as published with the packages (https://rmol.id/amp/2020/04/30/432670/)."""


def fitting_quantity(*, package: Package, period: Period, families: int | None, residents: int | None) -> int | None:
    """How many of the package the recipient's facts call for in the period, or None where no fact says.

    Families count for RW, residents for institutions; persons of an RW are reckoned as four per family.
    """
    persons = residents if residents is not None else families * PERSONS_PER_FAMILY if families is not None else None
    units = families if families is not None else residents
    days = (period.ends_on - period.starts_on).days + 1
    match Basis(package.basis):
        case Basis.FAMILIES:
            return units
        case Basis.PERSONS:
            return persons
        case Basis.PERSON_DAYS:
            return persons * days if persons is not None else None
        case Basis.FREE:
            return None
