"""What is done at once by several happens once, nobody waits in a circle, and everybody gets an answer."""

from collections.abc import Callable
from typing import Any

from django.db.models import Count

from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments.actions import LineDraft
from ksbb.commitments.enums import LineState
from ksbb.commitments.models import Commitment, Line, Movement
from ksbb.core.models import JournalEntry
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries.models import Receipt
from ksbb.needs import actions as needs
from ksbb.needs.enums import NeedState
from ksbb.needs.models import Need, NeedBatch
from ksbb.notices.actions import send_due
from ksbb.notices.models import Message
from ksbb.opendata.actions import fold_figures
from ksbb.opendata.counting import recount
from ksbb.opendata.models import Tally
from ksbb.opendata.spans import Span, end_of
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName
from ksbb.parties.models import Organisation, Party, Role
from ksbb.places.queries import province
from ksbb.recipients import actions as recipients
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import kind_by_code
from tests.races.conftest import at_once, codes, done
from tests.situations import AT, REASON, SOURCE, TODAY, World, day, days, differences, fresh, hours, person


def test_one_key_thirty_times(racing: World) -> None:
    need = racing.need(1_000)
    journaled = JournalEntry.objects.count()

    answers = at_once([lambda: racing.promise(need, 7, key="sama")] * 30)

    assert len(set(answers)) == 1
    assert Commitment.objects.count() == Line.objects.count() == Movement.objects.count() == 1
    assert JournalEntry.objects.count() == journaled + 1
    assert fresh(need).promised == 7


def test_one_key_for_the_last_ones(racing: World) -> None:
    """The twin finds nothing left, and yet gets the first answer."""
    need = racing.need(7)

    answers = at_once([lambda: racing.promise(need, 7, key="sama")] * 20)

    assert codes(answers) == []
    assert len(set(answers)) == 1


def test_the_first_gifts_of_a_person_make_one_party(racing: World) -> None:
    need = racing.need(1_000)

    answers = at_once([lambda n=n: racing.promise(need, 1, key=f"k{n}") for n in range(20)])  # type: ignore[misc]

    assert codes(answers) == []
    assert Party.objects.filter(user=racing.donor).count() == 1
    assert fresh(need).promised == 20


def test_one_code_proves_once(racing: World) -> None:
    need = racing.need(100)
    waiting = racing.guest(need, 40)
    digits = Message.objects.get(title="Kode KSBB Anda").body[11:17]

    answers = at_once([lambda: commitments.prove(commitment=fresh(waiting), digits=digits, at=AT)] * 10)

    assert len(done(answers)) == 1
    assert codes(answers) == ["wrong_state"] * 9
    assert fresh(need).promised == 40
    assert differences() == []


def test_one_verification(racing: World) -> None:
    proposal = racing.proposal(100)

    answers = at_once([lambda: needs.verify(by=racing.lurah_dua, need=proposal, at=AT)] * 10)

    assert codes(answers) == ["wrong_state"] * 9
    assert fresh(proposal).state == NeedState.VERIFIED
    assert JournalEntry.objects.filter(verb="verify").count() == 1


def test_one_receipt(racing: World) -> None:
    line = racing.promise(racing.need(100), 60)
    sent = racing.sent(line, 60)
    counts = [deliveries.Count(line=line.pk, received=55)]

    def by_hand() -> Any:
        return deliveries.confirm(by=racing.rw, delivery=fresh(sent), counts=counts, at=AT)

    def on_paper() -> Any:
        return deliveries.confirm_on_paper(
            by=racing.lurah, delivery=fresh(sent), counts=counts, paper_number="TT-1", at=AT
        )

    answers = at_once([by_hand, on_paper] * 6)

    assert len(done(answers)) == Receipt.objects.count() == 1
    assert codes(answers) == ["wrong_state"] * 11
    assert fresh(line).confirmed == 55
    assert differences() == []


def test_lists_in_opposite_orders_do_not_wait_in_a_circle(racing: World) -> None:
    asked = [racing.need(10_000, to=racing.neighbour(902 + n)) for n in range(6)]
    drafts = [LineDraft(need=need, quantity=1, deliver_on=day(1)) for need in asked]

    def give(order: list[LineDraft]) -> Callable[[], Any]:
        return lambda: commitments.promise(by=racing.donor, lines=order, statement_accepted=True, at=AT)

    answers = at_once([give(drafts), give(drafts[::-1]), give(drafts[3:] + drafts[:3])] * 10)

    assert codes(answers) == []
    assert {fresh(need).promised for need in asked} == {30}


def test_journeys_and_lists_cross_without_a_circle(racing: World) -> None:
    """Promises, departures, receipts and releases that touch the same needs from all sides."""
    asked = [racing.need(10_000, package=code) for code in ("sembako", "lebaran", "siap_saji")]
    lines = [racing.promise(need, 100) for need in asked]

    def journey(order: list[Line]) -> Callable[[], Any]:
        def go() -> Any:
            loads = [deliveries.Load(line=line, quantity=5) for line in order]
            sent = deliveries.plan_delivery(by=racing.donor, loads=loads, planned_on=TODAY, at=AT)
            deliveries.depart(by=racing.donor, delivery=sent, at=AT)
            deliveries.hand_over(by=racing.donor, delivery=sent, at=AT)
            counts = [deliveries.Count(line=line.pk, received=5) for line in order]
            return deliveries.confirm(by=racing.rw, delivery=sent, counts=counts, at=AT)

        return go

    drafts = [LineDraft(need=need, quantity=1, deliver_on=day(1)) for need in asked[::-1]]
    deeds: list[Callable[[], Any]] = [
        journey(lines),
        lambda: commitments.promise(by=racing.donor, lines=drafts, statement_accepted=True, at=AT),
        journey(lines[::-1]),
        lambda: commitments.release(line=lines[0], at=AT),
        lambda: commitments.note_contact(by=racing.rw, line=lines[1], at=AT),
    ]

    answers = at_once(deeds * 5)

    assert codes(answers) == []
    assert [fresh(line).confirmed for line in lines] == [50, 50, 50]
    assert differences() == []


