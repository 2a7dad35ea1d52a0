"""What we hold about a person, in sections that the page shows and the export carries alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.usersessions.models import UserSession
from django.utils.timezone import localtime

from ksbb.commitments.enums import Via
from ksbb.commitments.models import Commitment, GiverReading, Line
from ksbb.commitments.queries import giver_readings
from ksbb.notices.enums import Kind
from ksbb.notices.models import Message
from ksbb.notices.queries import stops_of
from ksbb.parties.enums import RoleName
from ksbb.parties.models import ApiToken, Party, ProofCode
from ksbb.parties.queries import office_of, roles_of
from ksbb.privacy.queries.asking import requests_of
from ksbb.privacy.queries.people import Person
from ksbb.recipients.models import ContactReading
from ksbb.recipients.queries import readings_of

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of data with its rows; every row names its columns in plain words."""

    code: str
    title: str
    rows: Sequence[Row]
    note: str = ""

    @property
    def columns(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.rows[0]) if self.rows else []


def held_about(person: Person) -> list[Section]:
    """Everything by section; sections without rows are left out."""
    found = [
        _account(person),
        _roles(person),
        _devices(person),
        Section("pemberi", "Nama dan kontak sebagai pemberi", [_party(one) for one in person.parties]),
        _contacts(person),
        _consents(person),
        _promises(person),
        _opened(person),
        _opened_by(person),
        _messages(person),
        _stops(person),
        _codes(person),
        _requests(person),
    ]
    return [section for section in found if section.rows]


def _when(moment: datetime | date | None) -> str | None:
    if isinstance(moment, datetime):
        return localtime(moment).isoformat(timespec="minutes")
    return moment.isoformat() if moment else None


def _account(person: Person) -> Section:
    user = person.user
    if user is None:
        return Section("akun", "Akun", [])
    tokens = ApiToken.objects.filter(user=user, revoked_at=None).count()
    row = {
        "nama": user.name,
        "nama pengguna": user.username,
        "e-mail": user.email,
        "telepon": user.phone,
        "dibuat": _when(user.date_joined),
        "terakhir masuk": _when(user.last_login),
        **({"kunci program (API)": tokens} if tokens else {}),
        "nomor akun": user.pk,
    }
    note = "Nomor akun menandai perbuatan Anda pada jurnal; jurnal tidak memuat nama maupun kontak."
    return Section("akun", "Akun", [row], note)


def _roles(person: Person) -> Section:
    rows = [
        {
            "peran": RoleName(role.name).label,
            "untuk": role.place.title if role.place else role.organisation.name if role.organisation else "",
            "sejak": _when(role.since),
            "sampai": _when(role.until),
        }
        for role in (roles_of(person.user) if person.user else [])
    ]
    return Section("peran", "Peran", rows)


def _devices(person: Person) -> Section:
    rows = [
        {"peramban": one.user_agent, "alamat jaringan": one.ip, "sejak": _when(one.created_at)}
        for one in (UserSession.objects.filter(user=person.user) if person.user else [])
    ]
    return Section("perangkat", "Perangkat yang masuk", rows)


def _party(party: Party) -> Row:
    return {
        "nomor pihak": party.pk,
        "nama": party.name,
        "e-mail": party.email,
        "telepon": party.phone,
        "alamat terbukti": _when(party.proven_at),
    }


def _contacts(person: Person) -> Section:
    rows = [
        {
            "penerima": one.recipient.name,
            "tugas": one.get_duty_display(),
            "nama": one.name,
            "telepon": one.phone,
            "e-mail": one.email,
            "alamat": one.address,
            "catatan": one.note,
            "dicatat": _when(one.recorded_at),
            "ditutup": _when(one.closed_at),
        }
        for one in person.contacts
    ]
    return Section("narahubung", "Anda sebagai narahubung penerima", rows)


def _consents(person: Person) -> Section:
    given = Commitment.objects.filter(giver__in=person.parties).select_related("statement").order_by("-recorded_at")
    rows = [
        {
            "komitmen": one.reference,
            "teks pernyataan": f"versi {one.statement.version}",
            "waktu": _when(one.recorded_at),
            "lewat": Via(one.via).label,
            "nama ditampilkan": "ya" if one.show_name else "tidak",
        }
        for one in given
    ]
    note = "Persetujuan yang Anda berikan setiap kali berkomitmen: teks, waktu, dan salurannya."
    return Section("persetujuan", "Persetujuan", rows, note)


