"""Puts a text into every text argument of every verb, one at a time, through the door that API and console share."""

from __future__ import annotations

import inspect
import itertools
import typing
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ksbb.console.management.commands import deed as _  # noqa: F401 - loads the verbs of all rooms
from ksbb.core.deeds import verbs
from ksbb.core.doors import BadDeed, perform
from ksbb.core.refusals import NotFound, Refused
from tests import world as the
from tests.doors.cases import CASES, Case
from tests.doors.knocking import as_json
from tests.world import World

Path = tuple[str | int, ...]
OF_THE_TEXT = {
    "identity_number",
    "contact_in_text",
    "number_in_text",
    "address_in_text",
    "text_too_long",
    "bad_request",
    "not_found",
    "date_range",
}
"""Refusals that are about the text itself; any other may come from what was done before and is asked again."""


OF_THE_OPERATOR = {"load_programme", "import_boundaries"}
"""Verbs whose texts are files of whoever runs the site, read at the console alone."""


@dataclass(frozen=True)
class Job:
    """One text for one place of one verb."""

    case: Case
    path: Path
    text: str

    @property
    def name(self) -> str:
        return f"{self.case.verb} {'.'.join(map(str, self.path))}"


@dataclass(frozen=True)
class Planted:
    """What came of it: `code` is "" when the text was kept, "error: …" when the program broke."""

    job: Job
    code: str


def places(arguments: dict[str, Any], verb: str) -> list[Path]:
    """Where a verb takes text: every string that the case gives, and every optional one that it leaves out."""
    action = verbs[verb].action
    hints = typing.get_type_hints(inspect.unwrap(action))
    left_out = [
        (name,)
        for name, one in inspect.signature(action).parameters.items()
        if hints.get(name) is str and name not in arguments and name != "key"
    ]
    return [*_strings(arguments), *left_out]


def _strings(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _strings(item, (*path, name))
    elif isinstance(value, list):
        for number, item in enumerate(value[:1]):
            yield from _strings(item, (*path, number))


def _with(arguments: dict[str, Any], path: Path, text: str) -> dict[str, Any]:
    """The arguments with the text behind what stood there, so that a reason stays a reason."""
    holder: Any = arguments
    for step in path[:-1]:
        holder = holder[step]
    before = holder[path[-1]] if not isinstance(holder, dict) or path[-1] in holder else ""
    holder[path[-1]] = f"{before} {text}".strip()
    return arguments


def jobs(w: World, text_of: Callable[[int], list[str]], *, stride: int = 1) -> list[Job]:
    """Every place of every (so many-th) verb with its texts; `text_of` is told the number of the place."""
    found, numbers = [], itertools.count()
    for case in [case for case in CASES if case.verb not in OF_THE_OPERATOR][::stride]:
        with transaction.atomic():
            arguments = as_json(case.arguments(the.in_another_period(w)))
            transaction.set_rollback(True)
        for path in places(arguments, case.verb):
            found += [Job(case, path, text) for text in text_of(next(numbers))]
    return found


def planted(w: World, wanted: list[Job]) -> Iterator[list[Planted]]:
    """Does the jobs, many in one world; gives back each world's planting while it stands.

    What cannot be done beside the others is done again in a fresh world; the same refusal twice is an answer.
    """
    refused: dict[Job, str] = {}
    while wanted:
        with transaction.atomic():
            done, left = [], []
            for job in wanted:
                code = _plant(w, job)
                if code in {"", *OF_THE_TEXT} or code.startswith("error") or refused.get(job) == code:
                    done.append(Planted(job, code))
                else:
                    refused[job] = code
                    left.append(job)
            yield done
            transaction.set_rollback(True)
        wanted = left


def _plant(w: World, job: Job) -> str:
    """The refusal's code, or "" when it was done."""
    try:
        with transaction.atomic():
            here = the.in_another_period(w)
            arguments = job.case.arguments(here)
    except Exception as error:  # noqa: BLE001 - the world is in the way: another one
        return f"world: {type(error).__name__}"
    by = w.people[job.case.by] if job.case.by else None
    try:
        with transaction.atomic():
            body = _with(as_json(arguments), job.path, job.text)
            perform(job.case.verb, by=by, body=body, at=w.at, console=True)
    except Refused as stop:
        return stop.refusal.code
    except NotFound:
        return "not_found"
    except BadDeed:
        return "bad_request"
    except Exception as error:  # noqa: BLE001 - this is what we look for
        return f"error: {type(error).__name__}: {error}"[:200]
    return ""
