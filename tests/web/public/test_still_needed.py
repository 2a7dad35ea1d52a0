"""What is still needed is the left of open needs, and the same number wherever it is said."""

import datetime as dt
from typing import Any

from django.test import Client
from django.utils import timezone

from ksbb.needs import queries as needs
from ksbb.needs.models import Need
from ksbb.opendata.enums import Unmet
from ksbb.opendata.figures import end_of
from ksbb.opendata.rows import RowFilter, need_total
from ksbb.opendata.spans import Span
from ksbb.places import queries as places
from ksbb.places.enums import Level
from ksbb.web.public.maps import board
from tests.world import open_need, promise


def test_still_needed_is_the_same_everywhere_and_leads_to_rows_that_sum_to_it(world: Any, client: Client):
    w, today = world, timezone.localdate()
    need = open_need(w, quantity=50)
    passed = open_need(w, package="lebaran", quantity=40)
    Need.objects.filter(pk=passed.pk).update(deliver_until=today - dt.timedelta(days=1))
    promise(w, need, 20)
    span = Span(until=end_of(today))

    on_map = board(places.province(), package=need.package, level=Level.DISTRICT, at=timezone.now())
    page = client.get("/capaian/?paket=sembako").content.decode()
    rows = client.get("/capaian/baris/?tahap=sisa&paket=sembako&bentuk=json").json()

    assert needs.still_needed(on=today) == {"sembako": 30}
    assert on_map.total.left == 30
    assert rows["sums"] == {"sembako": 30}
    assert '/capaian/baris/?tahap=sisa&amp;paket=sembako">30</a> lagi masih dibutuhkan' in page
    assert need_total(RowFilter(span, Unmet.PASSED)).sums == {"lebaran": 40}
    assert "masih dibutuhkan" not in client.get("/capaian/?hingga=2020-05-22").content.decode()
