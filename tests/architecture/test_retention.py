"""Every personal column is in retention.yaml with purpose, ground, period, end and readers; and nothing else is."""

import re
from datetime import UTC, datetime
from typing import Any

import yaml
from django.apps import apps
from django.db import models

from ksbb.privacy.actions import PURGERS
from ksbb.privacy.rules import older_than
from tests.architecture.source import KSBB, SRC, our_models

# A column is taken for personal by its name …
PERSONAL = re.compile(
    r"(^|_)(name|full_name|first_name|last_name|display_name|username|email|e_mail|phone|mobile|whatsapp|address|"
    r"contact|signed_by|password|ip|user_agent|birth|nik|note|free_text|message|body|recipient_address|to|reason)(_|$)"
)
# … or because it leads to a person …
LEADS_TO = {"parties.User", "parties.Party"}
PERSON_NUMBER = re.compile(r"^(actor|reader|officer|\w+_by)_id$")
# … unless its room knows no people, or not_personal.yaml says what else it holds …
NOT_PERSONAL_ROOMS = {"places", "catalogue"}
# … or is personal although neither its name nor its kind says so.
PERSONAL_TOO = {
    "account.EmailAddress.email",
    "gifts.StatementRow.text",
    "mfa.Authenticator.data",
    "mfa.Authenticator.user",
    "commitments.Commitment.on_behalf_source",
    "core.IdempotentDeed.scope",
    "deliveries.Receipt.paper_number",
    "notices.Message.title",
    "notices.Stop.mark",
    "opendata.Presence.subject_id",
    "parties.ApiToken.digest",
    "parties.User.date_joined",
    "parties.User.last_login",
    "privacy.DataRequest.words",
    "recipients.Report.giver",
    "sessions.Session.session_data",
    "usersessions.UserSession.ip",
    "voices.Word.text",
    "usersessions.UserSession.session_key",
    "usersessions.UserSession.user",
    "usersessions.UserSession.user_agent",
}

TEXTS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
WORDS = {"data", "tujuan", "dasar", "masa_simpan", "sesudahnya", "dilihat_oleh", "akhir"}
ENDS = {"dihapus", "disamarkan", "barisnya dihapus", "tetap"}
ERASED = {"dihapus", "barisnya dihapus"}
FILES = "berkas."


def _listed() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((SRC / "config" / "retention.yaml").read_text()) or {}


def _listed_columns() -> set[str]:
    return {name for name in _listed() if not name.startswith(FILES)}


def _columns() -> set[str]:
    return {_label(model, field) for model in apps.get_models(True) for field in model._meta.concrete_fields}


def _label(model: type[models.Model], field: "models.Field[object, object]") -> str:
    return f"{model._meta.app_label}.{model._meta.object_name}.{field.name}"


def _is_personal(model: type[models.Model], field: "models.Field[object, object]") -> bool:
    if PERSON_NUMBER.match(field.name):
        return True
    if isinstance(field, models.ForeignKey):
        return field.related_model._meta.label in LEADS_TO
    if model._meta.app_label in NOT_PERSONAL_ROOMS:
        return False
    return isinstance(field, TEXTS) and PERSONAL.search(field.name) is not None


def _personal() -> set[str]:
    found = {
        _label(model, field)
        for model in our_models()
        for field in model._meta.concrete_fields
        if _is_personal(model, field)
    }
    return found | PERSONAL_TOO


def test_every_personal_column_is_listed():
    assert sorted(_personal() - _listed_columns() - _declared_free()) == []


def test_nothing_is_listed_that_does_not_exist():
    assert sorted(_listed_columns() - _columns()) == []


def test_nothing_is_listed_that_is_not_personal():
    assert sorted(_listed_columns() - _personal()) == []


def test_nothing_is_both_personal_and_not():
    assert sorted(_listed_columns() & _declared_free()) == []


def test_every_entry_is_complete():
    faults = {
        name: entry
        for name, entry in _listed().items()
        if set(entry) != WORDS or entry["sesudahnya"] not in ENDS or not all(entry.values())
    }

    assert faults == {}


def test_every_end_has_a_purger_and_every_purger_an_end():
    """`akhir` says how the entry ends: {sesudah, oleh} for the worker, or {tetap}, or {sendiri}, each with a reason."""
    shapes = ({"sesudah", "oleh"}, {"tetap"}, {"sendiri"})
    ends = {name: entry["akhir"] for name, entry in _listed().items()}
    wrong = {name: end for name, end in ends.items() if set(end) not in shapes or not all(end.values())}
    assert wrong == {}
    named = {end["oleh"] for end in ends.values() if "oleh" in end}
    assert named == set(PURGERS)
    at = datetime(2026, 5, 2, 4, 0, tzinfo=UTC)
    assert all(older_than(end["sesudah"], at=at) < at for end in ends.values() if "oleh" in end)


def test_what_goes_is_not_said_to_stay():
    """An entry that ends by deletion is carried out by somebody: a purger, or (said so) by itself."""
    gone = {name for name, entry in _listed().items() if entry["sesudahnya"] in ERASED and "tetap" in entry["akhir"]}
    assert gone == set()


def test_no_end_is_promised_that_the_database_refuses():
    """A row of an append-only table cannot be erased, so its entry must not say that it will be."""
    source = "".join(path.read_text() for path in KSBB.glob("*/migrations/*.py"))
    frozen = set(re.findall(r"append_only\(\"(\w+)\"\)", source))
    assert frozen, "no append-only table was found"
    tables = {model._meta.label: model._meta.db_table for model in apps.get_models()}
    broken = [
        name
        for name, entry in _listed().items()
        if tables.get(name.rpartition(".")[0]) in frozen and entry["sesudahnya"] in ERASED
    ]

    assert broken == []


def _declared_free() -> set[str]:
    """Columns that look personal by name and are not: not_personal.yaml beside retention.yaml, each with a reason."""
    path = SRC / "config" / "not_personal.yaml"
    free: dict[str, str] = yaml.safe_load(path.read_text()) or {} if path.exists() else {}
    assert sorted(set(free) - _columns()) == [], "not_personal.yaml names a column that does not exist"
    assert all(free.values()), "each needs a reason"
    return set(free)
