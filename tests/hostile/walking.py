"""Finds what can be asked: every route with its parameters, every form with its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver

HOLE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces, and its pattern (`kebutuhan/<str:reference>/`)."""

    name: str
    pattern: str

    @property
    def holes(self) -> list[str]:
        return HOLE.findall(self.pattern)

    def filled(self, values: dict[str, str]) -> str:
        """The address with these values, each quoted as a browser would."""
        return "/" + HOLE.sub(
            lambda found: quote(values[found[1]].encode("utf-8", "surrogatepass"), safe=""), self.pattern
        )


def routes(resolver: URLResolver | None = None, before: str = "", spaces: str = "") -> Iterator[Route]:
    """Every named route of the site; patterns written as regular expressions stand by themselves."""
    for one in (resolver or get_resolver()).url_patterns:
        pattern = before + str(one.pattern).replace("^", "").replace("\\Z", "").replace("$", "")
        if isinstance(one, URLPattern):
            if one.name and "(" not in pattern and "*" not in pattern:
                yield Route(f"{spaces}{one.name}", pattern)
        else:
            yield from routes(one, pattern, f"{spaces}{one.namespace}:" if one.namespace else spaces)


class Asked:
    """While open, remembers which keys anybody reads from an address or a form."""

    def __enter__(self) -> set[str]:
        self.keys: set[str] = set()
        keys = self.keys

        def watched(name: str) -> Any:
            old = getattr(QueryDict, name)

            def method(this: QueryDict, key: str, *more: Any, **named: Any) -> Any:
                keys.add(key)
                return old(this, key, *more, **named)

            return mock.patch.object(QueryDict, name, method)

        self.patches = [watched(name) for name in ("get", "getlist", "__getitem__", "__contains__")]
        for patch in self.patches:
            patch.start()
        return self.keys

    def __exit__(self, *_: object) -> None:
        for patch in self.patches:
            patch.stop()


TYPED = {"text", "search", "email", "tel", "number", "url"}


@dataclass
class Form:
    """One form of a page."""

    action: str
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    """Fields that people type into: neither chosen, nor hidden, nor a secret."""
    written: set[str] = field(default_factory=set)
    """The fields that a person fills in, files among them."""


class Forms(HTMLParser):
    """Reads the forms of a page, with the values a browser would send."""

    def __init__(self, page: str, html: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Form] = []
        self.open: Form | None = None
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(given.get("action") or self.page, given.get("method", "get").lower())
            self.found.append(self.open)
        if self.open is None:
            return
        name = given.get("name", "")
        if tag == "option" and self.select and ("selected" in given or not self.open.fields.get(self.select)):
            self.open.fields[self.select] = given.get("value", "")
        if not name or name == "csrfmiddlewaretoken":
            return
        if tag in {"select", "textarea"} or (tag == "input" and given.get("type") not in {"hidden", "submit"}):
            self.open.written.add(name)
        if given.get("type") == "file":
            self.open.files.add(name)
        elif tag == "select":
            self.select = name
            self.open.fields.setdefault(name, "")
        elif tag in {"input", "textarea", "button"}:
            if given.get("type") in {"radio", "checkbox"} and name in self.open.fields and "checked" not in given:
                return
            self.open.fields[name] = given.get("value", "")
            if tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED):
                self.open.typed.add(name)
            if given.get("type") == "hidden":
                self.open.hidden.add(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = ""
