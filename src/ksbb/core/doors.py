"""Turns JSON into the arguments of a verb, so that the API and the console offer every verb alike."""

from __future__ import annotations

import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from ksbb.core.deeds import verbs
from ksbb.core.refusals import NotFound, Refusal, Refused
from ksbb.core.text import clean

Finder = Callable[[Any, str, datetime], models.Model]
Found = TypeVar("Found", bound=Finder)

LONGEST_TEXT = 2000
LONGEST_NAME = 254
"""A reference, a code, a username or an e-mail address."""
MOST_ITEMS = 5000
FIRST_YEAR, LAST_YEAR = 2000, 2199
BEYOND_CALENDAR = Refusal("date_range", f"Isi tanggal antara tahun {FIRST_YEAR} dan {LAST_YEAR}.")

finders: dict[type[models.Model], Finder] = {}


class BadDeed(Exception):
    """The body does not fit the verb. `problems` maps a field to one Indonesian sentence."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {text}" for field, text in problems.items()))
        self.problems = problems


def finder(model: type[models.Model]) -> Callable[[Found], Found]:
    """Register how a row of `model` is found: `find(by, reference, at)`. Object-level access lives there."""

    def register(find: Found) -> Found:
        finders[model] = find
        return find

    return register


def perform(
    name: str, *, by: Any, body: Mapping[str, Any], at: datetime, key: str = "", console: bool = False
) -> models.Model:
    """Do the verb `name` with a JSON body. Raises NotFound, BadDeed or Refused; writes nothing in these cases."""
    verb = verbs.get(name)
    if verb is None or not (verb.open_doors or console):
        raise NotFound(name)
    wanted = inspect.signature(verb.action).parameters
    hints = typing.get_type_hints(inspect.unwrap(verb.action))
    given: dict[str, Any] = {"by": by, "at": at, "key": key}
    arguments: dict[str, Any] = {name: value for name, value in given.items() if name in wanted}
    problems = {field: "Isian ini tidak dikenal." for field in body if field not in wanted or field in given}
    if by is None and "by" in wanted and type(None) not in typing.get_args(hints["by"]):
        problems["by"] = "Perbuatan ini memerlukan pelaku."
    for field, parameter in wanted.items():
        if field in given:
            continue
        if field in body:
            try:
                arguments[field] = _read(body[field], hints[field], (by, at))
            except (ValueError, TypeError) as error:
                problems[field] = str(error)
        elif parameter.default is inspect.Parameter.empty:
            problems[field] = "Isian ini wajib."
    if problems:
        raise BadDeed(problems)
    return verb.action(**arguments)


def _read(value: Any, hint: Any, who: tuple[Any, datetime]) -> Any:
    origin = typing.get_origin(hint)
    if origin in {typing.Union, types.UnionType}:
        if value is None:
            return None
        return _read(value, next(part for part in typing.get_args(hint) if part is not type(None)), who)
    if origin in {list, tuple} or (origin is not None and issubclass(origin, typing.Sequence)):
        if not isinstance(value, list):
            raise ValueError("Harus berupa daftar.")
        if len(value) > MOST_ITEMS:
            raise ValueError(f"Paling banyak {MOST_ITEMS} baris.")
        return [_read(item, typing.get_args(hint)[0], who) for item in value]
    if is_dataclass(hint):
        return _record(value, typing.cast("type[Any]", hint), who)
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return finders[hint](who[0], clean(_text(value, longest=LONGEST_NAME)), who[1])
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return _choice(value, hint)
    if hint is datetime:
        return _moment(value)
    if hint is date:
        return _day(value)
    return _scalar(value, hint)


def _record(value: Any, record: type[Any], who: tuple[Any, datetime]) -> Any:
    if not isinstance(value, dict):
        raise ValueError("Harus berupa objek.")
    hints = typing.get_type_hints(record)
    known = {field.name: field for field in fields(record)}
    if unknown := sorted(set(value) - set(known)):
        raise ValueError(f"Isian tidak dikenal: {', '.join(unknown)}.")
    missing = [
        name
        for name, field in known.items()
        if name not in value and field.default is MISSING and field.default_factory is MISSING
    ]
    if missing:
        raise ValueError(f"Isian wajib: {', '.join(missing)}.")
    return record(**{name: _read(item, hints[name], who) for name, item in value.items()})


def _choice(value: Any, hint: type[enum.Enum]) -> enum.Enum:
    choices = {one.value: one for one in hint}
    if not isinstance(value, str) or value not in choices:
        raise ValueError(f"Pilih salah satu: {', '.join(choices)}.")
    return choices[value]


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(_text(value))
    except ValueError:
        raise ValueError("Tulis tanggal seperti 2020-05-02.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(BEYOND_CALENDAR)
    return day


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value).upper())
    except ValueError:
        raise ValueError("Tulis waktu seperti 2020-05-02T11:00:00+07:00.") from None
    if moment.tzinfo is None:
        raise ValueError("Waktu harus memuat zona, misalnya 2020-05-02T11:00:00+07:00.")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Refused(BEYOND_CALENDAR)
    return moment


def _text(value: Any, *, longest: int = LONGEST_TEXT) -> str:
    if not isinstance(value, str):
        raise ValueError("Harus berupa teks.")
    if len(value) > longest:
        raise ValueError(f"Paling banyak {longest} huruf.")
    return value


def _scalar(value: Any, hint: Any) -> Any:
    if hint is int and (isinstance(value, bool) or not isinstance(value, int)):
        raise ValueError("Harus bilangan bulat.")
    if hint is bool and not isinstance(value, bool):
        raise ValueError("Harus true atau false.")
    if hint is str:
        return clean(_text(value))
    return value
