"""Every write about recipients."""

from ksbb.recipients.actions.homes import Room, describe_home, report_month, tell_stock
from ksbb.recipients.actions.registering import (
    DIRECT,
    RecipientRow,
    accept_safeguarding,
    check_rows,
    close_contacts,
    enter_rw,
    forget_contacts,
    import_recipients,
    load_kinds,
    log_contact_reading,
    record_fact,
    record_report,
    register_recipient,
    retire_recipient,
    set_contact,
)

__all__ = [
    "DIRECT",
    "RecipientRow",
    "Room",
    "accept_safeguarding",
    "check_rows",
    "close_contacts",
    "describe_home",
    "enter_rw",
    "forget_contacts",
    "import_recipients",
    "load_kinds",
    "log_contact_reading",
    "record_fact",
    "record_report",
    "register_recipient",
    "report_month",
    "retire_recipient",
    "set_contact",
    "tell_stock",
]
