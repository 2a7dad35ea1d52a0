"""Every read about people's own data: who somebody is to us, what we hold, what was asked, how long things are kept."""

from ksbb.privacy.queries.asking import by_reference, overdue, requests_of, waiting, waiting_for_alarm
from ksbb.privacy.queries.holding import Section, held_about
from ksbb.privacy.queries.idle import idle_accounts, idle_contacts, idle_givers
from ksbb.privacy.queries.people import Person, person_behind, person_in, person_of, why_open
from ksbb.privacy.queries.register import Entry, register

__all__ = [
    "Entry",
    "Person",
    "Section",
    "by_reference",
    "held_about",
    "idle_accounts",
    "idle_contacts",
    "idle_givers",
    "overdue",
    "person_behind",
    "person_in",
    "person_of",
    "register",
    "requests_of",
    "waiting",
    "waiting_for_alarm",
    "why_open",
]
