"""State tables: which state may follow which, as data that is checked, asked and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices

from ksbb.core.refusals import Refusal

State = TypeVar("State", bound=TextChoices)
Table = Mapping[State, frozenset[State]]

tables: dict[str, Mapping[TextChoices, frozenset[TextChoices]]] = {}


def state_table(name: str, table: Mapping[State, frozenset[State]]) -> Mapping[State, frozenset[State]]:
    """Register a table under a name for the drawings. Raises ValueError when a state has no row."""
    states = type(next(iter(table)))
    if missing := set(states) - set(table):
        raise ValueError(f"{name}: no row for {sorted(missing)}")
    tables[name] = {state: frozenset(following) for state, following in table.items()}
    return table


def why_not_move(table: Mapping[State, frozenset[State]], now: State, to: State) -> Refusal | None:
    """Why something in state `now` cannot go to state `to`."""
    if to in table[now]:
        return None
    return Refusal("wrong_state", f"Tidak bisa: keadaannya sekarang “{now.label}”.")


def drawing(name: str) -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for state, following in tables[name].items():
        lines += [f"    {state.value} --> {after.value}" for after in sorted(following)]
        if not following:
            lines.append(f"    {state.value} --> [*]")
    return "\n".join(lines)
