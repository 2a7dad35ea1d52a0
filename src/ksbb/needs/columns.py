"""What of a need and its surroundings is read where: Django's work on a query grows with its columns.

A column that is missing here is read by a query of its own, which the tests that count queries notice.
"""

from __future__ import annotations

from ksbb.catalogue.models import Package
from ksbb.needs.models import Need

ROW = (
    *("reference", "example", "state", "deliver_until"),
    *("quantity", "promised", "delivered", "confirmed", "elsewhere"),
    *("recipient__name", "package__name", "package__counted_as", "period__name"),
    *("place__level", "place__name", "place__village__level", "place__village__name", "place__city__name"),
)
"""What a row of a list shows."""
PAGE = (
    *("reference", "example", "state", "state_reason", "deliver_until", "check_again_on", "reason", "source", "batch"),
    *("beyond_fact_reason", "proposed_at", "verified_at", "verified_by"),
    *("quantity", "promised", "delivered", "confirmed", "elsewhere"),
    *("recipient__reference", "recipient__name", "recipient__organisation", "recipient__kind__name"),
    *("package__code", "package__name", "package__spoken", "package__counted_as", "period__name"),
    *("version__price_rp", "version__rhythm"),
    *(f"place__{column}" for column in ("code", "level", "name", "province")),
    *(f"place__{above}__{column}" for above in ("city", "district", "village") for column in ("code", "level", "name")),
)
"""What the page of a need shows."""
OF_RECIPIENT = (
    *("reference", "example", "state", "state_since", "state_reason", "verified_at", "deliver_until"),
    *("check_again_on", "quantity", "promised", "delivered", "confirmed", "elsewhere"),
    *("package__name", "package__spoken", "package__counted_as", "period__name"),
)
"""What the page of a recipient shows of its needs."""
LOCKED = (
    *(column.name for column in Need._meta.concrete_fields),
    *(f"package__{column.name}" for column in Package._meta.concrete_fields),
    *("package__programme__newcomer_percent", "package__programme__newcomer_open"),
    *(f"recipient__{column}" for column in ("reference", "name", "kind", "place", "organisation", "retired_at")),
    *(f"place__{column}" for column in ("code", "level", "name", "parent", "province", "city", "district")),
    *(f"place__village__{column}" for column in ("code", "level", "name")),
)
"""What deeds ask of a need under lock, and what their letters say of its place."""
