"""Reads of the sentences that were published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ksbb.core.references import read_reference
from ksbb.core.refusals import NotFound
from ksbb.opendata.models import PublishedSentence


@dataclass(frozen=True, slots=True)
class Published:
    """A frozen sentence and the figures that it was made of."""

    row: PublishedSentence
    figures: dict[str, Any]

    def body(self) -> dict[str, Any]:
        """For machines: the figures as they were known, with the reference and the moment."""
        return {
            **self.figures,
            "reference": self.row.reference,
            "sentence": self.row.text,
            "published_at": self.row.published_at.isoformat(),
        }


def published_sentence(reference: str) -> Published:
    """A published sentence by its reference. Raises NotFound."""
    row = PublishedSentence.objects.filter(reference=read_reference(reference) or "").first()
    if row is None:
        raise NotFound(reference)
    return Published(row, json.loads(row.figures))
