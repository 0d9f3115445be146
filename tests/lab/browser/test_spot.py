"""Finding the bug, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

from tests.lab.browser.auditing import findings
from tests.lab.browser.conftest import OpenPage


def test_a_bug_is_named_by_keyboard(open_page: OpenPage, workspace: Path) -> None:
    """Pictures, rates and curves are there; an answer is judged once, the code stays hidden, and a next round comes."""
    page = open_page(workspace)
    page.evaluate("location.hash = '/spot?problem=p03_inverted_scaling'")
    page.get_by_role("img", name="A call in training").wait_for()
    page.locator(".losses polyline").first.wait_for()
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    verdict = page.get_by_role("status").filter(has_text="program")
    verdict.wait_for()
    assert verdict.inner_text().lstrip("✓✗ ").startswith(("Spotted.", "Not that one."))
    assert page.get_by_role("radio").first.is_disabled()
    assert page.locator(".diff").count() == 0
    page.get_by_role("button", name="Give up, and show it now").click()
    page.locator(".diff .added, .diff .taken").first.wait_for()
    assert findings(page) == []
    page.get_by_role("button", name="Another program").last.click()
    page.locator(".verdict").wait_for(state="detached")
    assert page.get_by_role("radio").first.is_enabled()
