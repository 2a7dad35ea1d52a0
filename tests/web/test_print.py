"""On paper every public page is whole: no navigation, links with their address, nothing cut at the edge (DOC-07)."""

import io
from typing import Any

import pypdf
import pytest
from django.utils import timezone

from ksbb.places import actions as places
from tests import world as small

pytestmark = pytest.mark.browser
A4 = {"width": 718, "height": 1047}
"""An A4 sheet less 10 mm on each side, in CSS pixels."""
PAGES = (
    "/",
    "/kebutuhan/",
    "/kebutuhan/{need}/",
    "/peta/",
    "/wilayah/{village}/",
    "/wilayah/{rw}/",
    "/penerima/{panti}/",
    "/program/",
    "/program/pangan/",
    "/paket/sembako/",
    "/capaian/",
    "/capaian/{village}/",
    "/capaian/baris/",
    "/cari/?q=cideng",
    "/tentang/",
    "/privasi/",
    "/aksesibilitas/",
    "/bantuan/",
    "/lacak/",
    "/verifikasi/",
)
PROBE = """() => {
  const seen = one => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  const edge = document.documentElement.clientWidth + 1;
  const told = one => [one, ...one.querySelectorAll('*')]
    .some(each => getComputedStyle(each, '::after').content.includes(one.getAttribute('href')));
  const outside = [...document.querySelectorAll('main *')].filter(seen)
    .filter(one => !one.closest('svg') && one.getBoundingClientRect().right > edge);
  const links = [...document.querySelectorAll('main p a[href], main dd a[href]')].filter(seen)
    .filter(one => !one.matches('.button, [href^="#"]') && !one.closest('svg, nav, .capaian, .sentence'));
  return {
    cut: outside.slice(0, 3).map(one => one.outerHTML.slice(0, 90)),
    navigation: [...document.querySelectorAll('nav, .skip, .site-user, form button')].filter(seen)
      .map(one => one.outerHTML.slice(0, 90)),
    scrolling: [...document.querySelectorAll('.table-scroll')].filter(seen)
      .filter(one => getComputedStyle(one).overflowX !== 'visible').length,
    untold: links.filter(one => !told(one) && !one.textContent.includes(one.getAttribute('href')))
      .slice(0, 3).map(one => one.outerHTML.slice(0, 90)),
    rows: [...document.querySelectorAll('tr')].filter(seen)
      .filter(one => getComputedStyle(one).breakInside !== 'avoid').length,
  };
}"""


def test_public_pages_are_whole_on_paper(site: str, browse: Any):
    at = timezone.now()
    places.seed(at=at)
    w = small.make_world(at=at)
    need = small.open_need(w)
    small.promise(w, need, 20)
    known = {"need": need.reference, "rw": w.rw.place.code, "panti": w.panti.reference, "village": w.village.code}
    page = browse()
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    wrong: dict[str, Any] = {}
    addresses = []

    for address in PAGES:
        page.goto(site + address.format(**known))
        found = {name: what for name, what in page.evaluate(PROBE).items() if what}
        addresses.append(page.locator(".print-only").filter(visible=True).count())
        if found:
            wrong[address] = found

    assert wrong == {}
    assert addresses.count(1) >= 15
    page.emulate_media(media="screen")
    assert page.evaluate(PROBE)["navigation"]  # the probe can find


def test_the_figures_are_one_sheet_and_lose_no_row(site: str, browse: Any):
    """As many packages, kota and periods as the year 2020 had: their rows are repeated in the page."""
    at = timezone.now()
    places.seed(at=at)
    w = small.make_world(at=at)
    small.promise(w, small.open_need(w), 20)
    page = browse()
    page.set_viewport_size(A4)
    page.goto(f"{site}/capaian/")
    page.evaluate("""() => {
      for (const [part, most] of [['section[aria-labelledby="empat"]', 5],
                                  ['section[aria-labelledby="keterpenuhan"]', 5]]) {
        const body = document.querySelector(part + ' tbody');
        while (body.rows.length < most) body.append(body.rows[0].cloneNode(true));
      }
    }""")

    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    page.emulate_media(media="print")
    rows = page.locator('section[aria-labelledby="keterpenuhan"] tbody tr')

    assert len(sheets) == 1
    assert rows.filter(visible=True).count() == rows.count() == 5
