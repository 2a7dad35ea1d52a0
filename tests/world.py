"""A small world, built by actions alone: a cast, and functions that reach any situation of the chain.

`make_world(at=…)` needs the places seeded. Every function takes the world first and gives back the row it is about.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.timezone import localdate

from ksbb.access import actions as access
from ksbb.access.models import Invitation, Recovery
from ksbb.catalogue import actions as catalogue
from ksbb.catalogue.models import Package, Period, Programme
from ksbb.catalogue.queries import package_by_code
from ksbb.commitments import actions as commitments
from ksbb.commitments import queries as promises
from ksbb.commitments.enums import Stage
from ksbb.commitments.models import Commitment, Correction, Line, Offer, Proposal
from ksbb.deliveries import actions as deliveries
from ksbb.deliveries import photos
from ksbb.deliveries.enums import Side
from ksbb.deliveries.models import CallBack, CourierLink, Delivery, Dispute, Evidence
from ksbb.deliveries.queries import open_disputes
from ksbb.funds import actions as funds
from ksbb.funds.enums import FundKind
from ksbb.funds.models import Book
from ksbb.needs import actions as needs
from ksbb.needs.models import Need, NeedBatch
from ksbb.notices import queries as outbox
from ksbb.notices.actions import enqueue, send_due, stop_letters
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from ksbb.notices.queries import latest
from ksbb.parties import actions as parties
from ksbb.parties.enums import RoleName, Standing
from ksbb.parties.models import Merge, Organisation, Party, User
from ksbb.parties.queries import reach_of, roles_of
from ksbb.permits import actions as permits
from ksbb.permits.models import Application
from ksbb.places.models import Place
from ksbb.places.queries import place_by_code, province
from ksbb.recipients import actions as recipients
from ksbb.recipients.enums import FactKind
from ksbb.recipients.models import Recipient
from ksbb.recipients.queries import kind_by_code
from ksbb.voices import actions as voices
from ksbb.voices.enums import Matter
from ksbb.voices.models import ProblemReport, Word
from tests import photos as pictures
from tests.programmes import load_open_programme

CANARY = "Kenari"
"""In every name and contact of the cast: it may be found nowhere in public nor in the journal."""
VILLAGE, OTHER_VILLAGE = "31.74.05.1006", "31.73.01.1001"
ROLES = (
    "pokja",
    "pokja_dua",
    "lurah",
    "lurah_dua",
    "lurah_lain",
    "ketua_rw",
    "ketua_rw_lain",
    "pengelola",
    "kolaborator",
    "kolaborator_lain",
    "orang_lain",
)
PASSWORD = "kata-sandi-uji-2026"


@dataclass
class World:
    """The cast by role, two RW in two kelurahan, a home, and one running period."""

    at: datetime
    people: dict[str, User]
    village: Place
    other_village: Place
    rw: Recipient
    rw_lain: Recipient
    panti: Recipient
    organisation: Organisation
    other_organisation: Organisation
    period: Period
    sembako: Package
    tokens: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """`world.lurah` is the person of that role."""
        if name in ROLES:
            return self.people[name]
        raise AttributeError(name)

    @property
    def today(self) -> date:
        return localdate(self.at)

    @property
    def soon(self) -> date:
        return self.today + timedelta(days=2)

    def token(self, role: str) -> str:
        """A bearer token of the person, issued at the first asking."""
        if role not in self.tokens:
            self.tokens[role] = secrets.token_urlsafe(16)
            parties.issue_token(user=self.people[role], token=self.tokens[role], at=self.at)
        return self.tokens[role]


def book(world: World) -> Book:
    """The books of the organisation that `kolaborator` acts for."""
    return funds.book_for(world.organisation, FundKind.DONATION, at=world.at)


def last_month(world: World) -> date:
    """A month that is over."""
    return world.today.replace(day=1) - timedelta(days=1)


def make_world(*, at: datetime) -> World:
    """The whole ground state. About 60 deeds, a quarter of a second."""
    load_open_programme(at=at)
    recipients.load_kinds()
    today = localdate(at)
    period = catalogue.add_period(
        by=None,
        programme="pangan",
        code="uji",
        name="Masa uji",
        starts_on=today,
        ends_on=today + timedelta(days=13),
        at=at,
    )
    people = {role: _person(role, at) for role in ROLES}
    village, other = place_by_code(VILLAGE), place_by_code(OTHER_VILLAGE)
    for role, place in (
        ("pokja", province()),
        ("pokja_dua", province()),
    ):
        parties.appoint(user=people[role], name=RoleName.POKJA, place=place, at=at)
    for role, place in (("lurah", village), ("lurah_dua", village), ("lurah_lain", other)):
        parties.appoint(user=people[role], name=RoleName.OFFICER, place=place, at=at)
    rw = _rw(people["lurah"], people["ketua_rw"], people["pokja"], village, at)
    rw_lain = _rw(people["lurah_lain"], people["ketua_rw_lain"], people["pokja"], other, at)
    panti = recipients.register_recipient(
        by=people["lurah"],
        kind=kind_by_code("panti_lansia"),
        place=village,
        name="Panti Uji Sejahtera",
        source="Data kelurahan",
        at=at,
    )
    parties.appoint(user=people["pengelola"], name=RoleName.KEEPER, organisation=panti.organisation, at=at)
    organisation = _organisation("Koperasi Uji", people["kolaborator"], people["pokja"], at)
    other_organisation = _organisation("Yayasan Uji", people["kolaborator_lain"], people["pokja"], at)
    return World(
        at=at,
        people=people,
        village=village,
        other_village=other,
        rw=rw,
        rw_lain=rw_lain,
        panti=panti,
        organisation=organisation,
        other_organisation=other_organisation,
        period=period,
        sembako=package_by_code("sembako"),
    )


def in_another_period(w: World) -> World:
    """The same cast in another period, so that the same need may be asked for again."""
    period = catalogue.add_period(
        by=None,
        programme="pangan",
        code=f"uji-{secrets.token_hex(4)}",
        name="Masa lain",
        starts_on=w.period.starts_on,
        ends_on=w.period.ends_on,
        at=w.at,
    )
    return replace(w, period=period, tokens={})


def _person(role: str, at: datetime) -> User:
    return parties.register_person(
        username=role,
        name=f"{CANARY} {role}",
        email=f"{CANARY.lower()}.{role}@uji.example",
        phone=f"+62812{ROLES.index(role):07d}",
        password=PASSWORD,
        at=at,
    )


def _rw(officer: User, head: User, pokja: User, village: Place, at: datetime) -> Recipient:
    place = recipients.enter_rw(by=officer, village=village, rw_number=901, at=at)
    rw = recipients.register_recipient(by=officer, kind=kind_by_code("rw"), place=place, source="Data kelurahan", at=at)
    parties.grant_role(by=pokja, user=head, name=RoleName.RW_HEAD, place=place, at=at)
    recipients.record_fact(
        by=officer,
        recipient=rw,
        kind=FactKind.VULNERABLE_FAMILIES,
        value=303,
        as_of=localdate(at),
        source="Pendataan kelurahan",
        at=at,
    )
    recipients.set_contact(
        by=head, recipient=rw, name=f"{CANARY} narahubung", phone="+6281299990000", address=f"Gang {CANARY} 7", at=at
    )
    return Recipient.objects.select_related("place", "kind").get(pk=rw.pk)


def _organisation(name: str, member: User, pokja: User, at: datetime) -> Organisation:
    organisation = parties.register_organisation(by=None, name=name, at=at)
    parties.set_standing(by=pokja, organisation=organisation, standing=Standing.ACTIVE, at=at)
    parties.appoint(user=member, name=RoleName.COLLABORATOR, organisation=organisation, at=at)
    return organisation


# --- Needs ------------------------------------------------------------------------------------------------------------


def proposed_need(
    w: World, *, quantity: int = 300, recipient: Recipient | None = None, package: str = "sembako"
) -> Need:
    """Asked for by the RW head (or the other RW's), not verified."""
    recipient = recipient or w.rw
    head = w.ketua_rw if recipient.pk == w.rw.pk else w.ketua_rw_lain
    return needs.propose(
        by=head,
        recipient=recipient,
        package=package_by_code(package),
        period=w.period,
        quantity=quantity,
        source="Rapat RW",
        at=w.at,
    )


def open_need(w: World, *, quantity: int = 300, recipient: Recipient | None = None, package: str = "sembako") -> Need:
    """Verified and open."""
    need = proposed_need(w, quantity=quantity, recipient=recipient, package=package)
    return needs.verify(by=w.lurah if need.recipient_id == w.rw.pk else w.lurah_lain, need=need, at=w.at)


def waiting_batch(w: World, package: str = "lebaran") -> NeedBatch:
    """Opened in bulk by one Pokja officer, for a second one to verify."""
    return needs.open_needs(
        by=w.pokja,
        recipients_of=[w.rw, w.rw_lain],
        package=package_by_code(package),
        period=w.period,
        source="Data kelurahan",
        at=w.at,
    )


# --- Promises ---------------------------------------------------------------------------------------------------------


def draft(w: World, need: Need, quantity: int = 100, **more: Any) -> commitments.LineDraft:
    return commitments.LineDraft(need=need, quantity=quantity, deliver_on=w.soon, **more)


def promise(w: World, need: Need, quantity: int = 100, *, by: str = "kolaborator", **more: Any) -> Commitment:
    """Made by the organisation's member, with a proven account."""
    return commitments.promise(
        by=w.people[by], lines=[draft(w, need, quantity, **more)], statement_accepted=True, at=w.at
    )


def line_of(commitment: Commitment) -> Line:
    return promises.lines_of(commitment)[0]


def promised_line(w: World, quantity: int = 100) -> Line:
    """Counts, and the 48 hours run."""
    return line_of(promise(w, open_need(w), quantity))


def waiting_equivalent(w: World) -> Line:
    """An equivalent that the receiver has not accepted yet: it holds nothing."""
    return line_of(promise(w, open_need(w), equivalent="Beras 10 kg dan minyak 2 liter"))


def newcomers_line(w: World) -> Line:
    """More than somebody may hold whom nobody knows yet: the rest waits for the receiver's yes."""
    Programme.objects.update(newcomer_percent=30)
    made = commitments.prove(commitment=guest_commitment(w), digits=sent_code(), at=w.at)
    return promises.lines_of(made)[1]


def offer_draft(w: World, quantity: int = 100) -> commitments.OfferDraft:
    """Goods whose target Pokja is to choose."""
    return commitments.OfferDraft(package_by_code("sembako"), quantity, w.today, w.soon)


def open_offer(w: World) -> Offer:
    """Waits for a target."""
    made = commitments.offer(by=w.kolaborator, draft=offer_draft(w), statement_accepted=True, at=w.at)
    return promises.open_offer(made.reference)


def proposed_target(w: World) -> Proposal:
    """Waits for the giver's yes."""
    need = open_need(w, recipient=w.rw_lain)
    return commitments.propose_target(by=w.pokja, offer=open_offer(w), need=need, quantity=60, at=w.at)


def problem(w: World) -> ProblemReport:
    """Somebody saw something wrong on the page of a need."""
    need = open_need(w)
    return voices.report_problem(
        about=f"/kebutuhan/{need.reference}/",
        place=need.place,
        matter=Matter.NOT_ARRIVED,
        text="Paket belum datang sampai hari ini.",
        contact="kenari.pelapor@uji.example",
        at=w.at,
    )


def thanks_of(w: World) -> Word:
    """The receiver's thanks, not looked at yet."""
    line = Line.objects.get(pk=counts_of(received(w))[0].line)
    commitments.thank(by=w.ketua_rw, line=line, text="Terima kasih banyak dari warga kami", at=w.at)
    return Word.objects.get()


def scheduled_line(w: World) -> Line:
    """The day is agreed."""
    return commitments.schedule(by=w.kolaborator, line=promised_line(w), deliver_on=w.soon, at=w.at)


def guest_commitment(w: World, need: Need | None = None) -> Commitment:
    """By a guest whose address is not proven yet."""
    return commitments.promise_as_guest(
        guest=commitments.Guest(name=f"{CANARY} tamu", email="kenari.tamu@uji.example"),
        lines=[draft(w, need or open_need(w))],
        statement_accepted=True,
        at=w.at,
    )


def sent_code() -> str:
    """The six digits of the newest letter that holds a code."""
    body = next(message.body for message in latest() if message.title.startswith("Kode"))
    return body.split()[2].strip(".")


def overdue_line(w: World) -> Line:
    """Promised three days ago and never spoken of: its clock has run out."""
    line = promised_line(w)
    Line.objects.filter(pk=line.pk).update(contact_by=w.at - timedelta(hours=1))
    return line_of(line.commitment)


def lapsed_line(w: World) -> Line:
    """Promised, never spoken of, and gone back to its need."""
    line = commitments.release(line=overdue_line(w), at=w.at)
    return line_of(line.commitment)


def failed_message(w: World, *, dedupe: str = "uji") -> Message:
    """A message to a telephone, which no gateway takes here: it waits for a person."""
    body = "Isi pesan uji."
    enqueue(address="+628120000001", title="Uji", body=body, dedupe=dedupe, at=w.at, kind=_kind_of(dedupe))
    send_due(at=w.at)
    return Message.objects.get(dedupe=dedupe)


def stop_word(w: World, *, stopped: bool = False) -> str:
    """The word in letters to a guest; `stopped`: the guest pressed already."""
    word = outbox.stop_word(f"{CANARY.lower()}.tamu@uji.example")
    if stopped:
        stop_letters(word=word, at=w.at)
    return word


def _kind_of(dedupe: str) -> Kind:
    return Kind.CODE if dedupe.startswith("code:") else Kind.SAFETY  # both go out by night too


# --- Deliveries -------------------------------------------------------------------------------------------------------


def planned_delivery(w: World, quantity: int = 100) -> Delivery:
    """A journey that has not begun."""
    load = deliveries.Load(line=scheduled_line(w), quantity=quantity)
    return deliveries.plan_delivery(by=w.kolaborator, loads=[load], planned_on=w.soon, at=w.at)


def two_journeys(w: World) -> tuple[Delivery, Delivery]:
    """Of one line in two parts, neither begun."""
    line = scheduled_line(w)
    first, second = (
        deliveries.plan_delivery(
            by=w.kolaborator, loads=[deliveries.Load(line=line, quantity=part)], planned_on=w.soon, at=w.at
        )
        for part in (60, 40)
    )
    return first, second


def delivery_on_the_way(w: World) -> Delivery:
    return deliveries.depart(by=w.kolaborator, delivery=planned_delivery(w), at=w.at)


def handed_over(w: World) -> Delivery:
    """The giver says so; the receiver has not confirmed."""
    return deliveries.hand_over(by=w.kolaborator, delivery=delivery_on_the_way(w), at=w.at)


def counts_of(delivery: Delivery, received: int = 100) -> list[deliveries.Count]:
    from ksbb.deliveries.queries import lines_of

    return [deliveries.Count(line=row.line_id, received=received) for row in lines_of(delivery)]


def received(w: World, quantity: int = 100) -> Delivery:
    """Confirmed by the RW head; below 100 a dispute is open."""
    delivery = handed_over(w)
    deliveries.confirm(by=w.ketua_rw, delivery=delivery, counts=counts_of(delivery, quantity), at=w.at)
    return delivery


def receipt_code(w: World, delivery: Delivery) -> str:
    """The six digits that the RW head was shown."""
    return deliveries.issue_receipt_code(by=w.ketua_rw, delivery=delivery, at=w.at).digits


def courier_link(w: World, delivery: Delivery) -> CourierLink:
    """For today, made by the giver."""
    return deliveries.make_courier_link(by=w.kolaborator, deliveries=[delivery], day=w.today, at=w.at)


def call_back(w: World, delivery: Delivery | None = None) -> CallBack:
    """The lot fell on a receipt of today; the draw is tomorrow's."""
    from ksbb.deliveries import rules
    from ksbb.deliveries.queries import calls

    drawn = delivery or received(w)
    morrow = w.at + timedelta(days=1)
    texts = (f"benih {number}" for number in range(10_000))
    text = next(one for one in texts if rules.is_drawn(seed=rules.seed_of(one), reference=drawn.reference))
    deliveries.draw_receipts(day=w.today, seed_text=text, seed_known_at=morrow, at=morrow)
    return calls().get(receipt__delivery=drawn)


def disputed(w: World) -> Dispute:
    """94 of 100 arrived."""
    received(w, 94)
    return open_disputes(reach_of(w.lurah, at=w.at))[0]


# --- Photos -----------------------------------------------------------------------------------------------------------


def staged(w: World, delivery: Delivery | Need, *, by: str = "kolaborator", seed: int = 1, **more: Any) -> str:
    """A photo that was read and put away, as the deed takes it."""
    content = pictures.jpeg(pictures.scene(seed, (160, 120)), **more)
    return photos.stage(content=content, subject=delivery, by=w.people[by], at=w.at)


def sent_photo(w: World, delivery: Delivery | None = None, *, seed: int = 1) -> Evidence:
    """Sent by the giver after the hand-over; waits for review."""
    delivery = delivery or handed_over(w)
    photo = staged(w, delivery, seed=seed)
    return deliveries.add_photo(by=w.kolaborator, delivery=delivery, side=Side.GIVER, photo=photo, at=w.at)


def receivers_photo(w: World, delivery: Delivery) -> Evidence:
    """Sent by the RW head."""
    photo = staged(w, delivery, by="ketua_rw", seed=3)
    return deliveries.add_photo(by=w.ketua_rw, delivery=delivery, side=Side.RECEIVER, photo=photo, at=w.at)


def need_photo(w: World, need: Need) -> Evidence:
    """Sent by the RW head with a proposal."""
    photo = staged(w, need, by="ketua_rw", seed=4)
    return deliveries.add_need_photo(by=w.ketua_rw, need=need, photo=photo, at=w.at)


def asked_photo(w: World) -> Evidence:
    """An officer asks about it."""
    return deliveries.ask_about_photo(by=w.lurah, photo=sent_photo(w), question="Siapa yang ada di foto ini?", at=w.at)


def published_photo(w: World, delivery: Delivery | None = None) -> Evidence:
    """Reviewed, one cell covered, seen by everybody."""
    photo = sent_photo(w, delivery)
    copy = photos.draw(photo, [13])
    return deliveries.publish_photo(
        by=w.lurah, photo=photo, copy=copy, description="Seratus paket sembako di pos RW", at=w.at
    )


# --- Permits ----------------------------------------------------------------------------------------------------------


def a_permit(w: World, kind: str = "izin_pub") -> permits.PermitDraft:
    days = {"valid_from": w.today - timedelta(days=9), "valid_until": w.today + timedelta(days=300)}
    return permits.PermitDraft(kind=kind, number="12/HUK/2026", issuer="Menteri Sosial", **days)


def renewal(w: World) -> Application:
    """A new permit of the first organisation, sent by its member, not looked at yet."""
    permit = a_permit(w, "badan_hukum")
    return permits.renew_permit(
        by=w.kolaborator, organisation=w.organisation, permit=permit, activity="yayasan", at=w.at
    )


# --- Corrections ------------------------------------------------------------------------------------------------------

WHY = "Salah tulis pada surat komitmen"


def waiting_correction(w: World, line: Line | None = None) -> Correction:
    """100 promised should read 90, says the kelurahan; a second person has not decided."""
    line = line_of(line.commitment) if line else promised_line(w)
    return deliveries.propose_correction(
        by=w.lurah, line=line, stage=Stage.COMMITTED, after=line.quantity - 10, reason=WHY, note=WHY, at=w.at
    )


def two_givers(w: World) -> dict[str, Party]:
    """Two organisations that are to count as one."""
    return {"duplicate": party_of(w.organisation), "into": party_of(w.other_organisation)}


def waiting_merge(w: World) -> Merge:
    return parties.propose_merge(by=w.pokja, **two_givers(w), reason=WHY, note=WHY, at=w.at)  # type: ignore[arg-type]


# --- People -----------------------------------------------------------------------------------------------------------


TOKEN = "undangan-uji-" * 3


def open_invitation(w: World, *, revoked: bool = False) -> Invitation:
    """The officer invited somebody to be head of the RW, by a link with `TOKEN`."""
    made = access.invite(by=w.lurah, recipient=w.rw, token=TOKEN, at=w.at)
    return access.revoke_invitation(by=w.lurah, invitation=made, at=w.at) if revoked else made


def running_recovery(w: World) -> Recovery:
    """Pokja began to recover the officer's account just now."""
    return access.start_recovery(by=w.pokja, user=w.lurah, at=w.at)


def ripe_recovery(w: World) -> Recovery:
    """The same, its day of waiting over."""
    begun = running_recovery(w)
    Recovery.objects.update(ready_at=w.at)
    return Recovery.objects.get(pk=begun.pk)


def role_of(w: World, person: str) -> Any:
    return roles_of(w.people[person])[0]


def party_of(organisation: Organisation) -> Party:
    return Party.objects.select_related("organisation").get(organisation=organisation)
