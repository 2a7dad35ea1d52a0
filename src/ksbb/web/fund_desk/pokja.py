"""Pokja looks at who may take money and by which way: legal bases and channels that wait for a second person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.core.formats import persen, tanggal, tanggal_waktu
from ksbb.gifts import actions, qris, rules
from ksbb.gifts.bases import basis_by_code
from ksbb.gifts.enums import Decision
from ksbb.gifts.queries import find_channel, find_mandate, standing
from ksbb.web.desks.forms import DeedForm, Pick, Reason, ReasonForm
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import POKJA, Question, Visit, sits_at
from ksbb.web.desks.words import waited

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.core.refusals import Refusal
    from ksbb.gifts.models import Channel, Mandate

YES = "setuju"
WAITS_A_DAY = "Sesudah disetujui, saluran baru dapat dipakai 24 jam kemudian. Waktu itu untuk mencegah kekeliruan."


class DecisionForm(DeedForm):
    """Right or not; a no is explained."""

    agreed = Pick(label="Putusan Anda", choices=[(YES, "Cocok, saya setujui"), ("tolak", "Tidak saya setujui")])
    reason = Reason(label="Alasan bila tidak disetujui", required=False)


@sits_at(POKJA, "GET", "HEAD")
def desk(visit: Visit) -> HttpResponse:
    """What waits for a second person, then what runs."""
    running = paged(visit.request, standing.channels(state=Decision.AGREED), "saluran")
    waiting = standing.mandates(state=Decision.WAITING)
    context = {
        "mandates": [(row, basis_by_code(row.basis), waited(row.proposed_at, at=visit.at)) for row in waiting],
        "channels": [(row, waited(row.proposed_at, at=visit.at)) for row in standing.channels(state=Decision.WAITING)],
        "bases": [(row, basis_by_code(row.basis)) for row in standing.running_mandates(on=visit.today)],
        "running": [(row, rules.usable(row, at=visit.at)) for row in running.rows],
        "page": running,
    }
    return visit.show("fund_desk/pokja.html", context)


def _refusal(visit: Visit, row: Mandate | Channel) -> Refusal | None:
    """Why this officer cannot decide it, told before the buttons."""
    return rules.why_not_decide(row, reach=visit.reach, may=visit.reach.is_pokja)


def people_facts(row: Mandate | Channel) -> list[dict[str, Any]]:
    """Who proposed and who decided, with the reason."""
    facts = [{"term": "Diajukan oleh", "value": row.proposed_by.name, "note": tanggal_waktu(row.proposed_at)}]
    if row.decided_by and row.decided_at:
        note = f"{Decision(row.state).label}, {tanggal_waktu(row.decided_at)}. {row.decided_reason}"
        facts.append({"term": "Orang kedua", "value": row.decided_by.name, "note": note})
    return facts


def mandate_facts(row: Mandate) -> list[dict[str, Any]]:
    """What a legal basis says, beside what its kind calls for."""
    basis = basis_by_code(row.basis)
    until = tanggal(row.valid_until) if row.valid_until else "tanpa batas waktu"
    cap = persen(basis.cap, 1000) if basis.cap is not None else "tidak ada yang kami ketahui"
    facts = [
        {"term": "Agregator", "value": row.organisation.name, "note": row.organisation.get_standing_display()},
        {"term": "Dasar hukum", "value": basis.name, "note": basis.law},
        {"term": "Untuk dana", "value": ", ".join(sorted(kind.label for kind in basis.funds))},
        {"term": "Nomor", "value": row.number, "note": row.issuer},
        {"term": "Wilayah", "value": row.area.title},
        {"term": "Berlaku", "value": f"{tanggal(row.valid_from)} sampai {until}"},
        {"term": "Batas biaya", "value": cap, "note": basis.cap_source},
        {"term": "PKS", "value": row.pks_number or "belum ada", "note": tanggal(row.pks_on) if row.pks_on else ""},
    ]
    return facts + people_facts(row)


def channel_facts(row: Channel) -> list[dict[str, Any]]:
    """What a channel says; of a QRIS, what its code itself names."""
    facts: list[dict[str, Any]] = [
        {"term": "Agregator", "value": row.organisation.name, "note": row.organisation.get_standing_display()},
        {"term": "Untuk dana", "value": row.get_fund_display()},
        {"term": "Nama pemilik", "value": row.holder, "note": "Nama ini yang harus muncul di aplikasi bank pemberi."},
    ]
    if row.payload:
        said = qris.read(row.payload)
        facts += [{"term": "NMID", "value": row.nmid}, {"term": "Kota pada kode", "value": said.city or "tidak ada"}]
    else:
        facts += [{"term": "Bank", "value": row.bank}, {"term": "Nomor rekening", "value": row.number}]
    if row.usable_from:
        facts.append({"term": "Dapat dipakai", "value": tanggal_waktu(row.usable_from)})
    if row.ended_at:
        facts.append({"term": "Diakhiri", "value": tanggal_waktu(row.ended_at), "note": row.ended_reason})
    return facts + people_facts(row)


@sits_at(POKJA)
def mandate(visit: Visit, number: str) -> HttpResponse:
    """One legal basis: what was proposed beside what its kind calls for, and the decision."""
    found = find_mandate(visit.user, number, visit.at)
    form = DecisionForm(visit.sent)
    done = form.attempt(
        lambda said: actions.decide_mandate(
            by=visit.user,
            mandate=found,
            agreed=said["agreed"] == YES,
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("fund_desk:pokja", done=f"Dasar hukum {done.number}: {done.get_state_display().lower()}.")
    return _decision(visit, found, form, title=f"Periksa dasar hukum {found.organisation.name}", lead="")


@sits_at(POKJA)
def channel(visit: Visit, number: str) -> HttpResponse:
    """One channel: what was proposed, and the decision."""
    found = find_channel(visit.user, number, visit.at)
    form = DecisionForm(visit.sent)
    done = form.attempt(
        lambda said: actions.decide_channel(
            by=visit.user,
            channel=found,
            agreed=said["agreed"] == YES,
            reason=said["reason"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        said = f" {rules.cooling_says(done)}" if done.usable_from else ""
        return visit.go("fund_desk:pokja", done=f"Saluran {done.holder}: {done.get_state_display().lower()}.{said}")
    lead = f"Cocokkan dengan surat resmi agregator. {WAITS_A_DAY}"
    return _decision(visit, found, form, title=f"Periksa saluran {found.organisation.name}", lead=lead)


def _decision(visit: Visit, row: Any, form: DecisionForm, *, title: str, lead: str) -> HttpResponse:
    is_channel = hasattr(row, "holder")
    facts = channel_facts(row) if is_channel else mandate_facts(row)
    lead = lead or "Cocokkan nomor, penerbit, dan masa berlakunya dengan penerbitnya."
    refusal = _refusal(visit, row)
    question = Question(title, "Simpan putusan", reverse("fund_desk:pokja"), lead, "Dana titipan", facts, refusal)
    more = {}
    if is_channel and row.state == Decision.AGREED and row.ended_at is None:
        more = {"end_url": reverse("fund_desk:end", args=[row.pk])}
    return visit.ask(form, question, **more)


@sits_at(POKJA)
def end(visit: Visit, number: str) -> HttpResponse:
    """Take a channel away at once."""
    return ask_end(visit, find_channel(visit.user, number, visit.at), back="fund_desk:pokja")


def ask_end(visit: Visit, found: Channel, *, back: str) -> HttpResponse:
    """The page that takes a channel away: one person is enough to stop."""
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: actions.end_channel(
            by=visit.user, channel=found, reason=said["reason"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go(back, done=f"Saluran {done.holder} diakhiri. Pemberi tidak melihatnya lagi.")
    lead = "Berlaku saat itu juga, cukup satu orang. Niat yang sudah tercatat tetap ada dan tetap dapat dikonfirmasi."
    refusal = rules.why_not_end(found)
    title = f"Akhiri saluran {found.holder}"
    facts = channel_facts(found)
    question = Question(title, "Akhiri sekarang", reverse(back), lead, facts=facts, refusal=refusal, danger=True)
    return visit.ask(form, question)
