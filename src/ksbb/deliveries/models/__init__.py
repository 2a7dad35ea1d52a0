"""Deliveries, and the receipts that confirm them. What was sent and what was received are both kept."""

from ksbb.deliveries.models.adults import SecondAdult
from ksbb.deliveries.models.evidence import (
    Evidence,
    EvidenceMark,
)
from ksbb.deliveries.models.journeys import (
    CourierLink,
    CourierStop,
    Delivery,
    DeliveryLine,
    Dispute,
    Receipt,
    ReceiptLine,
)
from ksbb.deliveries.models.proving import (
    CODE_TRIES,
    CallBack,
    CallCount,
    CourierCount,
    CourierReport,
    Draw,
    ReceiptCode,
)

__all__ = [
    "CODE_TRIES",
    "CallBack",
    "CallCount",
    "CourierCount",
    "CourierLink",
    "CourierReport",
    "CourierStop",
    "Delivery",
    "DeliveryLine",
    "Dispute",
    "Draw",
    "Evidence",
    "EvidenceMark",
    "Receipt",
    "ReceiptCode",
    "ReceiptLine",
    "SecondAdult",
]
