"""What must be true of a page's HTML alone, so that it holds where no script runs: one heading of the first level, the
landmarks, a name for each field, targets that exist, tags that are closed, no control that needs a script.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "link", "meta", "wbr", "source", "col"}
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list")
NAMELESS = {"hidden", "submit", "button"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    inside: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attributes


class Structure(HTMLParser):
    """Reads a page once; `wrong` are its complaints."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[Element] = []
        self.all: list[Element] = []
        self.wrong: list[str] = []
        self.title = ""
        self.feed(html)
        self.wrong += [f"never closed: {one.tag}" for one in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs}, [up.tag for up in self.open])
        if len(one.attributes) < len(attrs):
            self.wrong.append(f"an attribute twice: {attrs}")
        if any("hidden" in up for up in self.open):
            one.attributes["hidden"] = ""
        self.all.append(one)
        if tag not in VOID:
            self.open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1].tag if self.open else 'nothing'}")
            while self.open and any(one.tag == tag for one in self.open) and self.open[-1].tag != tag:
                self.open.pop()
        if self.open:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1].tag == "title" and len(self.open) < 4:
            self.title += data

    def every(self, *tags: str) -> list[Element]:
        return [one for one in self.all if one.tag in tags]


def complaints(html: str) -> list[str]:
    """Everything that is wrong with the page."""
    page = Structure(html)
    return [*page.wrong, *_frame(page), *_ids(page), *_names(page), *_dead(page)]


def _frame(page: Structure) -> list[str]:
    counts = {tag: len(page.every(tag)) for tag in ("h1", "main")}
    found = [f"{number} {tag}" for tag, number in counts.items() if number != 1]
    found += [f"no {tag}" for tag in ("header", "footer", "nav") if not page.every(tag)]
    if page.every("html")[0]["lang"] != "id":
        found.append("not said to be Indonesian")
    if not page.title.replace("KSBB", "").strip(" –"):
        found.append("no title")
    return found


def _ids(page: Structure) -> list[str]:
    ids = [one["id"] for one in page.all if "id" in one]
    found = [f"id twice: {one}" for one in sorted({one for one in ids if ids.count(one) > 1})]
    for one in page.all:
        targets = [word for name in POINTING for word in one[name].split()]
        if one.tag == "a" and one["href"].startswith("#"):
            targets.append(one["href"][1:])
        found += [f"{one.tag} points to #{target}, which is not there" for target in targets if target not in ids]
    return found


def _names(page: Structure) -> list[str]:
    labelled = {one["for"] for one in page.every("label")}
    found = []
    for one in page.every("input", "select", "textarea"):
        named = one["id"] in labelled or "label" in one.inside or one["aria-label"] or one["aria-labelledby"]
        if one["type"] not in NAMELESS and "hidden" not in one and not named:
            found.append(f"no label: {one.tag} {one['name']}")
    found += [f"no text instead of the picture: {one['src']}" for one in page.every("img") if "alt" not in one]
    return found


def _dead(page: Structure) -> list[str]:
    """Controls that do nothing where no script runs. A script may show a hidden one."""
    found = []
    for one in page.every("button"):
        alive = "form" in one.inside or "form" in one
        if "hidden" not in one and (one["type"] in {"button", "reset"} or not alive):
            found.append(f"dead button: {one.attributes}")
    links = [one for one in page.every("a") if "hidden" not in one]
    dead = [one for one in links if one["href"] in {"", "#"} or one["href"].startswith("javascript:")]
    return found + [f"dead link: {one.attributes}" for one in dead]


def faults_told(html: str) -> list[str]:
    """What is wrong with how a page tells its errors (A11Y-10): a summary with focus, and links to the fields."""
    page, found = Structure(html), []
    if "Isian ini belum diisi" in html:
        found.append("does not name what is missing")
    if not page.title.strip().startswith("Kesalahan:"):
        found.append("the title does not say so")
    summaries = [one for one in page.all if "error-summary" in one["class"]]
    if len(summaries) != 1 or "autofocus" not in summaries[0] or summaries[0]["tabindex"] != "-1":
        found.append("no summary that takes the focus")
    ids = {one["id"]: one for one in page.all if "id" in one}
    described = {word for one in page.all for word in one["aria-describedby"].split()}
    told = [one["id"] for one in page.all if "field-error" in one["class"] and "id" in one]
    found += [f"nothing is described by {name}" for name in told if name not in described]
    links = [one["href"][1:] for one in page.every("a") if one["href"].startswith("#") and one["href"] != "#isi"]
    if summaries and not any(link in ids for link in links):
        found.append("the summary leads to no field")
    return found
