"""Finds every form of the site by itself: each page as somebody who may see it, where everything is alive."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from ksbb.access import actions as access
from ksbb.commitments import actions as commitments
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.queries import lines_of as carried
from ksbb.deliveries.queries import word_of
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft
from ksbb.gifts.enums import Settlement
from ksbb.gifts.matching import StatementLine
from ksbb.gifts.models import StatementRow
from ksbb.gifts.queries import find_spending
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.parties.models import User
from ksbb.permits.actions import apply_organisation, ask_changes
from ksbb.privacy import actions as privacy
from tests import money
from tests import world as the
from tests.doors import matrix
from tests.doors.cases import WHY, _home
from tests.doors.matrix import COLUMNS
from tests.hostile.walking import Form, Forms
from tests.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PROVEN = "tamu_terbukti"
"""A guest who proved an address, so that Data saya is open."""
Page = tuple[str, str]
"""Who looks, and at which address."""


@dataclass(frozen=True)
class Meeting:
    """A form, who was shown it, and the route that it is sent to."""

    role: str
    target: str
    form: Form

    @property
    def mark(self) -> tuple[str, tuple[str, ...]]:
        return self.target, tuple(sorted(self.form.fields))


def undone(client: Client, ask: Callable[[], Any]) -> Any:
    """Ask, then let the database and the browser forget that it was asked."""
    cookies = SimpleCookie({name: one.value for name, one in client.cookies.items()})
    with transaction.atomic():
        answer = ask()
        answer.text_seen = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def browsers(w: World) -> dict[str, Client]:
    """A browser for each role. Who has no role has no password either: such people prove themselves by a code."""
    User.objects.filter(pk=w.orang_lain.pk).update(password="!")
    w.orang_lain.refresh_from_db()
    made = {role: Client(raise_request_exception=False) for role in (*w.people, "anonymous", PROVEN)}
    for role, person in w.people.items():
        made[role].force_login(person, backend=BACKEND)
    return made


def meetings(w: World, known: dict[str, dict[str, Any]], cast: dict[str, Client]) -> list[Meeting]:
    """Each form once: by the route it goes to and the names of its fields."""
    seen: dict[tuple[str, tuple[str, ...]], Meeting] = {}
    for role, address, html in _shown(w, known, cast):
        for form in Forms(address, html).found:
            if form.method == "post":
                met = Meeting(role, target_of(form.action, address), form)
                seen.setdefault(met.mark, met)
    return list(seen.values())


def target_of(action: str, page: str) -> str:
    """The route that a form of the page is sent to."""
    try:
        return str(resolve(urlsplit(action).path or urlsplit(page).path).view_name)
    except Resolver404:
        return action


def takers() -> set[str]:
    """Every route of ours that takes a POST from somebody, by the matrix."""
    rows = matrix.read_table()
    names = {name for name, _ in matrix.routes() if not name.startswith(("api", "healthz"))}
    return {name for name in names if set(rows["POST", name].answers) - {"405", "masuk", "lacak"}}


def _shown(w: World, known: dict[str, dict[str, Any]], cast: dict[str, Client]) -> Iterator[tuple[str, str, str]]:
    yield from _half_way(w, known, cast)
    for role, address in itertools.chain(_of_the_matrix(known), _of_allauth(), _corners(w, known)):
        client = cast[role]
        answer = undone(client, lambda client=client, address=address: client.get(address))  # type: ignore[misc]
        html = answer.status_code == 200 and "html" in answer.get("Content-Type", "")
        yield role, address, str(answer.text_seen) if html else ""


def _of_the_matrix(known: dict[str, dict[str, Any]]) -> Iterator[Page]:
    """Every page as the first who is shown it; what hangs on a session answers 302 in the table."""
    rows = matrix.read_table()
    for name, arguments in matrix.routes():
        told = rows["GET", name].answers
        wanted = next((one for one in ("200", "302", "pastikan") if one in told), "")
        if wanted and not name.startswith("api"):
            yield COLUMNS[told.index(wanted)], matrix.address(name, arguments, known)


def _of_allauth() -> Iterator[Page]:
    """Sign-in pages whose address has no hole, for a visitor and for somebody signed in."""
    known: Any = get_resolver().reverse_dict
    for name in sorted(name for name in known if isinstance(name, str) and name.startswith(("account_", "mfa_"))):
        if not known[name][0][0][1]:
            yield from (("anonymous", reverse(name)), ("kolaborator", reverse(name)))


def _half_way(w: World, known: dict[str, dict[str, Any]], cast: dict[str, Client]) -> Iterator[tuple[str, str, str]]:
    """Sends what leads to the later pages of each flow, and gives back what was answered."""
    need, day = known["giving:start"]["ref"], (w.today + timedelta(days=1)).isoformat()
    signed, rw = known["entry:"]["signed"], w.rw.reference
    channel, titip = known["fund_desk:"]["number"], reverse("titipan:start", kwargs=known["titipan:"])
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("anonymous", f"/bantu/{need}/", {"jumlah": "5"}),
        ("anonymous", f"/bantu/{need}/kapan/", {"cara": "antar_sendiri", "hari_0": day}),
        ("anonymous", f"/bantu/{need}/siapa/", {"nama": "Budi", "email": "budi@uji.example"}),
        ("anonymous", f"/daftar-pilihan/?tambah={need}", {"aksi": "tambah"}),
        ("anonymous", "/bantu/pokja/", {"paket": "sembako", "jumlah": "5", "cara": "antar_sendiri"}),
        ("anonymous", "/data-saya/bukti/", {"alamat": "budi@uji.example"}),
        ("anonymous", "/masuk/kode/", {"kontak": "budi@uji.example"}),
        ("anonymous", f"/undangan/{signed}/terima/", {"nama": "Budi", "cara": "kode", "kontak": "budi@uji.example"}),
        ("ketua_rw", f"/meja/penerima/ajukan/{rw}/", {"package": "thr_orang"}),
        ("ketua_rw", f"/meja/penerima/ajukan/{rw}/jumlah/", {"quantity": "10"}),
        ("ketua_rw", f"/meja/penerima/ajukan/{rw}/keterangan/", {"source": "Rapat RW"}),
        ("kolaborator", reverse("account_reauthenticate"), {"password": the.PASSWORD}),
        ("kolaborator", "/akun/kontak/", {"kontak": "budi.baru@uji.example"}),
        ("kolaborator", "/meja/kolaborator/unggah/", {"berkas": _file(f"kebutuhan,jumlah,tanggal\n{need},5,{day}\n")}),
        ("kolaborator", "/meja/kolaborator/unggah/", {"berkas": _file("kebutuhan,jumlah,tanggal\nx,y,z\n")}),
        ("pokja", "/meja/pokja/impor/rw/", {"file": _file(f"kode_kelurahan,rw\n{w.village.code},31\n"), "source": "x"}),
        ("pokja", "/meja/pokja/impor/rw/", {"file": _file("kode_kelurahan,rw\nx,y\n"), "source": "x"}),
        (
            "pokja",
            "/meja/pokja/impor/penerima/",
            {"file": _file(f"jenis,kode_wilayah,kk\nrw,{w.rw.place.code},40\n"), "source": "x"},
        ),
        *(
            ("bendahara", reverse("fund_desk:import"), {"channel": channel, "layout": "umum", "file": _file(text)})
            for text in (f"Tanggal,Berita,Masuk\n{w.today.isoformat()},uang,9000\n", "Tanggal,Berita,Masuk\nx,y,z\n")
        ),
        ("anonymous", titip, {"tujuan": "perlu", "jumlah": "250000", "kunci": "a" * 32}),
        ("anonymous", f"{titip}cara/", {"saluran": channel}),
        ("anonymous", f"{titip}siapa/", {"nama": "Budi", "email": "budi@uji.example", "tampil": "tidak"}),
        (PROVEN, "/data-saya/bukti/", {"alamat": "wati@uji.example"}),
    ]
    for role, address, said in steps:
        asked = Forms(address, cast[role].get(address).content.decode()).found
        offered = next((form.fields for form in reversed(asked) if form.method == "post" and form.fields), {})
        answer = cast[role].post(address.split("?")[0], offered | said)
        yield role, address, answer.content.decode() if answer.status_code in {200, 422} else ""
    cast[PROVEN].post("/data-saya/kode/", {"kode": the.sent_code()})


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("daftar.csv", text.encode())


def _corners(w: World, known: dict[str, dict[str, Any]]) -> Iterator[Page]:
    """Situations in which a page shows what it otherwise does not."""
    yield "orang_lain", "/akun/pastikan/"
    yield "orang_lain", "/data-saya/hapus/"
    yield from _of_promises(w, known)
    yield from _of_organisations(w, known)
    yield from _of_agregators(w, known)
    yield PROVEN, "/data-saya/"
    privacy.withdraw_consent(by=w.orang_lain, at=w.at)
    yield "orang_lain", "/data-saya/"
    access.start_recovery(by=w.pokja, user=w.lurah, at=w.at)
    yield "lurah", "/akun/saya/"


def _of_promises(w: World, known: dict[str, dict[str, Any]]) -> Iterator[Page]:
    planned = the.planned_delivery(the.in_another_period(w))
    stop = {"word": word_of(the.courier_link(w, planned)), "reference": planned.reference}
    yield "anonymous", reverse("courier:stop", kwargs=stop)
    yield "kolaborator", reverse("giving:journeys")
    promise = carried(planned)[0].line.commitment.reference
    yield "kolaborator", reverse("giving:tracked", args=[promise])
    offered = known["giving:accept_target"]["ref"]
    yield "kolaborator", reverse("giving:tracked", args=[offered])
    line = the.promised_line(the.in_another_period(w))
    tracked = reverse("giving:tracked", args=[line.commitment.reference])
    yield "ketua_rw", reverse("desks:promise", args=[line.pk])
    yield "kolaborator", tracked
    yield "kolaborator", reverse("papers:ask", args=["surat-komitmen", line.commitment.reference])
    yield "kolaborator", reverse("papers:ask", args=["label", planned.reference])
    commitments.propose_time(by=w.ketua_rw, line=line, day=w.soon, note="", at=w.at)
    yield "kolaborator", tracked
    yield "ketua_rw", reverse("desks:promise", args=[the.waiting_equivalent(the.in_another_period(w)).pk])
    handed = the.handed_over(the.in_another_period(w))
    photo = the.sent_photo(w, handed, seed=9)
    deliveries.ask_about_photo(by=w.lurah, photo=photo, question=WHY, at=w.at)
    promise = carried(handed)[0].line.commitment.reference
    yield "kolaborator", reverse("photos:giver_answer", args=[promise, handed.reference, photo.reference])
    yield "ketua_rw", reverse("desks:promise", args=[the.newcomers_line(the.in_another_period(w)).pk])


def _of_agregators(w: World, known: dict[str, dict[str, Any]]) -> Iterator[Page]:
    """The desks about money, which nobody of the columns may see, and what waits there for a decision."""
    for name, arguments in matrix.routes():
        if name.startswith("fund_desk:"):
            yield "bendahara", matrix.address(name, arguments, known)
    bought = find_spending(None, known["fund_desk:"]["reference"], w.at)
    meant = gifts.intend(by=w.kolaborator, draft=GiftDraft(channel=bought.channel, amount_rp=50_000), at=w.at)
    yield "bendahara", reverse("fund_desk:receive", args=[meant.reference])
    lines = [StatementLine(number=2, booked_on=w.today, amount_rp=76_000, text="SETORAN LAIN")]
    told: dict[str, Any] = {"channel": bought.channel, "layout": "umum", "lines": lines}
    file = gifts.import_statement(by=w.people["bendahara"], **told, at=w.at)
    row = StatementRow.objects.select_related("channel").get(file=file)
    gifts.settle_row(by=w.people["bendahara"], row=row, outcome=Settlement.UNNAMED, at=w.at)
    came = gifts.intend(by=w.kolaborator, draft=GiftDraft(channel=bought.channel, amount_rp=50_000), at=w.at)
    gifts.receive_gift(by=w.people["bendahara"], gift=came, amount_rp=50_000, received_on=w.today, at=w.at)
    yield "bendahara", reverse("fund_desk:board")
    yield "pemeriksa", reverse("fund_desk:undo", args=[bought.reference])
    told = {"draft": money.bill(meant, w, money.PRICE), "items": money.items(w, 1)}
    waiting = gifts.draft_purchase(by=w.people["bendahara"], **told, at=w.at)
    yield "pemeriksa", reverse("fund_desk:spending", args=[waiting.reference])
    yield "bendahara", reverse("fund_desk:withdraw", args=[waiting.reference])
    yield "pokja", reverse("fund_desk:mandate", args=[money.waiting_mandate(w).pk])
    yield "bendahara", reverse("fund_desk:file_report", args=[money.ended_period(w)["mandate"].pk])
    channel = gifts.propose_channel(by=w.people["bendahara"], **money.account(w, "990-10-1"), at=w.at)
    yield "pokja", reverse("fund_desk:channel", args=[channel.pk])


def _of_organisations(w: World, known: dict[str, dict[str, Any]]) -> Iterator[Page]:
    yield "lurah_dua", reverse("desks:correction", kwargs=known["desks:correction"])
    yield "lurah_dua", reverse("desks:refuse_correction", kwargs=known["desks:refuse_correction"])
    yield "pokja_dua", reverse("desks:merge", kwargs=known["desks:merge"])
    yield "pokja_dua", reverse("desks:refuse_merge", kwargs=known["desks:refuse_merge"])
    yield "pokja_dua", reverse("desks:pokja_batch", kwargs=known["desks:pokja_batch"])
    yield "orang_lain", "/daftar-organisasi/?kegiatan=panti_asuhan"
    yield "kolaborator_lain", reverse("desks:renew", args=[w.other_organisation.reference]) + "?kegiatan=yayasan"
    period = the.in_another_period(w).period.code
    wanted = {"area": w.village.code, "package": "sembako", "period": period, "kinds": "rw", "source": "Rapat"}
    yield "pokja", f"/meja/pokja/buka/?{urlencode(wanted)}"
    # what nobody registered is history, and is made active as it was
    new = parties.register_organisation(by=None, name="Komunitas Uji Coba", at=w.at)
    yield "pokja", reverse("desks:pokja_organisation", args=[new.reference])
    made = apply_organisation(
        by=w.orang_lain, name="Dana Bersama", activity="agregator", permit=the.a_permit(w), at=w.at
    )
    ask_changes(by=w.pokja, application=made, reason=WHY, at=w.at)
    yield "orang_lain", reverse("desks:own_application", args=[made.pk])
    yield "pengelola", reverse("desks:safeguarding", args=[_home(w).reference])
    the.promise(w, the.open_need(the.in_another_period(w)), by="kolaborator_lain")
    other = w.other_organisation
    parties.set_standing(by=w.pokja, organisation=other, standing=Standing.SUSPENDED, reason=WHY, at=w.at)
    yield "pokja", reverse("desks:suspend", args=[other.reference])
