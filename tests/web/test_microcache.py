"""The micro-cache: keeps what everybody sees alike for a moment, and nothing else."""

import time
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from ksbb.web import microcache
from ksbb.web.microcache import MicroCache

Ask = Callable[..., HttpResponse]


class Page:
    """A view that tells how often it was asked, with an ETag."""

    def __init__(self) -> None:
        self.asked = 0
        self.headers = {"Cache-Control": "public, max-age=0, must-revalidate", "ETag": '"a"'}
        self.cookie = ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = HttpResponse(f"halaman {self.asked}", headers=self.headers)
        if self.cookie:
            response.set_cookie(self.cookie, "x")
        return response


@pytest.fixture
def page() -> Page:
    return Page()


@pytest.fixture
def ask(page: Page, settings: LazySettings) -> Ask:
    settings.KSBB_PAGE_CACHE_SECONDS = 2
    cache = MicroCache(page)

    def asking(path: str = "/", method: str = "get", **headers: str) -> HttpResponse:
        answer = cache(getattr(RequestFactory(), method)(path, headers=headers))
        assert isinstance(answer, HttpResponse)
        return answer

    return asking


def test_a_second_asking_is_answered_without_the_view(ask: Ask, page: Page):
    first, second = ask(), ask()

    assert (first.content, second.content, page.asked) == (b"halaman 1", b"halaman 1", 1)
    assert (first.has_header("Age"), second["Age"]) == (False, "0")


def test_it_is_forgotten_in_time(ask: Ask, page: Page, monkeypatch: pytest.MonkeyPatch):
    ask()
    later = time.monotonic() + 2
    monkeypatch.setattr(time, "monotonic", lambda: later)

    assert ask().content == b"halaman 2"


@pytest.mark.parametrize("sent", ['"a"', 'W/"a"', '"b", W/"a"'])
def test_who_has_it_gets_304(ask: Ask, page: Page, sent: str):
    ask()

    answer = ask(**{"If-None-Match": sent})

    assert (answer.status_code, answer.content, page.asked) == (304, b"", 1)
    assert answer["ETag"] == '"a"'


def test_asking_again_by_tag_fills_it_too(ask: Ask, page: Page):
    answers = [ask(**{"If-None-Match": '"a"'}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [304, 304, 304]
    assert page.asked == 1
    assert ask().content == b"halaman 1"


@pytest.mark.parametrize(
    "headers", [{"Cookie": "ksbb-session=x"}, {"Authorization": "Bearer x"}, {"HX-Request": "true"}], ids=str
)
def test_who_may_see_something_else_is_never_answered_from_it(ask: Ask, page: Page, headers: dict[str, str]):
    ask()

    assert ask(**headers).content == b"halaman 2"
    assert ask().content == b"halaman 1"


def test_addresses_methods_and_encodings_are_kept_apart(ask: Ask, page: Page):
    ask("/kebutuhan/")

    assert ask("/kebutuhan/?hal=2").content == b"halaman 2"
    assert ask("/kebutuhan/", **{"Accept-Encoding": "gzip"}).content == b"halaman 3"
    assert ask("/kebutuhan/", "post").content == b"halaman 4"


@pytest.mark.parametrize("control", ["", "no-store", "private, max-age=60"])
def test_personal_answers_are_not_kept(ask: Ask, page: Page, control: str):
    page.headers["Cache-Control"] = control
    ask()

    assert ask().content == b"halaman 2"


def test_an_answer_that_sets_a_cookie_is_not_kept(ask: Ask, page: Page):
    page.cookie = "ksbb-csrf"
    ask()

    assert ask().content == b"halaman 2"


def test_it_holds_no_more_than_its_bound(ask: Ask, page: Page, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(microcache, "MOST_PAGES", 2)
    for number in range(3):
        ask(f"/?hal={number}")

    assert ask("/?hal=2").content == b"halaman 3"
    assert ask("/?hal=0").content == b"halaman 4"


def test_zero_seconds_is_off(settings: LazySettings):
    settings.KSBB_PAGE_CACHE_SECONDS = 0

    with pytest.raises(MiddlewareNotUsed):
        MicroCache(HttpResponse)
