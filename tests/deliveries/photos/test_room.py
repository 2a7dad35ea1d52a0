"""Photos in the room: who sends, what is weighed, who reviews, what the public may see (SEC-16, T04, T24)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ksbb.core.models import JournalEntry
from ksbb.core.pictures import likeness
from ksbb.core.refusals import NotFound, Refused
from ksbb.deliveries import actions, photos, queries, rules
from ksbb.deliveries.enums import EvidenceState, PlaceFit, Side, TimeFit
from ksbb.deliveries.models import CourierLink, Delivery, Evidence, EvidenceMark
from ksbb.needs.models import Need
from ksbb.parties.actions import appoint
from ksbb.parties.enums import RoleName
from ksbb.parties.queries import reach_of
from ksbb.recipients.actions import register_recipient
from ksbb.recipients.queries import kind_by_code
from tests import photos as pictures
from tests import world as the
from tests.hostile.pictures import exif
from tests.situations import impossible
from tests.world import World

WORDS = "Seratus paket sembako di pos RW"
NOON = datetime(2026, 5, 2, 5, 0, tzinfo=UTC)
WHY = "Alasan yang cukup jelas untuk pengujian"


@pytest.fixture
def delivery(world: World) -> Delivery:
    return the.handed_over(world)


def send(w: World, delivery: Delivery, *, by: str = "kolaborator", side: Side = Side.GIVER, **more: Any) -> Evidence:
    person = w.people[by] if by else None
    content = more.pop("content", None) or pictures.jpeg(pictures.scene(more.pop("seed", 1), (200, 150)), **more)
    staged = photos.stage(content=content, subject=delivery, by=person, at=w.at)
    link = the.courier_link(w, delivery) if side == Side.COURIER else None
    return actions.add_photo(by=person, delivery=delivery, side=side, photo=staged, link=link, at=w.at)


def need_of(delivery: Delivery) -> Need:
    return queries.lines_of(delivery)[0].line.need


def refused(deed: Callable[[], object]) -> str:
    """The code of the refusal."""
    with pytest.raises(Refused) as stop:
        deed()
    return stop.value.refusal.code


# --- Sending ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "side"),
    [
        ("kolaborator", Side.GIVER),
        ("ketua_rw", Side.RECEIVER),
        ("", Side.GIVER),
        ("", Side.COURIER),
    ],
)
def test_either_side_sends(world: World, delivery: Delivery, by: str, side: Side) -> None:
    photo = send(world, delivery, by=by, side=side)

    assert (photo.state, photo.side, photo.public_name) == (EvidenceState.PENDING, side, "")
    assert photos.contents(photos.PRIVATE, photo.name)[:2] == b"\xff\xd8"
    assert queries.published_with(need_of(delivery), queries.lines_of(delivery)) == []


@pytest.mark.parametrize(
    ("by", "side"),
    [
        ("kolaborator_lain", Side.GIVER),
        ("ketua_rw", Side.GIVER),
        ("kolaborator", Side.RECEIVER),
        ("lurah", Side.RECEIVER),
        ("ketua_rw_lain", Side.RECEIVER),
        ("", Side.RECEIVER),
        ("kolaborator_lain", Side.COURIER),
        ("ketua_rw", Side.COURIER),
    ],
)
def test_nobody_else_sends(world: World, delivery: Delivery, by: str, side: Side) -> None:
    assert refused(lambda: send(world, delivery, by=by, side=side)) == "not_allowed"
    assert not Evidence.objects.exists()


def by_courier(w: World, delivery: Delivery, link: CourierLink | None, side: Side = Side.COURIER) -> Evidence:
    """Staged for this delivery by nobody in particular."""
    content = pictures.jpeg(pictures.scene(1, (200, 150)))
    staged = photos.stage(content=content, subject=delivery, by=None, at=w.at)
    return actions.add_photo(by=None, delivery=delivery, side=side, photo=staged, link=link, at=w.at)


def test_a_courier_sends_by_a_link_of_today_with_this_stop(world: World) -> None:
    delivery, elsewhere = (
        actions.depart(by=world.kolaborator, delivery=one, at=world.at) for one in the.two_journeys(world)
    )
    link = the.courier_link(world, delivery)

    assert refused(lambda: by_courier(world, delivery, None)) == "not_allowed"
    assert refused(lambda: by_courier(world, delivery, link, Side.GIVER)) == "not_allowed"
    assert refused(lambda: by_courier(world, elsewhere, link)) == "not_allowed"
    photo = by_courier(world, delivery, link)
    assert (photo.side, photo.uploaded_by) == (Side.COURIER, None)
    told = json.loads(JournalEntry.objects.get(verb="add_photo", subject=photo.reference).payload)
    assert told["link"] == link.reference

    actions.revoke_courier_link(by=world.kolaborator, link=link, at=world.at)
    assert refused(lambda: by_courier(world, delivery, link)) == "link_revoked"


def test_only_once_the_goods_are_on_the_way(world: World) -> None:
    planned = the.planned_delivery(world)
    assert refused(lambda: send(world, planned)) == "photo_too_early"

    actions.depart(by=world.kolaborator, delivery=planned, at=world.at)
    assert send(world, planned).pk


def test_the_same_file_counts_once(world: World, delivery: Delivery) -> None:
    content = pictures.jpeg(pictures.scene(1))
    send(world, delivery, content=content)

    assert refused(lambda: send(world, delivery, content=content)) == "photo_twice"
    assert Evidence.objects.count() == 1


def test_six_photos_of_a_side_are_enough(world: World, delivery: Delivery) -> None:
    for seed in range(rules.PHOTOS_A_SIDE):
        send(world, delivery, seed=seed)

    assert refused(lambda: send(world, delivery, seed=99)) == "photos_enough"
    assert send(world, delivery, by="ketua_rw", side=Side.RECEIVER, seed=99).pk


def test_forty_photos_a_day_are_enough(world: World, delivery: Delivery) -> None:
    photo = send(world, delivery)
    other = the.proposed_need(world, package="lebaran")
    Evidence.objects.bulk_create([copy_of(photo, number, delivery=None, need=other) for number in range(39)])

    assert refused(lambda: send(world, delivery, seed=2)) == "photos_a_day"
    tomorrow = world.at + timedelta(days=1)
    staged = photos.stage(content=pictures.jpeg(pictures.scene(2)), subject=delivery, by=world.kolaborator, at=tomorrow)
    assert actions.add_photo(by=world.kolaborator, delivery=delivery, side=Side.GIVER, photo=staged, at=tomorrow).pk


def copy_of(photo: Evidence, number: int, **more: Any) -> Evidence:
    columns = {field.attname: getattr(photo, field.attname) for field in photo._meta.concrete_fields}
    for name in more:
        columns.pop(f"{name}_id", None)
    given = {**columns, "id": None, "reference": f"KS-X-{number}", "digest": f"{number:064d}", "name": f"{number:032d}"}
    return Evidence(**given, **more)


def test_what_was_staged_for_one_is_of_no_use_to_another(world: World, delivery: Delivery) -> None:
    staged = photos.stage(content=pictures.jpeg(pictures.scene(1)), subject=delivery, by=world.kolaborator, at=world.at)
    name = photos.staged(staged, subject=delivery, by=world.kolaborator).name

    def add(by: Any, side: Side, text: str) -> object:
        return actions.add_photo(by=by, delivery=delivery, side=side, photo=text, at=world.at)

    assert refused(lambda: add(None, Side.GIVER, staged)) == "photo_expired"
    assert refused(lambda: add(world.ketua_rw, Side.RECEIVER, staged)) == "photo_expired"
    assert refused(lambda: add(world.kolaborator, Side.GIVER, staged[:-3] + "abc")) == "photo_expired"
    photos.remove(photos.PRIVATE, name)
    assert refused(lambda: add(world.kolaborator, Side.GIVER, staged)) == "photo_expired"


def test_who_proposes_may_show_what_is_lacking(world: World) -> None:
    need = the.proposed_need(world)
    staged = photos.stage(content=pictures.jpeg(pictures.scene(1)), subject=need, by=world.ketua_rw, at=world.at)

    photo = actions.add_need_photo(by=world.ketua_rw, need=need, photo=staged, at=world.at)

    assert (photo.side, photo.delivery, photo.need) == (Side.PROPOSER, None, need)
    assert queries.published_with(need, []) == []
    assert list(queries.photos_in(reach_of(world.lurah, at=world.at))) == [photo]


# --- Time, place, likeness --------------------------------------------------------------------------------------------


def test_time_and_place_leave_only_a_verdict(world: World, delivery: Delivery) -> None:
    """The RW's kelurahan has a point; the camera says three days before, forty kilometres off."""
    three_days = world.at - timedelta(days=3, hours=1)
    gps = {1: "S", 2: (6.0, 36.0, 0.0), 3: "E", 4: (106.0, 48.0, 0.0)}
    block = exif(taken=f"{three_days.astimezone(photos.get_default_timezone()):%Y:%m:%d %H:%M:%S}", gps=gps)  # type: ignore[attr-defined]

    photo = send(world, delivery, exif=block)

    assert (photo.time_fit, photo.days_off, photo.place_fit) == (TimeFit.EARLIER, -3, PlaceFit.FAR)
    everything = json.dumps([str(value) for value in Evidence.objects.values().get().values()])
    assert "-6.6" not in everything
    assert "106.8" not in everything
    assert "106.8" not in "".join(JournalEntry.objects.values_list("payload", flat=True))


