"""The words of the messages about promises. No personal data beyond the reference (UX-32)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from ksbb.core.formats import angka, tanggal, tanggal_waktu
from ksbb.parties.enums import Standing

if TYPE_CHECKING:
    from ksbb.commitments.models import Commitment, Line, Offer, Proposal
    from ksbb.parties.models import StandingChange

Letter = tuple[str, str]


def _link(path: str) -> str:
    return f"{settings.KSBB_ORIGIN}{path}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _goods(line: Line) -> str:
    """What it is about: how many of what, for whom, when."""
    need = line.need
    amount = f"{angka(line.quantity or line.pledged)} {need.package.spoken}"
    return f"{amount} untuk {need.recipient.name}, rencana antar {tanggal(line.deliver_on)}."


def code(digits: str) -> Letter:
    """The six digits that prove an address."""
    return (
        "Kode KSBB Anda",
        f"Kode Anda: {digits}. Berlaku 10 menit. Jangan berikan kepada siapa pun, termasuk yang mengaku petugas.",
    )


def to_giver(commitment: Commitment) -> Letter:
    """Thanks, what comes next, and the link."""
    link = _link(f"/lacak/{commitment.reference}/")
    return (
        f"Komitmen {commitment.reference} tercatat",
        f"Terima kasih. Hubungi penerima paling lambat 2×24 jam. Ikuti perkembangannya: {link}",
    )


def to_receiver(line: Line) -> Letter:
    """Somebody will bring something."""
    return (
        "Ada komitmen baru",
        (
            f"Ada komitmen {angka(line.quantity)} {line.need.package.spoken} untuk {line.need.recipient.name}, "
            f"rencana {tanggal(line.deliver_on)}. Lihat: {_link('/meja/penerima/')}"
        ),
    )


def to_side(line: Line, what: str) -> Letter:
    """The same for those who receive: the link leads to their own desk, where the promise stands."""
    title, _ = about(line, what)
    return (title, f"{_sentence(what)} {_goods(line)} Lihat: {_link(f'/meja/penerima/bantuan/{line.pk}/')}")


def turn(line: Line) -> Letter:
    """A place in the waiting list has become a promise."""
    reference = line.commitment.reference
    return (
        f"Komitmen {reference}: giliran Anda",
        (
            f"{angka(line.quantity)} {line.need.package.spoken} untuk {line.need.recipient.name} kini tercatat sebagai "
            f"komitmen Anda. Hubungi penerima paling lambat 2×24 jam. Lihat: {_link(f'/lacak/{reference}/')}"
        ),
    )


def ask(line: Line) -> Letter:
    """A giver whom nobody knows yet offers more than newcomers may hold: the receiver is asked."""
    return (
        "Ada komitmen yang menunggu jawaban Anda",
        (
            f"Pemberi baru menawarkan {angka(line.pledged)} {line.need.package.spoken} untuk "
            f"{line.need.recipient.name}. Terima atau tolak: {_link('/meja/penerima/')}"
        ),
    )


def target(proposal: Proposal) -> Letter:
    """Pokja found somebody for aid without a target."""
    need, reference = proposal.need, proposal.offer.commitment.reference
    return (
        f"Komitmen {reference}: ada usulan sasaran",
        (
            f"Pokja mengusulkan {angka(proposal.quantity)} {need.package.spoken} untuk {need.recipient.name}. "
            f"Setujui atau tolak: {_link(f'/lacak/{reference}/')}"
        ),
    )


def no_target(offer: Offer) -> Letter:
    """The last day is over and nobody was found."""
    reference = offer.commitment.reference
    return (
        f"Komitmen {reference}: sasaran tidak ditemukan",
        f"Hari terakhir bantuan Anda lewat tanpa sasaran. Pilih sendiri kebutuhan lain: {_link('/kebutuhan/')}",
    )


def about(line: Line, what: str) -> Letter:
    """A change that the other side should know."""
    reference = line.commitment.reference
    return (
        f"Komitmen {reference}: {what}",
        f"{_sentence(what)} {_goods(line)} Lihat: {_link(f'/lacak/{reference}/')}",
    )


def fallen(change: StandingChange) -> Letter:
    """To the people of an organisation: how it stands since when and why, what stops and what goes on."""
    name, word = change.organisation.name, Standing(change.standing).label.lower()
    why = f" Alasan: {change.reason.rstrip('.')}." if change.reason else ""
    return (
        f"{name} {word}",
        (
            f"{name} {word} sejak {tanggal(change.effective_at)}.{why} Komitmen baru berhenti; yang masih berjalan "
            f"tetap ada dan bisa diselesaikan. Lihat dan tanyakan: {_link('/akun/organisasi/')}"
        ),
    )


def call_receiver(line: Line) -> Letter:
    """To the giver: a day has passed without a word to the receiver."""
    until = f" sebelum {tanggal_waktu(line.contact_by)}" if line.contact_by else ""
    return about(line, f"hubungi penerima{until}, supaya komitmen tidak gugur")


def await_call(line: Line) -> Letter:
    """To the receiver: the giver has not called yet."""
    return to_side(line, "pemberi belum menghubungi; Anda boleh menghubungi lebih dahulu atau mengusulkan hari")


def agree_day(line: Line) -> Letter:
    """To the giver: two days after contact there is still no day."""
    return about(line, "sepakati hari antar dengan penerima, lalu catat harinya")


def await_day(line: Line) -> Letter:
    """To the receiver: two days after contact there is still no day."""
    return to_side(line, "hari antar belum dijadwalkan; Anda boleh mengusulkan hari")


def help_with_day(line: Line) -> Letter:
    """To the officers: help them find a day."""
    return to_officers(line, "sudah dihubungi, tetapi dua hari belum ada hari antar")


def lapsed_unheard(line: Line) -> Letter:
    """To the officers: the quantity is open again, because nobody called."""
    return to_officers(line, "gugur karena penerima tidak dihubungi dalam 2×24 jam")


def to_officers(line: Line, what: str) -> Letter:
    """Something that the officers of the place should see to."""
    reference, link = line.commitment.reference, _link("/meja/wilayah/")
    return (
        f"Komitmen {reference} perlu perhatian",
        f"Komitmen {reference} untuk {line.need.recipient.name} {what}. Lihat: {link}",
    )
