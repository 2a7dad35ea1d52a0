"""The OpenAPI document, made once, and a plain page that lists the operations under the strict content policy."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ksbb.api.door import api
from ksbb.api.pages import answer
from ksbb.api.problems import not_found


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document as plain data."""
    plain: dict[str, Any] = orjson.loads(orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS))
    return plain


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """`/api/v1/openapi.json`."""
    return answer(document())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`/api/v1/docs`: every operation with its arguments and answers, without script."""
    groups: dict[str, list[dict[str, Any]]] = {"Membaca": [], "Berkomitmen": [], "Perbuatan": []}
    for path, methods in document()["paths"].items():
        for method, one in methods.items():
            name = "Membaca" if method == "get" else "Perbuatan" if "/deeds/" in path else "Berkomitmen"
            groups[name].append(_told(path, method, one))
    response = render(request, "api/reference.html", {"groups": groups, "about": document()["info"]["description"]})
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


def _told(path: str, method: str, one: dict[str, Any]) -> dict[str, Any]:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body:
        body = document()["components"]["schemas"][body["$ref"].rsplit("/", 1)[-1]]
    required = body.get("required", [])
    fields = [
        {"name": parameter["name"], "required": parameter["required"], "about": parameter.get("description", "")}
        for parameter in one.get("parameters", [])
    ] + [
        {"name": name, "required": name in required, "about": schema.get("description", _kind(schema))}
        for name, schema in body.get("properties", {}).items()
    ]
    return {
        "path": path,
        "method": method.upper(),
        "summary": one["summary"],
        "fields": fields,
        "answers": ", ".join(sorted(one["responses"])),
        "token": "security" in one,
    }


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    return str(schema.get("format") or schema.get("type", ""))


def unknown(request: HttpRequest) -> HttpResponse:
    """An address below `/api/v1/` that leads nowhere: a problem, not a page."""
    return not_found(request)
