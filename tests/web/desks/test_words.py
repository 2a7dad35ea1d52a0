"""Every deed has Indonesian words: histories and the log show them to everybody."""

import re

from ksbb.web.desks.words import DEEDS
from tests.architecture.source import python_files

NAMED = re.compile(r'(?:\bverb=|@deed\()"([a-z_]+)"')


def test_every_verb_of_the_journal_has_words():
    verbs = {verb for path in python_files() for verb in NAMED.findall(path.read_text())}

    assert len(verbs) > 100
    assert sorted(verbs - set(DEEDS)) == []
