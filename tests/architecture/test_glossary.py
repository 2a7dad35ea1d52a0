"""docs/glossary.md binds each word on the screen to one word in the code, both ways."""

import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Model, TextChoices

from tests.architecture.source import ROOMS, ROOT, SURFACES, our_models

ROW = re.compile(r"^\| (?P<screen>[^|]+?) \| (?P<english>[^|]+?) \| (?P<code>[^|]+?) \|$")
NAME = re.compile(r"`([^`]+)`")
WORDS, DEEDS = "## Words", "## Deeds"


def _rows(heading: str) -> list[tuple[str, str, list[str]]]:
    """Screen word, English word and code names of each row of the table under a heading."""
    text = (ROOT / "docs" / "glossary.md").read_text()
    part = text.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    found = [match for line in part.splitlines() if (match := ROW.match(line)) and not line.startswith("| -")]
    return [(row["screen"], row["english"], NAME.findall(row["code"])) for row in found[1:]]


def _models() -> dict[str, str]:
    """`room.models.Class` with the name that the screen would show; empty where the model gives itself none."""
    named = {}
    for model in our_models():
        if not model._meta.auto_created:
            default = re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower()
            shown = str(model._meta.verbose_name)
            named[f"{model._meta.app_label}.models.{model.__name__}"] = "" if shown == default else shown
    return named


def _choices() -> dict[str, str]:
    """`room.enums.Class.MEMBER` with its label."""
    found: dict[str, str] = {}
    for room in ROOMS:
        for file in ("enums", "units"):
            name = f"ksbb.{room}.{file}"
            if find_spec(name) is None:
                continue
            for thing in vars(import_module(name)).values():
                if isinstance(thing, type) and issubclass(thing, TextChoices) and thing.__module__ == name:
                    found |= {f"{room}.{file}.{thing.__name__}.{one.name}": str(one.label) for one in thing}
    return found


def _deeds() -> set[str]:
    """`room.actions.function` of every verb."""
    for room in ROOMS:
        if find_spec(f"ksbb.{room}.actions") is not None:
            import_module(f"ksbb.{room}.actions")
    from ksbb.core.deeds import verbs

    found = set()
    for verb in verbs.values():
        room = verb.action.__module__.split(".")[1]
        found.add(f"{room}.actions.{verb.action.__name__}")
    return found


def test_every_model_and_every_choice_has_its_word():
    listed = {name for _, _, names in _rows(WORDS) for name in names}

    assert sorted({*_models(), *_choices()} - listed) == []


def test_the_word_is_the_one_on_the_screen():
    shown = _models() | _choices()
    wrong = [
        f"{name} shows “{shown[name]}”, the glossary says “{screen}”"
        for screen, _, names in _rows(WORDS)
        for name in names
        if shown.get(name) and shown[name].casefold() != screen.casefold()
    ]

    assert wrong == []


def test_a_word_means_one_thing():
    screens = Counter(screen.casefold() for screen, _, _ in _rows(WORDS))
    names = Counter(name for _, _, found in _rows(WORDS) for name in found)

    assert [word for word, number in screens.items() if number > 1] == []
    assert [name for name, number in names.items() if number > 1] == []


def test_every_verb_is_told():
    listed = {name for _, _, names in _rows(DEEDS) for name in names}

    assert sorted(_deeds() - listed) == []
    assert sorted(listed - _deeds()) == []


def test_every_name_in_the_code_exists():
    missing = [
        name
        for heading in (WORDS, DEEDS)
        for _, _, names in _rows(heading)
        for name in names
        if name.split(".")[0] in {*ROOMS, *SURFACES} and not exists(name)
    ]

    assert missing == []


def exists(name: str) -> bool:
    """Whether `room.module.Thing.part` is there: modules are imported, the rest looked up; fields of models count."""
    parts = name.split(".")
    thing: object = import_module("ksbb")
    path = "ksbb"
    for index, part in enumerate(parts):
        path = f"{path}.{part}"
        if hasattr(thing, part):
            thing = getattr(thing, part)
        elif _is_module(path):
            thing = import_module(path)
        elif isinstance(thing, type) and issubclass(thing, Model):
            return index == len(parts) - 1 and any(part == field.name for field in thing._meta.get_fields())
        elif isinstance(thing, type):
            return index == len(parts) - 1 and part in getattr(thing, "__annotations__", {})
        else:
            return _is_column(parts)
    return True


def _is_module(path: str) -> bool:
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def _is_column(parts: list[str]) -> bool:
    """`room.Model.column`, as retention.yaml writes it."""
    if len(parts) != 3 or parts[0] not in ROOMS:
        return False
    try:
        model = apps.get_model(parts[0], parts[1])
    except LookupError:
        return False
    return any(parts[2] == field.name for field in model._meta.get_fields())


def test_the_lookup_would_notice():
    assert exists("deliveries.actions.confirm")
    assert exists("needs.models.Need.promised")
    assert not exists("deliveries.actions.no_such_deed")
    assert not exists("needs.models.Need.no_such_column")
