"""Decisions about applications: what may be sent, who approves, and when a permit reminds of its end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_publish, why_not_reason, why_not_show_reason
from ksbb.permits.enums import NEXT_STATES, ApplicationState
from ksbb.permits.rules.activities import activity_named, permit_kinds

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from ksbb.parties.models import Organisation
    from ksbb.parties.rules import Reach
    from ksbb.permits.models import Application
    from ksbb.places.models import Place

NIB = "nib"
"""Every business has one, of thirteen digits (PP 5/2021); it permits to collect nothing."""
REMINDERS = (1, 7, 14, 30)
"""Days before the end at which the people of an organisation are reminded (bars J5.2)."""
LONGEST_YEARS = 30
"""Ours: no permit of these kinds runs longer; a later last day is a slip of the pen."""


def why_not_send(
    *,
    activity: str,
    kind: str,
    number: str,
    issuer: str,
    valid_from: date,
    valid_until: date | None,
    place: Place | None,
    on: date,
) -> Refusal | None:
    """Why an application cannot be sent: unknown activity, the wrong kind of permit for it, days that cannot be."""
    known = activity_named(activity)
    if known is None:
        return Refusal("activity_unknown", "Pilih kegiatan dari daftar.")
    if known.home and (place is None or place.level != "kelurahan"):
        return Refusal("place_needed", "Pilih kelurahan tempat lembaga ini berada.")
    return first(
        why_not_fit(activity=activity, kind=kind),
        None if number.strip() else Refusal("number_needed", "Tuliskan nomor izinnya."),
        None if issuer.strip() else Refusal("issuer_needed", "Tuliskan siapa yang menerbitkan izinnya."),
        why_not_number(kind=kind, number=number),
        why_not_publish(number, longest=80),
        why_not_publish(issuer, longest=160),
        why_not_days(kind=kind, valid_from=valid_from, valid_until=valid_until, on=on),
    )


def why_not_number(*, kind: str, number: str) -> Refusal | None:
    """Why this cannot be the number of such a permit: it is that of another kind, which only registers a business."""
    named = permit_kinds().get(kind)
    if named is None or kind == NIB or not re.fullmatch(r"[0-9]{13}", re.sub(r"[\s.\-]", "", number)):
        return None
    return Refusal("permit_number", f"Tiga belas angka adalah NIB. Tuliskan nomor {named.name}.")


def why_not_fit(*, activity: str, kind: str) -> Refusal | None:
    """Why this kind of permit does not carry that activity (T02): a foundation's registration runs no home."""
    known, named = activity_named(activity), permit_kinds().get(kind)
    if known is None or named is None:
        return Refusal("permit_unknown", "Pilih jenis izin dari daftar.")
    if named in known.permits:
        return None
    wanted = " atau ".join(one.name for one in known.permits)
    return Refusal("permit_kind", f"Untuk {known.name.lower()} diperlukan {wanted}, bukan {named.name}.")


def why_not_days(*, kind: str, valid_from: date, valid_until: date | None, on: date) -> Refusal | None:
    """Why a permit of this kind cannot run from one day to the other."""
    if valid_until is None:
        ends = permit_kinds()[kind].ends
        return Refusal("end_needed", "Tuliskan sampai kapan izin ini berlaku.") if ends else None
    if valid_until < valid_from or valid_until.year > on.year + LONGEST_YEARS:
        return Refusal("date_order", "Hari terakhir izin harus sesudah hari pertamanya, dan masuk akal.")
    if valid_until < on:
        return Refusal("permit_over", "Izin ini sudah habis masa berlakunya. Perpanjang dahulu di penerbitnya.")
    return None


def why_not_renew(*, mine: bool, organisation: Organisation) -> Refusal | None:
    """Why this person cannot send a new permit for the organisation."""
    if not mine:
        return FORBIDDEN
    if organisation.standing == "ditolak":
        return Refusal("wrong_state", "Permohonan lembaga ini sudah ditolak. Ajukan permohonan baru.")
    return None


def why_not_amend(*, user_id: int, application: Application) -> Refusal | None:
    """Why this person cannot mend the application."""
    if application.applied_by_id != user_id:
        return FORBIDDEN
    return why_not_move(NEXT_STATES, ApplicationState(application.state), ApplicationState.SUBMITTED)


def why_not_judge(
    *, reach: Reach, application: Application, people: Collection[int], to: ApplicationState
) -> Refusal | None:
    """Why this person cannot decide on the application: not Pokja, or one of the organisation's own `people`."""
    if not reach.is_pokja:
        return FORBIDDEN
    if reach.user_id == application.applied_by_id or reach.user_id in people:
        return Refusal("own_application", "Pemohon tidak boleh memutus permohonannya sendiri.", forbidden=True)
    return why_not_move(NEXT_STATES, ApplicationState(application.state), to)


def why_not_approve(
    *,
    reach: Reach,
    application: Application,
    people: Collection[int],
    check: str,
    alike: Sequence[Organisation],
    alike_reason: str,
    on: date,
) -> Refusal | None:
    """Why this approval is refused. The second one comes from a second person and makes the organisation active.

    The permit must be of a kind that the activity calls for and valid on that very day; how it was checked with its
    issuer is written down; a name that looks like another's needs a reason.
    """
    halfway = application.state == ApplicationState.HALFWAY
    to = ApplicationState.APPROVED if halfway else ApplicationState.HALFWAY
    return first(
        why_not_judge(reach=reach, application=application, people=people, to=to),
        Refusal("same_person", "Persetujuan kedua harus dari petugas lain.")
        if halfway and application.first_by_id == reach.user_id
        else None,
        why_not_fit(activity=application.activity, kind=application.permit_kind),
        _why_not_valid(application, on=on),
        Refusal("check_needed", "Tuliskan cara Anda memeriksa izin ini pada penerbitnya, paling sedikit 10 huruf.")
        if len(check.strip()) < 10
        else why_not_show_reason(check, longest=300),
        _why_not_alike(alike, alike_reason or application.alike_reason),
    )


def _why_not_valid(application: Application, *, on: date) -> Refusal | None:
    held_until = application.organisation.permit_until
    follows = held_until is not None and on <= held_until and application.valid_from <= held_until + timedelta(days=1)
    begun = application.valid_from <= on or follows
    if not begun or (application.valid_until is not None and application.valid_until < on):
        return Refusal("permit_not_valid", "Izin ini tidak berlaku hari ini. Minta pemohon memperbaiki.")
    return None


def _why_not_alike(alike: Sequence[Organisation], reason: str) -> Refusal | None:
    if alike and not reason.strip():
        return Refusal(
            "name_alike", f"Namanya mirip dengan {alike[0].name}. Tuliskan mengapa ini lembaga yang berbeda."
        )
    return why_not_reason(reason, longest=300) if reason else None


def reminder_due(*, valid_until: date, on: date) -> int | None:
    """Which reminder the day calls for: the nearest threshold not passed yet, or None while the end is far or past."""
    left = (valid_until - on).days
    return next((days for days in REMINDERS if left <= days), None) if left >= 0 else None
