"""Decisions about people's own data: the clocks, and what must go on before something can end."""

from __future__ import annotations

import calendar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ksbb.core.refusals import FORBIDDEN, Refusal, first
from ksbb.core.states import why_not_move
from ksbb.core.text import why_not_publish, why_not_show
from ksbb.privacy.enums import NEXT_STATES, RequestState, Right

if TYPE_CHECKING:
    from ksbb.parties.rules import Reach
    from ksbb.privacy.models import DataRequest

ANSWER_WITHIN = timedelta(hours=72)
"""3×24 hours (UU 27/2022 pasal 30, 32, 40, 41)."""
ALARM_AFTER = timedelta(hours=48)
MOST_WAITING = 3
ERASED_NAME = "Dihapus atas permintaan"
MASK = "(dihapus)"
SHORTEST_NAME = 6
"""A shorter name is a word of the language, too: it is not looked for in what others wrote."""


def period_ends(when: datetime, *, months: int = 0, days: int = 0) -> datetime:
    """The moment so many months (to the same day, or the month's last) or days before `when`."""
    whole = when.year * 12 + when.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    day = min(when.day, calendar.monthrange(year, month)[1])
    return when.replace(year=year, month=month, day=day) - timedelta(days=days)


def why_not_erase(*, running: int, carried: int, roles: int, cancel_open: bool) -> Refusal | None:
    """Why an identity cannot go yet: a promise or a role that somebody relies on runs under it."""
    if carried:
        return Refusal(
            "promise_on_the_way",
            f"{carried} komitmen Anda sedang diantar dan penerima menunggunya. Selesaikan dahulu.",
        )
    if running and not cancel_open:
        return Refusal(
            "promise_running",
            f"{running} komitmen Anda masih berjalan. Pilih: batalkan semuanya sekarang, atau pertahankan dan hapus "
            "data sesudah selesai.",
        )
    if roles:
        return Refusal(
            "role_running",
            "Anda masih memegang peran yang diandalkan orang lain. Minta petugas mengakhirinya dahulu; tulis "
            "permintaannya di halaman ini.",
        )
    return None


def why_not_correct(*, name: str, account: bool) -> Refusal | None:
    """Why a corrected name cannot be kept: empty, or longer than its column."""
    if not name.strip():
        return Refusal("name_needed", "Tuliskan nama Anda.")
    return why_not_show(name, longest=120 if account else 160)


def why_not_ask(*, kind: Right, words: str, waiting: int) -> Refusal | None:
    """Why a request is not taken: nothing said, too much waits already, or there is nothing to restore by hand."""
    if kind == Right.RESUME:
        return Refusal("do_it_here", "Pemulihan dapat Anda lakukan sendiri di halaman ini.")
    if waiting >= MOST_WAITING:
        return Refusal("too_many_requests", "Tiga permintaan Anda masih menunggu jawaban. Tunggu jawabannya dahulu.")
    if len(words.strip()) < 10:
        return Refusal("reason_needed", "Tuliskan permintaan Anda dengan jelas, paling sedikit 10 huruf.")
    return why_not_publish(words, longest=600)


def why_not_answer(*, reach: Reach, request: DataRequest, answer: str, granted: bool) -> Refusal | None:
    """Why an answer cannot be given: not by Pokja, answered before, about the own request, or without words."""
    if not reach.is_pokja:
        return FORBIDDEN
    if request.user_id is not None and request.user_id == reach.user_id:
        return Refusal("own_request", "Permintaan sendiri dijawab oleh petugas lain.", forbidden=True)
    to = RequestState.DONE if granted else RequestState.REFUSED
    short = Refusal("reason_needed", "Tuliskan jawaban dengan jelas, paling sedikit 10 huruf.")
    return first(
        why_not_move(NEXT_STATES, RequestState(request.state), to),
        short if len(answer.strip()) < 10 else why_not_publish(answer, longest=600),
    )


def hours_left(request: DataRequest, *, at: datetime) -> int:
    """Whole hours until the answer is due; negative when it is late."""
    return int((request.due_at - at).total_seconds() // 3600)


def older_than(text: str, *, at: datetime) -> datetime:
    """The moment before which a period such as "24 bulan" or "90 hari" has run out. Raises ValueError."""
    number, _, unit = text.partition(" ")
    if unit == "bulan":
        return period_ends(at, months=int(number))
    if unit == "hari":
        return period_ends(at, days=int(number))
    raise ValueError(f"{text!r} is no period: write so many bulan or hari")
