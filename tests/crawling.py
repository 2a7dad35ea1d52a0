"""Walks the site by its links, as anybody or as somebody, and tells what can be read on the way."""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterable
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client
from pypdf import PdfReader

SEEDS = (
    "/",
    "/kebutuhan/",
    "/peta/",
    "/program/",
    "/tentang/",
    "/privasi/",
    "/bantuan/",
    "/data-saya/",
    "/lacak/",
    "/capaian/",
    "/capaian/baris/",
    "/capaian/baris/?bentuk=json",
    "/capaian/baris/?bentuk=csv",
    "/capaian/baris/?per=pemberi&bentuk=csv",
    "/catatan-audit/",
    "/catatan-audit/umpan.atom",
    "/koreksi/",
    "/koreksi/umpan.atom",
    "/organisasi/",
    "/ucapan/",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/api/v1/places",
    "/api/v1/recipients",
    "/api/v1/needs?state=all",
    "/api/v1/needs",
    "/api/v1/deliveries",
    "/api/v1/packages",
    "/robots.txt",
    "/sitemap.xml",
)
"""Where a stranger begins."""
HREF = re.compile(r"""(?:href|src)=["']([^"']+)["']|"(?:next|url|href)": ?"([^"]+)\"""")
PROMISED_IN_API = re.compile(r'"id":"(KS-[0-9A-Z-]+)"')


def readable(answer: Any) -> str:
    """What can be read in an answer: text, the text of a PDF, the raw bytes of a picture with its metadata."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    text = body.decode("latin-1" if kind.startswith("image/") else "utf-8", "replace")
    if "pdf" in kind:
        pdf = PdfReader(io.BytesIO(body))
        text = "\n".join([*(page.extract_text() for page in pdf.pages), str(pdf.metadata)])
    assert b"Exif\0" not in body, "a picture carries what the camera wrote"
    return f"{dict(answer.headers)}\n{text}"


def links(address: str, told: str) -> Iterable[str]:
    """Addresses of this site that an answer leads to, without pictures of our own hand."""
    found = [first or second for first, second in HREF.findall(told)]
    found += [f"/api/v1/needs/{one}/commitments" for one in PROMISED_IN_API.findall(told)]
    for link in found:
        whole = urlsplit(urldefrag(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))[0])
        where = whole.path + (f"?{whole.query}" if whole.query else "")
        if whole.netloc == "testserver" and not where.startswith("/static/"):
            yield where


def crawl(client: Client, most: int, *, seeds: Iterable[str] = SEEDS, avoid: str = "") -> dict[str, Any]:
    """Every address that can be reached from the seeds, with its answer (`told`: what can be read). At most so many."""
    waiting, seen = deque(seeds), set(seeds)
    found: dict[str, Any] = {}
    while waiting and len(found) < most:
        address = waiting.popleft()
        answer: Any = client.get(address)
        answer.told = readable(answer)
        found[address] = answer
        further = [*links(address, answer.told)]
        if answer.status_code in (301, 302):
            further += links(address, f'href="{answer["Location"]}"')
        for where in further:
            if where not in seen and not (avoid and where.startswith(avoid)):
                seen.add(where)
                waiting.append(where)
    return found
