"""The authorisation matrix (SEC-11): asks every route as every role and writes what it answered.

All objects in the addresses are A's: the RW, its kelurahan, its needs, the promise of the first organisation. So the
roles of B (`…_lain`) show what others' objects answer; `orang_lain` signed in and has no role, `…_dua` is a second
person in the same office. The table is matrix.txt; a row of it is changed by hand, after
thinking who should see what.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ksbb.access import actions as access
from ksbb.commitments import actions as commitments
from ksbb.core import checkpoints
from ksbb.core.models import Seal
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.queries import lines_of as carried
from ksbb.deliveries.queries import word_of
from ksbb.documents import actions as documents
from ksbb.documents.enums import PaperKind
from ksbb.documents.sheets import check_code
from ksbb.gifts import actions as gifts
from ksbb.gifts.actions import GiftDraft
from ksbb.gifts.models import Campaign, Gift, Packing
from ksbb.gifts.queries import shares_of
from ksbb.privacy import actions as privacy
from ksbb.privacy.enums import Right
from ksbb.voices import actions as voices
from ksbb.voices.enums import Matter, Side
from ksbb.web.entry import links
from ksbb.web.papers.contents import assemble
from tests import money
from tests import world as the
from tests.world import World

TABLE = Path(__file__).with_name("matrix.txt")
COLUMNS = (
    "anonymous",
    "kolaborator",
    "kolaborator_lain",
    "ketua_rw",
    "ketua_rw_lain",
    "pengelola",
    "lurah",
    "lurah_lain",
    "pokja",
    "orang_lain",
    "lurah_dua",
    "pokja_dua",
)
METHODS = ("GET", "POST")
# Sign-in pages are allauth's; the last two answer everybody alike.
NOT_OURS = re.compile(r"^(account_.*|mfa_.*|api:api-root|api_unknown|pattern)$")
APPLICATION_PAGES = (
    "desks:own_application",
    "desks:pokja_application",
    "desks:ask_changes",
    "desks:refuse_application",
    "desks:permit_scan",
)
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Row:
    """What one method of one route answers to each role, in the order of COLUMNS."""

    method: str
    route: str
    answers: tuple[str, ...]


def read_table() -> dict[tuple[str, str], Row]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, route, *answers = line.split()
            rows[method, route] = Row(method, route, tuple(answers))
    return rows


def routes() -> list[tuple[str, tuple[str, ...]]]:
    """Every named route of ours with the arguments of its address."""
    found = {name: arguments for name, arguments in _walk(get_resolver().url_patterns) if not NOT_OURS.match(name)}
    return sorted(found.items())


def _walk(patterns: list[Any], prefix: str = "", space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, address, space + (f"{one.namespace}:" if one.namespace else ""))
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", tuple(_ARGUMENT.findall(address))


def objects(w: World) -> dict[str, dict[str, Any]]:
    """The arguments of addresses by route: first by "route argument", then by the argument alone."""
    dispute = the.disputed(w)
    delivery = dispute.delivery_line.delivery
    line = carried(delivery)[0].line
    fresh = the.line_of(the.promise(w, the.open_need(w, package="lebaran"), 50))
    w.village.refresh_from_db()
    proposal = the.proposed_need(w, package="siap_saji", quantity=1400)
    handed = deliveries.plan_delivery(
        by=w.kolaborator, loads=[deliveries.Load(line=fresh, quantity=20)], planned_on=w.soon, at=w.at
    )
    deliveries.hand_over(by=w.kolaborator, delivery=handed, at=w.at)
    application = the.renewal(w)
    lapsed = _lapsed(w)
    target = the.proposed_target(w)
    problem = voices.report_problem(
        about=f"/kebutuhan/{fresh.need.reference}/", place=fresh.need.place, matter=Matter.OTHER, text="x" * 20, at=w.at
    )
    word = voices.say(
        thread="x", place=fresh.need.place, side=Side.RECEIVER, author=None, text="Terima kasih", thanks=True, at=w.at
    )
    link, code = the.courier_link(w, handed), deliveries.issue_receipt_code(by=w.ketua_rw, delivery=handed, at=w.at)
    at_the_door = {"word": word_of(link), "reference": handed.reference, "token": code.token}
    batch, guest = the.waiting_batch(w, "thr_kk"), the.guest_commitment(w, fresh.need)
    corrected = deliveries.approve_correction(by=w.pokja, correction=the.waiting_correction(w, fresh), at=w.at)
    contested, merge = the.waiting_correction(w, fresh), the.waiting_merge(w)
    signed = checkpoints.make_checkpoint(at=w.at)
    first = Seal.objects.earliest("pk").sequence  # PostgreSQL counts on after what was undone
    content = assemble(PaperKind.HANDOVER, handed.reference)
    paper = documents.issue_paper(
        by=w.kolaborator, kind=PaperKind.HANDOVER, subject=handed.reference, sheet=content.sheet, at=w.at
    )
    failed = {"number": the.failed_message(w).pk}
    asked = privacy.ask_about_data(by=w.kolaborator, kind=Right.ACCESS, words="Salinan data saya", at=w.at)
    running = {"ref": fresh.commitment.reference, "number": fresh.pk, "journey": handed.reference, "token": "basi"}
    token = links.new_token()
    access.invite(by=w.lurah, recipient=w.rw, token=token, at=w.at)
    shown = the.published_photo(w, handed)
    waiting = the.sent_photo(w, handed, seed=7)
    of_need = the.need_photo(w, proposal)
    packing = money.packing(w, need=target.need)
    came = gift_of(packing)
    assert came.channel is not None
    meant = gifts.intend(by=w.kolaborator, draft=GiftDraft(channel=came.channel, amount_rp=500_000), at=w.at)
    photo = {"photo": waiting.reference, "size": "kecil", "ref": running["ref"], "journey": handed.reference}
    told, opened = money.ended_period(w), money.campaign(w)
    filing = gifts.file_report(by=w.people["bendahara"], **told, at=w.at)
    takes = {"reference": came.organisation.reference, "fund": came.fund, "month": f"{w.today:%Y-%m}"}
    return {
        "agregator:": {**takes, "report": filing.reference},
        "agregator:campaign": {"reference": opened.reference},
        "api:show_agregator": takes,
        "api:list_ledger": takes,
        "api:show_gift": {"reference": came.reference},
        "photos:page": {"photo": shown.reference},
        "photos:file": {"photo": shown.reference, "size": "kecil"},
        "photos:take_down": {"photo": shown.reference},
        "photos:receiver": {"reference": handed.reference},
        "photos:receiver_answer": {"reference": handed.reference, "photo": the.receivers_photo(w, handed).reference},
        "photos:proposer": {"reference": proposal.reference},
        "photos:proposer_answer": {"reference": proposal.reference, "photo": of_need.reference},
        "photos:": photo,
        "giving:code": {"ref": guest.reference},
        "giving:resend": {"ref": guest.reference},
        "giving:receipt": {"ref": guest.reference},
        "giving:start": {"ref": fresh.need.reference},
        "giving:when": {"ref": fresh.need.reference},
        "giving:who": {"ref": fresh.need.reference},
        "giving:check": {"ref": fresh.need.reference},
        "giving:accept_target": {"ref": target.offer.commitment.reference, "number": target.pk},
        "giving:decline_target": {"ref": target.offer.commitment.reference, "number": target.pk},
        "giving:withdraw_offer": {"ref": target.offer.commitment.reference},
        "giving:": running,
        "titipan:gift": {"ref": meant.reference},
        "titipan:own": {"ref": meant.reference},
        "titipan:cancel": {"ref": meant.reference},
        "titipan:": {"ref": meant.organisation.reference},
        "papers:ask": {"kind": "bast", "reference": handed.reference},
        "papers:check": {"seal": f"{paper.reference}-{check_code(paper.digest)}"},
        "notices:stop": {"word": the.stop_word(w)},
        "papers:": {"number": paper.reference},
        "cards:picture": {"kind": "kebutuhan", "reference": fresh.need.reference, "digest": "0" * 16},
        "public:need": {"reference": fresh.need.reference},
        "public:programme": {"code": "pangan"},
        "public:package": {"code": "sembako"},
        "public:recipient": {"reference": w.panti.reference},
        "public:place": {"code": w.rw.place.code},
        "capaian:sentence": {"reference": "KS-0000-0000-0"},
        "capaian:area": {"code": w.village.code},
        "audit:correction": {"reference": corrected.reference},
        "desks:propose_correction": {"number": fresh.pk},
        "desks:correction": {"reference": contested.reference},
        "desks:refuse_correction": {"reference": contested.reference},
        "desks:merge": {"reference": merge.reference},
        "desks:refuse_merge": {"reference": merge.reference},
        "audit:": {"size": signed.size, "old": signed.size, "new": signed.size, "number": 0, "sequence": first},
        "api:show_commitment": {"reference": line.commitment.reference},
        "api:": {"reference": w.rw.reference, "id": fresh.need.reference, "code": w.village.code},
        "desks:pokja_offer": {"reference": target.offer.commitment.reference},
        **money_objects(w, packing, opened),
        "courier:": {**running, **at_the_door},
        "courier:revoke": {"reference": link.reference},
        "courier:revoke_promise_link": {**running, "reference": link.reference},
        "desks:call": {"number": the.call_back(w, delivery).pk},
        "desks:code": {"reference": handed.reference},
        "desks:code_for_receiver": {"reference": handed.reference},
        "voices:report_status": {"ref": problem.reference},
        "voices:answer": {"reference": problem.reference},
        "voices:take_up": {"reference": problem.reference},
        "voices:show_word": {"number": word.pk},
        "voices:hide_word": {"number": word.pk},
        "voices:": {"ref": fresh.commitment.reference, "number": fresh.pk},
        "desks:arrived_late": {"number": lapsed.pk},
        "desks:came_late": {"number": lapsed.pk},
        "desks:confirm": {"reference": handed.reference},
        "desks:paper": {"reference": handed.reference},
        "desks:decide": {"reference": handed.reference},
        "desks:own_need": {"reference": proposal.reference},
        "desks:withdraw": {"reference": proposal.reference},
        "desks:examine": {"reference": proposal.reference},
        "desks:reject": {"reference": proposal.reference},
        "desks:close": {"reference": fresh.need.reference},
        "desks:outside_aid": {"reference": fresh.need.reference},
        "desks:data_request": {"reference": asked.reference},
        "desks:settle": {"number": dispute.pk},
        "entry:": {"signed": links.link_of(token).rstrip("/").rsplit("/", 1)[1]},
        "desks:hand_code": {"reference": w.rw.reference, "number": the.role_of(w, "ketua_rw").pk},
        "desks:recovery": {"number": the.role_of(w, "lurah").pk},
        "desks:end_role": {"number": the.role_of(w, "kolaborator_lain").pk},
        "desks:pokja_batch": {"reference": batch.reference},
        "desks:pokja_organisation": {"reference": w.organisation.reference},
        "desks:suspend": {"reference": w.organisation.reference},
        "desks:reroute": {"reference": w.organisation.reference, "number": fresh.pk},
        "desks:renew": {"reference": w.organisation.reference},
        "desks:safeguarding": {"reference": w.panti.reference},
        "desks:home_profile": {"reference": w.panti.reference},
        "desks:home_stock": {"reference": w.panti.reference},
        "desks:home_report": {"reference": w.panti.reference},
        "public:organisation": {"reference": w.organisation.reference},
        **{page: {"number": application.pk} for page in APPLICATION_PAGES},
        "desks:register_rw": {"code": w.rw.place.code},
        "desks:message": failed,
        "desks:message_again": failed,
        "desks:message_by_hand": failed,
        "desks:message_give_up": failed,
        "desks:": {
            "reference": w.rw.reference,
            "number": fresh.pk,
            "code": w.village.code,
            "kind": "pesantren",
            "token": "basi",
        },
    }


def gift_of(packing: Packing) -> Gift:
    """The gift whose money bought what is packed."""
    assert packing.lot.item is not None
    return shares_of(packing.lot.item.spending)[0].gift


def money_objects(w: World, packing: Packing, campaign: Campaign) -> dict[str, dict[str, Any]]:
    """Arguments of the desks about money. All is of an agregator for which nobody of the columns acts."""
    item = packing.lot.item
    assert item is not None
    bought = item.spending
    gift, row = gift_of(packing), money.waiting_row(w, bought.channel)
    return {
        **{f"fund_desk:{page}": {"number": gift.mandate_id} for page in ("mandate", "file_report")},
        **{f"fund_desk:{page}": {"number": row.pk} for page in ("row", "reopen")},
        "fund_desk:unpack": {"number": packing.pk},
        **{f"fund_desk:{page}": {"number": packing.lot_id} for page in ("lot", "share_out", "write_off")},
        **{
            f"fund_desk:{page}": {"reference": gift.reference}
            for page in ("receive", "take_back", "unreceive", "refund")
        },
        "fund_desk:close_campaign": {"reference": campaign.reference},
        "fund_desk:": {
            "number": bought.channel_id,
            "basis": "izin_pub",
            "package": "sembako",
            "reference": bought.reference,
        },
    }


def _lapsed(w: World) -> Any:
    """A promise that lapsed, of the other organisation, so that the first one's stay as they are."""
    need = the.open_need(w, package="thr_orang", quantity=30)
    line = the.line_of(the.promise(w, need, 20, by="kolaborator_lain"))
    type(line).objects.filter(pk=line.pk).update(contact_by=w.at - timedelta(hours=1))
    return commitments.release(line=line, at=w.at)


