"""The lab's views in a notebook: the same modules, by anywidget's contract, without files and without a socket."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dropgrade.course.course import find_course
from dropgrade.jupyter.lab_widget import script, style
from dropgrade.lab.lab_session import Session
from dropgrade.lab.server.frames import described, plain_arrays
from tests.conftest import ROOT
from tests.lab.browser.conftest import PATIENCE, Browser, Complaints, Page
from tests.lab.conftest import INVERTED

NOTEBOOK = "http://127.0.0.1:9/lab/tree/a.ipynb"
"""Where the page believes to be; nothing listens there."""
EMPTY = "<!doctype html><title>A notebook</title>"
BEGIN = """
async ([source, style]) => {
  const listeners = new Map();
  const model = {
    send: async (message) => {
      for (const [body, buffers] of await window.askPython(message)) {
        const views = buffers.map((text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer));
        for (const hear of [...(listeners.get("msg:custom") ?? [])]) hear(body, views);
      }
    },
    on: (name, hear) => listeners.set(name, (listeners.get(name) ?? new Set()).add(hear)),
    off: (name, hear) => listeners.get(name)?.delete(hear),
    get: () => undefined, set: () => {}, save_changes: () => {},
  };
  document.head.append(Object.assign(document.createElement("style"), { textContent: style }));
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  await widget.render({ model, el: document.body.appendChild(document.createElement("div")) });
}
"""
Show = Callable[[str], Page]


@pytest.fixture
def show(browser: Browser, complaints: Complaints, workspace: Path) -> Any:
    """Show a view as anywidget would, with a session for a model."""
    sent: list[tuple[dict[str, Any], dict[str, np.ndarray]]] = []
    session = Session(find_course(workspace), lambda body, arrays: sent.append((dict(body), dict(arrays))))

    def ask(message: dict[str, Any]) -> list[list[Any]]:
        session.answer(message)
        answers = [(body, plain_arrays(arrays)) for body, arrays in sent]
        sent.clear()
        return [
            [described(body, arrays), [base64.b64encode(a.tobytes()).decode() for a in arrays.values()]]
            for body, arrays in answers
        ]

    def show_view(view: str) -> Page:
        page = browser.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        complaints.watch(page)
        page.route("**/*", lambda route: route.fulfill(content_type="text/html", body=EMPTY))
        page.goto(NOTEBOOK)
        page.expose_function("askPython", ask)
        page.evaluate(BEGIN, [script(view), style()])
        return page

    yield show_view
    session.close()
    assert complaints.unexpected() == []


def test_the_views_work_below_a_cell(show: Show) -> None:
    """Read begins, Build follows at the press of a button, and the notebook's address stays as it is."""
    page = show("read")
    page.get_by_role("heading", name="Bernoulli masks").wait_for()
    page.locator("math").first.wait_for()
    page.get_by_label("Problem", exact=True).select_option("p03_inverted_scaling")
    page.get_by_role("heading", name="Inverted dropout").wait_for()
    page.get_by_role("button", name="Build", exact=True).click()
    page.locator(".build-view canvas").first.wait_for()
    page.get_by_role("button", name="Spot", exact=True).click()
    page.get_by_role("img", name="A call in training").wait_for()
    assert page.url == NOTEBOOK
    assert page.evaluate("document.fonts.size") >= 1


def test_a_saved_file_is_heard_below_a_cell(show: Show, workspace: Path) -> None:
    """The line of functions follows a file that is saved beside the notebook, as it does on the page."""
    page = show("read")
    page.get_by_role("button", name="0 of 16 functions are yours").wait_for()
    shutil.copy(ROOT / INVERTED.replace("exercises", "solutions"), workspace / INVERTED)
    heard = page.get_by_role("button", name="1 of 16 functions are yours")
    for _ in range(PATIENCE * 5):  # what was sent meanwhile comes with the answer to the next ask
        if heard.count():
            break
        page.get_by_role("button", name="Read", exact=True).click()
        page.wait_for_timeout(200)
    assert heard.count() == 1
