"""A child process that sends what is due until nothing waits: `sending.py URL ROUND careful`.

The clock moves an hour each time, so that what a killed worker left behind falls due. `careless` notes a letter as sent
before it sends it; it shows that the test would see a loss.
"""

import sys
import time
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402

from ksbb.notices import channels  # noqa: E402
from ksbb.notices.actions import send_due  # noqa: E402
from ksbb.notices.enums import MessageState  # noqa: E402
from ksbb.notices.models import Message  # noqa: E402
from ksbb.notices.queries import counts  # noqa: E402
from tests.situations import AT  # noqa: E402


def main(url: str, turn: int, manner: str) -> None:
    settings.KSBB_GATEWAY_URL, settings.KSBB_GATEWAY_TOKEN, settings.KSBB_GATEWAY_HOSTS = url, "uji", ["127.0.0.1"]
    if manner == "careless":
        channels.ADAPTERS["telepon"] = Careless
    at = AT + timedelta(hours=turn)
    while counts()["menunggu"]:
        send_due(at=at)
        at += timedelta(hours=1)


class Careless(channels.Gateway):
    """Believes that a letter has gone as soon as it means to send it."""

    def send(self, letter: Any) -> None:
        Message.objects.filter(pk=int(letter.id.split("-")[1])).update(state=MessageState.SENT)
        time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
