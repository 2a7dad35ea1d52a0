"""How a rule says no: a code for machines and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a deed cannot be done.

    `code` is stable and English (sent by the API); `message` is one polite Indonesian sentence with a way on.
    `forbidden` marks refusals about who asks rather than about how things stand.
    """

    code: str
    message: str
    forbidden: bool = False


class Refused(Exception):
    """Raised by an action when a rule gave a reason against it. Nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}")
        self.refusal = refusal


class NotFound(Exception):
    """The thing asked for does not exist, or not for the one who asks. Both look the same from outside."""


def insist(*refusals: Refusal | None) -> None:
    """Raise `Refused` with the first reason given; do nothing when there is none."""
    for refusal in refusals:
        if refusal is not None:
            raise Refused(refusal)


def first(*refusals: Refusal | None) -> Refusal | None:
    """The first reason given, if any: lets a rule be composed of smaller ones."""
    return next((refusal for refusal in refusals if refusal is not None), None)


FORBIDDEN = Refusal("not_allowed", "Anda tidak berwenang melakukan ini.", forbidden=True)
"""The plain answer to somebody whose role does not carry the deed."""