@pytest.mark.parametrize(
    ("hours", "fit", "days"),
    [(0, TimeFit.FITS, 0), (-23, TimeFit.FITS, 0), (-25, TimeFit.EARLIER, -1), (30, TimeFit.LATER, 1)],
)
def test_a_day_is_near_enough(hours: int, fit: TimeFit, days: int) -> None:
    assert rules.time_fit(taken=NOON + timedelta(hours=hours), happened=NOON) == (fit, days)


@pytest.mark.parametrize(
    ("shot", "fit"),
    [
        ((-6.2, 106.8), PlaceFit.NEAR),
        ((-6.21, 106.8), PlaceFit.NEAR),
        ((-6.25, 106.8), PlaceFit.AWAY),
        ((-6.2, 106.9), PlaceFit.FAR),
        ((0.0, 0.0), PlaceFit.UNKNOWN),
        ((float("nan"), 1.0), PlaceFit.UNKNOWN),
        ((91.0, 1.0), PlaceFit.UNKNOWN),
        (None, PlaceFit.UNKNOWN),
    ],
)
def test_distance_is_a_class(shot: tuple[float, float] | None, fit: PlaceFit) -> None:
    assert rules.place_fit(shot=shot, point=(-6.2, 106.8)) == fit
    assert rules.place_fit(shot=shot, point=None) == PlaceFit.UNKNOWN


