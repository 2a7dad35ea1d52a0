"""The same address as page, CSV or JSON: by `bentuk`, or by what the asker accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.http import HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from ksbb.opendata.exporters import csv_parts
from ksbb.opendata.snapshots import snapshot

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ksbb.opendata.datasets import Dataset

P = ParamSpec("P")


def public(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page that is the same for everybody: only looked at, asked again each time (ETag), never personal."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"] = "public, max-age=0, must-revalidate"
        patch_vary_headers(response, ["Accept"])
        return response

    return answer


def form_of(request: HttpRequest) -> str:
    """ "csv", "json" or "html". The address says it; without a word in it, the header Accept."""
    named = request.GET.get("bentuk", "").lower()
    if named in {"csv", "json", "html"}:
        return named
    accepted = request.headers.get("Accept", "")
    if "text/html" in accepted or "*/*" in accepted:
        return "html"
    return "json" if "application/json" in accepted else "csv" if "text/csv" in accepted else "html"


def as_csv(request: HttpRequest, dataset: Dataset, rows: Iterable[Mapping[str, Any]]) -> StreamingHttpResponse:
    """The dataset as a CSV file, sent in parts. `?hxl=1` adds the tags, `?bom=1` the mark for old spreadsheets."""
    parts = csv_parts(dataset, rows, hxl=request.GET.get("hxl") == "1", bom=request.GET.get("bom") == "1")
    response = StreamingHttpResponse(_as_of_one_moment(parts), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ksbb-{dataset.code}.csv"'
    return response


def as_json(body: Mapping[str, Any]) -> JsonResponse:
    """Plain JSON, letters as they are."""
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _as_of_one_moment(parts: Iterator[str]) -> Iterator[str]:
    with snapshot():
        yield from parts
