"""QRIS payloads: read when whole, refused when one symbol is wrong."""

import random

import pytest

from ksbb.core.refusals import Refused
from ksbb.gifts import qris


def payload(merchant: str = "AGREGATOR UJI", nmid: str = "ID1020012345678", **tags: str) -> str:
    """A whole payload for tests, with its checksum."""

    def tag(number: str, value: str) -> str:
        return f"{number}{len(value):02d}{value}"

    national = tag("00", "ID.CO.QRIS.WWW") + tag("02", nmid) + tag("03", "UMI")
    acquirer = tag("00", "ID.CO.CONTOH.WWW") + tag("01", "936000000000000001")
    found = {
        "00": "01",
        "01": "11",
        "26": acquirer,
        "51": national,
        "52": "8398",
        "53": "360",
        "58": "ID",
        "59": merchant,
        "60": "JAKARTA",
        "61": "10110",
        **{name.removeprefix("tag_"): value for name, value in tags.items()},
    }
    body = "".join(tag(number, value) for number, value in sorted(found.items()) if value) + "6304"
    return body + qris.checksum(body)


def test_the_standards_own_check_value() -> None:
    assert qris.checksum("123456789") == "29B1"


@pytest.mark.parametrize("number", range(30))
def test_whole_payloads_are_read(number: int) -> None:
    text = payload(merchant=f"LEMBAGA {number}", nmid=f"ID10200{number:08d}", tag_01="12" if number % 2 else "11")
    found = qris.read(text)
    assert (found.merchant, found.nmid, found.city) == (f"LEMBAGA {number}", f"ID10200{number:08d}", "JAKARTA")
    assert found.static == (number % 2 == 0)


def test_an_amount_is_read() -> None:
    assert qris.read(payload(tag_54="50000")).amount_rp == 50_000
    assert qris.read(payload(tag_54="50000.00")).amount_rp == 50_000


@pytest.mark.parametrize("seed", range(100))
def test_mutated_payloads_are_refused(seed: int) -> None:
    chance = random.Random(seed)
    text = payload()
    at = chance.randrange(len(text))
    other = chance.choice([symbol for symbol in "0123456789ABCDEFGHXYZ " if symbol != text[at]])
    head, tail = text[:at], text[at + 1 :]
    mutated = chance.choice([head + other + tail, head + tail, head + other + text[at:]])
    with pytest.raises(Refused, match="qris_invalid"):
        qris.read(mutated)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6304FFFF",
        payload(tag_53="840"),
        payload(tag_58="MY"),
        payload(tag_59=""),
        payload(tag_51=""),
        payload(nmid=""),
        payload(tag_54="lima"),
        payload(tag_01="13"),
        payload() * 9,
    ],
)
def test_what_is_no_rupiah_payload_of_a_named_merchant(text: str) -> None:
    with pytest.raises(Refused, match="qris_invalid"):
        qris.read(text)
