"""Every page of the site in its states: filled (somebody has a full life), empty (nothing has happened yet) and wrong
(each of its forms was sent empty). Routes come from the address configuration, rows and roles from the authorisation
matrix; so a page that nobody thought of is walked too, or fails for want of a state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from ksbb.commitments.models import Line
from ksbb.gifts.models import Gift, Spending
from ksbb.opendata import actions as opendata
from tests import world as the
from tests.doors import matrix
from tests.hostile.walking import Form, Forms, routes
from tests.world import World

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ELSEWHERE = {
    "api:openapi-view": "made by the library",
    "desks:home": "leads on to the person's own desk",
    "desks:permit_scan": "a file",
    "audit:find": "leads on to the row",
    "cards:picture": "a picture",
    "courier:to_whatsapp": "leads to WhatsApp",
    "desks:to_whatsapp": "leads to WhatsApp",
    "giving:to_whatsapp": "leads to WhatsApp",
    "desks:own_contact_choice": "leads on where there is one recipient only",
    "desks:propose": "leads on where there is one recipient only",
}
"""Routes that answer no page of their own, and why."""


LISTS = ("?per=pemberi", "?per=kecamatan", "?per=komitmen")


@dataclass(frozen=True)
class State:
    """One page as one person sees it."""

    route: str
    kind: str
    who: str
    address: str
    html: str
    policy: str
    status: int
    templates: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.route} {self.kind} as {self.who}"


def pages() -> list[str]:
    """Names of the routes that a browser may ask for."""
    return [name for name, _ in matrix.routes() if not name.startswith("api:deed_") and name not in ELSEWHERE]


def filled(w: World) -> Iterator[State]:
    """Each page with everything in it, as the first of the cast who may see it."""
    known = matrix.objects(w)
    arguments, table = dict(matrix.routes()), matrix.read_table()
    before = _before(w, known)
    for name in pages():
        where = matrix.address(name, arguments[name], known)
        answers = dict(zip(matrix.COLUMNS, table["GET", name].answers, strict=True))
        seen = [role for role, answer in answers.items() if answer == "200"]
        if name in before:
            role, steps = before[name]
        elif seen:
            role, steps = seen[0], []
        elif set(answers.values()) <= {"405", "masuk", "lacak", "404", "403"}:
            continue
        else:
            raise AssertionError(f"{name}: no state is known in which it answers a page; add one to states.py")
        with _undone():
            client = client_of(w, role)
            for step in steps:
                step(client)
            yield from _with_errors(client, name, role, where)


def account_pages(w: World) -> Iterator[State]:
    """Sign-in and security pages, whose addresses are the library's."""
    names = [one.name for one in routes() if one.name.startswith(("account_", "mfa_")) and not one.holes]
    for name in names:
        for role in ("anonymous", "kolaborator"):
            with _undone():
                client = client_of(w, role)
                if role != "anonymous":
                    _surely(client)
                yield from _with_errors(client, name, role, reverse(name))


def empty(w: World) -> Iterator[State]:
    """Each page that stands without any row of the chain: nothing was asked, given or brought yet."""
    ground = {
        "public:place": {"code": w.rw.place.code},
        "public:recipient": {"reference": w.panti.reference},
        "public:organisation": {"reference": w.organisation.reference},
        "public:programme": {"code": "pangan"},
        "public:package": {"code": "sembako"},
        "capaian:area": {"code": w.village.code},
        "desks:area_recipient": {"reference": w.rw.reference},
        "desks:pokja_organisation": {"reference": w.organisation.reference},
    }
    table = matrix.read_table()
    for name, arguments in matrix.routes():
        if name not in pages() or (arguments and name not in ground):
            continue
        for role, answer in zip(matrix.COLUMNS, table["GET", name].answers, strict=True):
            if answer == "200":
                with _undone():
                    where = reverse(name, kwargs=ground.get(name))
                    found = _state(client_of(w, role).get(where), name, "empty", role, where)
                    yield from [found] if found else []
                break


def refused(w: World) -> Iterator[State]:
    """The pages that say no: nothing there, not for you, a link that is over."""
    places = ("/tidak-ada/", "/meja/pokja/", "/undangan/basi/", "/kurir/basi/", "/terima/basi/")
    for where, role in zip(places, ("anonymous", "ketua_rw", *["anonymous"] * 3), strict=True):
        answer = client_of(w, role).get(where)
        found = _state(answer, f"{answer.status_code} {where}", "refused", role, where, allow=(200, 403, 404, 410))
        yield from [found] if found else []


