"""The page of the lab, opened as a person opens it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.lab.browser.auditing import findings
from tests.lab.browser.conftest import Browser, Complaints, OpenPage, running_lab

if TYPE_CHECKING:
    from playwright.sync_api import WebSocketRoute


def test_the_page_opens_where_one_builds(open_page: OpenPage) -> None:
    """The address opens the page, the token is gone from it, and the socket answers with a network to start from."""
    page = open_page()
    page.get_by_role("button", name="Layer 1: Dense, 100 units").wait_for()
    assert "token" not in page.url


def test_text_never_becomes_markup(open_page: OpenPage, complaints: Complaints) -> None:
    """A script of the page's that writes text as markup is stopped by the page's policy, and the test hears of it."""
    page = open_page()
    complaints.expected += ["on the console: This document requires 'TrustedHTML'"]
    refused = page.evaluate("() => { try { document.body.innerHTML = '<b>'; } catch (e) { return e.name; } }")
    assert refused == "TypeError"
    assert complaints.found


def test_every_view_is_accessible(open_page: OpenPage, workspace: Path) -> None:
    """Axe finds nothing in any view, in the menus and in the dialogs, in light and in dark colours."""
    page = open_page(workspace, reduced_motion="reduce")
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[f"{where}, {scheme}"] = findings(page)

    for view, ready in {
        "Build": page.get_by_role("button", name="Layer 1:"),
        "Watch": page.get_by_text("the same seed, the same masks, the same loss"),
        "Experiment": page.get_by_role("heading", level=1),
        "Read": page.get_by_role("heading", name="The formulas, and the code that computes them"),
        "Spot": page.get_by_text("Which mistake is it?"),
    }.items():
        page.get_by_role("link", name=view, exact=True).click()
        ready.first.wait_for()
        look(view)
    page.get_by_role("link", name="Build", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    look("a menu")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="functions are yours").click()
    look("a dialog")
    assert {where: what for where, what in found.items() if what} == {}


def test_a_lab_that_is_lost_is_found_again(open_page: OpenPage, workspace: Path) -> None:
    """Where the socket breaks the page says so, connects again, and works as before."""
    page = open_page(workspace)
    sockets: list[WebSocketRoute] = []
    is_lost = False

    def pass_on(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        if is_lost:
            socket.close()
        else:
            socket.connect_to_server()

    page.route_web_socket("**/socket", pass_on)
    page.reload()
    page.get_by_role("button", name="Layer 1:").wait_for()
    is_lost = True
    sockets[0].close()
    page.get_by_text("The lab has stopped, or does not answer.").wait_for()
    is_lost = False
    page.get_by_text("The lab has stopped, or does not answer.").wait_for(state="hidden")
    page.get_by_role("button", name="Presets").click()
    page.get_by_role("menuitem", name="Small enough to see").click()
    page.get_by_role("button", name="Layer 1: Dense, 8 units").wait_for()


def test_the_address_works_as_a_link_on_another_page(browser: Browser, complaints: Complaints, workspace: Path) -> None:
    """Where the terminal is a page itself, a press on the address opens the lab."""
    with running_lab(workspace) as address:
        page = browser.new_page()
        complaints.watch(page)
        elsewhere = f'<!doctype html><title>A terminal</title><a href="{address}">the lab</a>'
        page.route("http://localhost:9/**", lambda route: route.fulfill(content_type="text/html", body=elsewhere))
        page.goto("http://localhost:9/terminal")
        page.get_by_role("link", name="the lab").click()
        page.get_by_role("link", name="Read", exact=True).wait_for()
        assert "token" not in page.url
        page.close()
    assert complaints.unexpected() == []