@pytest.mark.parametrize(
    "told", [{}, {"taken": "kemarin"}, {"taken": "0000:00:00 00:00:00"}, {"taken": "2026:13:40 x"}]
)
def test_a_camera_without_a_clock_is_no_fault(told: dict[str, str]) -> None:
    assert photos.taken_at(told) is None


def test_the_code_of_the_day_changes(world: World, delivery: Delivery) -> None:
    codes = {photos.day_code(delivery.reference, world.today + timedelta(days=number)) for number in range(5)}

    assert len(codes) == 5
    assert all(len(code) == 4 for code in codes)
    assert photos.day_code("KS-lain", world.today) not in codes
    assert send(world, delivery).day_code == photos.day_code(delivery.reference, world.today)


def test_a_reused_photo_waits_with_its_likeness(world: World, delivery: Delivery) -> None:
    """Sent for one need, then cropped for another: the officer is told, the public is not (T04)."""
    scene = pictures.scene(7, (800, 600))
    first = send(world, delivery, content=pictures.jpeg(scene))
    other = the.proposed_need(world, package="lebaran")
    smaller = pictures.jpeg(scene.crop((30, 20, 790, 590)).resize((500, 380)), 60)
    staged = photos.stage(content=smaller, subject=other, by=world.ketua_rw, at=world.at)

    again = actions.add_need_photo(by=world.ketua_rw, need=other, photo=staged, at=world.at)

    assert (again.alike, again.state) == (first, EvidenceState.PENDING)
    assert again.alike_bits is not None
    assert again.alike_bits <= likeness.NEAR
    assert send(world, delivery, seed=30).alike is None


