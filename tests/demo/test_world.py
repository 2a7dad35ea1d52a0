"""The demo world says exactly what the press published of 2020, and shows every situation alive in its present."""

import io
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import F, Q
from django.utils.timezone import localdate

from ksbb.catalogue.queries import packages
from ksbb.commitments.actions import release_expired
from ksbb.commitments.enums import LineState, Via
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.console.jobs import JOBS
from ksbb.console.world.money2020 import RAGUNAN_RW
from ksbb.deliveries.enums import DeliveryState, Method
from ksbb.deliveries.models import Delivery, Dispute, Receipt, ReceiptLine
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need, NeedBatch
from ksbb.needs.queries import is_open
from ksbb.notices.models import Message
from ksbb.opendata.actions import fold_figures
from ksbb.opendata.counting import recount, recount_fulfilments
from ksbb.opendata.figures import sheet
from ksbb.opendata.models import Tally
from ksbb.opendata.spans import Span, end_of
from ksbb.places.models import Place
from ksbb.recipients.models import Contact, Fact, Recipient, RecipientKind, Report
from tests.demo.conftest import NOW
from tests.situations import differences

WIB = ZoneInfo("Asia/Jakarta")
MAY_2 = Span(until=end_of(date(2020, 5, 2)))
MAY_22 = Span(until=datetime(2020, 5, 22, 11, tzinfo=WIB))
END_2020 = end_of(date(2020, 12, 31))
TODAY = localdate(NOW)

pytestmark = pytest.mark.usefixtures("demo")


def counted(numbers: Any) -> dict[str, int]:
    return {code: number for code, number in numbers.items() if number}


def test_every_number_is_what_its_rows_say() -> None:
    """2020 and the present: `recompute --compare`."""
    out = io.StringIO()
    call_command("recompute", "--compare", stdout=out)

    assert out.getvalue() == "0 selisih\n"


def test_as_of_2_may_2020() -> None:
    found = recount(MAY_2, packages())

    assert counted(found.committed) == {"sembako": 40_913, "siap_saji": 20_447, "lebaran": 9_015}
    assert dict(found.reach) == {"kota": 5, "kelurahan": 69, "rw": 118}
    assert found.givers == 22
    assert found.first_day == date(2020, 4, 24)
    assert counted(found.delivered) == counted(found.confirmed) == counted(found.surplus) == {}
    assert found.example


def test_as_of_22_may_2020_eleven_o_clock() -> None:
    found = recount(MAY_22, packages())

    assert counted(found.committed) == {
        "sembako": 297_270,
        "siap_saji": 131_500,
        "lebaran": 29_591,
        "thr_orang": 852,
    }
    assert dict(found.givers_by_kind) == {"organisasi": 95, "perorangan": 11, "agregator": 1}
    fulfilment = {one.period: (one.met, one.of) for one in recount_fulfilments(MAY_22)}
    assert fulfilment["pangan-2020-fase-4"] == (131, 194)


@pytest.mark.parametrize("span", [MAY_2, MAY_22], ids=["2 May", "22 May 11.00"])
def test_the_public_sheet_is_the_recount(span: Span) -> None:
    public, found = sheet(span), recount(span, packages())

    for name in ("committed", "delivered", "confirmed", "needed", "surplus", "reach", "givers_by_kind"):
        assert public[name] == dict(getattr(found, name)), name
    assert public["givers"] == found.givers
    assert {(one["period"], one["met"], one["of"]) for one in public["fulfilment"]} == {
        (one.period, one.met, one.of) for one in recount_fulfilments(span)
    }


def test_the_sentence_holds_the_published_numbers() -> None:
    sentence = sheet(MAY_2)["sentence"]

    for number in ("40.913", "20.447", "9.015", "5 kota", "69 kelurahan", "118 RW", "22 donatur"):
        assert number in sentence


def test_the_range_of_the_press_says_the_same() -> None:
    """The press counted from 24 April to 2 May: naming both ends changes nothing."""
    both = Span(until=MAY_2.until, since=datetime(2020, 4, 24, tzinfo=WIB))

    assert counted(recount(both, packages()).committed) == counted(recount(MAY_2, packages()).committed)


