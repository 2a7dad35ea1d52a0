"""The receiver's desk: what waits today, confirming, and answering to promises."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse

from ksbb.commitments import actions as commitments
from ksbb.commitments import queries as promises
from ksbb.commitments.enums import RUNNING, LineState
from ksbb.core import limits
from ksbb.core.formats import angka, samar_telepon, tanggal
from ksbb.core.refusals import Refused
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries import queries as journeys
from ksbb.deliveries.actions import Count, Load
from ksbb.deliveries.rules import NOT_LAPSED
from ksbb.needs import queries as needs
from ksbb.recipients import queries as recipients
from ksbb.web.desks.counting import CountForm, SecondAdultName
from ksbb.web.desks.forms import Amount, Day, DeedForm, ReasonForm, Words
from ksbb.web.desks.home_tasks import homes_of
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at
from ksbb.web.desks.words import load_words
from ksbb.web.giving.contacts import A_DAY, log, seal, unseal, whatsapp
from ksbb.web.ics import calendar_file

if TYPE_CHECKING:
    from ksbb.commitments.models import Line
    from ksbb.deliveries.models import DeliveryLine


LATE_SHOWN = timedelta(days=60)
"""How long a lapsed promise stays in the list, should its goods come after all."""


def waits_for_answer(line: Line) -> bool:
    """Does the receiver owe this promise a word: a yes to a newcomer, to an equivalent, or to the day?"""
    if line.state == LineState.QUEUED:
        return line.vouched_at is None and line.need.remaining > 0
    if line.equivalent and line.equivalent_accepted_at is None:
        return True
    return line.state == LineState.PROMISED and line.contacted_at is None and line.other_day is None


@sits_at(RECIPIENT, "GET", "HEAD")
def desk(visit: Visit) -> HttpResponse:
    """What waits for this person today, and the few other things that can be done."""
    mine = recipients.spoken_for(visit.reach)
    arrived = journeys.waiting_for(mine)
    carried = journeys.carried_by(arrived)
    coming = list(promises.coming_to(mine))
    answers = promises.asking(mine) + [line for line in coming if waits_for_answer(line)]
    tasks = [{"delivery": delivery, "what": load_words(carried.get(delivery.pk, []))} for delivery in arrived]
    drafts = visit.request.session.get("drafts", {})
    silent = [one for one in mine if not one.reachable]
    asked = needs.of_recipients(mine)
    return visit.show(
        "desks/recipient.html",
        {
            "mine": mine,
            "tasks": tasks,
            "answers": answers,
            "silent": silent,
            "waiting": len(silent) + len(tasks) + len(answers),
            "agreed": [line for line in coming if line not in answers and line.to_bring],
            "needs": asked[:3],
            "homes": homes_of(mine, asked, at=visit.at),
            "unguarded": [one for one in mine if one.kind.children and recipients.acceptance_of(one) is None],
            "drafts": [recipient for recipient in mine if recipient.reference in drafts],
        },
    )


@sits_at(RECIPIENT)
def confirm(visit: Visit, reference: str) -> HttpResponse:
    """Two taps: open the delivery, say that the number is right (or what is not)."""
    delivery = journeys.delivery_to(recipients.spoken_for(visit.reach), reference)
    carried = journeys.lines_of(delivery)
    form = CountForm(visit.sent, carried=carried, answers=True, children=delivery.recipient.kind.children)
    receipt = form.attempt(
        lambda said: deliveries.confirm(
            by=visit.user,
            delivery=delivery,
            counts=form.counts(),
            note=said["note"],
            second_adult=said.get("second_adult", ""),
            at=visit.at,
            key=said["key"],
        )
    )
    if receipt is not None:
        return visit.go("desks:recipient", done=_thanks(carried, form.counts()))
    receipt = journeys.receipt_of(delivery)
    giver = promises.public_giver(carried[0].line.commitment) if carried else ""
    context = {"delivery": delivery, "giver": giver, "rows": form.rows(), "form": form, "receipt": receipt}
    return visit.show("desks/confirm.html", context)


def _thanks(carried: list[DeliveryLine], counts: list[Count]) -> str:
    """What was written down, in numbers, and what happens to the rest."""
    found = sum(count.received for count in counts)
    short = sum(row.quantity for row in carried) - found
    rest = f" Kurang {angka(short)}: petugas kelurahan menyelesaikannya." if short > 0 else ""
    return f"Terima kasih. {angka(found)} tercatat diterima.{rest}"


def _line(visit: Visit, number: str) -> Line:
    return promises.line_to(recipients.spoken_for(visit.reach), number)


def _promise_page(visit: Visit, line: Line, **more: Any) -> HttpResponse:
    giver = promises.public_giver(line.commitment)
    context = {"line": line, "giver": giver, "unanswered": waits_for_answer(line)}
    context["queued"] = line.state == LineState.QUEUED
    context["ended"] = line.state not in RUNNING and not context["queued"]
    context["lapsed"] = promises.lapsed_of(line) if context["ended"] else 0
    context["masked"] = samar_telepon(line.commitment.giver.phone) if line.holds and line.commitment.giver.phone else ""
    return visit.show("desks/promise.html", {**context, **more})


@sits_at(RECIPIENT, "GET", "HEAD")
def promise(visit: Visit, number: str) -> HttpResponse:
    """One promise, and what the receiver can answer."""
    return _promise_page(visit, _line(visit, number))


@sits_at(RECIPIENT, "GET", "HEAD")
def calendar(visit: Visit, number: str) -> HttpResponse:
    """The hand-over for the receiver's calendar."""
    return calendar_file([_line(visit, number)])


