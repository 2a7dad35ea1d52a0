"""What needs an officer: a request with its clock, the code that proves an address, the alarm, the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ksbb.core import journal
from ksbb.core.deeds import deed
from ksbb.core.refusals import Refusal, Refused, insist
from ksbb.core.text import why_not_publish
from ksbb.notices.actions import enqueue, tell_person
from ksbb.notices.enums import Kind
from ksbb.parties import actions as parties
from ksbb.parties.models import ProofCode, User
from ksbb.parties.queries import latest_code, pokja_people, reach_of
from ksbb.privacy import queries, rules
from ksbb.privacy.actions.erasing import erase
from ksbb.privacy.actions.recording import note, record, who
from ksbb.privacy.enums import RequestState, Right
from ksbb.privacy.models import DataRequest

PURPOSE = "data"


@deed("send_data_code", open_doors=False)
def send_data_code(*, contact: str, at: datetime) -> ProofCode:
    """Send a code to an address, so that its owner may see and decide. The same whether we hold anything or not."""
    insist(why_not_publish(contact, longest=254), None if contact else Refusal("contact_needed", "Isi alamat Anda."))
    digits = parties.new_code(contact=contact, purpose=PURPOSE, at=at)
    body = f"Kode Anda {digits}. Berlaku 10 menit, untuk membuka halaman Data saya. Jangan berikan kepada siapa pun."
    enqueue(address=contact, title="Kode KSBB", body=body, dedupe=f"code:data:{at.timestamp()}:{digits}", at=at)
    code = latest_code(contact=contact, purpose=PURPOSE)
    if code is None:
        raise RuntimeError("the code that was just made is gone")
    journal.write(verb="send_data_code", subject=f"code:{code.pk}", actor_id=None, payload={}, at=at)
    return code


def _try_code(told: Mapping[str, Any]) -> None:
    parties.try_code(contact=told["contact"], purpose=PURPOSE, digits=told["digits"])


@deed("check_data_code", open_doors=False, before=_try_code)
def check_data_code(*, contact: str, digits: str, at: datetime) -> ProofCode:
    """Take the code back; from now on its owner may act for that address. Wrong tries are counted ahead of it."""
    parties.check_code(contact=contact, purpose=PURPOSE, digits=digits, at=at)
    code = latest_code(contact=contact, purpose=PURPOSE)
    if code is None:
        raise RuntimeError("the code that was just used is gone")
    journal.write(verb="check_data_code", subject=f"code:{code.pk}", actor_id=None, payload={}, at=at)
    return code


@deed("ask_about_data")
def ask_about_data(
    *, by: User | None, kind: Right, words: str, contact: str = "", at: datetime, key: str = ""
) -> DataRequest:
    """Ask an officer for what cannot be done alone. The answer is due in 3×24 hours."""
    person = who(by=by, contact=contact, at=at)
    waiting = sum(1 for one in queries.requests_of(person) if one.state == RequestState.WAITING)
    insist(rules.why_not_ask(kind=kind, words=words, waiting=waiting))
    request = record(person, kind, at=at, words=words)
    note("ask_about_data", person, request, by=by, at=at)
    return request


@deed("answer_data_request")
def answer_data_request(
    *, by: User, request: DataRequest, granted: bool, answer: str, at: datetime, key: str = ""
) -> DataRequest:
    """Answer a request, with words. An erasure that is granted is done in the same moment."""
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("user", "party").get(pk=request.pk)
    insist(rules.why_not_answer(reach=reach_of(by, at=at), request=request, answer=answer, granted=granted))
    person = queries.person_in(request, at=at)
    _tell(request, at=at)
    request.state = RequestState.DONE if granted else RequestState.REFUSED
    request.answered_at, request.answered_by, request.answer_note = at, by, answer
    request.save()
    if granted and request.kind == Right.ERASE:
        erase(person, by=None, cancel_open=False, at=at)
        request.refresh_from_db()
    note("answer_data_request", person, request, by=by, at=at, granted=granted)
    return request


def _tell(request: DataRequest, *, at: datetime) -> None:
    """The answer itself stands on the page, behind sign-in or a code; the letter only says that it is there."""
    title = "Permintaan Anda tentang data pribadi dijawab"
    body = f"Permintaan {request.reference} sudah dijawab. Baca jawabannya di halaman Data saya."
    mark = f"hak:{request.pk}"
    if request.user is not None:
        tell_person(person=request.user, title=title, body=body, dedupe=mark, at=at, kind=Kind.SAFETY)
    else:
        enqueue(address=request.contact, title=title, body=body, dedupe=mark, at=at, kind=Kind.SAFETY)


@deed("alarm_data_request", open_doors=False)
def alarm_data_request(*, request: DataRequest, at: datetime) -> DataRequest:
    """Warn every officer of Pokja that a request waits for more than two days. Once."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != RequestState.WAITING or request.alarmed_at is not None:
        raise Refused(Refusal("wrong_state", "Permintaan ini sudah dijawab atau sudah diperingatkan."))
    request.alarmed_at = at
    request.save(update_fields=["alarmed_at"])
    title = f"Permintaan data {request.reference} menunggu"
    left = rules.hours_left(request, at=at)
    body = f"Jawabannya harus ada dalam {left} jam (UU 27/2022). Buka Meja Pokja, bagian Data pribadi."
    for officer in pokja_people():
        mark = f"hak-alarm:{request.pk}:{officer.pk}"
        tell_person(person=officer, title=title, body=body, dedupe=mark, at=at, kind=Kind.SAFETY)
    subject = f"data:{request.reference}"
    journal.write(verb="alarm_data_request", subject=subject, actor_id=None, payload={"hours_left": left}, at=at)
    return request


def alarm_data_requests(*, at: datetime) -> int:
    """Warn of every request that is two days old. Returns how many."""
    found = queries.waiting_for_alarm(at=at)
    for request in found:
        alarm_data_request(request=request, at=at)
    return len(found)
