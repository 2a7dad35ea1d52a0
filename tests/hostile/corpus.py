"""Strings that break programs: about 150 by hand, and thousands made from them in a fixed order."""

import random

MARK = "ksbbuji"
"""Inside every script of the corpus, so that an answer can be searched for it."""

SCRIPTS = [
    f"<script>alert('{MARK}')</script>",
    f'"><script src=//{MARK}.example></script>',
    f"'><img src=x onerror=alert({MARK})>",
    f'" autofocus onfocus="{MARK}()" x="',
    f"<svg/onload={MARK}()>",
    f"<a href=javascript:{MARK}()>x</a>",
    f"</title><b id={MARK}>",
    f"</textarea><b id={MARK}>",
    f"<!--{MARK}--><b id={MARK}>",
    f"<iframe srcdoc='<b id={MARK}>'>",
    f"<math><mi//xlink:href=data:x,{MARK}>",
    f"javascript:alert({MARK})",
    f"data:text/html,<b id={MARK}>",
    f"&lt;b id={MARK}&gt;",
    f"%3Cb id={MARK}%3E",
    f"\u003cb id={MARK}\u003e",
    f"<b\nid={MARK}>",
    f"<b\x00id={MARK}>",
]
SQL = [
    "'",
    '"',
    "' OR '1'='1",
    "1; DROP TABLE needs_need;--",
    "') UNION SELECT NULL--",
    "1/**/OR/**/1=1",
    "%' OR 1=1 --",
    "\\'; --",
    "0x31",
    "sleep(9)",
    "_%_%_",
    "%%%s%(x)s",
    "NULL",
    "x' || 'y",
]
TEMPLATES = [
    "{{ 7*7 }}",
    "{% load x %}",
    "${7*7}",
    "#{7*7}",
    "<%= 7 %>",
    "{0.__class__}",
    "%(password)s",
    "{{",
    "{%",
    "*{7}",
]
LINES = [
    "x\r\nSet-Cookie: a=b",
    "x\nLocation: //evil.example",
    "x\r\n\r\n<b>",
    "%0d%0aX: y",
    "\u2028x\u2029",
    "\r",
    "\n",
    "\x0b\x0c",
    "\x85",
]
PATHS = [
    "../../etc/passwd",
    "..%2f..%2f",
    "....//",
    "/etc/passwd",
    "C:\\x",
    "file:///etc/passwd",
    "//evil.example",
    "\\\\evil.example",
    "http://evil.example",
    ".",
    "..",
    "%00",
    "%",
    "%zz",
    "%c0%af",
    "x/",
    "a" * 255,
    ";x",
    "?x=1",
    "#x",
]
UNICODE = [
    "\x00",
    "a\x00b",
    "\ufeffx",
    "\u202egnirts",
    "\u2066x\u2069",
    "Z\u0351\u036b\u0343a\u0363l\u0348g\u0352o\u0309" * 20,
    "😀👩‍👩‍👧‍👦🇮🇩",
    "é",
    "e\u0301",
    "ﷺ" * 50,
    "İıſß",
    "\ud800",
    "x\udfffy",
    "\udcff\udcfe",
    "١٢٣",
    "１２３",
    "²³½",
    "Ⅷ",
    "߀",
    "𝟙𝟚",
    "\u200b",
    "\u200d\u200d",
    "\u3000",
    "\uffff",
    "\U0010ffff",
    "\U000e0001",
    "ａｄｍｉｎ",
    "аdmin",
    "\u202etxt.exe",
    "﷽",
]
NUMBERS = [
    "-1",
    "0",
    "00",
    "-0",
    "+1",
    "1e9",
    "1e400",
    "1.5",
    "1,5",
    "1.000",
    "1_000",
    "0x10",
    "NaN",
    "Infinity",
    "-Infinity",
    "2147483647",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 40,
    "9" * 5000,
    "1" + "0" * 400,
    "1 ",
    " 1",
    "1\n",
    "true",
    "[]",
    "{}",
    "[1,2]",
]
DATES = [
    "0000-00-00",
    "2020-02-30",
    "2020-13-01",
    "0001-01-01",
    "9999-12-31",
    "10000-01-01",
    "-2020-05-02",
    "2020-05-02T25:00",
    "2020-05-02T11:00+99:99",
    "2020-05-02T23:59:60",
    "2020-W19-6",
    "20200502",
    "2020-05-2",
    "٢٠٢٠-٠٥-٠٢",
    "now",
    "0001-01-01T00:00:00-14:00",
    "9999-12-31T23:59+07:00",
    "2020-05-02T11:00:00.000000001Z",
]
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", '=HYPERLINK("//evil.example")', '"=1"', "=1\n,2"]
LONG = ["x" * 3_000, "x " * 2_000, "<" * 500, "&" * 500, "é" * 3_000, "😀" * 800, "-" * 4_000, "KS-" * 900]
ODD = ["", " ", "KS-0000-0000-0", "KS-!!!!-!!!!-!", "31.74", "31.74.05.1006-RW000", "None", "undefined", "__proto__"]
ODD += [
    "constructor",
    "admin",
    "self",
    "contoh",
    "semua",
    "KS-" + "O" * 9,
    "31" + ".99" * 30,
    "@",
    ",",
    "|",
    "$(id)",
    "`id`",
]

SHORT = [*SCRIPTS, *SQL, *TEMPLATES, *LINES, *PATHS, *UNICODE, *NUMBERS, *DATES, *FORMULAS, *LONG, *ODD]


def many(count: int) -> list[str]:
    """`count` different strings: all by hand first, then pairs and cut-up pieces of them."""
    chance = random.Random(2020)
    found = dict.fromkeys(SHORT)
    while len(found) < count:
        one, two = chance.choice(SHORT), chance.choice(SHORT)
        at = chance.randrange(len(one) + 1)
        found.setdefault((one[:at] + two + one[at:])[:6_000])
    return list(found)[:count]


def dangerous(text: str) -> bool:
    """Would the text, written into HTML as it is, be markup of its own?"""
    return "<" in text and MARK in text
