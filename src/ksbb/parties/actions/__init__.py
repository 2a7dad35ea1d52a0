"""Every write about people, organisations, roles and proof of contact."""

from ksbb.parties.actions.organisations import (
    dismiss_applicant,
    enter_organisation,
    grant_permit,
    register_organisation,
    rename_applicant,
    set_standing,
    stand,
)
from ksbb.parties.actions.people import guest_party, mark_proven, own_party, register_person
from ksbb.parties.actions.proving import check_code, count_wrong_try, forget_codes, issue_token, new_code, revoke_tokens
from ksbb.parties.actions.roles import appoint, end_role, grant_role

__all__ = [
    "appoint",
    "check_code",
    "count_wrong_try",
    "dismiss_applicant",
    "end_role",
    "enter_organisation",
    "forget_codes",
    "grant_permit",
    "grant_role",
    "guest_party",
    "issue_token",
    "mark_proven",
    "new_code",
    "own_party",
    "register_organisation",
    "register_person",
    "rename_applicant",
    "revoke_tokens",
    "set_standing",
    "stand",
]