def more(w: World) -> Iterator[State]:
    """Pages that show something else to another person, or to one who asks further."""
    line = Line.objects.filter(confirmed__gt=0)[0]
    rows = reverse("capaian:rows")
    spent = Gift.objects.select_related("organisation").get(spent_rp__gt=0)
    book = reverse("agregator:book", args=[spent.organisation.reference, spent.fund])
    bought = Spending.objects.get()
    asked = [
        ("rights:home", "kolaborator", reverse("rights:home")),
        *(("capaian:rows", "anonymous", f"{rows}{query}") for query in (f"?baris={line.pk}", *LISTS)),
        ("public:needs", "anonymous", f"{reverse('public:needs')}?q=tidak+ada+yang+begini"),
        ("public:search", "anonymous", f"{reverse('public:search')}?q=Kebayoran"),
        ("public:search", "anonymous", f"{reverse('public:search')}?q=tidak+ada+yang+begini"),
        ("titipan:gift", "anonymous", reverse("titipan:gift", args=[spent.reference])),
        *(("agregator:book", "anonymous", f"{book}?{one}") for one in (f"tentang={bought.reference}", "umur=semua")),
        ("desks:apply", "orang_lain", f"{reverse('desks:apply')}?kegiatan=panti_asuhan"),
    ]
    for name, role, where in asked:
        with _undone():
            yield from _with_errors(client_of(w, role), name, role, where)


