"""Where the link in every letter leads: stop, or begin again, by a press. Looking changes nothing; no account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ksbb.notices import actions, queries
from ksbb.notices.enums import Channel

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@csrf_exempt  # the signed word is the proof; a mail program presses without having seen the page (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, word: str) -> HttpResponse:
    """How it stands for this address, and the one button that changes it."""
    channel, _ = queries.read_word(word)
    if request.method == "POST":
        again = "lagi" in request.POST
        deed = actions.resume_letters if again else actions.stop_letters
        deed(word=word, at=timezone.now())
        return redirect("notices:stop", word)
    shown = {"stop": queries.stop_of(word), "phone": channel == Channel.PHONE}
    return render(request, "notices/stop.html", shown)
