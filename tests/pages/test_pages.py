"""Every page in every state: sound as HTML alone (so also without a script), its errors told, and axe finds nothing."""

from __future__ import annotations

import pytest

from tests.architecture.source import KSBB
from tests.journeys.conftest import Open
from tests.pages.looking import WIDTHS, Window
from tests.pages.states import State
from tests.pages.structure import complaints, faults_told

TEMPLATES = KSBB / "web" / "templates"
NOT_WALKED = {
    "400.html": "made without the site behind it; tests/web/public",
    "429.html": "shown after too many tries; tests/web/giving/test_limits.py",
    "alone.html": "the frame of the two pages that stand alone",
    "500.html": "made without the site behind it",
    "503.html": "shown where the database is busy; tests/security/test_tries.py",
    "account/email_confirm.html": "behind a link in a letter; tests/web/test_sign_in_pages.py",
    "account/password_reset_from_key.html": "behind a link in a letter; tests/web/test_sign_in_pages.py",
    "account/password_set.html": "for accounts without a password; its form is that of account_change_password",
    "account/second_factor.html": "in the middle of signing in; tests/web/entry",
    "account/signup_closed.html": "where signing up is closed",
    "account/verified_email_required.html": "asked by the library",
    "components/htmx.html": "a line in the head of a page",
    "desks/choose_recipient.html": "for somebody with two recipients; tests/web/desks",
    "desks/handed_code.html": "shown once, after a POST; tests/web/desks",
    "desks/home.html": "for somebody without a desk; tests/web/desks",
    "desks/import_again.html": "after a file was sent; tests/web/desks",
    "desks/import_preview.html": "after a file was sent; tests/web/desks",
    "desks/published.html": "shown once, after a POST; tests/journeys/test_governing.py",
    "errors/400.html": "tests/web/public",
    "errors/429.html": "tests/web/giving/test_limits.py",
    "errors/refused.html": "a rule that no page showed before",
    "fund_desk/statement_again.html": "after a file was sent; tests/web/fund_desk",
    "fund_desk/statement_faults.html": "after a file was sent; tests/web/fund_desk",
    "fund_desk/statement_preview.html": "after a file was sent; tests/web/fund_desk",
    "giving/closed.html": "a need that takes nothing more; tests/web/giving",
    "giving/contact.html": "after a POST; tests/web/giving",
    "giving/offer_card.html": "a part of the page of an offer; tests/web/giving/test_offering.py",
    "giving/similar.html": "a part of giving/closed.html",
    "giving/upload_preview.html": "after a file was sent; tests/web/giving",
    "mfa/authenticate.html": "in the middle of signing in; tests/web/entry",
    "mfa/reauthenticate.html": "for those with a second step; tests/web/entry",
    "mfa/recovery_codes/index.html": "for those with a second step; tests/web/entry",
    "mfa/totp/deactivate_form.html": "for those with a second step; tests/web/entry",
    "mfa/webauthn/authenticator_confirm_delete.html": "for those with a key",
    "mfa/webauthn/edit_form.html": "for those with a key",
    "mfa/webauthn/reauthenticate.html": "for those with a key",
    "papers/label.html": "the sheet of one kind of paper; tests/web/papers",
    "pattern.html": "the pattern book, in development only",
    "public/past_row.html": "a row of public/recipient.html with needs of two periods; tests/web/public",
    "public/rw_unregistered.html": "tests/web/public/test_places.py",
    "rights/erased.html": "after a POST; tests/privacy",
    "titipan/closed.html": "an agregator that takes nothing; tests/web/titipan",
}
"""Templates of which no state is walked here, and why; a new one belongs into states.py rather than here."""


def test_every_template_is_seen(kept: list[State]):
    seen = {template for state in kept for template in state.templates}
    all_of_them = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}

    assert sorted(all_of_them - seen - set(NOT_WALKED)) == []
    assert sorted(set(NOT_WALKED) - all_of_them) == []
    assert sorted(set(NOT_WALKED) & seen) == []


def test_every_page_is_sound_without_a_script(kept: list[State]):
    wrong = {f"{state}": found for state in kept if (found := complaints(state.html))}

    assert len(kept) > 350
    assert wrong == {}


def test_every_form_tells_its_errors(kept: list[State]):
    refused = [state for state in kept if state.kind == "wrong" and state.status == 422]
    wrong = {f"{state}": found for state in refused if (found := faults_told(state.html))}

    assert len(refused) > 70
    assert wrong == {}


def _once_a_template(kept: list[State]) -> list[State]:
    """The first state of each page's own template."""
    return list({state.templates[0]: state for state in reversed(kept) if state.templates}.values())


@pytest.mark.browser
def test_no_violation_on_a_small_phone(kept: list[State], browse: Open):
    window, found = Window(browse(width=WIDTHS[0])), {}
    for state in _once_a_template(kept):
        window.open(state)
        if wrong := window.wrong_at(WIDTHS[0]):
            found[f"{state}"] = wrong

    assert found == {}


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("kind", ["filled", "wrong", "empty", "refused"])
def test_no_violation_anywhere(kept: list[State], browse: Open, kind: str):
    window, found = Window(browse(width=WIDTHS[0])), {}
    for state in kept:
        if state.kind != kind:
            continue
        window.open(state)
        for width in WIDTHS:
            if wrong := window.wrong_at(width):
                found[f"{state} at {width}"] = wrong

    assert found == {}