def test_a_line_is_brought_cancelled_or_released_but_never_two_of_them(racing: World) -> None:
    need = racing.need(1_000)
    lines = [racing.promise(need, 10) for _ in range(8)]
    sent = [racing.planned(line, 10) for line in lines]
    late = hours(49)

    deeds: list[Callable[[], Any]] = []
    for line, journey in zip(lines, sent, strict=True):
        deeds += [
            lambda line=line: commitments.cancel(by=racing.donor, line=line, reason=REASON, at=late),  # type: ignore[misc]
            lambda journey=journey: deliveries.hand_over(by=racing.donor, delivery=journey, at=late),  # type: ignore[misc]
            lambda line=line: commitments.release(line=line, at=late),  # type: ignore[misc]
        ]
    at_once(deeds)

    for line in map(fresh, lines):
        brought = line.state == LineState.ON_THE_WAY and line.quantity == line.delivered == 10
        ended = line.state in {LineState.CANCELLED, LineState.LAPSED} and line.quantity == line.delivered == 0
        assert brought != ended
    assert differences() == []


def test_needs_of_a_period_are_opened_once(racing: World) -> None:
    receivers = [racing.recipient, *(racing.neighbour(902 + n) for n in range(4))]

    def open_them(by: Any, order: list[Recipient]) -> Callable[[], Any]:
        return lambda: needs.open_needs(
            by=by,
            recipients_of=order,
            package=package_by_code("sembako"),
            period=racing.period,
            source=SOURCE,
            at=AT,
        )

    answers = at_once([open_them(racing.pokja, receivers), open_them(racing.pokja_dua, receivers[::-1])] * 4)

    assert codes(answers) == ["nothing_to_open"] * 7
    assert NeedBatch.objects.count() == 1
    twice = Need.objects.values("recipient", "package", "period").annotate(n=Count("pk")).filter(n__gt=1)
    assert list(twice) == []


def test_a_need_is_proposed_once(racing: World) -> None:
    answers = at_once([lambda: racing.proposal(100)] * 8)

    assert codes(answers) == ["need_exists"] * 7
    assert Need.objects.count() == 1


def test_an_rw_is_registered_once(racing: World) -> None:
    place = recipients.enter_rw(by=racing.lurah, village=racing.village, rw_number=950, reason=REASON, at=AT)

    answers = at_once(
        [
            lambda: recipients.register_recipient(
                by=racing.lurah, kind=kind_by_code("rw"), place=place, source=SOURCE, at=AT
            )
        ]
        * 8
    )

    assert codes(answers) == ["recipient_exists"] * 7
    assert Recipient.objects.filter(place=place).count() == 1


def test_an_organisation_is_registered_once(racing: World) -> None:
    answers = at_once([lambda: parties.register_organisation(by=None, name="Koperasi Uji", at=AT)] * 8)

    assert codes(answers) == ["organisation_exists"] * 7
    assert Organisation.objects.count() == Party.objects.count() == 1


def test_a_role_is_granted_once(racing: World) -> None:
    newcomer = person("baru")

    answers = at_once(
        [
            lambda: parties.grant_role(
                by=racing.lurah, user=newcomer, name=RoleName.RW_HEAD, place=racing.recipient.place, at=AT
            )
        ]
        * 8
    )

    assert len({role.pk for role in answers}) == 1
    assert Role.objects.filter(user=newcomer).count() == 1


def test_pokja_never_ends_itself(racing: World) -> None:
    """Each ends the other's role at the same time: one of them stays."""
    first, second = Role.objects.filter(name=RoleName.POKJA).order_by("pk")

    answers = at_once(
        [
            lambda: parties.end_role(by=racing.pokja, role=second, at=AT),
            lambda: parties.end_role(by=racing.pokja_dua, role=first, at=AT),
        ]
        * 3
    )

    assert len(done(answers)) == 1
    assert Role.objects.filter(name=RoleName.POKJA, until=None).count() == 1
    assert province().pk


def test_a_letter_is_sent_once(racing: World, mailoutbox: list[Any]) -> None:
    for _ in range(5):
        racing.promise(racing.need(10, to=racing.neighbour(902 + Need.objects.count())), 5)
    waiting = Message.objects.count()

    sent = at_once([lambda: send_due(at=hours(1))] * 6)

    assert sum(sent) == len(mailoutbox) == waiting > 0
    assert not Message.objects.exclude(state="terkirim").exists()


def test_figures_are_folded_while_promises_run(racing: World) -> None:
    need, other = racing.need(1_000), racing.need(1_000, package="lebaran")
    deeds: list[Callable[[], Any]] = []
    for number in range(40):
        deeds.append(lambda n=number: racing.promise(need if n % 2 else other, 3, key=f"k{n}"))  # type: ignore[misc]
        if number % 5 == 0:
            deeds.append(lambda: fold_figures(at=AT))

    answers = at_once(deeds)
    fold_figures(at=AT)

    assert codes(answers) == []
    city = need.place.province_id
    tallied = dict(
        Tally.objects.filter(place=city, measure="komitmen", grain="hari", scope="rw").values_list(
            "package__code", "quantity"
        )
    )
    counted = recount(Span(until=end_of(TODAY)), [package_by_code("sembako"), package_by_code("lebaran")]).committed
    assert tallied == dict(counted) == {"sembako": 60, "lebaran": 60}
    assert differences() == []
    assert fold_figures(at=days(1)) == 0
