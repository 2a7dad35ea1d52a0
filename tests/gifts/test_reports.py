"""Reports and programmes: who hands in what and when, and that what was reported is the ledger to the rupiah."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from ksbb.core.formats import rupiah
from ksbb.documents.enums import PaperKind
from ksbb.funds.enums import FundKind, TransferKind
from ksbb.funds.queries import book_of, totals
from ksbb.gifts import actions as gifts
from ksbb.gifts import campaigns, reporting
from ksbb.gifts.duties import Duty, duty
from ksbb.gifts.models import Campaign, Filing, Voucher
from ksbb.gifts.queries import report_hides
from ksbb.parties import actions as parties
from ksbb.parties.enums import Standing
from ksbb.web.papers.contents import assemble
from tests.gifts.conftest import AT, REASON, TODAY, Agregator, refused

ENDED = 61  # days after TODAY: the permit ended the day before


def file(agregator: Agregator, *, after: int = ENDED, **more: Any) -> Filing:
    told = {"since": agregator.mandate.valid_from, "until": agregator.mandate.valid_until, **more}
    when = AT + timedelta(days=after)
    return gifts.file_report(by=agregator.buyer, mandate=agregator.mandate, **told, at=when)


def opinion(agregator: Agregator) -> Voucher:
    return Voucher.objects.create(
        organisation=agregator.organisation,
        path="opini",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        kept_by=agregator.buyer,
        kept_at=AT,
    )


def spend(agregator: Agregator) -> None:
    agregator.gift(3_000_000)
    agregator.purchase(8)
    agregator.agree(agregator.cost(70_000))
    left = agregator.gift(200_000)
    refund = gifts.draft_refund(by=agregator.buyer, gift=left, reason="Salah kirim, diminta kembali", at=AT)
    agregator.agree(refund)


def test_the_report_is_the_ledger_to_the_rupiah(agregator: Agregator) -> None:
    spend(agregator)
    book = book_of(agregator.organisation.pk, FundKind.DONATION)

    filing = file(agregator)

    one = reporting.frozen_figures(filing)[FundKind.DONATION]
    moved = totals([book.pk], since=filing.since, until=filing.until)
    assert one.received == moved[TransferKind.RECEIVE] == 3_200_000
    assert one.bought == moved[TransferKind.PURCHASE] == 800_000
    assert one.costs == moved[TransferKind.COST] == 70_000
    assert one.refunded == moved[TransferKind.REFUND] == 200_000
    assert one.closing == reporting.money_of(agregator.organisation, on=TODAY)[0].unspent == 2_130_000
    texts = list(assemble(PaperKind.REPORT, filing.reference).sheet.texts())
    for number in (one.received, one.bought, one.costs, one.refunded, one.closing):
        assert rupiah(number) in texts


def test_its_figures_stay_and_its_days_take_nothing_more(agregator: Agregator) -> None:
    spend(agregator)
    filing = file(agregator)
    kept = json.loads(filing.figures)

    with refused("reported"):
        agregator.purchase(1)
    with refused("reported"):
        agregator.gift(5_000)

    assert json.loads(Filing.objects.get(pk=filing.pk).figures) == kept
    assert reporting.frozen_figures(filing)[FundKind.DONATION].bought == 800_000


def test_a_refund_that_waited_goes_on_no_reported_day(agregator: Agregator) -> None:
    waiting = gifts.draft_refund(by=agregator.buyer, gift=agregator.gift(500_000), reason=REASON, at=AT)
    file(agregator)

    with refused("reported"):
        agregator.agree(waiting)


def test_page_and_pdf_say_the_same(agregator: Agregator) -> None:
    spend(agregator)
    filing = file(agregator)
    page = f"/agregator/{agregator.organisation.reference}/laporan/{filing.reference}/"
    client = Client()
    with time_machine.travel(AT + timedelta(days=ENDED), tick=False):
        assert page in client.get(f"/agregator/{agregator.organisation.reference}/").content.decode()
        assert "Rp2.130.000" in client.get(page).content.decode()
        assert client.get(f"{page}?bentuk=json").json()["funds"]["donasi"]["closing"] == 2_130_000
        issued = client.post(f"/dokumen/terbitkan/laporan-pub/{filing.reference}/", follow=True)
        (pdf,) = [word for word in client.get(page).content.decode().split('"') if word.endswith(".pdf")]
        printed = client.get(pdf)

    assert issued.status_code == 200
    assert "Rp2.130.000" in issued.content.decode()
    assert printed["Content-Type"] == "application/pdf"


def test_a_period_is_reported_once(agregator: Agregator) -> None:
    file(agregator)
    with refused("filed_already"):
        file(agregator)


@pytest.mark.parametrize(
    ("after", "more", "code"),
    [
        (60, {}, "period_runs"),
        (ENDED, {"until": TODAY}, "whole_period"),
        (ENDED, {"until": TODAY - timedelta(days=90)}, "days_reversed"),
    ],
)
def test_periods_that_are_none(agregator: Agregator, after: int, more: Any, code: str) -> None:
    with refused(code):
        file(agregator, after=after, **more)


@pytest.mark.parametrize(("amount", "needed"), [(500_000_000, False), (500_000_001, True)])
def test_an_accountant_above_half_a_billion(agregator: Agregator, amount: int, *, needed: bool) -> None:
    agregator.gift(amount)
    if needed:
        with refused("accountant_needed"):
            file(agregator)

    filed = file(agregator, accountant=opinion(agregator))

    assert filed.accountant_id


def test_anothers_people_hand_in_nothing(agregator: Agregator) -> None:
    until, since = agregator.mandate.valid_until, agregator.mandate.valid_from
    assert until
    with refused("not_allowed"):
        gifts.file_report(
            by=agregator.world.lurah,
            mandate=agregator.mandate,
            since=since,
            until=until,
            at=AT + timedelta(days=ENDED),
        )


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (0, Duty.NONE),
        (1, Duty.RUNNING),
        (29, Duty.RUNNING),
        (30, Duty.DUE),
        (36, Duty.DUE),
        (37, Duty.LATE),
        (60, Duty.LATE),
        (61, Duty.HIDDEN),
    ],
)
def test_the_clock_of_a_report(agregator: Agregator, days: int, stands: Duty) -> None:
    """LAW-03. On the day on which it hides, new intents are refused too."""
    agregator.gift()
    until = agregator.mandate.valid_until
    assert until
    on = until + timedelta(days=days)

    assert duty(agregator.mandate, filed=False, on=on) == stands
    assert duty(agregator.mandate, filed=True, on=on) == Duty.FILED
    assert report_hides(agregator.organisation, on=on) == (stands == Duty.HIDDEN)


def test_permits_are_told_as_they_stood(agregator: Agregator) -> None:
    agregator.gift()
    parties.stand(
        organisation=agregator.organisation, standing=Standing.REVOKED, by=None, reason="SK pencabutan uji", at=AT
    )

    def said(days: float) -> str:
        out = StringIO()
        call_command("check_permits", "--at", (AT + timedelta(days=days)).isoformat(), stdout=out)
        return out.getvalue()

    assert "belum terdaftar" in said(-30)
    assert ": aktif sejak" in said(-1)
    assert "dicabut" in said(0.5)
    assert "SK pencabutan uji" in said(0.5)
    assert "PUB-1" in said(0.5)
    assert ": berlaku" in said(0.5)
    assert "tidak berlaku; laporan: jatuh tempo" in said(90)
    assert "laporan: terlambat" in said(98)


# --- Programmes -------------------------------------------------------------------------------------------------------


def programme(agregator: Agregator, **more: Any) -> Campaign:
    told: dict[str, Any] = {"fund": FundKind.DONATION, "title": "Sembako Ragunan", "budget_rp": 5_000_000, **more}
    return gifts.open_campaign(by=agregator.buyer, organisation=agregator.organisation, **told, at=AT)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": "  "}, "title_needed"),
        ({"title": "x" * 121}, "text_too_long"),
        ({"budget_rp": 0}, "amount_range"),
        ({"fund": FundKind.ZAKAT}, "no_mandate"),
        ({"closes_on": TODAY - timedelta(days=1)}, "date_past"),
    ],
)
def test_programmes_that_do_not_open(agregator: Agregator, more: Any, code: str) -> None:
    with refused(code):
        programme(agregator, **more)


def test_a_programme_tells_what_came_and_whom_it_reached(agregator: Agregator) -> None:
    opened = programme(agregator, package=agregator.sembako)
    with time_machine.travel(AT, tick=False):
        empty = Client().get(f"/program-agregator/{opened.reference}/").content.decode()
        agregator.gift(1_000_000, campaign=opened)
        lot = agregator.lot(agregator.purchase(4, campaign=opened))
        agregator.promise(lot, agregator.world.need(50), 3)
        page = Client().get(f"/program-agregator/{opened.reference}/").content.decode()
        listed = Client().get(f"/agregator/{agregator.organisation.reference}/").content.decode()

    assert "Belum ada belanja" in empty
    assert "Belum ada yang disalurkan" in empty
    assert "Rp600.000" in page
    assert "0 dari 3" in page
    assert f"/program-agregator/{opened.reference}/" in listed
    found = campaigns.progress(opened, on=TODAY)
    assert (found.received, found.spent, found.unspent, found.ages[0]) == (1_000_000, 400_000, 600_000, 600_000)


def test_a_closed_programme_takes_nothing_more(agregator: Agregator) -> None:
    opened = programme(agregator)
    closed = gifts.close_campaign(by=agregator.buyer, campaign=opened, reason="Kebutuhan terpenuhi", at=AT)

    with refused("campaign_closed"):
        agregator.intent(campaign=closed)
    with refused("wrong_state"):
        gifts.close_campaign(by=agregator.buyer, campaign=closed, reason="Kebutuhan terpenuhi", at=AT)
    assert "Kebutuhan terpenuhi" in Client().get(f"/program-agregator/{closed.reference}/").content.decode()
