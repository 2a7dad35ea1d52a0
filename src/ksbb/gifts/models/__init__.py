"""The tables of money through an agregator."""

from ksbb.gifts.models.giving import Gift, StatementFile, StatementRow
from ksbb.gifts.models.spending import Lot, Packing, Share, Spending, SpendingItem
from ksbb.gifts.models.standing import Campaign, Channel, Filing, Mandate, Voucher

__all__ = [
    "Campaign",
    "Channel",
    "Filing",
    "Gift",
    "Lot",
    "Mandate",
    "Packing",
    "Share",
    "Spending",
    "SpendingItem",
    "StatementFile",
    "StatementRow",
    "Voucher",
]
