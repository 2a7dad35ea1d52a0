"""Every page in its states, made once for a run: looking at them needs no database afterwards."""

import os
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from ksbb.places import actions as places
from ksbb.web.templatetags import rows
from tests.pages import states
from tests.pages.states import State
from tests.settings import SCRATCH
from tests.standing_world import AT
from tests.world import make_world


@pytest.fixture(scope="session")
def kept(django_db_setup: None, django_db_blocker: Any) -> list[State]:
    """Empty first, while nothing has happened in the world yet."""
    own = override_settings(KSBB_AUDIT_DIR=SCRATCH / f"audit-pages-{os.getpid()}")
    rows._rendered.cache_clear()  # a row that another test rendered before would be seen by nobody here
    with django_db_blocker.unblock(), own, transaction.atomic(), time_machine.travel(AT, tick=False):
        places.seed(at=AT)
        w = make_world(at=AT)
        walks = (states.empty, states.refused, states.filled, states.account_pages, states.more)
        found = [state for walk in walks for state in walk(w)]
        transaction.set_rollback(True)
    return found