@sits_at(RECIPIENT, "GET", "HEAD")
def own_promises(visit: Visit) -> HttpResponse:
    """All promises that run for the own recipients."""
    mine = recipients.spoken_for(visit.reach)
    lapsed = promises.lapsed_to(mine, since=visit.at - LATE_SHOWN)
    return visit.show("desks/promises.html", {"coming": list(promises.coming_to(mine)), "lapsed": lapsed})


@sits_at(RECIPIENT, "POST")
def agree(visit: Visit, number: str) -> HttpResponse:
    """ "Hari itu bisa": the day as the giver proposed it."""
    line = _line(visit, number)
    return visit.press(
        lambda: commitments.schedule(
            by=visit.user,
            line=line,
            deliver_on=line.deliver_on,
            deliver_through=line.deliver_through,
            time_note=line.time_note,
            at=visit.at,
            key=visit.key,
        ),
        to="desks:promise",
        args=[line.pk],
        done=f"Disepakati: {tanggal(line.deliver_on)}.",
    )


@sits_at(RECIPIENT, "POST")
def accept_equivalent(visit: Visit, number: str) -> HttpResponse:
    """ "Isi setara boleh": from now on the promise counts."""
    line = _line(visit, number)
    return visit.press(
        lambda: commitments.accept_equivalent(by=visit.user, line=line, at=visit.at, key=visit.key),
        to="desks:promise",
        args=[line.pk],
        done="Isi setara Anda setujui. Pemberi kami beri tahu.",
    )


@sits_at(RECIPIENT, "POST")
def admit(visit: Visit, number: str) -> HttpResponse:
    """ "Ya, terima": a giver whom nobody knew yet counts from now on."""
    line = _line(visit, number)
    return visit.press(
        lambda: commitments.admit(by=visit.user, line=line, at=visit.at, key=visit.key),
        to="desks:promise",
        args=[line.pk],
        done="Anda menerima. Pemberi kami beri tahu.",
    )


@sits_at(RECIPIENT, "POST")
def contacted(visit: Visit, number: str) -> HttpResponse:
    """ "Sudah dihubungi": stops the clock of two days."""
    line = _line(visit, number)
    return visit.press(
        lambda: commitments.note_contact(by=visit.user, line=line, at=visit.at, key=visit.key),
        to="desks:promise",
        args=[line.pk],
        done="Tercatat: pemberi sudah dihubungi.",
    )


@sits_at(RECIPIENT, "POST")
def giver_contact(visit: Visit, number: str) -> HttpResponse:
    """The giver's name and address, shown once per asking; every look is in the journal."""
    line = _line(visit, number)
    try:
        commitments.reveal_giver(by=visit.user, line=line, at=visit.at)
    except Refused as stop:
        if stop.refusal.code != "too_many_readings":
            raise
        return limits.too_often(visit.request, A_DAY)
    opened = promises.giver_reading(line=line, reader_id=visit.user.pk)
    token = seal(opened.pk, salt=f"wa:pemberi:{line.pk}:{visit.user.pk}") if opened else ""
    return _promise_page(visit, line, contact=line.commitment.giver, token=token)


@sits_at(RECIPIENT, "GET", "HEAD")
def to_whatsapp(visit: Visit, number: str, token: str) -> HttpResponse:
    """On to the giver by WhatsApp, for as long as the link and the promise last; else back to the promise."""
    line = _line(visit, number)
    opened = unseal(token, salt=f"wa:pemberi:{line.pk}:{visit.user.pk}")
    if opened is None or not line.commitment.giver.phone or not promises.contact_open(line):
        return visit.go("desks:promise", line.pk)
    log.info("contact link used", giver_reading=opened)
    text = f"Assalamualaikum. Saya dari {line.need.recipient.name}, tentang komitmen KSBB Anda: "
    text += f"{angka(line.quantity)} {line.need.package.spoken}."
    return whatsapp(line.commitment.giver.phone, text)


