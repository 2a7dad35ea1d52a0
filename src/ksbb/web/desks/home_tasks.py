"""What a home still has to do to be relied on, read off what is recorded: nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.urls import reverse

from ksbb.core.formats import tanggal_pendek
from ksbb.deliveries.enums import EvidenceState
from ksbb.deliveries.queries import proposal_photo_states
from ksbb.needs.enums import NeedState
from ksbb.parties.enums import Standing
from ksbb.parties.queries import standing_on
from ksbb.permits import queries as permits
from ksbb.permits.enums import RUNNING, ApplicationState
from ksbb.recipients import queries as recipients
from ksbb.recipients import rules
from ksbb.recipients.enums import CAPACITY, Duty
from ksbb.web.public.recipients import reporting

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ksbb.needs.models import Need
    from ksbb.recipients.models import Recipient


class TaskState(StrEnum):
    """How far a task is."""

    NOT_YET = "Belum"
    PARTLY = "Sedang"
    DONE = "Selesai"
    TROUBLE = "Ada masalah"


TAGS = {
    TaskState.NOT_YET: "wait",
    TaskState.PARTLY: "open",
    TaskState.DONE: "promised",
    TaskState.TROUBLE: "fault",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task: where it stands, a word about it, and where it is done."""

    title: str
    state: TaskState
    url: str
    note: str = ""

    @property
    def tag(self) -> str:
        """The mark of the state."""
        return TAGS[self.state]


def homes_of(mine: Iterable[Recipient], asked: Iterable[Need], *, at: datetime) -> list[dict[str, object]]:
    """The homes among these recipients, each with its tasks and its monthly reports. RW cost no query."""
    homes = [one for one in mine if rules.is_home(one.kind)]
    own = {home.pk: [need for need in asked if need.recipient_id == home.pk] for home in homes}
    return [
        {"home": home, "tasks": tasks_of(home, own[home.pk], at=at), "asked": own[home.pk], **reporting(home, at=at)}
        for home in homes
    ]


def tasks_of(home: Recipient, asked: Sequence[Need], *, at: datetime) -> list[Task]:
    """The six tasks of a home (five where no children live)."""
    found = [_profile(home), _permit(home, at=at), _needs(asked), _photos(home, asked), _visits(home)]
    return [*found, _safeguarding(home)] if home.kind.children else found


def _profile(home: Recipient) -> Task:
    url = reverse("desks:home_profile", args=[home.reference])
    facts = recipients.latest_facts([home.pk]).get(home.pk, {})
    duties = [Duty.IN_CHARGE, Duty.CHILD_SAFETY] if home.kind.children else [Duty.IN_CHARGE]
    people = [recipients.contact_of(home, duty) for duty in duties]
    if any(one is not None and one.closed_at for one in people):
        return Task("Profil", TaskState.TROUBLE, url, "Data seorang penanggung jawab ditutup oleh orangnya.")
    told = [*(one is not None for one in people), any(band in facts for band in CAPACITY)]
    if all(told):
        return Task("Profil", TaskState.DONE, url)
    guard = ", narahubung pelindungan anak" if home.kind.children else ""
    note = f"Penanggung jawab, daya tampung{guard}."
    return Task("Profil", TaskState.PARTLY if any(told) else TaskState.NOT_YET, url, note)


def _permit(home: Recipient, *, at: datetime) -> Task:
    organisation = home.organisation
    if organisation is None:  # a home has one: the table allows none for RW only
        return Task("Izin", TaskState.NOT_YET, reverse("desks:own_organisations"))
    url = reverse("desks:renew", args=[organisation.reference])
    standing = standing_on(organisation, at=at)
    sent = next(iter(permits.applications_of(organisation)), None)
    if sent is not None and sent.state in RUNNING:
        url = reverse("desks:own_organisations")
        if sent.state == ApplicationState.CHANGES:
            return Task("Izin", TaskState.TROUBLE, url, sent.state_reason)
        return Task("Izin", TaskState.PARTLY, url, sent.get_state_display())
    if standing != Standing.ACTIVE or (sent is not None and sent.state == ApplicationState.REFUSED):
        return Task(
            "Izin", TaskState.TROUBLE, url, standing.label if standing != Standing.ACTIVE else "Tidak disetujui"
        )
    if sent is None:
        return Task("Izin", TaskState.NOT_YET, url, "Izin operasional lembaga belum diperiksa dua petugas.")
    until = f"Berlaku sampai {tanggal_pendek(sent.valid_until)}." if sent.valid_until else ""
    return Task("Izin", TaskState.DONE, url, until)


NEED_TASKS = (
    (NeedState.VERIFIED, TaskState.DONE, "Sudah diperiksa dan tampil untuk umum."),
    (NeedState.PROPOSED, TaskState.PARTLY, "Petugas sedang memeriksa."),
    (NeedState.EXPIRED, TaskState.TROUBLE, "Petugas memeriksa ulang."),
    (NeedState.REJECTED, TaskState.TROUBLE, "Pengajuan terakhir tidak disetujui."),
)
"""What the needs of the newest period say, the best word first."""


def _needs(asked: Sequence[Need]) -> Task:
    url = reverse("desks:own_needs") if asked else reverse("desks:propose")
    states = {need.state for need in asked if need.period_id == asked[0].period_id}
    for state, task, note in NEED_TASKS:
        if state in states:
            return Task("Kebutuhan", task, url, note)
    return Task("Kebutuhan", TaskState.NOT_YET, url)


UNFIT = {EvidenceState.ASKED, EvidenceState.REJECTED, EvidenceState.TAKEN_DOWN}
PHOTO_TASKS = (
    (UNFIT, TaskState.TROUBLE, "Lihat jawaban petugas."),
    ({EvidenceState.PENDING}, TaskState.PARTLY, "Petugas sedang memeriksa."),
)


def _photos(home: Recipient, asked: Sequence[Need]) -> Task:
    """Photos of the building come with a proposal: the newest takes them."""
    url = reverse("photos:proposer", args=[asked[0].reference]) if asked else reverse("desks:propose")
    states = proposal_photo_states(home) if asked else set()
    if EvidenceState.PUBLISHED in states:
        return Task("Foto bangunan", TaskState.DONE, url)
    for wanted, task, note in PHOTO_TASKS:
        if wanted & states:
            return Task("Foto bangunan", task, url, note)
    return Task("Foto bangunan", TaskState.NOT_YET, url, "Dikirim bersama kebutuhan. Hanya bangunan dan barang.")


def _visits(home: Recipient) -> Task:
    rule = recipients.visit_rule_of(home)
    url = reverse("desks:home_profile", args=[home.reference])
    return Task("Aturan kunjungan", TaskState.DONE if rule else TaskState.NOT_YET, url, rule.text if rule else "")


def _safeguarding(home: Recipient) -> Task:
    url, title = reverse("desks:safeguarding", args=[home.reference]), "Pernyataan pelindungan anak"
    if accepted := recipients.acceptance_of(home):
        return Task(title, TaskState.DONE, url, f"Disetujui {tanggal_pendek(accepted.accepted_at)}.")
    if recipients.ever_accepted(home):
        return Task(title, TaskState.TROUBLE, url, "Isinya diperbarui. Baca lagi, lalu setujui.")
    return Task(title, TaskState.NOT_YET, url)
