"""Watch, used as a person would: a training step by step, and a function that is broken and put right meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.conftest import ROOT
from tests.lab.browser.conftest import PHONE, OpenPage

if TYPE_CHECKING:
    from playwright.sync_api import Page

RIGHT = (ROOT / "solutions/p03_inverted_scaling/inverted_scaling.py").read_text("utf-8")


def masks(page: Page) -> list[str]:
    """The masks of the step that is shown, each as the picture that it is."""
    pictures = page.get_by_role("img", name="kept")
    pictures.first.wait_for()
    return [str(each.evaluate("picture => picture.toDataURL()")) for each in pictures.all()]


def go(page: Page, button: str, times: int = 1) -> None:
    """Press a button of the controls some times."""
    for _ in range(times):
        page.get_by_role("button", name=button, exact=True).click()


def test_a_training_is_watched_and_follows_the_file(open_page: OpenPage, workspace: Path) -> None:
    """Steps forward and backward are shown and can be replayed; what is saved in the file is what is seen next."""
    file = workspace / "exercises/p03_inverted_scaling/inverted_scaling.py"
    file.write_text(RIGHT)
    page = open_page(workspace)
    page.get_by_role("link", name="Watch", exact=True).click()
    page.get_by_role("heading", name="Forward: the input").wait_for()
    page.get_by_text("the same seed, the same masks, the same loss").wait_for()
    first = masks(page)
    go(page, "One layer on", 3)
    page.get_by_text("Survivors are multiplied by 2 = 1 / (1 - p)").wait_for()
    go(page, "One layer on", 5)
    page.get_by_role("heading", name="The loss").wait_for()
    go(page, "One layer on", 5)
    page.get_by_text("where it is 0 the gradient stops").wait_for()
    go(page, "One step on")
    page.get_by_text("2 of 640").wait_for()
    second = masks(page)
    go(page, "One step back")
    page.get_by_text("1 of 640").wait_for()
    assert masks(page) == first != second

    go(page, "One layer back", 10)
    file.write_text(RIGHT.replace("out / (1 - p)", "out / 1"))
    page.get_by_text("Survivors are multiplied by 1, where").wait_for()
    lines = RIGHT.splitlines()
    line = next(number for number, text in enumerate(lines) if "rng.random" in text)
    file.write_text("\n".join([*lines[:line], "    1 / 0", *lines[line:]]))
    trouble = page.get_by_role("alert")
    trouble.filter(has_text="ZeroDivisionError").filter(has_text=f"inverted_scaling.py, line {line + 1}").wait_for()
    trouble.get_by_role("button", name="Use the reference for now").click()
    page.locator(".masks").get_by_text("reference").first.wait_for()
    assert masks(page) == first


def test_a_training_is_watched_on_a_phone(open_page: OpenPage, workspace: Path) -> None:
    """By touch, with the course's functions, marked as such; another seed draws other masks."""
    page = open_page(workspace, size=PHONE)
    page.get_by_role("link", name="Watch", exact=True).tap()
    page.get_by_text("the same seed, the same masks, the same loss").wait_for()
    assert page.locator(".masks").get_by_text("reference").count() == 2
    first = masks(page)
    page.get_by_text("Training settings").tap()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    page.get_by_role("heading", name="The training starts").wait_for(state="hidden")
    page.get_by_text("the same seed, the same masks, the same loss").wait_for()
    assert masks(page) != first
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
