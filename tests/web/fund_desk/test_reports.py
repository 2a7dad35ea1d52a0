"""What the agregator owes: the report, looked at and handed in; programmes, looked at, opened and closed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ksbb.gifts import actions as gifts
from ksbb.gifts.models import Campaign, Filing, Mandate, Voucher
from ksbb.gifts.rules import AUDIT_ABOVE
from tests import money
from tests.web.fund_desk.conftest import Visitor, hidden
from tests.world import World

OPINION = b"%PDF-1.4 1 0 obj<</Type/Catalog>>endobj %%EOF"
TOLD = {"title": "Sembako Kebayoran", "story": "", "fund": "donasi", "budget_rp": "10.000.000"}
TOLD |= {"place": "", "package": "sembako", "closes_on": ""}


def url(name: str, *args: Any) -> str:
    return reverse(f"fund_desk:{name}", args=args)


def text(response: Any) -> str:
    return str(response.content.decode())


def over(world: World, amount_rp: int = 1_000_000) -> Mandate:
    """A permit that ended 40 days ago, with money that came under it on its last day."""
    gift, last = money.intent(world, amount_rp), world.today - timedelta(days=40)
    Mandate.objects.update(valid_from=last - timedelta(days=60), valid_until=last)
    told: Any = {"amount_rp": amount_rp, "received_on": last}
    gift.refresh_from_db()
    gifts.receive_gift(by=world.people["bendahara"], gift=gift, **told, at=world.at)
    return Mandate.objects.get()


@pytest.fixture
def ended(world: World) -> Mandate:
    return over(world)


def days(mandate: Mandate) -> dict[str, str]:
    assert mandate.valid_until
    return {"since": mandate.valid_from.isoformat(), "until": mandate.valid_until.isoformat()}


def test_the_board_leads_to_the_report_that_is_late(ended: Mandate, seated: Visitor) -> None:
    shown = text(seated("bendahara").get(url("board")))
    assert "Terlambat. Paling lambat" in shown
    assert url("file_report", ended.pk) in shown
    assert "terlambat. paling lambat" in text(seated("bendahara").get(url("reports"))).lower()


def test_a_report_is_looked_at_and_handed_in_once(ended: Mandate, seated: Visitor) -> None:
    desk, there = seated("bendahara"), url("file_report", ended.pk)
    shown = desk.get(there)
    assert "Sisa akhir masa" in text(shown)
    assert not Filing.objects.exists()

    body = {**days(ended), "key": hidden(shown)}
    assert [desk.post(there, body).status_code for _ in range(2)] == [302, 302]
    again = desk.get(there)
    assert "Masa ini sudah dilaporkan" in text(again)
    assert '<form method="post" enctype' not in text(again)
    assert Filing.objects.get().reference in text(desk.get(url("reports")))


def test_other_days_than_the_permits_are_refused(ended: Mandate, seated: Visitor) -> None:
    other = {**days(ended), "until": (ended.valid_from + timedelta(days=5)).isoformat()}
    answer = seated("bendahara").post(url("file_report", ended.pk), other)
    assert answer.status_code == 422
    assert "Laporkan seluruh masa izin" in text(answer)
    assert not Filing.objects.exists()


def test_a_permit_that_runs_says_why_not_yet(world: World, seated: Visitor) -> None:
    gift = money.gift(world)
    shown = text(seated("bendahara").get(url("file_report", gift.mandate_id)))
    assert "belum berakhir" in shown
    assert "Serahkan laporan</button>" not in shown


def test_above_the_limit_an_opinion_is_asked_for(world: World, seated: Visitor) -> None:
    ended = over(world, AUDIT_ABOVE + 1)
    desk, there = seated("bendahara"), url("file_report", ended.pk)
    assert "Lampirkan opini akuntan publik" in text(desk.get(there))
    assert desk.post(there, days(ended)).status_code == 422
    bad = SimpleUploadedFile("opini.pdf", b"bukan pdf", content_type="application/pdf")
    assert desk.post(there, {**days(ended), "accountant": bad}).status_code == 422
    assert not Voucher.objects.exists()

    opinion = SimpleUploadedFile("opini.pdf", OPINION, content_type="application/pdf")
    assert desk.post(there, {**days(ended), "accountant": opinion}).status_code == 302
    assert Filing.objects.get().accountant == Voucher.objects.get()


def test_an_opinion_of_a_refused_report_is_not_kept(ended: Mandate, seated: Visitor) -> None:
    opinion = SimpleUploadedFile("opini.pdf", OPINION, content_type="application/pdf")
    other = {**days(ended), "until": ended.valid_from.isoformat(), "accountant": opinion}
    assert seated("bendahara").post(url("file_report", ended.pk), other).status_code == 422
    assert not Voucher.objects.exists()


def test_days_of_a_basis_without_end_are_chosen_by_the_address(ended: Mandate, seated: Visitor) -> None:
    Mandate.objects.update(basis="pmi", valid_until=None)
    desk, there = seated("bendahara"), url("file_report", ended.pk)
    assert "Lihat angkanya" in text(desk.get(there))
    seen = text(desk.get(there, days(ended)))
    assert "Rp1.000.000" in seen
    assert "Serahkan laporan</button>" in seen
    assert "Pilih tanggal" in text(desk.get(there, {"since": "x", "until": "2026-01-01"}))
    assert desk.post(there, days(ended)).status_code == 302
    assert "Masa ini sudah dilaporkan" in text(desk.get(there, days(ended)))


def test_a_programme_is_looked_at_before_it_opens(world: World, seated: Visitor) -> None:
    money.mandate(world)
    desk, there = seated("bendahara"), url("open_campaign")
    key = hidden(desk.get(there))
    seen = desk.post(there, {**TOLD, "key": key})
    assert seen.status_code == 200
    assert "Periksa sekali lagi" in text(seen)
    assert not Campaign.objects.exists()
    mark = {"seen": hidden(seen, "seen"), "key": key}

    changed = desk.post(there, {**TOLD, **mark, "budget_rp": "11.000.000"})
    assert "Rp11.000.000" in text(changed)
    assert not Campaign.objects.exists()
    assert [desk.post(there, {**TOLD, **mark}).status_code for _ in range(2)] == [302, 302]
    opened = Campaign.objects.get()
    assert (opened.title, opened.budget_rp) == ("Sembako Kebayoran", 10_000_000)
    assert opened.title in text(desk.get(url("programmes")))


def test_a_refused_programme_keeps_its_answers(world: World, seated: Visitor) -> None:
    money.mandate(world)
    desk, there = seated("bendahara"), url("open_campaign")
    said = {**TOLD, "closes_on": "2020-02-02"}
    answer = desk.post(there, {**said, "seen": hidden(desk.post(there, said), "seen")})
    assert answer.status_code == 422
    assert "sudah lewat" in text(answer)
    assert 'value="Sembako Kebayoran"' in text(answer)
    assert desk.post(there, {**TOLD, "budget_rp": "0"}).status_code == 422
    assert not Campaign.objects.exists()


def test_without_a_legal_basis_no_programme_opens(seated: Visitor) -> None:
    assert "Ajukan dahulu kepada Pokja" in text(seated("bendahara").get(url("open_campaign")))


def test_a_programme_is_closed_with_a_reason(world: World, seated: Visitor) -> None:
    opened = money.campaign(world)
    desk, there = seated("bendahara"), url("close_campaign", opened.reference)
    assert desk.post(there, {"reason": ""}).status_code == 422
    assert desk.post(there, {"reason": money.WHY}).status_code == 302
    assert Campaign.objects.get().closed_at is not None
    assert "sudah ditutup" in text(desk.get(there))


@pytest.mark.parametrize("role", ["kolaborator", "pokja_lama"])
def test_nobody_else_files_opens_or_closes(world: World, seated: Visitor, role: str) -> None:
    opened, mandate = money.campaign(world), Mandate.objects.get()
    for there in (url("file_report", mandate.pk), url("open_campaign"), url("close_campaign", opened.reference)):
        assert seated(role).post(there, {"reason": money.WHY}).status_code == 403
    assert not Filing.objects.exists()
    assert Campaign.objects.get().closed_at is None
