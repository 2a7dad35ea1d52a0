"""What is wrong with an answer to a hostile string."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.hostile.corpus import dangerous


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of lines about requests are no help."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def complaint(answer: Any, payload: str) -> str:
    """What is wrong with an answer to a hostile string; empty when nothing is."""
    if answer.status_code >= 500:
        return f"answers {answer.status_code}"
    if "html" in answer.get("Content-Type", "") and dangerous(payload) and payload in answer.text_seen:
        return "shows it unescaped"
    if any("\n" in text or "\r" in text for text in answer.headers.values()):
        return "lets it into a header"
    return ""