def test_the_very_same_file_elsewhere_is_told(world: World, delivery: Delivery) -> None:
    content = pictures.jpeg(pictures.scene(7))
    send(world, delivery, content=content)
    need = the.proposed_need(world, package="lebaran")
    staged = photos.stage(content=content, subject=need, by=world.ketua_rw, at=world.at)

    assert actions.add_need_photo(by=world.ketua_rw, need=need, photo=staged, at=world.at).alike_bits == 0


def test_looking_for_likeness_stays_small(world: World, delivery: Delivery) -> None:
    """Among 21,000 marks the index gives back a few hundred, in nine reads."""
    chance = random.Random(2)
    photo = send(world, delivery)
    rows = []
    for _ in range(21_000):
        bits = chance.getrandbits(64)
        a, b, c, d = likeness.bands(bits)
        columns = {"band_a": a, "band_b": b, "band_c": c, "band_d": d}
        rows.append(EvidenceMark(evidence=photo, bits=likeness.signed(bits), whole=chance.random() < 0.15, **columns))
    EvidenceMark.objects.bulk_create(rows, batch_size=3000)
    marks = [chance.getrandbits(64) for _ in range(7)]

    with CaptureQueriesContext(connection) as seen:
        assert queries.most_alike(digest="x" * 64, marks=marks, mirrored=marks[::-1]) is None

    assert len(seen) == 9
    plan = EvidenceMark.objects.filter(band_a__in=likeness.spread(marks[0] & 0xFFFF)).explain()
    if connection.vendor == "sqlite":
        assert "USING INDEX" in plan
    narrow = [likeness.spread(likeness.bands(bits)[0]) for bits in (marks[0], marks[-1])]
    assert EvidenceMark.objects.filter(band_a__in={*narrow[0], *narrow[1]}).count() < 21_000 // 100


# --- Review -----------------------------------------------------------------------------------------------------------


def publish(w: World, photo: Evidence, *, by: str = "lurah", **more: Any) -> Evidence:
    given = {"description": WORDS, "at": w.at, **more}
    return actions.publish_photo(by=w.people[by], photo=photo, copy=photos.draw(photo, [0, 13]), **given)


def test_a_reviewed_photo_is_public_as_a_copy(world: World, delivery: Delivery) -> None:
    photo = publish(world, send(world, delivery))

    assert queries.published(photo.reference) == photo
    assert queries.published_with(need_of(delivery), queries.lines_of(delivery)) == [photo]
    assert photo.covered == 2
    assert photo.public_name != photo.name
    assert photos.contents(photos.PUBLIC, photo.public_name) != photos.contents(photos.PRIVATE, photo.name)


@pytest.mark.parametrize("by", ["kolaborator", "ketua_rw", "lurah_lain", "kolaborator_lain", "orang_lain"])
def test_nobody_else_reviews(world: World, delivery: Delivery, by: str) -> None:
    photo = send(world, delivery)

    assert refused(lambda: publish(world, photo, by=by)) == "not_allowed"
    for deed in (actions.reject_photo, actions.take_down_photo):
        assert (
            refused(lambda deed=deed: deed(by=world.people[by], photo=photo, reason=WHY, at=world.at)) == "not_allowed"  # type: ignore[misc]
        )
    assert queries.published_with(need_of(delivery), queries.lines_of(delivery)) == []


