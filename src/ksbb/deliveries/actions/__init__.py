"""Every write about deliveries. `confirm` is what runs when an RW confirms a delivery."""

from ksbb.deliveries.actions.coding import (
    confirm_by_code,
    issue_receipt_code,
)
from ksbb.deliveries.actions.correcting import approve_correction, propose_correction, refuse_correction
from ksbb.deliveries.actions.courier import (
    make_courier_link,
    report_stop,
    reveal_stop,
    revoke_courier_link,
)
from ksbb.deliveries.actions.evidence import (
    add_need_photo,
    add_photo,
    answer_about_photo,
    ask_about_photo,
    publish_photo,
    purge_originals,
    purge_photo,
    reject_photo,
    sweep_files,
    take_down_photo,
)
from ksbb.deliveries.actions.forgetting import (
    forget_second_adults,
    forget_words,
)
from ksbb.deliveries.actions.journeys import (
    Load,
    call_off,
    depart,
    hand_over,
    plan_delivery,
)
from ksbb.deliveries.actions.late_goods import receive_late
from ksbb.deliveries.actions.lessening import reduce
from ksbb.deliveries.actions.receiving import (
    Count,
    confirm,
    confirm_on_paper,
    override_receipt,
    receive,
)
from ksbb.deliveries.actions.reminding import (
    remind_unconfirmed,
)
from ksbb.deliveries.actions.sampling import draw_receipts, record_call, reveal_called
from ksbb.deliveries.actions.settling import (
    settle_dispute,
)

__all__ = [
    "Count",
    "Load",
    "add_need_photo",
    "add_photo",
    "answer_about_photo",
    "approve_correction",
    "ask_about_photo",
    "call_off",
    "confirm",
    "confirm_by_code",
    "confirm_on_paper",
    "depart",
    "draw_receipts",
    "forget_second_adults",
    "forget_words",
    "hand_over",
    "issue_receipt_code",
    "make_courier_link",
    "override_receipt",
    "plan_delivery",
    "propose_correction",
    "publish_photo",
    "purge_originals",
    "purge_photo",
    "receive",
    "receive_late",
    "record_call",
    "reduce",
    "refuse_correction",
    "reject_photo",
    "remind_unconfirmed",
    "report_stop",
    "reveal_called",
    "reveal_stop",
    "revoke_courier_link",
    "settle_dispute",
    "sweep_files",
    "take_down_photo",
]
