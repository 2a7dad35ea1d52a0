"""The page that asks a second person about what a first one proposed: a correction, a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksbb.web.desks.forms import PlainForm, ReasonForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from ksbb.web.desks.visits import Question, Visit


def ask_second(
    visit: Visit, question: Question, deed: Callable[..., object], *, done: str, instead: tuple[str, str]
) -> HttpResponse:
    """Agreeing takes a press; refusing, the question of danger, takes a reason. `instead`: where to refuse."""
    form = ReasonForm(visit.sent) if question.danger else PlainForm(visit.sent)
    if form.attempt(lambda said: deed(by=visit.user, at=visit.at, **said)) is not None:
        return visit.go(question.back, done=done)
    url, word = ("", "") if question.danger or question.refusal else instead
    return visit.ask(form, question, other_url=url, other_word=word)
