from io import StringIO

from django.core.management import call_command

from ksbb.core.models import JournalEntry


def test_the_command_writes_nothing_when_nothing_is_missing(db: None) -> None:
    out = StringIO()
    call_command("seed_places", stdout=out)
    rows = JournalEntry.objects.count()
    assert rows == 1
    call_command("seed_places", stdout=out)
    assert JournalEntry.objects.count() == rows
    assert "267 kelurahan" in out.getvalue()
