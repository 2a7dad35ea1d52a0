"""How the API says no: application/problem+json (RFC 9457) with the refusal's code."""

from __future__ import annotations

import functools
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import orjson
import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import Http404, HttpResponse
from django.utils import timezone
from ninja import Field, Schema
from ninja.errors import HttpError, ValidationError

from ksbb.core import limits
from ksbb.core.deeds import KEY_REUSED
from ksbb.core.doors import BadDeed
from ksbb.core.refusals import NotFound, Refused

if TYPE_CHECKING:
    from django.http import HttpRequest
    from ninja import NinjaAPI

log = structlog.stdlib.get_logger("ksbb.busy")
MEDIA_TYPE = "application/problem+json"
SAFE = ("GET", "HEAD", "OPTIONS")
TITLES = {
    401: "Token diperlukan",
    403: "Tidak berwenang",
    404: "Tidak ditemukan",
    405: "Cara ini tidak didukung",
    409: "Tidak bisa dilakukan",
    413: "Kiriman terlalu besar",
    422: "Isian tidak sesuai",
    429: "Terlalu sering",
    503: "Sedang sangat ramai",
}
# The reasons of pydantic, in the words of our forms; what is not here reads "Nilai ini tidak sesuai."
SENTENCES = {
    "missing": "Isian ini wajib.",
    "extra_forbidden": "Isian ini tidak dikenal.",
    "int_type": "Harus bilangan bulat.",
    "int_parsing": "Harus bilangan bulat.",
    "bool_type": "Harus true atau false.",
    "string_type": "Harus berupa teks.",
    "string_too_long": "Teks ini terlalu panjang.",
    "greater_than_equal": "Angka ini terlalu kecil.",
    "less_than_equal": "Angka ini terlalu besar.",
    "enum": "Pilih salah satu nilai yang tersedia.",
    "literal_error": "Pilih salah satu nilai yang tersedia.",
}


class Problem(Schema):
    """Why a request failed. `code` is stable; `detail` is one Indonesian sentence for people; `fields` names faults."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = Field(default_factory=dict)


def problem(
    status: int, code: str, detail: str, *, fields: dict[str, str] | None = None, again: int = 0
) -> HttpResponse:
    """A problem as a response, never kept by caches; `again`: seconds after which another try makes sense."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": code,
        "fields": fields or {},
    }
    response = HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if again:
        response["Retry-After"] = str(again)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="KSBB"'
    return response


def by_http(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ninja knows no HEAD and answers a wrong method in plain text; here HEAD is GET, whose body the server leaves out,
    and a wrong method reads like every other problem. Reading is counted (SEC-15); writing has its token to
    answer for it.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.method
        try:
            if method in SAFE:
                limits.count(limits.READING, limits.address(request), at=timezone.now())
        except limits.TooOften as stop:
            return problem(429, "too_often", "Terlalu sering diminta dari sini.", again=stop.seconds)
        request.method = "GET" if method == "HEAD" else method
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = method
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        told = problem(405, "method_not_allowed", "Alamat ini tidak melayani cara itu.")
        told["Allow"] = response["Allow"].replace("GET", "GET, HEAD")
        return told

    return answer


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """403 when it is about who asks, 422 when a key was used for something else, otherwise 409."""
    refusal = error.refusal
    status = 403 if refusal.forbidden else 422 if refusal.code == KEY_REUSED.code else 409
    return problem(status, refusal.code, refusal.message)


def not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """What does not exist, and what does not exist for the one who asks."""
    return problem(404, "not_found", "Tidak ditemukan, atau tidak terbuka untuk Anda.")


def bad_fields(fields: dict[str, str]) -> HttpResponse:
    """A request that does not fit its schema."""
    return problem(422, "bad_request", "Ada isian yang tidak sesuai.", fields=fields)


def _bad_deed(request: HttpRequest, error: BadDeed) -> HttpResponse:
    return bad_fields(error.problems)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return bad_fields({_field(one): _sentence(one) for one in error.errors})


def _field(one: dict[str, Any]) -> str:
    """`("body", "promise", "quantity")` and `("query", "cursor")` both by the name that the caller wrote."""
    return str(one["loc"][-1])


def _sentence(one: dict[str, Any]) -> str:
    if one["type"] == "value_error":
        return str(one["msg"]).removeprefix("Value error, ")
    return SENTENCES.get(one["type"], "Nilai ini tidak sesuai.")


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return problem(401, "token_needed", "Kirim token yang berlaku: Authorization: Bearer …")
    if error.status_code == HTTPStatus.BAD_REQUEST:  # ninja's answer to JSON that cannot be read
        return bad_json()
    return problem(error.status_code, "http_error", TITLES.get(error.status_code, "Permintaan gagal."))


def bad_json() -> HttpResponse:
    """A body that is no JSON object."""
    return problem(422, "bad_json", "Isi kiriman bukan objek JSON yang benar.")


def _too_long(request: HttpRequest, error: DataError) -> HttpResponse:
    # PostgreSQL alone notices a text longer than its column
    return problem(422, "text_too_long", "Ada teks yang terlalu panjang.")


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(413, "too_large", "Kiriman ini terlalu besar. Bagi menjadi beberapa kiriman.")


def _busy(request: HttpRequest, error: OperationalError) -> HttpResponse:
    log.error("database_busy", exc_info=error)
    return problem(503, "busy", "Sedang sangat ramai; belum ada yang tercatat. Kirim lagi.", again=limits.AGAIN_AFTER)


def teach(api: NinjaAPI) -> None:
    """Let an API answer everything that may be raised in this manner."""
    handlers: list[tuple[type[Exception], Any]] = [
        (Refused, refused),
        (NotFound, not_found),
        (Http404, not_found),
        (BadDeed, _bad_deed),
        (ValidationError, _invalid),
        (HttpError, _http),
        (DataError, _too_long),
        (RequestDataTooBig, _too_large),
        (OperationalError, _busy),
    ]
    for kind, answer in handlers:
        api.add_exception_handler(kind, answer)
