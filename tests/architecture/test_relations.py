"""Foreign keys, which import-linter cannot see, point back along the line too, and leave no door behind them."""

from collections.abc import Iterator

from django.db import models

from tests.architecture.source import ROOMS, our_models


def _keys() -> Iterator[tuple[str, str, str, bool]]:
    """Each relation of ours: its name, its room, the room it points to, and whether it can be walked backwards."""
    for model in our_models():
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]:
            if isinstance(field, models.ForeignKey | models.ManyToManyField):
                target: type[models.Model] = field.remote_field.model
                yield (
                    f"{model._meta.label}.{field.name} -> {target._meta.label}",
                    model._meta.app_label,
                    target._meta.app_label,
                    not field.remote_field.hidden,
                )


def test_foreign_keys_point_back_along_the_line():
    wrong = [name for name, room, to, _ in _keys() if to in ROOMS and ROOMS.index(to) > ROOMS.index(room)]

    assert wrong == []


def test_foreign_keys_outside_are_the_frameworks_own():
    """Nothing of ours points at a library's table, except the user's groups and permissions."""
    wrong = [name for name, _, to, _ in _keys() if to not in ROOMS and to != "auth"]

    assert wrong == []


def test_no_reverse_accessor():
    """`need.commitment_set` would let an early room read a later one unseen."""
    wrong = [name for name, _, to, backwards in _keys() if to in ROOMS and backwards]

    assert wrong == []