def test_the_own_photo_is_reviewed_by_another(world: World, delivery: Delivery) -> None:
    """An RW head who is also an officer, and an officer who gives (T05)."""
    appoint(user=world.ketua_rw, name=RoleName.OFFICER, place=world.village, at=world.at)
    appoint(user=world.kolaborator, name=RoleName.OFFICER, place=world.village, at=world.at)
    mine = send(world, delivery, by="ketua_rw", side=Side.RECEIVER)
    theirs = send(world, delivery, by="", side=Side.COURIER, seed=5)

    assert refused(lambda: publish(world, mine, by="ketua_rw")) == "own_photo"
    assert refused(lambda: publish(world, theirs, by="kolaborator")) == "own_delivery"
    assert publish(world, mine).state == EvidenceState.PUBLISHED


@pytest.mark.parametrize(
    ("words", "code"), [("", "description_needed"), ("foto", "description_needed"), ("1" * 16, "identity_number")]
)
def test_a_photo_is_described_before_it_is_public(world: World, delivery: Delivery, words: str, code: str) -> None:
    photo = send(world, delivery)

    assert refused(lambda: publish(world, photo, description=words)) == code


def test_a_homes_photo_is_never_public_without_review(world: World) -> None:
    """T24: nothing of a home for children is seen before an officer declares that only goods are on it."""
    home = register_recipient(
        by=world.lurah,
        kind=kind_by_code("panti_asuhan"),
        place=world.village,
        name="Panti Anak",
        source="D",
        at=world.at,
    )
    appoint(user=world.pengelola, name=RoleName.KEEPER, organisation=home.organisation, at=world.at)
    need = the.needs.propose(  # type: ignore[attr-defined]
        by=world.pengelola,
        recipient=home,
        package=the.package_by_code("siap_saji"),  # type: ignore[attr-defined]
        period=world.period,
        quantity=40,
        source="Pengelola",
        beyond_fact_reason=WHY,
        at=world.at,
    )
    staged = photos.stage(content=pictures.jpeg(pictures.scene(1)), subject=need, by=world.pengelola, at=world.at)
    photo = actions.add_need_photo(by=world.pengelola, need=need, photo=staged, at=world.at)
    with pytest.raises(NotFound):
        queries.published(photo.reference)

    assert refused(lambda: publish(world, photo)) == "goods_only"
    with pytest.raises(NotFound):
        queries.published(photo.reference)
    assert publish(world, photo, goods_only=True).state == EvidenceState.PUBLISHED


def test_the_database_publishes_nothing_unreviewed(world: World, delivery: Delivery) -> None:
    photo = send(world, delivery)
    for changes in (
        {"public_name": "x" * 32},
        {"state": EvidenceState.PUBLISHED},
        {"state": EvidenceState.PUBLISHED, "public_name": "x" * 32, "description": WORDS},
        {"state": EvidenceState.REJECTED},
        {"name": ""},
        {"delivery": None},
    ):
        with impossible():
            Evidence.objects.filter(pk=photo.pk).update(**changes)


def test_asking_and_answering(world: World, delivery: Delivery) -> None:
    photo = send(world, delivery)
    actions.ask_about_photo(by=world.lurah, photo=photo, question="Di mana foto ini diambil?", at=world.at)

    assert (
        refused(lambda: actions.answer_about_photo(by=None, photo=photo, answer="ya", at=world.at)) == "reason_needed"
    )
    said = actions.answer_about_photo(by=world.kolaborator, photo=photo, answer="Di pos RW 901, pagi.", at=world.at)

    assert (said.state, said.answer_note) == (EvidenceState.PENDING, "Di pos RW 901, pagi.")
    assert publish(world, said).state == EvidenceState.PUBLISHED


