"""What stands below every letter."""

from django.conf import settings

from ksbb.notices import queries


def footer(address: str) -> str:
    """The link that ends letters to this address."""
    return f"\n\nBerhenti menerima kabar: {settings.KSBB_ORIGIN}/berhenti/{queries.stop_word(address)}/"
