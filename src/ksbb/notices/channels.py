"""The ways out of the outbox: one adapter a channel, all with the same two answers when a letter does not go.

`Busy` means try again later, `Impossible` that trying again is of no use at this address.
"""

from __future__ import annotations

import contextlib
import json
import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from ksbb.notices.enums import Channel

TEMPORARY = range(400, 500)
"""SMTP: the server asks to come back later (RFC 5321, 4.2.1)."""
TRY_AGAIN = {401, 403, 408, 425, 429}
"""HTTP answers below 500 that may change: a token being renewed, too many at once."""
TIMEOUT = 10.0
LONGEST_ANSWER = 10_000


class Undelivered(Exception):
    """A letter did not go out; says why in a few words without personal data."""


class Busy(Undelivered):
    """It may go out later."""


class Impossible(Undelivered):
    """It will never go out to this address."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What an adapter sends. `id` is the same at every try, so that a second copy can be told as one."""

    id: str
    address: str
    title: str
    body: str
    calendar: str = ""
    stop: str = ""
    """The address that ends such letters; mail programs show it as a button (RFC 8058)."""


class Adapter(Protocol):
    """A way to send one letter. Raises Busy or Impossible."""

    def send(self, letter: Letter) -> None:
        """Send it now."""

    def close(self) -> None:
        """Let go of connections."""


class Email:
    """E-mail over Django's connection, kept open from letter to letter."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()

    def send(self, letter: Letter) -> None:
        """Send it; the Message-ID is the letter's id, so that a mail program shows a repeated copy once."""
        host = urlsplit(settings.KSBB_ORIGIN).hostname or "ksbb.invalid"
        mail = EmailMessage(
            letter.title,
            letter.body,
            None,
            [letter.address],
            headers={
                "Message-ID": f"<{letter.id}@{host}>",
                "Auto-Submitted": "auto-generated",
                "List-Unsubscribe": f"<{letter.stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            connection=self.connection,
        )
        if letter.calendar:
            mail.attach("ksbb.ics", letter.calendar, "text/calendar")
        try:
            self.connection.open()
            self.connection.send_messages([mail])
        except smtplib.SMTPException as error:
            self.close()
            raise _smtp(error) from error
        except OSError as error:
            self.close()
            raise Busy(f"sambungan: {type(error).__name__}") from error
        except ValueError as error:  # an address or a title that no letter can carry
            self.close()
            raise Impossible("alamat tidak sah") from error

    def close(self) -> None:
        """Hang up; a line that is cut already is no matter."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.connection.close()


def _smtp(error: smtplib.SMTPException) -> Undelivered:
    code: Any = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    # a refused sign-in or sender is our own fault and will be mended: no letter is lost to it
    ours = isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused)
    if isinstance(code, int) and code not in TEMPORARY and code >= 500 and not ours:
        return Impossible(f"SMTP {code}")
    return Busy(f"SMTP {code or type(error).__name__}")


class Gateway:
    """One HTTP gateway for telephone messages: POST of JSON to one address, which must stand in the list of hosts."""

    def __init__(self) -> None:
        self.url = urlsplit(settings.KSBB_GATEWAY_URL)

    def send(self, letter: Letter) -> None:
        """Send it; `Idempotency-Key` is the letter's id. Redirects are not followed."""
        if not self.url.hostname or self.url.hostname not in settings.KSBB_GATEWAY_HOSTS:
            raise Impossible("belum ada gerbang telepon")
        body = json.dumps({"id": letter.id, "to": letter.address, "title": letter.title, "text": letter.body})
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.KSBB_GATEWAY_TOKEN}",
            "Idempotency-Key": letter.id,
        }
        kind = HTTPSConnection if self.url.scheme == "https" else HTTPConnection
        line = kind(self.url.hostname, self.url.port, timeout=TIMEOUT)
        try:
            line.request("POST", self.url.path or "/", body.encode(), headers)
            answer = line.getresponse()
            answer.read(LONGEST_ANSWER)
        except (OSError, HTTPException) as error:
            raise Busy(f"sambungan: {type(error).__name__}") from error
        finally:
            line.close()
        if 200 <= answer.status < 300:
            return
        if answer.status >= 500 or answer.status in TRY_AGAIN:
            raise Busy(f"HTTP {answer.status}")
        raise Impossible(f"HTTP {answer.status}")

    def close(self) -> None:
        """Nothing is kept open."""


ADAPTERS: dict[str, type[Adapter]] = {Channel.EMAIL: Email, Channel.PHONE: Gateway}


class Office:
    """The adapters of one round of sending, each made when it is first needed."""

    def __init__(self) -> None:
        self.open: dict[str, Adapter] = {}

    def send(self, channel: str, letter: Letter) -> None:
        """Send a letter through a channel. Raises Busy or Impossible."""
        if channel not in self.open:
            self.open[channel] = ADAPTERS[channel]()
        self.open[channel].send(letter)


@contextlib.contextmanager
def office() -> Iterator[Office]:
    """Adapters for one round; their connections are closed at its end."""
    opened = Office()
    try:
        yield opened
    finally:
        for adapter in opened.open.values():
            adapter.close()
