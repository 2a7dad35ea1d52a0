"""Contacts read at the same moment are all counted: ten a day stay ten (SEC-15); and the test can fail."""

from typing import Any

import pytest

from ksbb.commitments import actions
from ksbb.recipients.actions import set_contact
from ksbb.recipients.models import ContactReading
from tests.races.conftest import at_once, codes
from tests.situations import AT, World


@pytest.mark.parametrize("alike", [False, True], ids=["sound", "each counted for itself"])
def test_readings_at_the_same_moment_are_all_counted(
    racing: World, alike: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = []
    for number in range(14):
        rw = racing.neighbour(10 + number)
        set_contact(by=racing.lurah, recipient=rw, name="Narahubung", phone="+6281277770123", at=AT)
        lines.append(racing.promise(racing.need(50, to=rw), 5))
    for line in lines[:8]:
        actions.reveal_contact(by=racing.donor, line=line, at=AT)
    if alike:  # what a count taken before the turn would see: always eight
        known = {line.need.recipient_id for line in lines[:8]}
        monkeypatch.setattr("ksbb.commitments.actions.keeping.read_by", lambda *_given, **_more: known)

    def one(line: Any) -> Any:
        return lambda: actions.reveal_contact(by=racing.donor, line=line, at=AT)

    said = codes(at_once([one(line) for line in lines[8:]]))

    assert (said.count("too_many_readings"), ContactReading.objects.count()) == ((0, 14) if alike else (4, 10))