def test_no_real_rw_is_claimed_about_but_the_one_that_is_published() -> None:
    numbers = list(Place.objects.filter(level="rw").exclude(code=RAGUNAN_RW).values_list("rw_number", "example"))

    assert len(numbers) >= 194
    assert all((number or 0) >= 901 and example for number, example in numbers)
    ragunan = Recipient.objects.get(place__code=RAGUNAN_RW)
    assert "beritajakarta.id/read/79842" in ragunan.source
    assert not Fact.objects.filter(recipient=ragunan).exists()


def test_every_row_is_marked_as_example() -> None:
    real = {
        "need": Need.objects.filter(example=False).exclude(place__code=RAGUNAN_RW),
        "commitment": Commitment.objects.filter(example=False),
        "delivery": Delivery.objects.filter(example=False),
        "recipient": Recipient.objects.filter(example=False).exclude(place__code=RAGUNAN_RW),
        "giver": Commitment.objects.filter(giver__example=False, effective_at__lt=END_2020),
    }

    left = {name: list(rows) for name, rows in real.items() if rows.exists()}
    assert set(left) <= {"recipient"}
    for spot in left.get("recipient", []):  # the one that a press release names, with no sum at all
        assert Report.objects.filter(recipient=spot.pk).count() == 1


def test_2020_was_recorded_now_with_its_own_dates() -> None:
    old = Commitment.objects.filter(effective_at__lt=END_2020)

    assert set(old.values_list("recorded_at", "via")) == {(NOW, Via.POKJA)}
    assert not old.filter(Q(on_behalf_source="") | Q(recorded_by=None) | Q(show_name=False)).exists()
    moved = Movement.objects.filter(effective_at__lt=END_2020)
    assert set(moved.exclude(need__place__code=RAGUNAN_RW).values_list("stage", "cause")) == {("komitmen", "promise")}
    names = set(old.values_list("giver__name", flat=True))
    assert names == {f"Donatur contoh {number + 1}" for number in range(105)} | {"Baznas Bazis DKI Jakarta"}


def test_lines_of_2020_have_no_clock_and_told_nobody() -> None:
    old = Line.objects.filter(commitment__effective_at__lt=END_2020)

    assert set(old.values_list("clockless", "contact_by", "lapses_on")) == {(True, None, None)}
    moved_on = old.exclude(state=LineState.PROMISED)
    assert set(moved_on.values_list("state", "need__place__code")) == {(LineState.DONE, RAGUNAN_RW)}
    told = Message.objects.values_list("dedupe", flat=True)
    lines, promises = set(old.values_list("pk", flat=True)), set(old.values_list("commitment", flat=True))
    for dedupe in told:
        kind, number, *_ = dedupe.split(":")
        if kind == "line" or dedupe.split(":")[2:3] == ["receiver"]:
            assert int(number) not in lines, dedupe
        elif kind == "promise":
            assert int(number) not in promises, dedupe
    assert Message.objects.count() > 0


def test_the_worker_changes_no_figure(undone: None) -> None:
    later = [NOW, NOW + timedelta(minutes=5), NOW + timedelta(hours=1)]
    now = Span(until=end_of(TODAY))
    before = [sheet(span) for span in (MAY_2, MAY_22, now)]
    tallies = sorted(
        Tally.objects.values_list("place", "package", "measure", "grain", "starts_on", "scope", "quantity")
    )

    for at in later:
        assert {job.name for job in JOBS} >= {"release_expired", "expire_stale", "fold_figures", "send_notices"}
        for job in JOBS:
            job.work(at)

    assert [sheet(span) for span in (MAY_2, MAY_22, now)] == before
    assert tallies == sorted(
        Tally.objects.values_list("place", "package", "measure", "grain", "starts_on", "scope", "quantity")
    )
    assert not Need.objects.filter(state_since__in=later).exclude(state_since=NOW).exists()


def test_nothing_of_2020_ever_lapses(undone: None) -> None:
    release_expired(at=NOW + timedelta(days=400))

    assert counted(recount(MAY_22, packages()).committed)["sembako"] == 297_270
    ended = Line.objects.filter(clockless=True).exclude(state=LineState.PROMISED)
    assert set(ended.values_list("state", "need__place__code")) == {(LineState.DONE, RAGUNAN_RW)}


