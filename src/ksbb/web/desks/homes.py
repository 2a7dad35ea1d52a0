"""What a home tells of itself at its desk: its profile, its stock, its month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.timezone import localdate

from ksbb.catalogue import queries as catalogue
from ksbb.core.formats import angka, bulan, tanggal_pendek
from ksbb.core.refusals import Refusal
from ksbb.recipients import actions, queries, rules
from ksbb.recipients.actions import Room
from ksbb.recipients.enums import CAPACITY, Answer, Duty
from ksbb.web.desks.forms import Amount, Day, DeedForm, Phone, Pick, Words
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from ksbb.recipients.models import Recipient

ALL_REPORTED = Refusal("month_reported", "Semua bulan yang bisa dilaporkan sudah Anda laporkan. Terima kasih.")


class ProfileForm(DeedForm):
    """Who answers for the home, its places by age, its visits; at a home for children, who is called about them."""

    in_charge = Words(label="Penanggung jawab", most=120, help_text="Tidak ditampilkan untuk umum.")
    guardian = Words(
        label="Narahubung pelindungan anak",
        most=120,
        required=False,
        help_text="Nama dan nomornya hanya terbuka bagi pemberi yang sudah berkomitmen. Setiap pembacaan dicatat.",
    )
    guardian_phone = Phone(label="Nomor telepon narahubung pelindungan anak", required=False)
    visiting = Words(
        label="Aturan kunjungan",
        rows=3,
        most=300,
        required=False,
        help_text="Dibaca umum. Misalnya: Sabtu 09.00–11.00, dengan janji, tanpa memotret anak.",
    )

    @classmethod
    def of(cls, home: Recipient, data: Any) -> ProfileForm:
        """The form with what is known, and a field for each band of age."""
        answers, guard = queries.contact_of(home, Duty.IN_CHARGE), queries.contact_of(home, Duty.CHILD_SAFETY)
        rule, facts = queries.visit_rule_of(home), queries.latest_facts([home.pk]).get(home.pk, {})
        known = {"in_charge": answers.name if answers else "", "visiting": rule.text if rule else ""}
        known |= {"guardian": guard.name, "guardian_phone": guard.phone} if guard else {}
        form = cls(data, initial=known | {band.value: facts[band].value for band in CAPACITY if band in facts})
        if not home.kind.children:
            del form.fields["guardian"], form.fields["guardian_phone"]
        for band in CAPACITY:
            label = band.label.capitalize()
            form.fields[band.value] = Amount(least=0, most=rules.MOST_RESIDENTS, required=False, label=label)
        form.order_fields(["in_charge", *(band.value for band in CAPACITY), "visiting"])
        return form

    def told(self) -> dict[str, Any]:
        """The arguments of the deed."""
        said = dict(self.cleaned_data)
        places = [(band, said.pop(band.value)) for band in CAPACITY]
        return {**said, "capacity": [Room(band, number) for band, number in places if number is not None]}


@sits_at(RECIPIENT)
def profile(visit: Visit, reference: str) -> HttpResponse:
    """The profile of a home. The public sees the places in bands and when to visit, nothing else."""
    home = queries.own_recipient(visit.reach, reference)
    form = ProfileForm.of(home, visit.sent)
    done = form.attempt(lambda _said: actions.describe_home(by=visit.user, recipient=home, at=visit.at, **form.told()))
    if done is not None:
        return visit.go("desks:recipient", done="Profil lembaga tersimpan.")
    lead = "Umum hanya membaca daya tampung dalam kelompok dan aturan kunjungan."
    return visit.ask(form, _asked(visit, home, "Profil", "Simpan profil", lead))


def _asked(visit: Visit, home: Recipient, title: str, button: str, lead: str, **more: Any) -> Question:
    refusal = rules.why_not_tell(reach=visit.reach, recipient=home)
    back = reverse("desks:recipient")
    return Question(f"{title} {home.name}", button, back, lead, **{"refusal": refusal, **more})


class StockForm(DeedForm):
    """How much of one item is left, and until when it lasts."""

    package = Pick(label="Barang apa?", menu=True)
    quantity = Amount(least=0, label="Sisa sekarang", help_text="Tidak ditampilkan untuk umum.")
    enough_until = Day(label="Cukup sampai tanggal", help_text="Dibaca umum pada kebutuhan barang ini.")


@sits_at(RECIPIENT)
def stock(visit: Visit, reference: str) -> HttpResponse:
    """Stock, item by item."""
    home = queries.own_recipient(visit.reach, reference)
    packages = {one.code: one for one in catalogue.packages() if one.for_institutions}
    form = StockForm(visit.sent)
    form.choose("package", [(code, one.name) for code, one in packages.items()])
    done = form.attempt(
        lambda said: actions.tell_stock(
            by=visit.user, recipient=home, at=visit.at, **{**said, "package": packages[said["package"]]}
        )
    )
    if done is not None:
        return visit.go("desks:home_stock", home.reference, done="Persediaan tercatat.")
    lead = "Pemberi melihat sampai tanggal berapa barangnya cukup, bukan jumlahnya."
    return visit.ask(form, _asked(visit, home, "Persediaan", "Simpan", lead, facts=stock_facts(home)))


def stock_facts(home: Recipient) -> list[dict[str, str]]:
    """What is left of each item, for the home and its officers."""
    return [
        {
            "term": one.package.name,
            "value": f"{angka(one.quantity)} {one.package.counted_as}",
            "note": f"cukup sampai {tanggal_pendek(one.enough_until)}; diberitahukan {tanggal_pendek(one.told_at)}",
        }
        for one in queries.stocks_of(home)
    ]


class ReportForm(DeedForm):
    """Three questions about one month."""

    month = Pick(label="Bulan")
    enough = Pick(label="Apakah bahan pokok bulan itu cukup?", choices=Answer.choices)
    used = Pick(label="Apakah bantuan yang diterima dipakai untuk penghuni?", choices=Answer.choices)
    wanted = Words(
        label="Apa yang paling diperlukan bulan berikutnya?",
        most=200,
        help_text="Tanpa nama, umur, atau penyakit siapa pun.",
    )


@sits_at(RECIPIENT)
def report(visit: Visit, reference: str) -> HttpResponse:
    """The short report of a month."""
    home = queries.own_recipient(visit.reach, reference)
    months = {month.isoformat(): month for month in _open_months(home, on=visit.today)}
    form = ReportForm(visit.sent, initial={"month": next(iter(months), "")})
    form.choose("month", [(code, bulan(month)) for code, month in months.items()])
    done = form.attempt(lambda said: _send(visit, home, months[said["month"]], said))
    if done is not None:
        return visit.go("desks:recipient", done=f"Laporan {bulan(done.month)} terkirim. Terima kasih.")
    lead = "Tiga pertanyaan. Jawabannya dibaca petugas; umum hanya melihat bahwa laporannya masuk."
    more = {} if months else {"refusal": rules.why_not_tell(reach=visit.reach, recipient=home) or ALL_REPORTED}
    return visit.ask(form, _asked(visit, home, "Laporan bulanan", "Kirim laporan", lead, **more))


def _send(visit: Visit, home: Recipient, month: date, said: dict[str, Any]) -> Any:
    answers = {"month": month, "enough": Answer(said["enough"]), "used": Answer(said["used"])}
    return actions.report_month(by=visit.user, recipient=home, at=visit.at, **{**said, **answers})


def _open_months(home: Recipient, *, on: date) -> list[date]:
    since = localdate(home.registered_at)
    return rules.open_months(reported=queries.reported_months(home), since=since, today=on)
