"""Asking again for what was asked in the last period: looked at first, one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from ksbb.catalogue import queries as catalogue
from ksbb.core.formats import angka
from ksbb.core.refusals import Refusal
from ksbb.needs import actions, queries
from ksbb.needs.actions import Again
from ksbb.needs.enums import NeedState
from ksbb.recipients import queries as recipients
from ksbb.web.desks.forms import Amount, DeedForm, Pick, Reason, Words
from ksbb.web.desks.proposing import running_now, with_days
from ksbb.web.desks.visits import RECIPIENT, Question, Visit, sits_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from ksbb.catalogue.models import Period
    from ksbb.needs.models import Need
    from ksbb.recipients.models import Recipient

NOTHING = Refusal("nothing_to_repeat", "Belum ada kebutuhan dari periode sebelumnya yang bisa diulangi.")
GONE = frozenset({NeedState.REJECTED, NeedState.WITHDRAWN})


def last_asked(asked: Iterable[Need], *, on: date) -> list[Need]:
    """What a recipient asked for in the newest period that has begun, refused and withdrawn ones aside."""
    begun = [need for need in asked if need.period.starts_on <= on and need.state not in GONE]
    newest = max((need.period.ends_on for need in begun), default=None)
    return list({need.package_id: need for need in begun if need.period.ends_on == newest}.values())


class AgainForm(DeedForm):
    """For which period, how many of each, and where the numbers come from."""

    period = Pick(label="Untuk periode mana?")

    @classmethod
    def of(cls, last: list[Need], running: list[Period], data: Any, *, on: date) -> AgainForm:
        """The form with the quantities of the last time; an empty one is not asked for."""
        now = running_now([one for one in running if one not in {need.period for need in last}], on=on)
        form = cls(data, initial={"period": now.code if now else ""})
        form.choose("period", [(one.code, with_days(one)) for one in running])
        for need in last:
            label, was = need.package.name, f"Terakhir {angka(need.quantity)} {need.package.counted_as}."
            form.fields[need.reference] = Amount(
                label=label, required=False, initial=need.quantity, help_text=f"{was} Kosongkan kalau tidak perlu."
            )
        form.fields["reason"] = Reason(label="Alasan bila jumlahnya di atas data", required=False)
        form.fields["source"] = Words(label="Dari mana data ini?", help_text="Misalnya: buku dapur bulan lalu.")
        return form

    def rows(self, last: list[Need]) -> list[Again]:
        """What is asked for again."""
        said = self.cleaned_data
        wanted = [(need.package, said[need.reference]) for need in last if said[need.reference]]
        return [Again(package, number, said["reason"]) for package, number in wanted]


@sits_at(RECIPIENT)
def repeat(visit: Visit, reference: str) -> HttpResponse:
    """The last period's needs as a form: what is sent is what is seen."""
    recipient = recipients.own_recipient(visit.reach, reference)
    last = last_asked(queries.of_recipient(recipient, proposals=True), on=visit.today)
    running = catalogue.running_periods(on=visit.today)
    form = AgainForm.of(last, running, visit.sent, on=visit.today)
    periods = {one.code: one for one in running}
    done = form.attempt(lambda said: _ask(visit, recipient, periods[said["period"]], form.rows(last), said))
    if done is not None:
        return visit.go("desks:own_needs", done="Pengajuan terkirim ke petugas kelurahan.")
    lead = f"Dari {last[0].period.name}. Ubah jumlahnya kalau perlu, lalu kirim sekaligus." if last else ""
    refusal = None if last and running else NOTHING
    back = reverse("desks:recipient")
    return visit.ask(form, Question("Ulangi bulan lalu", "Kirim pengajuan", back, lead, refusal=refusal))


def _ask(visit: Visit, recipient: Recipient, period: Period, rows: list[Again], said: dict[str, Any]) -> Recipient:
    return actions.repeat_needs(
        by=visit.user,
        recipient=recipient,
        period=period,
        rows=rows,
        source=said["source"],
        at=visit.at,
        key=said["key"],
    )
