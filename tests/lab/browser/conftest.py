"""The lab in a real Chromium: the server as the command starts it, and a page that fails on whatever it complains of.

A journey opens a page with `open_page`; at its end, an error on the console, a request that leaves the machine or a
violation of the page's policy fails the test. One browser serves all tests of a module, and one lab those that have the
same workspace; each test has a context of its own.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conftest import COMMAND, ROOT, run_command
from tests.lab.browser.absence import CHROMIUM, IS_ABSENT

if IS_ABSENT:
    collect_ignore_glob = ["test_*.py"]
else:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, StorageState, sync_playwright

LOOPBACK = ("127.0.0.1", "localhost")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
"""What keeps Chromium itself off the network."""
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PATIENCE = 20
"""Seconds after which something that should have appeared counts as absent, on a busy machine."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, off the network."""
    arguments = QUIET + (["--no-sandbox"] if os.geteuid() == 0 else [])
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield found
        found.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; it ends with its module, since its event loop would stop others in the process."""
    with chromium() as found:
        yield found


@dataclass
class Complaints:
    """The complaints of a page; `expected` are the beginnings of those that a test provokes."""

    found: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Collect the complaints of a page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"an exception: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.found.append(f"on the console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in LOOPBACK:
            self.found.append(f"a request to {request.url}")

    def unexpected(self) -> list[str]:
        """The complaints that no test provoked."""
        return [each for each in self.found if not any(each.startswith(start) for start in self.expected)]


@pytest.fixture
def complaints() -> Complaints:
    """What the pages of a test complain of."""
    return Complaints()


@pytest.fixture(scope="session")
def _fresh_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `dropgrade init` makes it, to be copied."""
    place = tmp_path_factory.mktemp("lab") / "work"
    assert run_command("init", place).returncode == 0
    return place


@pytest.fixture(scope="module")
def _clean_workspaces() -> list[Path]:
    """The workspaces of a module in which nobody has written a function yet."""
    return []


@pytest.fixture
def workspace(
    _fresh_workspace: Path, _clean_workspaces: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A workspace of a student's who has written nothing yet; the next test has it, too, if that is still so."""
    if not _clean_workspaces:
        _clean_workspaces.append(tmp_path_factory.mktemp("lab") / "work")
        shutil.copytree(_fresh_workspace, _clean_workspaces[0])
    place = _clean_workspaces.pop()
    yield place
    if contents(place / "exercises") == contents(_fresh_workspace / "exercises"):
        shutil.rmtree(place / ".dropgrade", ignore_errors=True)
        shutil.copytree(_fresh_workspace / ".dropgrade", place / ".dropgrade")
        _clean_workspaces.append(place)


def contents(folder: Path) -> dict[Path, bytes]:
    """All files of a folder."""
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


OpenPage = Callable[..., "Page"]


@contextmanager
def running_lab(workspace: Path, *words: str) -> Iterator[str]:
    """Start the lab's command in a process of its own; yields its address. It has to end well and silently.

    In one process with the tests, its threads would parse programs while pytest does, which CPython 3.11 does not bear.
    """
    command = [str(COMMAND), "lab", "--no-browser", "--course", str(workspace), *words]
    started = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert started.stdout is not None
    try:
        yield started.stdout.readline().split()[-1]
    finally:
        started.send_signal(signal.SIGINT)
        _, complaint = started.communicate(timeout=PATIENCE)
    assert (started.returncode, complaint) == (0, "")


@dataclass
class Labs:
    """Labs that run until a module's tests are through, by the words that they were started with.

    An address works once, so the first page gives its cookies to those that follow.
    """

    browser: Browser
    running: ExitStack
    known: dict[tuple[Path | str, ...], tuple[str, StorageState]] = field(default_factory=dict)

    def page(self, workspace: Path, words: tuple[str, ...], complaints: Complaints, **context: Any) -> Page:
        """The page of a lab, in a context of its own."""
        lab = (workspace, *words)
        address, state = self.known.get(lab) or (self.running.enter_context(running_lab(workspace, *words)), None)
        room = self.browser.new_context(storage_state=state, **context)
        room.set_default_timeout(PATIENCE * 1000)
        page = room.new_page()
        complaints.watch(page)
        page.goto(address)
        self.known.setdefault(lab, (f"http://{urlsplit(address).netloc}/", room.storage_state()))
        return page


@pytest.fixture(scope="module")
def labs(browser: Browser) -> Iterator[Labs]:
    """The labs of a module's tests."""
    with ExitStack() as running:
        yield Labs(browser, running)


@pytest.fixture
def open_page(labs: Labs, complaints: Complaints, workspace: Path) -> Iterator[OpenPage]:
    """Open the page of the lab for a workspace (by default, the project's own course).

    Pages are closed before the test's workspace is given to the next test, which is why this asks for it.
    `size` is WIDE or PHONE; other keywords are Playwright's for a context, such as `color_scheme`. A test waits for
    locators: a function that is given as text is code, which the page's policy refuses.
    """
    with ExitStack() as open_things:

        def open_it(workspace: Path = ROOT, problem: str | None = None, *, size: dict = WIDE, **context: Any) -> Page:
            words = ("--problem", problem) if problem else ()
            page = labs.page(workspace, words, complaints, viewport=size, has_touch=size == PHONE, **context)
            open_things.callback(page.context.close)
            return page

        yield open_it
    assert complaints.unexpected() == []


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until something of this name has the focus: its label, or else its text, begins with it."""
    for _ in range(60):
        label = page.evaluate(
            "() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''"
        )
        if str(label).strip().startswith(name):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    pytest.fail(f"Tab does not lead to {name}")