def address(name: str, arguments: tuple[str, ...], known: dict[str, dict[str, Any]]) -> str:
    given = known.get(name) or known.get(name.split(":", maxsplit=1)[0] + ":", {})
    return reverse(name, kwargs={argument: given[argument] for argument in arguments})


def ask(w: World, method: str, where: str, role: str, *, api: bool) -> str:
    """The status, or "masuk" (sign in first) or "lacak" (prove the promise first). Whatever was written is undone."""
    client = Client()
    headers = {}
    with transaction.atomic():
        if role != "anonymous" and api:
            headers = {"Authorization": f"Bearer {w.token(role)}", "Idempotency-Key": "k"}
        elif role != "anonymous":
            client.force_login(w.people[role], backend="allauth.account.auth_backends.AuthenticationBackend")
        if method in {"GET", "HEAD"}:
            response = client.generic(method, where, headers=headers)
        else:
            more: dict[str, Any] = {"data": "{}", "content_type": "application/json"} if api else {}
            response = getattr(client, method.lower())(where, headers=headers, **more)
        told = said(response)
        transaction.set_rollback(True)
    w.tokens.pop(role, None)  # undone with the rest
    return told


def said(response: HttpResponse | Any) -> str:
    """The answer as the table writes it."""
    if response.status_code in (301, 302):
        where = response["Location"].split("?")[0]
        return {"/akun/login/": "masuk", "/lacak/": "lacak", "/akun/pastikan/": "pastikan"}.get(
            where, str(response.status_code)
        )
    return str(response.status_code)


def lines_for_table(w: World) -> Iterator[Row]:
    """The matrix as it is now."""
    known = objects(w)
    for name, arguments in routes():
        for method in METHODS:
            where = address(name, arguments, known)
            api = name.startswith("api:")
            yield Row(method, name, tuple(ask(w, method, where, role, api=api) for role in COLUMNS))
