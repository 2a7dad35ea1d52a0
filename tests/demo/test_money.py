"""Money in the demo world: what was published of 2020, and an example of every state today."""

import io
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from ksbb.commitments.models import Movement
from ksbb.console.management.commands.load_demo import SIGN_INS
from ksbb.console.world.cast import DEMO_PASSWORD
from ksbb.console.world.money2020 import RAGUNAN_RW
from ksbb.deliveries.models import Receipt
from ksbb.funds.enums import Precision
from ksbb.funds.models import Book
from ksbb.funds.queries import drift, trial_balance
from ksbb.gifts.duties import Duty
from ksbb.gifts.enums import Decision, GiftState, Match, SpendingKind
from ksbb.gifts.models import (
    Campaign,
    Channel,
    Filing,
    Gift,
    Lot,
    Mandate,
    Packing,
    Spending,
    SpendingItem,
    StatementRow,
)
from ksbb.gifts.queries import packings_behind, working
from ksbb.gifts.reporting import grounds_of, money_of
from ksbb.gifts.rules import is_outlier, usable
from ksbb.gifts.tracing import trace
from ksbb.needs.models import Need
from ksbb.parties.models import Organisation, User
from ksbb.web.templatetags.giving import DEMO
from tests.demo.conftest import NOW

TODAY = localdate(NOW)

pytestmark = pytest.mark.usefixtures("demo")


# --- The books --------------------------------------------------------------------------------------------------------


def test_the_trial_balance_is_zero() -> None:
    books = list(Book.objects.all())
    assert len(books) >= 4

    for book in books:
        sides: Counter[tuple[str, str]] = Counter()
        for row in trial_balance(book):
            sides[row.unit, row.item] += row.debits - row.credits
        assert set(sides.values()) <= {0}, book
    assert list(drift()) == []
    assert packings_behind() == []


def test_every_rupiah_stands_somewhere() -> None:
    for organisation in Organisation.objects.filter(is_agregator=True):
        for money in money_of(organisation, on=TODAY):
            assert money.open_end == 0, organisation
            for goods in money.goods:
                assert goods.acquired == goods.delivered + goods.stock + goods.lost, organisation


# --- 2020, as published -----------------------------------------------------------------------------------------------


def given(name: str) -> Gift:
    return Gift.objects.select_related("giver", "organisation").get(giver__name=name)


@pytest.mark.parametrize(
    ("giver", "to", "amount_rp", "day", "precision"),
    [
        ("JNE", "Baznas Bazis DKI Jakarta", 1_000_000_000, date(2020, 4, 24), Precision.DAY),
        ("PGRI SMP Jakarta", "Baznas Bazis DKI Jakarta", 545_000_000, date(2020, 4, 27), Precision.WEEK),
        (
            "Asosiasi Museum Indonesia DKI Jakarta",
            "Aksi Cepat Tanggap (ACT)",
            20_000_000,
            date(2020, 4, 27),
            Precision.WEEK,
        ),
    ],
)
def test_a_published_gift(giver: str, to: str, amount_rp: int, day: date, precision: Precision) -> None:
    gift = given(giver)

    assert (gift.organisation.name, gift.received_rp) == (to, amount_rp)
    assert (gift.received_on, gift.precision) == (day, precision)
    assert "beritajakarta.id/read/79272" in gift.source
    assert gift.show_name
    assert not gift.example
    assert gift.organisation.example


def test_from_jne_to_954_families_in_ragunan() -> None:
    gift = given("JNE")
    step = trace(gift)[0]
    reached = step.goods[0].reached[0]

    assert len(trace(gift)) == len(step.goods) == len(step.goods[0].reached) == 1
    assert (step.amount_rp, step.spending.example) == (954 * 200_000, True)
    assert "contoh" in step.spending.supplier
    assert step.spending.note.startswith("Contoh")
    assert (reached.packages, reached.delivered, reached.confirmed) == (954, 954, 954)
    assert reached.line.need.place.code == RAGUNAN_RW
    moved = Movement.objects.filter(line=reached.line)
    assert {localdate(one.effective_at) for one in moved} == {date(2020, 5, 21)}
    assert {one.recorded_at for one in moved} == {NOW}
    receipt = Receipt.objects.get(delivery__recipient=reached.line.need.recipient)
    assert (receipt.effective_at.date(), receipt.recorded_at) == (date(2020, 5, 21), NOW)
    assert "beritajakarta.id/read/79842" in receipt.reason


def test_the_page_of_the_gift_walks_there(client: Client) -> None:
    page = client.get(reverse("titipan:gift", args=[given("JNE").reference])).content.decode()

    for said in ("Rp1.000.000.000 dari JNE", "24 April 2020", "954", "RW 05", "21 Mei 2020", "Penjual contoh"):
        assert said in page, said
    assert 'class="example"' not in page.split("<h1>")[0].split('class="kicker"')[1]


