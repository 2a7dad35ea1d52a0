"""Messages between giver and receiver, each from the own side, and thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ksbb.commitments import actions
from ksbb.commitments import queries as promises
from ksbb.commitments.rules import thread_of
from ksbb.core.refusals import Refused
from ksbb.recipients import queries as recipients
from ksbb.voices import queries
from ksbb.web.desks.forms import DeedForm, Words
from ksbb.web.desks.visits import RECIPIENT, Visit, sits_at
from ksbb.web.giving.drafts import new_key, sound_key
from ksbb.web.giving.fields import PlainField
from ksbb.web.giving.people import acting, for_giver, line_in, sent
from ksbb.web.giving.steps import asked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ksbb.commitments.models import Commitment


class MessageForm(forms.Form):
    """A message of the giver."""

    pesan = PlainField(
        label="Pesan Anda",
        help_text="Tanpa nomor telepon, alamat e-mail, atau tautan.",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tuliskan pesannya.", "max_length": "Paling banyak 600 huruf."},
    )


class WordsForm(DeedForm):
    """A message or thank-you of the receiver."""

    text = Words(
        label="Pesan", rows=3, most=600, help_text="Tanpa nomor telepon, alamat e-mail, tautan, dan nama warga."
    )


@never_cache
@asked
@for_giver
def of_giver(request: HttpRequest, commitment: Commitment, number: int) -> HttpResponse:
    """The thread as the giver reads it, and a new message."""
    line = line_in(commitment, number)
    form = MessageForm(sent(request))
    if request.method == "POST" and form.is_valid():
        key = sound_key(request.POST.get("kunci", ""))
        text = form.cleaned_data["pesan"]
        try:
            actions.send_message(by=acting(request), line=line, text=text, at=timezone.now(), key=key)
        except Refused as stop:
            if stop.refusal.forbidden:
                raise
            form.add_error("pesan", stop.refusal.message)
        else:
            messages.success(request, "Pesan terkirim.")
            return redirect("voices:of_giver", ref=commitment.reference, number=number)
    words = queries.thread(thread_of(line))
    shown = {"commitment": commitment, "line": line, "words": words, "form": form, "key": new_key()}
    return render(request, "voices/thread_giver.html", shown, status=422 if form.is_bound and form.errors else 200)


@sits_at(RECIPIENT)
def of_receiver(visit: Visit, number: str) -> HttpResponse:
    """The thread as the receiver reads it; what is sent may be a thank-you that the public will read."""
    line = promises.line_to(recipients.spoken_for(visit.reach), number)
    form = WordsForm(visit.sent)
    thanks = visit.sent is not None and "terima_kasih" in visit.sent
    deed = actions.thank if thanks else actions.send_message
    done = form.attempt(lambda said: deed(by=visit.user, line=line, text=said["text"], at=visit.at, key=said["key"]))
    if done is not None:
        told = "Ucapan terkirim; tampil untuk umum setelah diperiksa petugas." if thanks else "Pesan terkirim."
        return visit.go("voices:of_receiver", line.pk, done=told)
    words = queries.thread(thread_of(line))
    giver = promises.public_giver(line.commitment)
    return visit.show("voices/thread_receiver.html", {"line": line, "words": words, "form": form, "giver": giver})
