"""What every test may ask for.

`db` (pytest-django): one database a process, each test rolled back.
`standing`: a world that stands in a database of its own, built once for a run; what a test does to it is rolled back.
`fresh_db`: a fresh copy of the migrated database for a test that commits: races, child processes, a live server.
`site`: the program answering on a real port, on a `fresh_db`. `browse`: pages of real Chromium.
"""

import contextlib
import itertools
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import caches
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, Page, sync_playwright

from tests import databases
from tests.settings import SCRATCH

hypothesis.settings.register_profile("ksbb", deadline=None, database=None, max_examples=50)
hypothesis.settings.register_profile("ksbb-long", deadline=None, database=None, max_examples=1000)
LONG = os.environ.get("KSBB_TEST_LONG") == "1"
hypothesis.settings.load_profile("ksbb-long" if LONG else "ksbb")

CHROMIUM = os.environ.get("KSBB_TEST_CHROMIUM", "")
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.keywords and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="no Chromium named in KSBB_TEST_CHROMIUM"))
        if "long" in item.keywords and not LONG:
            item.add_marker(pytest.mark.skip(reason="long: ./ksbb test --long"))
        if "postgres" in item.keywords and not databases.is_postgres():
            item.add_marker(pytest.mark.skip(reason="only means something on PostgreSQL"))
        mark = item.get_closest_marker("django_db")
        if mark is not None and (mark.kwargs.get("transaction") or "fresh_db" in getattr(item, "fixturenames", ())):
            raise pytest.UsageError(f"{item.nodeid}: a test that commits asks for `fresh_db` and carries no django_db")


def pytest_unconfigure() -> None:
    if os.environ.get("KSBB_TEST_OWNER") == str(os.getpid()):
        databases.drop_templates()


# --- Databases --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def process_name() -> str:
    """Of this process among the parallel ones: gw0, gw1, … or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any, process_name: str) -> Iterator[None]:
    """Instead of pytest-django's: a copy of the run's migrated template."""
    with django_db_blocker.unblock():
        using = databases.use(process_name)
        using.__enter__()
    yield
    with django_db_blocker.unblock():
        using.__exit__(None, None, None)


Standing = Callable[[str, Callable[[], Any]], contextlib.AbstractContextManager[Any]]


@pytest.fixture(scope="session")
def world_once(django_db_setup: None, django_db_blocker: Any, process_name: str) -> Iterator[Standing]:
    """`with world_once("name", build) as world`: meanwhile this process speaks to its copy of that world's database."""
    copies: dict[str, tuple[databases.Database, Any]] = {}

    @contextlib.contextmanager
    def stand(name: str, build: Callable[[], Any]) -> Iterator[Any]:
        if name not in copies:
            with django_db_blocker.unblock():
                template, world = databases.furnished(name, build)
                copies[name] = (databases.copy_of(template, f"{process_name}_{name}"), world)
        database, world = copies[name]
        with databases.speaking_to(database):
            yield world

    yield stand
    for database, _world in copies.values():
        databases.drop(database)


@pytest.fixture
def fresh_db(django_test_environment: None, django_db_blocker: Any, process_name: str) -> Iterator[databases.Database]:
    with django_db_blocker.unblock(), databases.use(f"{process_name}_{next(_numbers)}") as database:
        yield database


@pytest.fixture
def transactional_db() -> None:
    """Closed: it empties tables by DELETE, which append-only tables refuse."""
    pytest.fail("use `fresh_db` instead of transactional_db or live_server")


@pytest.fixture(autouse=True)
def _own_audit_dir(settings: Any, process_name: str) -> None:
    """What a test signs is remembered for this test alone: the next one has another history."""
    settings.KSBB_AUDIT_DIR = SCRATCH / f"audit-{process_name}-{next(_numbers)}"


@pytest.fixture(autouse=True)
def _no_tries_of_others() -> None:
    """Tries are counted for this test alone: many sign-ins before it must not lock it out."""
    for name in ("default", "limits"):
        caches[name].clear()


# --- No network -------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine may be spoken to."""
    connect = socket.socket.connect

    def near_only(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])
            if not host.startswith("127.") and host not in ("::1", "localhost"):
                raise OSError(f"tests may not reach the network: {host}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", near_only)
        yield


# --- A live site and a browser ----------------------------------------------------------------------------------------


@pytest.fixture
def site(fresh_db: databases.Database) -> Iterator[str]:
    """The program on a real port over a fresh database; its address, without a slash at the end."""
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-background-networking",
                "--disable-component-update",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page: `browse(script=True, width=360, height=740)`.

    At the end of the test a script error, a breach of the content policy or a request to another host fails it.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(*, script: bool = True, width: int = 360, height: int = 740, **more: Any) -> Page:
        context = chromium.new_context(
            java_script_enabled=script, viewport={"width": width, "height": height}, locale="id-ID", **more
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console", lambda line: complaints.append(line.text) if "Content Security Policy" in line.text else None
        )
        page.on("request", lambda asked: None if _near(asked.url) else complaints.append(f"foreign: {asked.url}"))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _near(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "blob:", "about:"))
