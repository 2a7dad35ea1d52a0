"""Every write about people's own data: using a right, asking for what needs an officer, and what goes by itself."""

from ksbb.privacy.actions.asking import (
    alarm_data_request,
    alarm_data_requests,
    answer_data_request,
    ask_about_data,
    check_data_code,
    send_data_code,
)
from ksbb.privacy.actions.purging import PURGERS, Done, purge
from ksbb.privacy.actions.rights import (
    correct_own_data,
    erase_own_data,
    restrict_processing,
    resume_processing,
    withdraw_consent,
)

__all__ = [
    "PURGERS",
    "Done",
    "alarm_data_request",
    "alarm_data_requests",
    "answer_data_request",
    "ask_about_data",
    "check_data_code",
    "correct_own_data",
    "erase_own_data",
    "purge",
    "restrict_processing",
    "resume_processing",
    "send_data_code",
    "withdraw_consent",
]
