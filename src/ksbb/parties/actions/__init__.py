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
from ksbb.parties.actions.people import (
    end_sessions_of,
    guest_party,
    mark_proven,
    new_person,
    own_party,
    register_person,
    set_contact_of,
)
from ksbb.parties.actions.proving import (
    check_code,
    count_wrong_try,
    forget_codes,
    issue_token,
    keep_code,
    new_code,
    revoke_tokens,
    spend_code,
)
from ksbb.parties.actions.roles import appoint, end_role, grant_role, hold

__all__ = [
    "appoint",
    "check_code",
    "count_wrong_try",
    "dismiss_applicant",
    "end_role",
    "end_sessions_of",
    "enter_organisation",
    "forget_codes",
    "grant_permit",
    "grant_role",
    "guest_party",
    "hold",
    "issue_token",
    "keep_code",
    "mark_proven",
    "new_code",
    "new_person",
    "own_party",
    "register_organisation",
    "register_person",
    "rename_applicant",
    "revoke_tokens",
    "set_contact_of",
    "set_standing",
    "spend_code",
    "stand",
]