def client_of(w: World, role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.force_login(w.people[role], backend=BACKEND)
    return client


# --- How a page is reached --------------------------------------------------------------------------------------------

Step = Callable[[Client], Any]


def _sends(where: str, **fields: str) -> Step:
    return lambda client: client.post(where, fields)


def _before(w: World, known: dict[str, dict[str, Any]]) -> dict[str, tuple[str, list[Step]]]:
    """Who goes to a page that has others before it, and what is answered there."""
    giving, paper = _giving(w, known["giving:start"]["ref"]), known["papers:ask"]["reference"]
    contact = f"{the.CANARY.lower()}.baru@uji.example"
    invited = reverse("entry:accept", kwargs=known["entry:"])
    name = {"nama": "Pak Baru", "kontak": contact}
    steps = dict(zip(("giving:when", "giving:who", "giving:check"), (1, 2, 3), strict=True))
    asking, meaning = _asking(w), _meaning(known["titipan:"]["ref"])
    offer = _sends(
        reverse("giving:offer"),
        paket="sembako",
        jumlah="5",
        cara="antar_sendiri",
        hari=w.today.isoformat(),
        hingga=w.soon.isoformat(),
    )
    known["papers:ask"] = {"kind": "label", "reference": paper}
    known["giving:receipt"] = known["giving:"]
    known["capaian:sentence"] = {"reference": _sentence(w)}
    return {
        **{page: ("anonymous", giving[:count]) for page, count in steps.items()},
        "giving:offer_check": ("anonymous", [offer]),
        "giving:receipt": ("kolaborator", []),
        "giving:mailbox": ("anonymous", []),
        "capaian:sentence": ("anonymous", []),
        "papers:ask": ("kolaborator", []),
        "entry:accept_code": ("anonymous", [_sends(invited, cara="kode", **name)]),
        "entry:accept_password": ("anonymous", [_sends(invited, cara="sandi", **name)]),
        "entry:code_typed": ("anonymous", [_sends(reverse("entry:code"), kontak=contact)]),
        "entry:contact": ("kolaborator", [_surely]),
        "entry:sure": ("orang_lain", [partial(_without_password, w)]),
        "entry:contact_code": ("kolaborator", [_surely, _sends(reverse("entry:contact"), kontak=contact)]),
        "rights:code": ("anonymous", [_sends(reverse("rights:address"), alamat=contact)]),
        **{f"desks:propose_{page}": ("ketua_rw", asking[:count]) for page, count in _ASKED.items()},
        **{f"titipan:{page}": ("anonymous", meaning[:count]) for page, count in _MEANT.items()},
        **{f"fund_desk:{page}": ("bendahara", []) for page in _OF_THE_AGREGATOR},
    }


_MEANT = {"way": 1, "who": 2, "check": 3}
_OF_THE_AGREGATOR = (
    *("board", "intents", "receive", "take_back", "refund", "statements", "import", "row"),
    *("spendings", "buy", "purchase", "cost", "spending", "withdraw", "undo", "receipt"),
    *("lots", "stock", "manifest", "unpack", "lot", "share_out", "write_off"),
    *("standing", "kinds", "propose_mandate", "propose_bank", "propose_qris", "end_own"),
    *("reports", "file_report", "programmes", "open_campaign", "close_campaign"),
)
"""Pages for the people of the agregator, who stand in no column of the matrix."""


def _meaning(agregator: str) -> list[Step]:
    """A guest means a gift of money."""
    where = {page: reverse(f"titipan:{page}", args=[agregator]) for page in ("start", "way", "who")}

    def way(client: Client) -> Any:
        chosen = client.get(where["way"]).context["form"].initial["saluran"]
        return client.post(where["way"], {"saluran": chosen})

    return [
        _sends(where["start"], tujuan="perlu", wilayah="", paket="", jumlah="250000", jumlah_lain="", kunci="a" * 32),
        way,
        _sends(where["who"], nama="Budi Uji", email="budi@uji.example", telepon="", tampil="tidak"),
    ]


_ASKED = {"quantity": 1, "reason": 2, "check": 3}


def _asking(w: World) -> list[Step]:
    where = {page: reverse(f"desks:propose_{page}", args=[w.rw.reference]) for page in ("package", *_ASKED)}
    return [
        _sends(where["package"], package="lebaran"),
        _sends(where["quantity"], period=w.period.code, quantity="50", key="a" * 32),
        _sends(where["reason"], urgency="1", source="Rapat RW", reason="Panen gagal", key="b" * 32),
    ]


def _giving(w: World, need: str) -> list[Step]:
    where = {page: reverse(f"giving:{page}", args=[need]) for page in ("start", "when", "who")}
    return [
        _sends(where["start"], jumlah="5", kunci="a" * 32),
        _sends(where["when"], cara="antar_sendiri", hari_0=w.today.isoformat(), hingga_0=w.today.isoformat()),
        _sends(where["who"], nama="Budi Uji", email="budi@uji.example", tampil="tidak"),
    ]


def _sentence(w: World) -> str:
    return opendata.publish_sentence(by=w.pokja, until=w.at, at=w.at).reference


def _surely(client: Client) -> Any:
    cache.clear()  # the library counts how often one is asked within a minute
    return client.post(reverse("account_reauthenticate"), {"password": the.PASSWORD})


def _without_password(w: World, client: Client) -> None:
    """As somebody who signs in by code."""
    w.orang_lain.set_unusable_password()
    w.orang_lain.save()
    client.force_login(w.orang_lain, backend=BACKEND)


# --- What a page shows ------------------------------------------------------------------------------------------------


def _with_errors(client: Client, name: str, role: str, where: str) -> Iterator[State]:
    """The page, and the page after each of its forms was sent empty."""
    with override_settings(KSBB_DEMO=name == "giving:mailbox" or settings.KSBB_DEMO):
        found = _state(client.get(where), name, "filled", role, where)
    if found is None:
        return
    yield found
    for form in Forms(where, found.html).found:
        if form.method != "post" or not _asks(form):
            continue
        target = where if form.action.startswith("?") or not form.action else form.action
        body = {field: form.fields[field] if field in form.hidden else "" for field in form.fields}
        with _undone():
            wrong = _state(client.post(target, body), name, "wrong", role, target, allow=(200, 409, 422))
        if wrong is not None:
            yield wrong


def _asks(form: Form) -> bool:
    """Somebody has to write or choose something in it."""
    return bool(form.written) and "/akun/keluar" not in form.action


def _state(
    answer: Any, name: str, kind: str, role: str, where: str, *, allow: tuple[int, ...] = (200,)
) -> State | None:
    if answer.status_code not in allow or "html" not in answer.headers.get("Content-Type", ""):
        return None
    used = tuple(one.name for one in getattr(answer, "templates", []) if one.name)
    policy = answer.headers.get("Content-Security-Policy", "")
    return State(name, kind, role, where, answer.content.decode(), policy, answer.status_code, used)


@contextmanager
def _undone() -> Iterator[None]:
    """The database forgets what happened inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
