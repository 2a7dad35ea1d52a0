"""The live site and the browser that journeys stand on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_page_of_the_live_site_opens(site: str, browse: Callable[..., Page], script: bool):
    answer = browse(script=script).goto(f"{site}/healthz")

    assert answer is not None
    assert answer.status == 200