class OtherDayForm(DeedForm):
    """Another day, and perhaps a word about it."""

    day = Day(label="Hari yang Anda usulkan")
    note = Words(label="Catatan untuk pemberi", most=300, required=False)


@sits_at(RECIPIENT)
def other_day(visit: Visit, number: str) -> HttpResponse:
    """Ask the giver for another day."""
    line = _line(visit, number)
    form = OtherDayForm(visit.sent, initial={"day": line.deliver_on})
    done = form.attempt(
        lambda said: commitments.propose_time(
            by=visit.user, line=line, day=said["day"], note=said["note"], at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("desks:promise", line.pk, done="Usulan hari terkirim ke pemberi.")
    back = reverse("desks:promise", args=[line.pk])
    lead = f"Pemberi mengusulkan {tanggal(line.deliver_on)}. Pilih hari sampai {tanggal(line.need.deliver_until)}."
    return visit.ask(form, Question("Usulkan hari lain", "Kirim usulan", back, lead))


@sits_at(RECIPIENT)
def decline(visit: Visit, number: str) -> HttpResponse:
    """Say no to a promise, with a reason."""
    line = _line(visit, number)
    form = ReasonForm(visit.sent)
    done = form.attempt(
        lambda said: commitments.decline(by=visit.user, line=line, reason=said["reason"], at=visit.at, key=said["key"])
    )
    if done is not None:
        return visit.go("desks:recipient", done="Bantuan ditolak. Jumlahnya terbuka lagi untuk pemberi lain.")
    quantity = f"{angka(line.quantity or line.pledged)} {line.need.package.spoken}"
    lead = f"{quantity} kembali menjadi kebutuhan yang belum dipenuhi. Pemberi membaca alasan Anda."
    question = Question("Tolak bantuan ini", "Tolak bantuan", reverse("desks:promise", args=[line.pk]), lead)
    return visit.ask(form, question)


class LateForm(DeedForm):
    """How many came although the promise had lapsed."""

    quantity = Amount(label="Berapa yang datang?")
    note = Words(label="Catatan", required=False)


@sits_at(RECIPIENT)
def arrived_late(visit: Visit, number: str) -> HttpResponse:
    """Record goods that came after their promise lapsed."""
    line = _line(visit, number)
    form = LateForm(visit.sent, initial={"quantity": promises.lapsed_of(line)})
    if line.need.recipient.kind.children:
        form.fields["second_adult"] = SecondAdultName(label=CountForm.adult)
    done = form.attempt(
        lambda said: deliveries.receive_late(
            by=visit.user,
            line=line,
            quantity=said["quantity"],
            note=said["note"],
            second_adult=said.get("second_adult", ""),
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        return visit.go("desks:recipient", done="Terima kasih. Barang yang datang sesudah gugur sudah tercatat.")
    return visit.ask(form, late_question(line, back=reverse("desks:promise", args=[line.pk])))


def late_question(line: Line, *, back: str) -> Question:
    """What becomes of goods that came late, said before the button."""
    unit, lapsed = line.need.package.spoken, promises.lapsed_of(line)
    lead = (
        f"{angka(lapsed)} {unit} gugur sejak {tanggal(line.state_since)}. Yang datang dihitung lagi selama masih "
        f"dibutuhkan (sekarang {angka(line.need.remaining)}); sisanya dicatat sebagai lebih."
    )
    refusal = None if lapsed else NOT_LAPSED
    return Question("Barangnya datang juga", "Catat penerimaan", back, lead, refusal=refusal)


class ArrivedForm(DeedForm):
    """How many came although no journey was recorded."""

    quantity = Amount(label="Berapa yang datang?")
    note = Words(label="Catatan", required=False)


@sits_at(RECIPIENT)
def arrived(visit: Visit, number: str) -> HttpResponse:
    """Record what came although the giver recorded no journey."""
    line = _line(visit, number)
    form = ArrivedForm(visit.sent, initial={"quantity": line.to_bring})
    if line.need.recipient.kind.children:
        form.fields["second_adult"] = SecondAdultName(label=CountForm.adult)
    receipt = form.attempt(
        lambda said: deliveries.receive(
            by=visit.user,
            loads=[Load(line=line, quantity=said["quantity"])],
            note=said["note"],
            second_adult=said.get("second_adult", ""),
            at=visit.at,
            key=said["key"],
        )
    )
    if receipt is not None:
        return visit.go("desks:recipient", done="Terima kasih. Penerimaan sudah tercatat.")
    back = reverse("desks:promise", args=[line.pk])
    lead = f"{line.need.package.name}. Dijanjikan dan belum datang: {angka(line.to_bring)}."
    return visit.ask(form, Question("Barang sudah datang", "Catat penerimaan", back, lead))
