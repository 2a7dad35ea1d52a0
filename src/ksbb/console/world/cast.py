"""Who acts in the demo world. All of them are made up; their sign-ins are printed when the demo starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ksbb.catalogue import actions as catalogue
from ksbb.console.world.plan import WIB
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients

if TYPE_CHECKING:
    from ksbb.parties.models import Organisation, User
    from ksbb.places.models import Place

DEMO_PASSWORD = "gotong-royong-2020"  # noqa: S105 - printed on purpose; the demo holds nothing real
HOME = "31.74.05.1006"
"""The kelurahan of the demo's RW head and officer: Kebayoran Lama Selatan, kecamatan Kebayoran Lama."""

POKJA_SINCE = datetime(2020, 4, 20, tzinfo=WIB)
"""Who takes money in 2020 was found right in 2020, by two officers; so they sat in the Pokja then."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the demo world."""

    pokja: User
    pokja_dua: User
    lurah: User
    lurah_dua: User
    rw: User
    panti: User
    kolaborator: User
    agregator: User
    agregator_dua: User
    organisation: Organisation
    home: Place


def make_cast(*, at: datetime) -> Cast:
    """Make the people, their roles, the catalogue and the kinds of recipients."""
    catalogue.load_programme(content=catalogue.published("pangan"), at=at)
    recipients.load_kinds()
    city, home = province(), place_by_code(HOME)

    def person(username: str, name: str) -> User:
        return parties.register_person(
            username=username, name=name, email=f"{username}@contoh.example", password=DEMO_PASSWORD, at=at
        )

    cast = Cast(
        pokja=person("pokja", "Petugas Pokja contoh"),
        pokja_dua=person("pokja2", "Petugas Pokja contoh 2"),
        lurah=person("lurah", "Petugas kelurahan contoh"),
        lurah_dua=person("lurah2", "Petugas kelurahan contoh 2"),
        rw=person("rw", "Ketua RW contoh"),
        panti=person("panti", "Pengelola panti contoh"),
        kolaborator=person("kolaborator", "Kolaborator contoh"),
        agregator=person("agregator", "Bendahara agregator contoh"),
        agregator_dua=person("agregator2", "Pemeriksa agregator contoh"),
        organisation=parties.register_organisation(by=None, name="Koperasi Contoh Bersama", example=True, at=at),
        home=home,
    )
    for officer in (cast.pokja, cast.pokja_dua):
        parties.appoint(user=officer, name=RoleName.POKJA, place=city, at=POKJA_SINCE)
    for officer in (cast.lurah, cast.lurah_dua):
        parties.appoint(user=officer, name=RoleName.OFFICER, place=home, at=at)
    parties.set_standing(by=cast.pokja, organisation=cast.organisation, standing=Standing.ACTIVE, at=at)
    parties.appoint(user=cast.kolaborator, name=RoleName.COLLABORATOR, organisation=cast.organisation, at=at)
    fallen = parties.register_organisation(by=None, name="Komunitas Contoh Peduli", example=True, at=at)
    parties.set_standing(by=cast.pokja, organisation=fallen, standing=Standing.ACTIVE, at=at)
    reason = "Laporan penyaluran belum diserahkan (contoh)."
    parties.set_standing(by=cast.pokja_dua, organisation=fallen, standing=Standing.SUSPENDED, reason=reason, at=at)
    return cast
