"""The page of the lab, opened as a person opens it."""

from __future__ import annotations

from tests.lab.browser.conftest import Complaints, OpenPage


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
