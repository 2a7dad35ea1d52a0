"""Structured logs that hold no personal data.

A request is told by its id, the name of its route, its method, status and milliseconds; never by its path, query
string, form data, names or addresses. An error is told by its class and the places in the code it passed: its text may
quote a row. Django's own lines keep their wording and lose the values filled into it.
"""

import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
HEADER: Final = "X-Request-Id"

log = structlog.stdlib.get_logger("ksbb.request")


def _without_values(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Django writes paths, hosts and values as arguments of its lines: keep the wording only."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None and record.name.startswith("django") and isinstance(record.msg, str):
        # these are written ready-made, with the header or the host that was refused inside
        event["event"] = "refused" if record.name.startswith("django.security") else record.msg
        event.pop("positional_args", None)
    return event


def _places_of_error(logger: object, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its class and the lines it passed, without its text."""
    info = event.pop("exc_info", None)
    if info is True:
        import sys

        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["at"] = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    return event


def logging_config(*, level: str, readable: bool) -> dict[str, Any]:
    """Configure structlog and return Django's LOGGING: one JSON object a line, or coloured text where we work
    (`readable`).
    """
    if level not in logging.getLevelNamesMapping():
        known = ", ".join(logging.getLevelNamesMapping())
        raise ImproperlyConfigured(f"KSBB_LOG_LEVEL: the log level must be one of {known}.")
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    ending: list[Any] = (
        [structlog.dev.ConsoleRenderer()] if readable else [_places_of_error, structlog.processors.JSONRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "ksbb": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [*shared, _without_values],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
            }
        },
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "ksbb"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},  # 4xx are told by our own line
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "fontTools": {"handlers": [], "level": "ERROR", "propagate": True},  # tells every glyph of every PDF
        },
    }


class RequestLog:
    """Middleware, the outermost: gives each request an id, hands it back in a header, and writes one line when it
    ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        given = request.headers.get(HEADER, "")
        request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            match = request.resolver_match
            log.info(
                "request",
                route=match.view_name if match else None,
                method=request.method if request.method in KNOWN_METHODS else "other",
                status=response.status_code,
                ms=round((time.perf_counter() - begun) * 1000, 1),
            )
        response.headers[HEADER] = request_id
        return response


KNOWN_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
