"""Every write about money through an agregator."""

from ksbb.gifts.actions.filing import close_campaign, file_report, open_campaign
from ksbb.gifts.actions.giving import (
    GiftDraft,
    cancel_intent,
    cancel_intent_as_guest,
    expire_intent,
    expire_intents,
    intend,
    intend_as_guest,
    receive_gift,
    record_gift,
    reverse_receipt,
)
from ksbb.gifts.actions.goods import (
    commit_lot,
    follow_deliveries,
    follow_delivery,
    pack,
    record_stock,
    unpack,
    write_off,
)
from ksbb.gifts.actions.spending import (
    ItemDraft,
    SpendingDraft,
    decide_spending,
    draft_cost,
    draft_purchase,
    draft_refund,
    reverse_spending,
    withdraw_spending,
)
from ksbb.gifts.actions.standing import (
    decide_channel,
    decide_mandate,
    end_channel,
    propose_channel,
    propose_mandate,
)
from ksbb.gifts.actions.statements import forget_statement_texts, import_statement, reopen_row, settle_row
from ksbb.gifts.actions.vouchers import keep_voucher

__all__ = [
    "GiftDraft",
    "ItemDraft",
    "SpendingDraft",
    "cancel_intent",
    "cancel_intent_as_guest",
    "close_campaign",
    "commit_lot",
    "decide_channel",
    "decide_mandate",
    "decide_spending",
    "draft_cost",
    "draft_purchase",
    "draft_refund",
    "end_channel",
    "expire_intent",
    "expire_intents",
    "file_report",
    "follow_deliveries",
    "follow_delivery",
    "forget_statement_texts",
    "import_statement",
    "intend",
    "intend_as_guest",
    "keep_voucher",
    "open_campaign",
    "pack",
    "propose_channel",
    "propose_mandate",
    "receive_gift",
    "record_gift",
    "record_stock",
    "reopen_row",
    "reverse_receipt",
    "reverse_spending",
    "settle_row",
    "unpack",
    "withdraw_spending",
    "write_off",
]