def test_a_week_is_said_as_a_week(client: Client) -> None:
    page = client.get(reverse("titipan:gift", args=[given("PGRI SMP Jakarta").reference])).content.decode()

    assert "pekan yang mulai" in page
    assert "pemakaiannya tidak diberitakan" in page


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2020-05-02T12:00", "aktif sejak 22 April 2020"),
        ("2022-07-04T23:59", "aktif sejak 22 April 2020"),
        ("2022-07-05T00:00", "dicabut sejak 5 Juli 2022"),
        ("2026-01-01T12:00", "dicabut sejak 5 Juli 2022"),
    ],
)
def test_act_stood_and_was_revoked(at: str, said: str) -> None:
    out = io.StringIO()
    call_command("check_permits", "--at", at, stdout=out)

    lines = out.getvalue().splitlines()
    place = next(n for n, line in enumerate(lines) if "Aksi Cepat Tanggap" in line)
    assert said in lines[place]
    assert ("tidak berlaku" in lines[place + 1]) == ("dicabut" in said)
    assert any("Baznas Bazis DKI Jakarta: aktif sejak 22 April 2020" in line for line in lines)


def test_nobody_is_shown_an_account_of_a_real_agregator() -> None:
    real = Channel.objects.exclude(organisation__name__contains="Contoh")

    assert real.count() == 2
    assert not [channel for channel in real if usable(channel, at=NOW)]


# --- The present ------------------------------------------------------------------------------------------------------


def example() -> Organisation:
    return Organisation.objects.get(name__startswith="Agregator Contoh")


def own(model: Any, path: str = "organisation") -> Any:
    return model.objects.filter(**{f"{path}__name__contains": "Contoh"})


SITUATIONS: dict[str, Any] = {
    **{f"a gift: {state}": (lambda state=state: own(Gift).filter(state=state).exists()) for state in GiftState},
    **{
        f"a row: {match}": (lambda match=match: own(StatementRow, "channel__organisation").filter(match=match).exists())
        for match in Match
    },
    "spending for the second person": lambda: Spending.objects.filter(state=Decision.WAITING).count() == 2,
    "costs": lambda: Spending.objects.filter(kind=SpendingKind.COST, state=Decision.AGREED).exists(),
    "a price too high": lambda: any(is_outlier(item) for item in SpendingItem.objects.all()),
    "a channel that waits 24 hours": lambda: Channel.objects.filter(
        state=Decision.AGREED, usable_from__gt=NOW
    ).exists(),
    "a channel for the Pokja": lambda: Channel.objects.filter(state=Decision.WAITING).exists(),
    "a legal basis for the Pokja": lambda: Mandate.objects.filter(state=Decision.WAITING).exists(),
    "a QRIS": lambda: Channel.objects.filter(kind="qris", usable_from__lte=NOW).exists(),
    "a programme that runs": lambda: Campaign.objects.filter(closed_at=None).exists(),
    "a programme that is closed": lambda: Campaign.objects.filter(closed_at__isnull=False).exists(),
    "packages to be brought": lambda: Packing.objects.filter(posted=0).exists(),
    "intents that wait": lambda: working.intents(example(), on=TODAY).exists(),
    "packages for today": lambda: working.to_bring(example(), on=TODAY).exists(),
    "packages spoilt": lambda: Lot.objects.filter(lost__gt=0).exists(),
    "goods of its own": lambda: Lot.objects.filter(item=None).exists(),
    "a report": lambda: own(Filing, "mandate__organisation").exists(),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_situation_is_alive(situation: str) -> None:
    assert SITUATIONS[situation]()


def test_unspent_money_is_of_every_age() -> None:
    found = money_of(example(), on=TODAY)

    donations = next(one for one in found if one.fund == "donasi")
    assert all(donations.ages), donations.ages
    assert sum(donations.ages) == donations.unspent


def test_one_report_is_late_and_nobody_real_is_called_so() -> None:
    duties = {
        (organisation.name, ground.duty)
        for organisation in Organisation.objects.filter(is_agregator=True)
        for ground in grounds_of(organisation, on=TODAY)
        if ground.duty not in {Duty.NONE, Duty.FILED}
    }

    assert duties == {("Agregator Contoh Gotong Royong", Duty.LATE)}


def test_the_rest_is_marked_as_example() -> None:
    published = {"JNE", "PGRI SMP Jakarta", "Asosiasi Museum Indonesia DKI Jakarta"}

    assert set(Gift.objects.filter(example=False).values_list("giver__name", flat=True)) == published
    for model in (Spending, Campaign, Channel, Mandate):
        assert not model.objects.filter(example=False).exists(), model
    assert not Organisation.objects.filter(is_agregator=True, example=False).exists()


def test_the_sign_ins_of_the_demo_are_those_of_its_page(undone: None) -> None:
    shown = {address for address, _ in DEMO["people"]}

    assert shown == {f"{name}@contoh.example" for name in SIGN_INS}
    for address in shown:
        assert User.objects.get(email=address).check_password(DEMO_PASSWORD), address


DESK = ("board", "statements", "spendings", "lots", "standing")


@pytest.mark.parametrize(
    ("who", "page"),
    [
        *(("agregator", name) for name in DESK),
        ("agregator2", "spendings"),
        ("pokja", "pokja"),
    ],
)
def test_no_page_of_the_desk_is_empty(client: Client, undone: None, who: str, page: str) -> None:
    client.force_login(User.objects.get(username=who))
    shown = client.get(reverse(f"fund_desk:{page}"))

    assert shown.status_code == 200
    assert 'class="empty"' not in shown.content.decode()


def test_the_need_of_ragunan_says_that_it_was_received(client: Client) -> None:
    need = Need.objects.get(place__code=RAGUNAN_RW)
    page = client.get(reverse("public:need", args=[need.reference])).content.decode()

    assert "954 dari 954 paket sembako sudah diterima" in page
    assert "Kelanjutan tidak tercatat" not in page
