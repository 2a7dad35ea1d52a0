"""Keeps the last seconds' public pages, ready to send: a rush on one page costs one rendering a moment.

For each process apart, and only for what everybody sees alike: a GET without cookies, without a bearer token and not
made by htmx, whose answer says `Cache-Control: public` and sets no cookie. Kept for KSBB_PAGE_CACHE_SECONDS (0: off),
by host, full address and whether the answer is compressed. `Age` tells how many seconds old an answer is, so that a
figure's as-of can be read exactly; a question with the ETag of what is kept is answered by 304 without rendering.
Whoever has just written has a cookie and therefore always sees the page as it is.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import parse_etags

MOST_PAGES = 256
MOST_BYTES = 262_144
"""Kept pages and the largest of them: at most 64 MB for each process, in truth a few."""
LONGEST_ACCEPT = 400
"""The form of an answer may hang on any word of Accept, so the whole of it is in the key; longer ones are not kept."""
NOT_KEPT = {"x-request-id", "date", "age"}
CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
IN_304 = {"cache-control", "content-location", "etag", "expires", "vary"}

Key = tuple[str, str, bool, str]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it was sent."""

    made_at: float
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etags: frozenset[str]


class MicroCache:
    """Middleware: see the head of this file. Stands outside compression, so that what is kept needs no more work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.seconds: int = settings.KSBB_PAGE_CACHE_SECONDS
        if not self.seconds:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages: OrderedDict[Key, Page] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not askable(request):
            return self.get_response(request)
        key = key_of(request)
        page = self.pages.get(key)
        now = time.monotonic()
        if page is not None and now - page.made_at < self.seconds:
            return answer(request, page, age=int(now - page.made_at))
        # asked for whole: a 304 from further inside could not be kept, and everybody would be rendered for
        conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
        response = self.get_response(request)
        request.META.update(conditions)
        if not isinstance(response, HttpResponse):
            return response
        if keepable(response):
            self._keep(key, Page(now, response.content, _headers(response), _etags(response)))
        if conditions and response.status_code == 200 and response.has_header("ETag"):
            return get_conditional_response(request, etag=response["ETag"], response=response) or response
        return response

    def _keep(self, key: Key, page: Page) -> None:
        with self.lock:
            self.pages[key] = page
            self.pages.move_to_end(key)
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


def askable(request: HttpRequest) -> bool:
    """Would everybody get the same answer to this?"""
    meta = request.META
    return (
        request.method == "GET"
        and not (meta.get("HTTP_COOKIE") or meta.get("HTTP_AUTHORIZATION") or meta.get("HTTP_HX_REQUEST"))
        and len(meta.get("HTTP_ACCEPT", "")) <= LONGEST_ACCEPT
    )


def key_of(request: HttpRequest) -> Key:
    """What tells answers apart."""
    meta = request.META
    compressed = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    return (meta.get("HTTP_HOST", ""), request.get_full_path(), compressed, meta.get("HTTP_ACCEPT", "*/*"))


def keepable(response: HttpResponse) -> bool:
    """Is it a public answer, whole, and not too large?"""
    control = response.get("Cache-Control", "").replace(" ", "").split(",")
    return (
        response.status_code == 200
        and "public" in control
        and not response.cookies
        and "cookie" not in response.get("Vary", "").lower()
        and len(response.content) <= MOST_BYTES
    )


def answer(request: HttpRequest, page: Page, *, age: int) -> HttpResponse:
    """The kept page, or 304 where the asker has it already."""
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    response: HttpResponse
    if page.etags.intersection(known):
        response = HttpResponseNotModified()
        headers = tuple(one for one in page.headers if one[0].lower() in IN_304)
    else:
        response, headers = HttpResponse(page.body), page.headers
    for name, text in headers:
        response.headers[name] = text
    response.headers["Age"] = str(age)
    return response


def _headers(response: HttpResponse) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in response.items() if name.lower() not in NOT_KEPT)


def _etags(response: HttpResponse) -> frozenset[str]:
    """Its tag, weak and strong alike: compression makes a strong one weak."""
    etag = response.get("ETag", "")
    return frozenset({etag, etag.removeprefix("W/"), f"W/{etag.removeprefix('W/')}"}) if etag else frozenset()
