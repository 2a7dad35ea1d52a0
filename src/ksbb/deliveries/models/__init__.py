"""Deliveries, and the receipts that confirm them. What was sent and what was received are both kept."""

from ksbb.deliveries.models.evidence import Evidence, EvidenceMark
from ksbb.deliveries.models.journeys import Delivery, DeliveryLine, Dispute, Receipt, ReceiptLine

__all__ = ["Delivery", "DeliveryLine", "Dispute", "Evidence", "EvidenceMark", "Receipt", "ReceiptLine"]
