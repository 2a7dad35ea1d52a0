"""How a person wants to be told: which channel first, and how soon for each kind of message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.notices import queries, rules
from ksbb.notices.actions import Choice, set_preferences
from ksbb.notices.enums import CHOSEN, Channel, Frequency, Kind
from ksbb.web.desks.forms import DeedForm, Pick
from ksbb.web.desks.visits import ANY, Question, Visit, sits_at

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ksbb.parties.models import User

HINTS = {
    Kind.PROMISE: "Komitmen Anda tercatat, atau ada komitmen baru untuk Anda.",
    Kind.SCHEDULE: "Hari antar dijadwalkan, diubah, atau diusulkan. Disertai berkas kalender.",
    Kind.DELIVERY: "Bantuan berangkat, diserahkan, dikonfirmasi, kurang, atau batal.",
    Kind.REMINDER: "Ada yang menunggu Anda: kontak, hari antar, konfirmasi.",
    Kind.ACCOUNT: "Peran, undangan, dan kedudukan organisasi.",
}


class WishForm(DeedForm):
    """One question for the channel and one for each kind."""

    first = Pick(label="Lewat mana kami memberi tahu Anda?")

    def __init__(self, data: Any, *, user: User) -> None:
        chosen = queries.choices_of(user)
        super().__init__(data, initial={"first": queries.route_of(user).first, **chosen})
        self.choose("first", _ways(user))
        self.fields[
            "first"
        ].help_text = "Semua kabar selalu ada di kotak masuk. Kode dan pesan keamanan selalu dikirim."
        for kind in CHOSEN:
            choices = list(Frequency.choices)
            self.fields[kind.value] = Pick(menu=True, label=kind.label, help_text=HINTS[kind], choices=choices)

    def choices(self) -> list[Choice]:
        """What was chosen for each kind."""
        return [Choice(kind=kind, frequency=Frequency(self.cleaned_data[kind.value])) for kind in CHOSEN]


def _ways(user: User) -> list[tuple[str, str]]:
    ways = [(Channel.EMAIL.value, f"E-mail ({user.email})")] if user.email else []
    if user.phone:
        ways.append((Channel.PHONE.value, f"Pesan telepon atau WhatsApp. {rules.CONSENT}"))
    return [*ways, (Channel.INBOX.value, "Cukup di kotak masuk situs ini")]


@sits_at(ANY)
def wishes(visit: Visit) -> HttpResponse:
    """One page, one button."""
    form = WishForm(visit.sent, user=visit.user)
    done = form.attempt(
        lambda said: set_preferences(
            by=visit.user, first=Channel(said["first"]), choices=form.choices(), at=visit.at, key=said["key"]
        )
    )
    if done is not None:
        return visit.go("notices:inbox", done="Pilihan Anda disimpan.")
    question = Question(
        title="Pemberitahuan",
        button="Simpan pilihan",
        back=reverse("notices:inbox"),
        back_word="Kotak masuk",
        lead="Malam hari, pukul 21.00 sampai 06.00 WIB, kami diam. Beberapa kabar sekaligus menjadi satu surat.",
    )
    return visit.ask(form, question)
