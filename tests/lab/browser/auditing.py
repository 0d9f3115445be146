"""The audit of a page's accessibility: axe as its package has it, unchanged."""

from __future__ import annotations

import importlib.resources
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


AT_REST = """async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.allSettled(document.getAnimations()
        .filter((each) => each.effect.getTiming().iterations < Infinity).map((each) => each.finished));
}"""
"""Wait for colours that are on their way: between two of them a contrast may be too low for a moment."""


def findings(page: Page) -> list[str]:
    """What axe finds wrong with a page as it is now: a line for each rule, with the elements."""
    source = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source)
    page.evaluate(AT_REST)
    found = page.evaluate("async () => JSON.stringify((await axe.run()).violations)")
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:120] for node in rule['nodes']]}" for rule in json.loads(found)
    ]
