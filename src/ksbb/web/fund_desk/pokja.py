"""Pokja looks at who may take money and by which way: legal bases and channels that wait for a second person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

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

    from ksbb.gifts.models import Channel, Mandate

Decided = TypeVar("Decided")
YES = "setuju"
WAITS_A_DAY = "Sesudah disetujui, saluran baru dapat dipakai 24 jam kemudian. Waktu itu untuk mencegah kekeliruan."


class DecisionForm(DeedForm):
    """Right or not; a no is explained."""

    agreed = Pick(label="Putusan Anda", choices=[(YES, "Cocok, saya setujui"), ("tolak", "Tidak saya setujui")])
    reason = Reason(label="Alasan bila tidak disetujui", required=False)

    def decide(self, visit: Visit, deed: Callable[..., Decided]) -> Decided | None:
        """Do what was decided: `deed` lacks only who, what and when."""
        return self.attempt(
            lambda said: deed(
                by=visit.user, agreed=said["agreed"] == YES, reason=said["reason"], at=visit.at, key=said["key"]
            )
        )


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
    found, form = find_mandate(visit.user, number, visit.at), DecisionForm(visit.sent)
    done = form.decide(visit, partial(actions.decide_mandate, mandate=found))
    if done is not None:
        return visit.go("fund_desk:pokja", done=f"Dasar hukum {done.number}: {done.get_state_display().lower()}.")
    lead = "Cocokkan nomor, penerbit, dan masa berlakunya dengan penerbitnya."
    return visit.ask(form, _question(visit, found, "dasar hukum", lead, mandate_facts(found)))


@sits_at(POKJA)
def channel(visit: Visit, number: str) -> HttpResponse:
    """One channel: what was proposed, and the decision."""
    found, form = find_channel(visit.user, number, visit.at), DecisionForm(visit.sent)
    done = form.decide(visit, partial(actions.decide_channel, channel=found))
    if done is not None:
        said = f" {rules.cooling_says(done)}" if done.usable_from else ""
        return visit.go("fund_desk:pokja", done=f"Saluran {done.holder}: {done.get_state_display().lower()}.{said}")
    runs = found.state == Decision.AGREED and found.ended_at is None
    end_url = reverse("fund_desk:end", args=[found.pk]) if runs else ""
    lead = f"Cocokkan dengan surat resmi agregator. {WAITS_A_DAY}"
    return visit.ask(form, _question(visit, found, "saluran", lead, channel_facts(found)), end_url=end_url)


def _question(visit: Visit, row: Mandate | Channel, what: str, lead: str, facts: Sequence[dict[str, Any]]) -> Question:
    """The page of one decision; why this officer cannot make it is told before the buttons."""
    refusal = rules.why_not_decide(row, reach=visit.reach, may=visit.reach.is_pokja)
    title = f"Periksa {what} {row.organisation.name}"
    return Question(title, "Simpan putusan", reverse("fund_desk:pokja"), lead, "Dana titipan", facts, refusal)


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