def test_the_receivers_question_is_answered_by_the_receiver(world: World, delivery: Delivery) -> None:
    photo = send(world, delivery, by="ketua_rw", side=Side.RECEIVER)
    actions.ask_about_photo(by=world.lurah, photo=photo, question="Di mana foto ini diambil?", at=world.at)

    def answer(by: Any) -> object:
        return actions.answer_about_photo(by=by, photo=photo, answer="Di pos RW 901, pagi.", at=world.at)

    assert refused(lambda: answer(world.kolaborator)) == "not_allowed"
    assert refused(lambda: answer(None)) == "not_allowed"
    assert answer(world.ketua_rw)


def test_taken_down_at_once(world: World, delivery: Delivery, django_capture_on_commit_callbacks: Any) -> None:
    photo = publish(world, send(world, delivery))
    copy = photo.public_name

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down_photo(by=world.pokja, photo=photo, reason=WHY, at=world.at)

    with pytest.raises(NotFound):
        queries.published(photo.reference)
    assert not default_storage.exists(photos.path(photos.PUBLIC, copy))
    assert default_storage.exists(photos.path(photos.PRIVATE, photo.name))
    assert Evidence.objects.get().state_reason == WHY


def test_who_sees_a_photo_before_review(world: World, delivery: Delivery) -> None:
    sent = {
        "pemberi": send(world, delivery),
        "penerima": send(world, delivery, by="ketua_rw", side=Side.RECEIVER, seed=2),
    }

    def sees(by: str) -> set[str]:
        found = set()
        for side, photo in sent.items():
            try:
                queries.photo_for(world.people[by], photo.reference, at=world.at)
            except NotFound:
                continue
            found.add(side)
        return found

    assert sees("lurah") == sees("pokja") == {"pemberi", "penerima"}
    assert sees("kolaborator") == {"pemberi"}
    assert sees("ketua_rw") == {"penerima"}
    assert sees("lurah_lain") == sees("kolaborator_lain") == sees("ketua_rw_lain") == sees("orang_lain") == set()


# --- Periods ----------------------------------------------------------------------------------------------------------


def test_originals_go_after_twenty_four_months(
    world: World, delivery: Delivery, django_capture_on_commit_callbacks: Any
) -> None:
    photo = publish(world, send(world, delivery))
    name, later = photo.name, world.at + timedelta(days=rules.ORIGINALS_KEPT_DAYS)

    assert actions.purge_originals(at=later) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.purge_originals(at=later + timedelta(seconds=1)) == 1

    kept = Evidence.objects.get()
    assert (kept.name, kept.state, kept.purged_at) == ("", EvidenceState.PUBLISHED, later + timedelta(seconds=1))
    assert not default_storage.exists(photos.path(photos.PRIVATE, name))
    assert default_storage.exists(photos.path(photos.PUBLIC, kept.public_name))
    assert EvidenceMark.objects.exists()
    assert refused(lambda: photos.draw(kept, [])) == "photo_unreadable"


def test_files_without_a_row_are_swept(world: World, delivery: Delivery) -> None:
    photo = publish(world, send(world, delivery))
    now = timezone.now()
    reading = photos.pictures.read(pictures.jpeg(pictures.scene(9, (160, 120))))  # type: ignore[attr-defined]
    orphans = [(folder, photos.put_away(folder, reading)) for folder in (photos.PRIVATE, photos.PUBLIC)]

    actions.sweep_files(at=now)
    assert all(photos.is_there(*one) for one in orphans)
    actions.sweep_files(at=now + timedelta(hours=2))

    assert not any(photos.is_there(*one) for one in orphans)
    assert photos.is_there(photos.PRIVATE, photo.name)
    assert photos.is_there(photos.PUBLIC, photo.public_name)