def test_the_press_report_is_in_no_sum() -> None:
    report = Report.objects.get()

    assert report.giver == "Barisan Bangun Negeri"
    assert "sekitar 600" in report.what
    assert "beritajakarta" in report.source
    assert report.recipient.kind.code == "lokasi_lain"
    assert report.recipient.place.code == "31.74.05"
    assert not Need.objects.filter(recipient=report.recipient).exists()
    assert not Commitment.objects.filter(giver__name__contains="Barisan").exists()


# --- The present ------------------------------------------------------------------------------------------------------


def test_open_needs_everywhere_and_of_every_kind() -> None:
    open_now = Need.objects.filter(is_open(on=TODAY))

    assert set(open_now.values_list("place__city__code", flat=True)) == {
        "31.01",
        "31.71",
        "31.72",
        "31.73",
        "31.74",
        "31.75",
    }
    assert set(open_now.values_list("recipient__kind__code", flat=True)) == set(
        RecipientKind.objects.values_list("code", flat=True)
    )
    assert open_now.filter(quantity__gte=F("promised") + F("elsewhere") + 1_000).exists()


def present() -> Any:
    return Line.objects.filter(commitment__effective_at__gte=END_2020)


SITUATIONS: dict[str, Any] = {
    "partial delivery": lambda: present().filter(delivered__gt=0, delivered__lt=F("quantity")),
    "on the way": lambda: Delivery.objects.filter(state=DeliveryState.ON_THE_WAY),
    "short and in dispute": lambda: Dispute.objects.filter(state="terbuka", shortfall=6),
    "605 received of 600": lambda: ReceiptLine.objects.filter(received=605, delivery_line__quantity=600),
    "the surplus of five": lambda: present().filter(surplus=5, delivered=600, confirmed=600),
    "an equivalent that waits": lambda: present().filter(quantity=0, state=LineState.PROMISED).exclude(equivalent=""),
    "an equivalent that counts": lambda: present().filter(quantity__gt=0).exclude(equivalent=""),
    "a decline": lambda: present().filter(state=LineState.DECLINED),
    "a lapse": lambda: present().filter(state=LineState.LAPSED),
    "a cancellation": lambda: present().filter(state=LineState.CANCELLED),
    "a reduction": lambda: present().filter(quantity__lt=F("pledged"), quantity__gt=0),
    "another day asked for": lambda: present().filter(other_day__isnull=False),
    "a scheduled day": lambda: present().filter(scheduled_at__isnull=False),
    "one done": lambda: present().filter(state=LineState.DONE),
    "a guest without the code": lambda: present().filter(state=LineState.AWAITING_CODE),
    "a paper receipt": lambda: Receipt.objects.filter(method=Method.PAPER).exclude(paper_number=""),
    "an own receipt": lambda: Receipt.objects.filter(method=Method.ACCOUNT),
    "an officer's receipt": lambda: Receipt.objects.filter(method=Method.OFFICER).exclude(reason=""),
    "a proposal": lambda: Need.objects.filter(state=NeedState.PROPOSED, batch=None),
    "a batch that waits": lambda: NeedBatch.objects.filter(verified_at=None),
    "a stale need": lambda: Need.objects.filter(state=NeedState.EXPIRED),
    "a closed need": lambda: Need.objects.filter(state=NeedState.CLOSED),
    "aid from elsewhere": lambda: Need.objects.filter(elsewhere__gt=0),
    "an own contact": lambda: Contact.objects.filter(recipient__organisation=None),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_alive(situation: str) -> None:
    assert SITUATIONS[situation]().exists()


def test_the_list_of_twelve_rw_came_as_a_file() -> None:
    lists = Commitment.objects.filter(via=Via.FILE)
    lines = [Line.objects.filter(commitment=one).values("need__recipient").distinct().count() for one in lists]

    assert lines == [12]


def test_every_counter_is_the_sum_of_its_rows() -> None:
    assert differences() == []


def test_nobody_speaks_of_a_moment_to_come() -> None:
    for model, column in (
        (Need, "state_since"),
        (Line, "state_since"),
        (Delivery, "state_since"),
        (Movement, "effective_at"),
    ):
        assert not model._base_manager.filter(**{f"{column}__gt": NOW}).exists(), model


def test_loading_tells_where_it_is(demo: list[str]) -> None:
    assert "24 April–22 Mei 2020" in demo
    assert Counter(demo).most_common(1)[0][1] == 1
    assert fold_figures(at=NOW) == 0
