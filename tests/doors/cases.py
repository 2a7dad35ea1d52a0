"""One case for every verb: how the world gets ready, who acts, and with what. A verb without a case fails the test."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ksbb.commitments.actions import Guest
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Line
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries import photos
from ksbb.deliveries.enums import CallState, DisputeState, Finding, Side
from ksbb.documents import actions as documents
from ksbb.documents.enums import PaperKind
from ksbb.documents.sheets import Pair, Part, Sheet, Signature
from ksbb.gifts.enums import Settlement
from ksbb.gifts.matching import StatementLine
from ksbb.gifts.queries import mandates_of
from ksbb.needs.actions import Again, close
from ksbb.notices.actions import Choice
from ksbb.notices.enums import Channel, Frequency, Kind
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.queries import party_of_organisation
from ksbb.permits.actions import apply_organisation, ask_changes
from ksbb.places.enums import FigureKind, Level
from ksbb.places.rules import Layer, Outline
from ksbb.privacy import actions as privacy
from ksbb.privacy.enums import Right
from ksbb.privacy.models import DataRequest
from ksbb.recipients.actions import RecipientRow, Room, register_recipient
from ksbb.recipients.enums import Answer, FactKind
from ksbb.recipients.queries import by_reference, kind_by_code
from ksbb.voices.enums import Matter
from tests import money
from tests import world as the
from tests.world import CANARY, World

WHY = "Alasan yang cukup panjang"


@dataclass(frozen=True)
class Case:
    """`arguments(world)` are the Python arguments besides `by`, `at` and `key`."""

    verb: str
    by: str
    arguments: Callable[[World], dict[str, Any]]


@dataclass(frozen=True)
class No:
    """A refusal that must read alike at every door."""

    verb: str
    by: str
    code: str
    arguments: Callable[[World], dict[str, Any]]

    @property
    def id(self) -> str:
        return f"{self.verb}-{self.code}"


def _outline(w: World) -> Outline:
    return Outline(
        code=f"{w.village.code}-RW007",
        village_code=w.village.code,
        rw_number=7,
        geometry='{"type":"MultiPolygon","coordinates":[[[[106.7,-6.2],[106.71,-6.2],[106.71,-6.19],[106.7,-6.2]]]]}',
        box=(106.7, -6.2, 106.71, -6.19),
        label=(106.705, -6.195),
        path="M0 0h9v9z",
    )


def _prove(w: World) -> dict[str, Any]:
    commitment = the.guest_commitment(w)
    return {"commitment": commitment, "digits": the.sent_code()}


def _accept(w: World) -> dict[str, Any]:
    the.open_invitation(w)
    return {"token": the.TOKEN, "name": f"{CANARY} baru", "phone": "+6281211112222"}


def _revoked(w: World) -> dict[str, Any]:
    return {"invitation": the.open_invitation(w, revoked=True)}


def _stopped(w: World) -> dict[str, Any]:
    privacy.withdraw_consent(by=w.orang_lain, at=w.at)
    return {}


def _asked(w: World) -> DataRequest:
    return privacy.ask_about_data(by=w.orang_lain, kind=Right.CORRECT, words=f"Nama {CANARY} salah", at=w.at)


def _data_code(w: World) -> dict[str, Any]:
    contact = f"{CANARY.lower()}.tamu@uji.example"
    privacy.send_data_code(contact=contact, at=w.at)
    return {"contact": contact, "digits": the.sent_code()}


def _rows(w: World) -> list[RecipientRow]:
    home = RecipientRow(kind="pesantren", place=w.village.code, name="Pesantren Uji", residents=40, as_of="2026-05-01")
    return [home, RecipientRow(kind="rw", place=w.rw.place.code, families=310)]


def _a_paper(w: World) -> dict[str, Any]:
    part = Part(pairs=(Pair("Penerima", "RW Uji"),), columns=("No", "Barang"), rows=(("1", "Beras"),), figures=("No",))
    sheet = Sheet(title="Berita Acara Uji", lead=("Pada hari ini",), parts=(part,), signatures=(Signature("Saksi"),))
    return {"kind": PaperKind.HANDOVER, "subject": "KS-0000-0000-0", "sheet": sheet, "facts": (Pair("Untuk", "RW"),)}


def _an_issued_paper(w: World) -> dict[str, Any]:
    return {"paper": documents.issue_paper(by=None, **_a_paper(w), at=w.at), "reason": WHY}


def _a_delivery(make: Callable[[World], Any]) -> Callable[[World], dict[str, Any]]:
    return lambda w: {"delivery": make(w)}


def _counted(make: Callable[[World], Any], **more: Any) -> Callable[[World], dict[str, Any]]:
    def arguments(w: World) -> dict[str, Any]:
        delivery = make(w)
        return {"delivery": delivery, "counts": the.counts_of(delivery), **more}

    return arguments


def _application(w: World, *, asked: bool = False) -> Any:
    made = apply_organisation(
        by=w.orang_lain, name="Dana Bersama", activity="agregator", permit=the.a_permit(w), at=w.at
    )
    return ask_changes(by=w.pokja, application=made, reason=WHY, at=w.at) if asked else made


def _renewal(w: World) -> dict[str, Any]:
    return {"organisation": w.organisation, "activity": "yayasan", "permit": the.a_permit(w, "badan_hukum")}


_PDF = base64.b64encode(b"%PDF-1.4 1 0 obj<</Type/Catalog>>endobj %%EOF").decode()


def _new_photo(w: World) -> dict[str, Any]:
    delivery = the.handed_over(w)
    return {"delivery": delivery, "side": Side.GIVER, "photo": the.staged(w, delivery)}


def _need_photo(w: World) -> dict[str, Any]:
    need = the.proposed_need(w)
    return {"need": need, "photo": the.staged(w, need, by="ketua_rw")}


def _reviewed(w: World) -> dict[str, Any]:
    photo = the.sent_photo(w)
    return {"photo": photo, "copy": photos.draw(photo, [0]), "description": "Kardus sembako di pos RW"}


def _by_code(w: World) -> dict[str, Any]:
    delivery = the.delivery_on_the_way(w)
    told = {"counts": the.counts_of(delivery), "note": f"Kata {CANARY}"}
    return {"delivery": delivery, "code": the.receipt_code(w, delivery), **told}


def _wrong_code(w: World) -> dict[str, Any]:
    told = _by_code(w)
    return {**told, "code": f"{(int(told['code']) + 1) % 1_000_000:06d}"}


def _by_link(w: World, **more: Any) -> dict[str, Any]:
    delivery = the.planned_delivery(w)
    return {"delivery": delivery, "link": the.courier_link(w, delivery), **more}


def _counted_by_link(w: World) -> dict[str, Any]:
    told = _by_link(w, finding=Finding.DIFFERENT, note=f"Kata {CANARY}")
    return {**told, "counts": the.counts_of(told["delivery"], 90)}


def _link_alone(w: World) -> dict[str, Any]:
    return {"link": the.courier_link(w, the.planned_delivery(w))}


def _link_of_another(w: World) -> dict[str, Any]:
    return {"deliveries": [the.planned_delivery(w)], "day": w.today}


def _called(w: World) -> dict[str, Any]:
    call = the.call_back(w)
    return {"call": call, "outcome": CallState.WRONG, "counts": the.counts_of(call.receipt.delivery, 90)}


def _home(w: World) -> Any:
    """A home for children that its manager keeps."""
    made = register_recipient(
        by=w.lurah, kind=kind_by_code("panti_asuhan"), place=w.village, name="Panti Anak Uji", source="Data", at=w.at
    )
    parties.appoint(user=w.pengelola, name=RoleName.KEEPER, organisation=made.organisation, at=w.at)
    return by_reference(made.reference)


def _stock(w: World) -> dict[str, Any]:
    return {"recipient": w.panti, "package": w.sembako, "quantity": 12, "enough_until": w.soon}


def _month(w: World) -> dict[str, Any]:
    return {"recipient": w.panti, "enough": Answer.PARTLY, "used": Answer.YES, "wanted": "Beras dan minyak goreng"}


def _repeated(w: World, *packages: Any) -> dict[str, Any]:
    rows = [Again(package=one, quantity=90) for one in packages]
    return {"recipient": w.rw, "period": w.period, "rows": rows, "source": "Rapat RW"}


def _thanked(w: World) -> Line:
    line = the.promised_line(w)
    Line.objects.filter(pk=line.pk).update(delivered=50, confirmed=50)
    return line


def _meant_as_guest(w: World) -> dict[str, Any]:
    guest = Guest(f"{CANARY} pemberi", email=f"{CANARY.lower()}.uang@uji.example")
    return {"guest": guest, "draft": money.draft(w)}


def _came(w: World) -> dict[str, Any]:
    return {"gift": money.intent(w), "amount_rp": 900_000, "received_on": w.today}


def _recorded_gift(w: World) -> dict[str, Any]:
    channel = money.channel(w)
    return {
        "giver": party_of_organisation(w.organisation),
        "organisation": channel.organisation,
        "mandate": mandates_of(channel.organisation)[0],
        "channel": channel,
        "amount_rp": 5_000_000,
        "received_on": w.today,
        "source": "Siaran pers yang diuji",
    }


def _a_bill(w: World) -> dict[str, Any]:
    return {"draft": money.bill(money.gift(w), w, 3 * money.PRICE), "items": money.items(w, 3)}


def _a_cost(w: World) -> dict[str, Any]:
    came = money.gift(w)
    return {"draft": money.bill(came, w, 50_000), "mandate": came.mandate}


def _a_statement(w: World) -> dict[str, Any]:
    meant = money.intent(w)
    lines = [StatementLine(number=2, booked_on=w.today, amount_rp=1_000_000, text=f"TRF {CANARY} {meant.reference}")]
    return {"channel": meant.channel, "layout": "umum", "lines": lines}


def _own_stock(w: World) -> dict[str, Any]:
    told = {"quantity": 20, "origin": "Gudang lembaga sendiri", "acquired_on": w.today}
    return {"organisation": money.agregator(w), "package": w.sembako, **told}


def _a_lot_for_a_need(w: World) -> dict[str, Any]:
    told = {"quantity": 2, "deliver_on": w.soon, "statement_accepted": True}
    return {"lot": money.lot(w), "need": the.open_need(w), **told}


CASES = (
    Case("accept_safeguarding", "pengelola", lambda w: {"recipient": _home(w), "version": 1}),
    Case(
        "describe_home",
        "pengelola",
        lambda w: {
            "recipient": _home(w),
            "in_charge": f"{CANARY} penanggung",
            "capacity": [Room(band=FactKind.PLACES_6_12, places=24), Room(band=FactKind.PLACES_13_17, places=16)],
            "visiting": "Sabtu 09.00–11.00, dengan janji.",
            "guardian": f"{CANARY} pelindung",
            "guardian_phone": "+6281288887777",
        },
    ),
    Case("tell_stock", "pengelola", _stock),
    Case("report_month", "pengelola", lambda w: {**_month(w), "month": w.today}),
    Case("repeat_needs", "ketua_rw", lambda w: _repeated(w, w.sembako)),
    Case("accept_equivalent", "ketua_rw", lambda w: {"line": the.waiting_equivalent(w)}),
    Case(
        "add_period",
        "pokja",
        lambda w: {"programme": "pangan", "code": "lain", "name": "Lain", "starts_on": w.today, "ends_on": w.soon},
    ),
    Case(
        "amend_application",
        "orang_lain",
        lambda w: {"application": _application(w, asked=True), "name": "Dana Kita", "permit": the.a_permit(w)},
    ),
    Case(
        "apply_organisation",
        "orang_lain",
        lambda w: {
            "name": "Panti Baru",
            "activity": "panti_asuhan",
            "permit": the.a_permit(w, "izin_lks"),
            "place": w.village,
        },
    ),
    Case("approve_application", "pokja", lambda w: {"application": _application(w), "check": WHY}),
    Case("ask_changes", "pokja", lambda w: {"application": _application(w), "reason": WHY}),
    Case("answer_about_photo", "kolaborator", lambda w: {"photo": the.asked_photo(w), "answer": WHY}),
    Case("ask_about_photo", "lurah", lambda w: {"photo": the.sent_photo(w), "question": WHY}),
    Case("accept_target", "kolaborator", lambda w: {"proposal": the.proposed_target(w)}),
    Case("decline_target", "kolaborator", lambda w: {"proposal": the.proposed_target(w), "reason": WHY}),
    Case("offer", "kolaborator", lambda w: {"draft": the.offer_draft(w), "statement_accepted": True}),
    Case(
        "propose_target",
        "pokja",
        lambda w: {"offer": the.open_offer(w), "need": the.open_need(w), "quantity": 60},
    ),
    Case("withdraw_offer", "kolaborator", lambda w: {"offer": the.open_offer(w), "reason": WHY}),
    Case("answer_report", "lurah", lambda w: {"report": the.problem(w), "answer": WHY}),
    Case("take_up_report", "lurah", lambda w: {"report": the.problem(w)}),
    Case("show_word", "lurah", lambda w: {"word": the.thanks_of(w)}),
    Case("hide_word", "lurah", lambda w: {"word": the.thanks_of(w), "reason": WHY}),
    Case("send_message", "kolaborator", lambda w: {"line": the.promised_line(w), "text": "Kami datang Sabtu pagi."}),
    Case("thank", "ketua_rw", lambda w: {"line": _thanked(w), "text": "Terima kasih banyak."}),
    Case("admit", "ketua_rw", lambda w: {"line": the.newcomers_line(w)}),
    Case("call_off", "kolaborator", lambda w: {"delivery": the.planned_delivery(w), "reason": WHY}),
    Case("cancel_recovery", "lurah", lambda w: {"recovery": the.running_recovery(w)}),
    Case("cancel", "kolaborator", lambda w: {"line": the.promised_line(w), "reason": WHY}),
    Case("close", "lurah", lambda w: {"need": the.open_need(w), "reason": WHY}),
    Case("close_month", "kolaborator", lambda w: {"book": the.book(w), "month": the.last_month(w)}),
    Case("confirm", "ketua_rw", _counted(the.handed_over, note=f"Diterima {CANARY}")),
    Case("confirm_on_paper", "lurah", _counted(the.handed_over, paper_number="TT-17", note=f"Paraf {CANARY}")),
    Case("confirm_by_code", "kolaborator", _by_code),
    Case("issue_receipt_code", "ketua_rw", _a_delivery(the.planned_delivery)),
    Case(
        "make_courier_link",
        "kolaborator",
        _link_of_another,
    ),
    Case("record_call", "lurah", _called),
    Case("report_stop", "kolaborator", _counted_by_link),
    Case("reveal_called", "lurah", lambda w: {"call": the.call_back(w)}),
    Case("reveal_stop", "kolaborator", _by_link),
    Case("revoke_courier_link", "kolaborator", _link_alone),
    Case("decline", "ketua_rw", lambda w: {"line": the.promised_line(w), "reason": WHY}),
    Case("depart", "kolaborator", _a_delivery(the.planned_delivery)),
    Case("end_role", "pokja", lambda w: {"role": the.role_of(w, "kolaborator_lain")}),
    Case("end_sessions", "orang_lain", lambda w: {}),
    Case("enter_rw", "lurah", lambda w: {"village": w.village, "rw_number": 902}),
    Case("give_up_message", "pokja", lambda w: {"message": the.failed_message(w), "reason": WHY}),
    Case("grant_role", "pokja", lambda w: {"user": w.orang_lain, "name": RoleName.OFFICER, "place": w.other_village}),
    Case("hand_over", "kolaborator", _a_delivery(the.delivery_on_the_way)),
    Case("import_recipients", "lurah", lambda w: {"rows": _rows(w), "source": "Daftar kelurahan"}),
    Case("note_contact", "ketua_rw", lambda w: {"line": the.promised_line(w)}),
    Case(
        "open_needs",
        "pokja",
        lambda w: {"recipients_of": [w.rw, w.rw_lain], "package": w.sembako, "period": w.period, "source": "Data"},
    ),
    Case("override_receipt", "lurah", _counted(the.handed_over, reason=WHY)),
    Case(
        "plan_delivery",
        "kolaborator",
        lambda w: {"loads": [deliveries.Load(line=the.scheduled_line(w), quantity=60)], "planned_on": w.soon},
    ),
    Case(
        "promise",
        "kolaborator",
        lambda w: {"lines": [the.draft(w, the.open_need(w), 182)], "statement_accepted": True, "show_name": True},
    ),
    Case(
        "propose",
        "ketua_rw",
        lambda w: {
            "recipient": w.rw,
            "package": w.sembako,
            "period": w.period,
            "quantity": 300,
            "source": "Rapat RW",
            "reason": "Banyak warga kehilangan pekerjaan",
        },
    ),
    Case("propose_time", "ketua_rw", lambda w: {"line": the.promised_line(w), "day": w.soon, "note": f"ke {CANARY}"}),
    Case("publish_sentence", "pokja", lambda w: {"until": w.at}),
    Case("receive", "ketua_rw", lambda w: {"loads": [deliveries.Load(line=the.promised_line(w), quantity=100)]}),
    Case("receive_late", "ketua_rw", lambda w: {"line": the.lapsed_line(w), "quantity": 100, "note": f"Kata {CANARY}"}),
    Case(
        "record_fact",
        "lurah",
        lambda w: {
            "recipient": w.rw,
            "kind": FactKind.FAMILIES,
            "value": 412,
            "as_of": w.today,
            "source": "Pendataan",
        },
    ),
    Case("record_outside_aid", "lurah", lambda w: {"need": the.open_need(w), "quantity": 20, "source": "Dinas Sosial"}),
    Case(
        "record_promise",
        "pokja",
        lambda w: {
            "giver": the.party_of(w.organisation),
            "lines": [the.draft(w, the.open_need(w))],
            "source": "Surat tertanggal hari ini",
        },
    ),
    Case(
        "record_report",
        "lurah",
        lambda w: {
            "recipient": w.panti,
            "giver": "Komunitas Uji",
            "what": "sekitar 600 sembako",
            "when": "rencana 3 Mei",
            "source": "Berita contoh",
            "published_on": w.today,
        },
    ),
    Case("reduce", "kolaborator", lambda w: {"line": the.promised_line(w), "quantity": 40, "reason": WHY}),
    Case("register_organisation", "orang_lain", lambda w: {"name": "Komunitas Baru"}),
    Case(
        "register_recipient",
        "lurah",
        lambda w: {"kind": kind_by_code("pesantren"), "place": w.village, "name": "Pesantren Baru", "source": "Data"},
    ),
    Case("refuse_application", "pokja", lambda w: {"application": _application(w), "reason": WHY}),
    Case("renew_permit", "kolaborator", _renewal),
    Case("reject_photo", "lurah", lambda w: {"photo": the.sent_photo(w), "reason": WHY}),
    Case("reject", "lurah", lambda w: {"need": the.proposed_need(w), "reason": WHY}),
    Case("resend_message", "pokja", lambda w: {"message": the.failed_message(w)}),
    Case("retire_recipient", "lurah", lambda w: {"recipient": w.panti, "reason": WHY}),
    Case("reveal_contact", "kolaborator", lambda w: {"line": the.promised_line(w)}),
    Case("reveal_giver", "ketua_rw", lambda w: {"line": the.promised_line(w)}),
    Case("revoke_invitation", "lurah", lambda w: {"invitation": the.open_invitation(w)}),
    Case("revoke_tokens", "orang_lain", lambda w: {}),
    Case("correct_own_data", "orang_lain", lambda w: {"name": f"{CANARY} Baru"}),
    Case("withdraw_consent", "orang_lain", lambda w: {}),
    Case("restrict_processing", "orang_lain", lambda w: {}),
    Case("resume_processing", "orang_lain", _stopped),
    Case("erase_own_data", "orang_lain", lambda w: {"cancel_open": bool(w.token("orang_lain"))}),
    Case("ask_about_data", "orang_lain", lambda w: {"kind": Right.CORRECT, "words": f"Nama {CANARY} salah tulis"}),
    Case(
        "answer_data_request",
        "pokja",
        lambda w: {"request": _asked(w), "granted": True, "answer": f"Nama {CANARY} sudah dibetulkan"},
    ),
    Case("alarm_data_request", "", lambda w: {"request": _asked(w)}),
    Case("send_data_code", "", lambda w: {"contact": f"{CANARY.lower()}.tamu@uji.example"}),
    Case("check_data_code", "", _data_code),
    Case(
        "schedule", "kolaborator", lambda w: {"line": the.promised_line(w), "deliver_on": w.soon, "time_note": "pagi"}
    ),
    Case("send_by_hand", "pokja", lambda w: {"message": the.failed_message(w)}),
    Case(
        "set_contact",
        "ketua_rw",
        lambda w: {"recipient": w.rw, "name": f"{CANARY} baru", "email": "kenari.baru@uji.example", "note": CANARY},
    ),
    Case(
        "set_preferences",
        "ketua_rw",
        lambda w: {"first": Channel.EMAIL, "choices": [Choice(kind=Kind.REMINDER, frequency=Frequency.DAILY)]},
    ),
    Case(
        "set_standing",
        "pokja",
        lambda w: {"organisation": w.other_organisation, "standing": Standing.SUSPENDED, "reason": WHY},
    ),
    Case(
        "settle_dispute",
        "lurah",
        lambda w: {"dispute": the.disputed(w), "outcome": DisputeState.RETURNED, "reason": WHY},
    ),
    Case("take_down_photo", "lurah", lambda w: {"photo": the.published_photo(w), "reason": WHY}),
    Case("start_recovery", "pokja", lambda w: {"user": w.lurah}),
    Case("verify", "lurah", lambda w: {"need": the.proposed_need(w)}),
    Case("verify_batch", "pokja_dua", lambda w: {"batch": the.waiting_batch(w)}),
    Case("withdraw", "ketua_rw", lambda w: {"need": the.proposed_need(w), "reason": WHY}),
    Case("withdraw_paper", "pokja", _an_issued_paper),
    Case("propose_correction", "lurah", lambda w: _correct(w, 90)),
    Case("approve_correction", "lurah_dua", lambda w: {"correction": the.waiting_correction(w)}),
    Case("refuse_correction", "pokja", lambda w: {"correction": the.waiting_correction(w), "reason": WHY}),
    Case("propose_merge", "pokja", lambda w: {**the.two_givers(w), "reason": WHY, "note": WHY}),
    Case("merge_parties", "pokja_dua", lambda w: {"merge": the.waiting_merge(w)}),
    Case("refuse_merge", "pokja_dua", lambda w: {"merge": the.waiting_merge(w), "reason": WHY}),
    # Work of the system: console only.
    Case("add_photo", "kolaborator", _new_photo),
    Case("add_need_photo", "ketua_rw", _need_photo),
    Case("publish_photo", "lurah", _reviewed),
    Case("purge_photo", "", lambda w: {"photo": the.sent_photo(w)}),
    Case("issue_paper", "pokja", _a_paper),
    Case("stop_letters", "", lambda w: {"word": the.stop_word(w)}),
    Case("resume_letters", "", lambda w: {"word": the.stop_word(w, stopped=True)}),
    Case("accept_invitation", "", _accept),
    Case("change_contact", "orang_lain", lambda w: {"email": "kenari.lain@uji.example"}),
    Case("finish_recovery", "pokja_dua", lambda w: {"recovery": the.ripe_recovery(w), "password": "rahasia-sekali"}),
    Case("hand_code", "lurah", lambda w: {"user": w.ketua_rw, "digits": "123456"}),
    Case("invite", "lurah", lambda w: {"recipient": w.panti, "token": "rahasia-sekali" * 3}),
    Case("add_rw", "", lambda w: {"village": w.village, "rw_number": 903}),
    Case("appoint", "", lambda w: {"user": w.orang_lain, "name": RoleName.OFFICER, "place": w.village}),
    Case("expire_permit", "", lambda w: {"organisation": w.organisation}),
    Case("keep_scan", "orang_lain", lambda w: {"content": _PDF}),
    Case(
        "draw_receipts",
        "",
        lambda w: {"day": w.today - timedelta(days=1), "seed_text": "Angka hari itu", "seed_known_at": w.at},
    ),
    Case("lapse_offer", "", lambda w: {"offer": the.open_offer(w)}),
    Case(
        "offer_as_guest",
        "",
        lambda w: {
            "guest": Guest(name=f"{CANARY} tamu", email="kenari.tamu@uji.example"),
            "draft": the.offer_draft(w),
            "statement_accepted": True,
        },
    ),
    Case(
        "report_problem",
        "",
        lambda w: {
            "about": "/kebutuhan/",
            "place": w.village,
            "matter": Matter.WRONG,
            "text": "Jumlah di halaman ini keliru.",
        },
    ),
    Case("expire_stale", "", lambda w: {"need": the.open_need(w)}),
    Case(
        "import_boundaries",
        "",
        lambda w: {
            "layer": Layer(level=Level.RW, digest="d" * 64, outlines=(_outline(w),)),
            "source": "Uji",
            "licence": "CC0",
            "as_of": w.today,
        },
    ),
    Case("import_rw", "", lambda w: {"codes": [f"{w.village.code}-RW011"], "source": "Uji"}),
    Case("issue_token", "", lambda w: {"user": w.orang_lain, "token": "rahasia-sekali", "statement": 1}),
    Case("load_programme", "", lambda w: {"content": _programme()}),
    Case(
        "promise_as_guest",
        "",
        lambda w: {
            "guest": Guest(name=f"{CANARY} tamu", email="kenari.tamu@uji.example"),
            "lines": [the.draft(w, the.open_need(w))],
            "statement_accepted": True,
        },
    ),
    Case("prove", "", _prove),
    Case("recode_place", "", lambda w: {"place": w.village, "code": "31.74.05.1999", "valid_from": w.today}),
    Case(
        "record_figure",
        "",
        lambda w: {
            "place": w.village,
            "kind": FigureKind.RW_COUNT,
            "value": 11,
            "as_of": w.today,
            "source": "Uji",
        },
    ),
    Case(
        "register_person", "", lambda w: {"username": "baru", "name": f"{CANARY} baru", "email": "kenari@uji.example"}
    ),
    Case("release", "", lambda w: {"line": the.overdue_line(w)}),
    Case("resend_code", "", lambda w: {"commitment": the.guest_commitment(w)}),
    Case("seed_places", "", lambda w: {}),
    Case("propose_mandate", "bendahara", money.basis),
    Case("decide_mandate", "pokja_lama", lambda w: {"mandate": money.waiting_mandate(w), "agreed": True}),
    Case("propose_channel", "bendahara", money.account),
    Case("decide_channel", "pokja_lama", lambda w: {"channel": money.waiting_channel(w), "agreed": True}),
    Case("end_channel", "bendahara", lambda w: {"channel": money.channel(w), "reason": WHY}),
    Case("intend", "orang_lain", lambda w: {"draft": money.draft(w)}),
    Case("intend_as_guest", "", _meant_as_guest),
    Case("cancel_intent", "orang_lain", lambda w: {"gift": money.intent(w)}),
    Case("cancel_intent_as_guest", "", lambda w: {"gift": money.guest_intent(w)}),
    Case("expire_intent", "", lambda w: {"gift": money.intent(w)}),
    Case("receive_gift", "bendahara", _came),
    Case("record_gift", "pokja_lama", _recorded_gift),
    Case("reverse_receipt", "bendahara", lambda w: {"gift": money.gift(w), "reason": WHY}),
    Case("draft_purchase", "bendahara", _a_bill),
    Case("draft_cost", "bendahara", _a_cost),
    Case("draft_refund", "bendahara", lambda w: {"gift": money.gift(w), "reason": WHY}),
    Case("decide_spending", "pemeriksa", lambda w: {"spending": money.drafted(w), "agreed": True}),
    Case("import_statement", "bendahara", _a_statement),
    Case("settle_row", "bendahara", lambda w: {"row": money.waiting_row(w), "outcome": Settlement.UNNAMED}),
    Case("reopen_row", "bendahara", lambda w: {"row": money.settled_row(w)}),
    Case("keep_voucher", "bendahara", lambda w: {"organisation": money.agregator(w), "content": _PDF}),
    Case("withdraw_spending", "bendahara", lambda w: {"spending": money.drafted(w)}),
    Case("reverse_spending", "pemeriksa", lambda w: {"spending": money.purchase(w), "reason": WHY}),
    Case("record_stock", "bendahara", _own_stock),
    Case("commit_lot", "bendahara", _a_lot_for_a_need),
    Case("pack", "bendahara", lambda w: {**money.loose_line(w), "quantity": 2}),
    Case("unpack", "bendahara", lambda w: {"packing": money.packing(w), "quantity": 1}),
    Case("write_off", "bendahara", lambda w: {"lot": money.lot(w), "quantity": 1, "reason": WHY}),
    Case("follow_delivery", "", lambda w: {"packing": money.packing(w)}),
    Case("file_report", "bendahara", money.ended_period),
    Case("open_campaign", "bendahara", money.programme),
    Case("close_campaign", "bendahara", lambda w: {"campaign": money.campaign(w), "reason": WHY}),
)


def _programme() -> dict[str, Any]:
    return {
        "programme": {"code": "uji", "name": "Program uji", "summary": "Untuk uji.", "source": "Uji"},
        "statement": {"code": "uji", "version": 1, "text": "Setuju.", "source": "Uji", "valid_from": "2026-01-01"},
        "packages": [],
        "versions": {},
        "periods": [],
    }


def _correct(w: World, after: int) -> dict[str, Any]:
    return {"line": the.promised_line(w), "stage": Stage.COMMITTED, "after": after, "reason": WHY, "note": WHY}


def _closed(w: World) -> Any:
    return close(by=w.lurah, need=the.open_need(w), reason=WHY, at=w.at)


def _promise(w: World, need: Any, quantity: int) -> dict[str, Any]:
    return {"lines": [the.draft(w, need, quantity)], "statement_accepted": True}


def _propose(w: World, quantity: int) -> dict[str, Any]:
    return {"recipient": w.rw, "package": w.sembako, "period": w.period, "quantity": quantity, "source": "Rapat"}


def _verify_earlier(w: World) -> dict[str, Any]:
    return {"need": the.proposed_need(w), "effective_at": w.at - timedelta(days=1)}


def _brought(w: World) -> Any:
    from ksbb.deliveries.queries import lines_of

    return the.line_of(lines_of(the.handed_over(w))[0].line.commitment)


def _on_the_way(w: World) -> Any:
    from ksbb.deliveries.queries import lines_of

    return the.line_of(lines_of(the.delivery_on_the_way(w))[0].line.commitment)


def _schedule(w: World, days: int) -> dict[str, Any]:
    return {"line": the.promised_line(w), "deliver_on": w.today + timedelta(days=days)}


def _bad_day(w: World) -> RecipientRow:
    return RecipientRow(kind="rw", place=w.rw.place.code, families=10, as_of="kemarin")


def _beyond_belief(w: World) -> RecipientRow:
    return RecipientRow(kind="rw", place=w.rw.place.code, families=10**12)


def _period(w: World) -> dict[str, Any]:
    return {"programme": "pangan", "code": "x", "name": "X", "starts_on": w.today, "ends_on": w.soon}


def _aid(w: World, quantity: int) -> dict[str, Any]:
    return {"need": the.open_need(w), "quantity": quantity, "source": "Dinas"}


def _settle(w: World, outcome: DisputeState) -> dict[str, Any]:
    return {"dispute": the.disputed(w), "outcome": outcome, "reason": WHY}


def _grant(w: World) -> dict[str, Any]:
    return {"user": w.lurah, "name": RoleName.POKJA, "place": w.village}


def _no_codes() -> Choice:
    return Choice(kind=Kind.CODE, frequency=Frequency.NEVER)


_NOT_AGREED = {"statement_accepted": False}

REFUSALS = (
    No("propose_correction", "lurah", "same_figure", lambda w: _correct(w, 100)),
    No("propose_correction", "lurah", "more_than_needed", lambda w: _correct(w, 301)),
    No("propose_correction", "ketua_rw", "not_allowed", lambda w: _correct(w, 90)),
    No("approve_correction", "lurah", "same_person", lambda w: {"correction": the.waiting_correction(w)}),
    No("propose_merge", "lurah", "not_allowed", lambda w: {**the.two_givers(w), "reason": WHY, "note": WHY}),
    No("merge_parties", "pokja", "same_person", lambda w: {"merge": the.waiting_merge(w)}),
    No("promise", "kolaborator", "more_than_needed", lambda w: _promise(w, the.open_need(w), 301)),
    No("promise", "kolaborator", "need_not_open", lambda w: _promise(w, _closed(w), 10)),
    No("promise", "kolaborator", "statement_needed", lambda w: {**_promise(w, the.open_need(w), 1), **_NOT_AGREED}),
    No("propose", "orang_lain", "not_allowed", lambda w: _propose(w, 10)),
    No("propose", "ketua_rw_lain", "not_allowed", lambda w: _propose(w, 10)),
    No("propose", "ketua_rw", "beyond_fact", lambda w: _propose(w, 306)),
    No("propose", "ketua_rw", "quantity_positive", lambda w: _propose(w, 0)),
    No("verify", "ketua_rw", "not_allowed", lambda w: {"need": the.proposed_need(w)}),
    No("verify", "lurah_lain", "not_allowed", lambda w: {"need": the.proposed_need(w)}),
    No("verify", "lurah", "wrong_state", lambda w: {"need": the.open_need(w)}),
    No("verify", "lurah", "back_dating", _verify_earlier),
    No("verify_batch", "pokja", "same_person", lambda w: {"batch": the.waiting_batch(w)}),
    No("close", "lurah", "reason_needed", lambda w: {"need": the.open_need(w), "reason": "ya"}),
    No("close", "lurah", "identity_number", lambda w: {"need": the.open_need(w), "reason": "NIK 3171234567890123 ya"}),
    No("confirm", "lurah", "not_allowed", _counted(the.handed_over)),
    No("confirm", "ketua_rw", "counts_incomplete", lambda w: {"delivery": the.handed_over(w), "counts": []}),
    No("confirm", "ketua_rw", "wrong_state", _counted(the.received)),
    No("issue_receipt_code", "kolaborator", "own_delivery", _a_delivery(the.planned_delivery)),
    No("confirm_by_code", "kolaborator", "code_wrong", _wrong_code),
    No("confirm_by_code", "kolaborator", "code_missing", _counted(the.handed_over, code="123456")),
    No("confirm_by_code", "lurah", "not_allowed", _by_code),
    No("make_courier_link", "ketua_rw", "not_allowed", _link_of_another),
    No("receive_late", "ketua_rw", "not_lapsed", lambda w: {"line": the.promised_line(w), "quantity": 5}),
    No("receive_late", "lurah", "reason_needed", lambda w: {"line": the.lapsed_line(w), "quantity": 5}),
    No("receive_late", "kolaborator", "own_delivery", lambda w: {"line": the.lapsed_line(w), "quantity": 5}),
    No("reduce", "kolaborator", "already_left", lambda w: {"line": _on_the_way(w), "quantity": 40, "reason": WHY}),
    No("confirm_on_paper", "lurah", "paper_needed", _counted(the.handed_over, paper_number=" ")),
    No("override_receipt", "lurah", "reason_needed", _counted(the.handed_over, reason="")),
    No("reduce", "kolaborator", "not_less", lambda w: {"line": the.promised_line(w), "quantity": 100, "reason": WHY}),
    No("cancel", "kolaborator", "already_delivered", lambda w: {"line": _brought(w), "reason": WHY}),
    No("schedule", "kolaborator", "date_past", lambda w: _schedule(w, -1)),
    No("schedule", "kolaborator", "date_late", lambda w: _schedule(w, 60)),
    No("accept_equivalent", "ketua_rw", "nothing_to_accept", lambda w: {"line": the.promised_line(w)}),
    No("admit", "ketua_rw", "nothing_to_accept", lambda w: {"line": the.promised_line(w)}),
    No("revoke_invitation", "lurah", "invitation_revoked", _revoked),
    No("start_recovery", "lurah", "not_allowed", lambda w: {"user": w.lurah_dua}),
    No("start_recovery", "pokja", "own_recovery", lambda w: {"user": w.pokja}),
    No("start_recovery", "pokja", "not_staff", lambda w: {"user": w.ketua_rw}),
    No("start_recovery", "pokja", "recovery_running", lambda w: {"user": the.running_recovery(w).user}),
    No("end_role", "lurah", "not_allowed", lambda w: {"role": the.role_of(w, "pokja")}),
    No("enter_rw", "lurah_lain", "not_allowed", lambda w: {"village": w.village, "rw_number": 902}),
    No("set_standing", "lurah", "not_allowed", lambda w: {"organisation": w.organisation, "standing": Standing.ACTIVE}),
    No("set_contact", "kolaborator", "not_allowed", lambda w: {"recipient": w.rw, "name": "X", "phone": "1"}),
    No("import_recipients", "lurah_lain", "bad_rows", lambda w: {"rows": _rows(w), "source": "Daftar"}),
    No("import_recipients", "lurah", "bad_rows", lambda w: {"rows": [_bad_day(w)], "source": "Daftar"}),
    No("import_recipients", "lurah", "bad_rows", lambda w: {"rows": [_beyond_belief(w)], "source": "Daftar"}),
    No("add_period", "lurah", "not_allowed", _period),
    No("describe_home", "lurah", "not_allowed", lambda w: {"recipient": w.panti, "in_charge": "Ibu", "capacity": []}),
    No("describe_home", "ketua_rw", "no_home", lambda w: {"recipient": w.rw, "in_charge": "Ibu", "capacity": []}),
    No("tell_stock", "pengelola", "date_past", lambda w: {**_stock(w), "enough_until": w.today - timedelta(days=1)}),
    No("report_month", "pengelola", "month_closed", lambda w: {**_month(w), "month": w.today + timedelta(days=40)}),
    No("repeat_needs", "ketua_rw", "need_exists", lambda w: _repeated(w, w.sembako, w.sembako)),
    No("accept_safeguarding", "lurah", "not_allowed", lambda w: {"recipient": _home(w), "version": 1}),
    No("accept_safeguarding", "pengelola", "no_children", lambda w: {"recipient": w.panti, "version": 1}),
    No("accept_safeguarding", "pengelola", "version_old", lambda w: {"recipient": _home(w), "version": 7}),
    No("approve_application", "pokja", "check_needed", lambda w: {"application": _application(w), "check": "ya"}),
    No(
        "apply_organisation",
        "orang_lain",
        "permit_kind",
        lambda w: {
            "name": "Panti Palsu",
            "activity": "panti_asuhan",
            "permit": the.a_permit(w, "badan_hukum"),
            "place": w.village,
        },
    ),
    No("renew_permit", "kolaborator_lain", "not_allowed", _renewal),
    No("publish_sentence", "lurah", "not_allowed", lambda w: {"until": w.at}),
    No("record_outside_aid", "lurah", "more_than_needed", lambda w: _aid(w, 301)),
    No("withdraw_spending", "pemeriksa", "not_proposer", lambda w: {"spending": money.drafted(w)}),
    No("settle_row", "bendahara", "reason_needed", lambda w: {"row": money.waiting_row(w), "outcome": Settlement.NONE}),
    No("set_preferences", "ketua_rw", "not_chosen", lambda w: {"first": Channel.EMAIL, "choices": [_no_codes()]}),
    No("resend_message", "pokja", "code_stale", lambda w: {"message": the.failed_message(w, dedupe="code:uji")}),
    No("give_up_message", "pokja", "reason_needed", lambda w: {"message": the.failed_message(w), "reason": ""}),
    No("reject_photo", "lurah", "wrong_state", lambda w: {"photo": the.published_photo(w), "reason": WHY}),
    No("reject_photo", "kolaborator", "not_allowed", lambda w: {"photo": the.sent_photo(w), "reason": WHY}),
    No("take_down_photo", "lurah", "reason_needed", lambda w: {"photo": the.published_photo(w), "reason": "ya"}),
    No("answer_about_photo", "kolaborator", "wrong_state", lambda w: {"photo": the.sent_photo(w), "answer": WHY}),
    No("settle_dispute", "lurah", "wrong_state", lambda w: _settle(w, DisputeState.OPEN)),
    No("open_campaign", "kolaborator", "not_allowed", money.programme),
    No("reopen_row", "bendahara", "wrong_state", lambda w: {"row": money.waiting_row(w)}),
    No("close_campaign", "kolaborator", "not_allowed", lambda w: {"campaign": money.campaign(w), "reason": WHY}),
    No("file_report", "bendahara", "period_runs", lambda w: {**money.ended_period(w), "until": w.today}),
)

HIDDEN = (
    No("decide_spending", "kolaborator_lain", "not_found", lambda w: {"spending": money.drafted(w), "agreed": True}),
    No("receive_gift", "kolaborator_lain", "not_found", _came),
    No(
        "settle_row",
        "pokja_lama",
        "not_found",
        lambda w: {"row": money.waiting_row(w), "outcome": Settlement.NONE, "reason": WHY},
    ),
    No("reopen_row", "kolaborator", "not_found", lambda w: {"row": money.settled_row(w)}),
    No("withdraw_spending", "kolaborator", "not_found", lambda w: {"spending": money.drafted(w)}),
    No("file_report", "kolaborator", "not_found", money.ended_period),
    No("cancel_intent", "ketua_rw", "not_found", lambda w: {"gift": money.intent(w)}),
    No("decide_mandate", "kolaborator", "not_found", lambda w: {"mandate": money.waiting_mandate(w), "agreed": True}),
    No("write_off", "kolaborator", "not_found", lambda w: {"lot": money.lot(w), "quantity": 1, "reason": WHY}),
    No("approve_correction", "lurah_lain", "not_found", lambda w: {"correction": the.waiting_correction(w)}),
    No("approve_correction", "kolaborator", "not_found", lambda w: {"correction": the.waiting_correction(w)}),
    No("merge_parties", "lurah", "not_found", lambda w: {"merge": the.waiting_merge(w)}),
    No("approve_application", "lurah", "not_found", lambda w: {"application": _application(w), "check": WHY}),
    No("resend_message", "lurah", "not_found", lambda w: {"message": the.failed_message(w)}),
    No("reject_photo", "lurah_lain", "not_found", lambda w: {"photo": the.sent_photo(w), "reason": WHY}),
    No("answer_about_photo", "ketua_rw", "not_found", lambda w: {"photo": the.asked_photo(w), "answer": WHY}),
    No("withdraw_paper", "lurah", "not_found", _an_issued_paper),
    No("cancel", "kolaborator_lain", "not_found", lambda w: {"line": the.promised_line(w), "reason": WHY}),
    No("decline", "ketua_rw_lain", "not_found", lambda w: {"line": the.promised_line(w), "reason": WHY}),
    No("reveal_contact", "orang_lain", "not_found", lambda w: {"line": the.promised_line(w)}),
    No("reveal_giver", "lurah_lain", "not_found", lambda w: {"line": the.promised_line(w)}),
    No("receive_late", "ketua_rw_lain", "not_found", lambda w: {"line": the.lapsed_line(w), "quantity": 5}),
    No("depart", "kolaborator_lain", "not_found", _a_delivery(the.planned_delivery)),
    No("confirm", "ketua_rw_lain", "not_found", _counted(the.handed_over)),
    No("confirm_on_paper", "lurah_lain", "not_found", _counted(the.handed_over, paper_number="1")),
    No("settle_dispute", "lurah_lain", "not_found", lambda w: _settle(w, DisputeState.OWED)),
    No("settle_dispute", "ketua_rw", "not_found", lambda w: _settle(w, DisputeState.OWED)),
    No("grant_role", "orang_lain", "not_found", _grant),
    No("issue_receipt_code", "ketua_rw_lain", "not_found", _a_delivery(the.planned_delivery)),
    No("confirm_by_code", "kolaborator_lain", "not_found", _by_code),
    No("revoke_courier_link", "kolaborator_lain", "not_found", _link_alone),
    No("report_stop", "ketua_rw", "not_found", _counted_by_link),
    No("record_call", "lurah_lain", "not_found", _called),
    No("revoke_invitation", "lurah_lain", "not_found", lambda w: {"invitation": the.open_invitation(w)}),
    No("cancel_recovery", "lurah_dua", "not_found", lambda w: {"recovery": the.running_recovery(w)}),
)
"""What does not exist for the one who asks: only the doors can say so, since they find the rows."""