def _promises(person: Person) -> Section:
    lines = Line.objects.filter(commitment__giver__in=person.parties).select_related(
        "commitment", "need__recipient", "need__package"
    )
    rows = [
        {
            "komitmen": line.commitment.reference,
            "penerima": line.need.recipient.name,
            "paket": line.need.package.name,
            "dijanjikan": line.pledged,
            "disalurkan": line.delivered,
            "diterima": line.confirmed,
            "keadaan": line.get_state_display(),
            "hari antar": _when(line.deliver_on),
            "catatan": " · ".join(filter(None, (line.equivalent, line.time_note, line.state_reason, line.other_note))),
        }
        for line in lines.order_by("-pk")
    ]
    return Section("komitmen", "Komitmen", rows)


def _opened(person: Person) -> Section:
    """Who opened the person's contacts: givers those of the recipient, the receiving side those of the giver."""
    read = readings_of([one.recipient for one in person.contacts])
    names = dict(Party.objects.filter(pk__in={one.reader_id for one in read}).values_list("pk", "name"))
    rows: list[tuple[datetime, Row]] = [
        (
            one.read_at,
            _reading(f"Narahubung {one.recipient.name}", _reader(one, names), one.read_at, ""),
        )
        for one in read
    ]
    rows += [
        (one.read_at, _reading("Kontak pemberi", _office(one), one.read_at, one.line.commitment.reference))
        for one in giver_readings(person.parties)
    ]
    rows.sort(key=lambda pair: pair[0], reverse=True)
    return Section("pembukaan", "Siapa membuka kontak Anda", [row for _, row in rows])


def _reading(what: str, who: str, when: datetime, promise: str) -> Row:
    """`promise` is told to its giver only: the number is half of what opens it (T17)."""
    return {"yang dibuka": what, "oleh": who, "waktu": _when(when), "untuk komitmen": promise}


def _reader(read: ContactReading, names: dict[int, str]) -> str:
    """The giver who read a contact, or the office of the officer who called; never an officer's name."""
    if read.reader_id:
        return names.get(read.reader_id, "")
    office = office_of(read.officer_id, place=read.recipient.place, on=read.read_at)
    return office if office != "petugas" else "Petugas telepon ulang"


def _office(read: GiverReading) -> str:
    """In which office the giver's contact was read; never the name."""
    place = read.line.need.place
    office = office_of(read.reader_id, place=place, on=read.read_at)
    return office if office != "petugas" else f"Pihak penerima, {place.title}"


def _opened_by(person: Person) -> Section:
    read = ContactReading.objects.filter(reader_id__in=[party.pk for party in person.parties]).select_related(
        "recipient"
    )
    rows = [
        {"penerima": one.recipient.name, "waktu": _when(one.read_at), "untuk komitmen": one.subject}
        for one in read.order_by("-read_at")
    ]
    return Section("membuka", "Kontak penerima yang Anda buka", rows)


def _messages(person: Person) -> Section:
    told = Message.objects.filter(address__in=person.needles)
    if person.user is not None:
        told = told | Message.objects.filter(user=person.user)
    rows = [
        {"waktu": _when(one.recorded_at), "ke": one.address, "judul": one.title, "isi": _body(one)}
        for one in told.order_by("-pk")
    ]
    return Section("pesan", "Pesan kepada Anda", rows)


def _body(message: Message) -> str:
    """What was said; a code is for who holds the phone or the mailbox, not for who holds this page."""
    return "(kode, hanya di pesan aslinya)" if message.kind == Kind.CODE else message.body


def _stops(person: Person) -> Section:
    rows = [
        {"lewat": one.get_channel_display(), "berhenti": _when(one.stopped_at), "mulai lagi": _when(one.resumed_at)}
        for one in stops_of(person.needles)
    ]
    return Section("berhenti", "Permintaan berhenti dikirimi kabar", rows)


def _codes(person: Person) -> Section:
    sent = ProofCode.objects.filter(contact__in=person.needles).order_by("-sent_at")
    rows = [{"ke": one.contact, "dikirim": _when(one.sent_at), "dipakai": _when(one.used_at)} for one in sent]
    return Section("kode", "Kode yang dikirim (disimpan sehari)", rows)


def _requests(person: Person) -> Section:
    rows = [
        {
            "nomor": one.reference,
            "hak": one.get_kind_display(),
            "keadaan": one.get_state_display(),
            "diminta": _when(one.asked_at),
            "jawaban paling lambat": _when(one.due_at),
            "permintaan": one.words,
            "jawaban": one.answer_note,
        }
        for one in requests_of(person)
    ]
    return Section("permintaan", "Permintaan tentang data Anda", rows)
