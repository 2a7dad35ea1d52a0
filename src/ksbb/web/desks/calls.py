"""Telepon ulang: receipts drawn by lot, called back by an officer who did not record them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ksbb.deliveries import actions, queries, rules
from ksbb.deliveries.enums import CallState
from ksbb.recipients import queries as recipients
from ksbb.web.desks.counting import CountForm
from ksbb.web.desks.forms import Pick
from ksbb.web.desks.paging import paged
from ksbb.web.desks.visits import AREA, Visit, sits_at
from ksbb.web.desks.words import load_words, waited

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from ksbb.deliveries.actions import Count
    from ksbb.deliveries.models import CallBack, DeliveryLine


class CallForm(CountForm):
    """What the receiver says on the telephone. The number is not shown before it is told."""

    outcome = Pick(
        label="Hasil telepon",
        choices=[
            (CallState.RIGHT, "Jumlahnya benar"),
            (CallState.WRONG, "Jumlahnya beda"),
            (CallState.UNREACHED, "Tidak terhubung"),
        ],
    )

    def __init__(self, data: Any = None, *, carried: Sequence[DeliveryLine]) -> None:
        super().__init__(data, carried=carried)
        for row in carried:
            self.fields[f"received_{row.line_id}"].required = False
            del self.fields[f"condition_{row.line_id}"]
        self.order_fields(["outcome", *(name for name in self.fields if name not in {"outcome", "note"}), "note"])

    def clean(self) -> dict[str, Any]:
        """A different number has to be told."""
        said = super().clean()
        if said.get("outcome") == CallState.WRONG:
            for row in self.carried:
                if said.get(f"received_{row.line_id}") is None and f"received_{row.line_id}" not in self.errors:
                    self.add_error(f"received_{row.line_id}", "Isi jumlah menurut penerima.")
        return said

    def told(self) -> list[Count]:
        """The counts where they differ from what was recorded."""
        if self.cleaned_data["outcome"] != CallState.WRONG:
            return []
        return [
            actions.Count(line=row.line_id, received=self.cleaned_data[f"received_{row.line_id}"])
            for row in self.carried
        ]

    def rows(self) -> list[dict[str, Any]]:
        """Each line beside its field, for the page."""
        return [{"row": row, "received": self[f"received_{row.line_id}"]} for row in self.carried]


@sits_at(AREA, "GET", "HEAD")
def calls(visit: Visit) -> HttpResponse:
    """Receipts of the area that wait to be called back, soonest due first."""
    page = paged(visit.request, queries.waiting_calls(visit.reach), "telepon")
    carried = queries.carried_by([call.receipt.delivery for call in page.rows])
    rows = [
        {
            "call": call,
            "what": load_words(carried.get(call.receipt.delivery_id, [])),
            "late": call.due_at < visit.at,
            "waited": waited(call.draw.made_at, at=visit.at),
        }
        for call in page.rows
    ]
    return visit.show("desks/calls.html", {"rows": rows, "page": page})


@sits_at(AREA)
def call(visit: Visit, number: str) -> HttpResponse:
    """One call: open the number (logged), ask, note what was said."""
    found = queries.call_for(visit.user, number, at=visit.at)
    carried = queries.lines_of(found.receipt.delivery)
    form = CallForm(visit.sent if "outcome" in visit.request.POST else None, carried=carried)
    if visit.sent is not None and not form.is_bound:
        return _shown(visit, found, form, contact=_opened(visit, found))
    done = form.attempt(
        lambda said: actions.record_call(
            by=visit.user,
            call=found,
            outcome=CallState(said["outcome"]),
            counts=form.told(),
            note=said["note"],
            at=visit.at,
            key=said["key"],
        )
    )
    if done is not None:
        again = done.state == CallState.WAITING
        words = "Belum terhubung. Coba lagi satu jam kemudian." if again else "Hasil telepon ulang tercatat."
        return visit.go("desks:calls", done=words)
    return _shown(visit, found, form)


def _opened(visit: Visit, found: CallBack) -> Any:
    """The receiver's contact for this call; the opening is noted."""
    actions.reveal_called(by=visit.user, call=found, at=visit.at)
    return recipients.contact_of(found.receipt.delivery.recipient)


def _shown(visit: Visit, found: CallBack, form: CallForm, *, contact: Any = None) -> HttpResponse:
    delivery = found.receipt.delivery
    recorders = queries.recorders_of(delivery, list(form.carried), found.receipt)
    refusal = rules.why_not_call(reach=visit.reach, call=found, recorder_ids=recorders, at=visit.at)
    context = {"call": found, "delivery": delivery, "form": form, "rows": form.rows(), "refusal": refusal}
    more = {"contact": contact, "opened": visit.sent is not None, "over": found.state != CallState.WAITING}
    return visit.show("desks/call.html", {**context, **more})
