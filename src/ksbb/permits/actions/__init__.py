"""Every write about applications and permits."""

from ksbb.permits.actions.applying import (
    PermitDraft,
    amend_application,
    apply_organisation,
    forget_scans,
    keep_scan,
    renew_permit,
)
from ksbb.permits.actions.clocks import expire_permit, expire_permits, remind_of_ends
from ksbb.permits.actions.deciding import approve_application, ask_changes, refuse_application

__all__ = [
    "PermitDraft",
    "amend_application",
    "apply_organisation",
    "approve_application",
    "ask_changes",
    "expire_permit",
    "expire_permits",
    "forget_scans",
    "keep_scan",
    "refuse_application",
    "remind_of_ends",
    "renew_permit",
]
