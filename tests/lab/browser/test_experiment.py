"""Experiments and figures, used as a person would: by mouse, by the keyboard alone, and by touch on a phone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropgrade.lab.figures.figure_list import figure_named
from tests.conftest import ROOT, run_command
from tests.lab.browser.auditing import findings
from tests.lab.browser.conftest import PHONE, OpenPage, tab_to
from tests.lab.conftest import INVERTED

if TYPE_CHECKING:
    from playwright.sync_api import Page

REFERENCE = ROOT / INVERTED.replace("exercises", "solutions")


def opened(open_page: OpenPage, workspace: Path, title: str, **how: Any) -> Page:
    """The page of an experiment."""
    page = open_page(workspace, **how)
    page.get_by_role("link", name="Experiment").click()
    page.locator(".contents summary").first.wait_for()
    page.evaluate("() => document.querySelectorAll('.contents details').forEach((each) => (each.open = true))")
    page.get_by_role("navigation", name="Experiments and figures").get_by_role("button", name=title).first.click()
    page.get_by_role("heading", name=title.rsplit(". ", maxsplit=1)[-1], level=1).wait_for()
    return page


def place_in(page: Page, across: float, down: float) -> tuple[float, float]:
    """A place in the plot that is drawn on, in shares of its width and height."""
    page.locator("svg.sketch").scroll_into_view_if_needed()
    box = page.locator("svg.sketch").bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def draw(page: Page, *places: tuple[float, float]) -> None:
    """Draw a curve with the mouse."""
    page.mouse.move(*place_in(page, *places[0]))
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place_in(page, *place), steps=8)
    page.mouse.up()


def record_of(workspace: Path, name: str) -> dict[str, Any]:
    """What `dropgrade list` knows of an experiment."""
    listed = json.loads(run_command("list", "--json", cwd=workspace).stdout)
    return next(each for each in listed["experiments"] if each["experiment"] == name)


def test_an_experiment_by_mouse(open_page: OpenPage, workspace: Path) -> None:
    """A curve is drawn and locked, the run is compared with it, explained, saved as CSV, and listed."""
    shutil.copy(REFERENCE, workspace / INVERTED)
    page = opened(open_page, workspace, "8. Activations before and after")
    lock = page.get_by_role("button", name="Lock my prediction")
    assert lock.is_disabled()
    draw(page, (0.09, 0.8), (0.6, 0.7), (0.97, 0.1))
    assert findings(page) == []
    lock.click()
    page.locator(".verdict", has_text="Your curve is close to the measured one").wait_for()
    assert page.get_by_role("button", name="Lock my prediction").count() == 0
    assert page.locator("svg.sketch").count() == 0
    assert page.locator(".whose .badge").all_inner_texts() == ["✓\nyours", "R\nreference"]
    with page.expect_download() as coming:
        page.get_by_role("button", name="Save the numbers as CSV").click()
    assert Path(coming.value.path()).read_text().startswith("experiment,seed,series,rate p,")
    page.get_by_label("A kept unit is 1 / (1 - p)").check()
    page.get_by_role("button", name="Keep this explanation").click()
    page.get_by_text("That is it.").wait_for()
    assert findings(page) == []
    record = record_of(workspace, "value_spread")
    assert (record["state"], record["was_right"], record["held"]) == ("explained", True, True)
    page.reload()
    page.get_by_text("Your prediction is locked").wait_for()


def test_an_experiment_by_keyboard(open_page: OpenPage, workspace: Path) -> None:
    """Arrow keys draw, Enter locks, the result is read with a slider, and the explanation is in one's own words."""
    page = opened(open_page, workspace, "10. Batch norm after dropout")
    press = page.keyboard.press
    page.get_by_role("slider", name="rate p 0", exact=True).focus()
    press("Home")
    for height in (10, 9, 8, 7, 6, 5, 4, 3, 2, 1):  # tenths of the axis, from 1.2 down
        while float(page.evaluate("() => document.activeElement.getAttribute('aria-valuenow')")) < height * 0.12:
            press("PageUp")
        while float(page.evaluate("() => document.activeElement.getAttribute('aria-valuenow')")) > height * 0.12:
            press("ArrowDown")
        press("ArrowRight")
    tab_to(page, "Lock my prediction")
    press("Enter")
    page.locator(".verdict", has_text="Your curve is").wait_for()
    page.get_by_role("slider", name="Your curve and the measured one: read at").focus()
    press("End")
    assert "rate p 0.9: measured:" in page.locator(".step.compare .reading").first.inner_text()
    page.get_by_label("In my own words:").focus()
    press("Space")
    page.keyboard.type("<b>The coins add variance</b>")
    tab_to(page, "Keep this explanation")
    press("Enter")
    page.get_by_text("Kept. Compare it with this:").wait_for()
    assert page.locator("q", has_text="<b>The coins").is_visible()
    assert record_of(workspace, "norm_shift")["explanation"] == "<b>The coins add variance</b>"


def test_a_saved_file_runs_the_experiment_again(open_page: OpenPage, workspace: Path) -> None:
    """A function that raises ends the run with its line; when the file is saved right, the run starts by itself."""
    shutil.copy(REFERENCE, workspace / INVERTED)
    page = opened(open_page, workspace, "9. Single values against whole maps", size=PHONE)
    page.get_by_label("Much of both.").check()
    page.get_by_role("button", name="Lock my prediction").tap()
    verdict = page.locator(".verdict", has_text="the data say “Much of the single values, nothing of the whole maps”")
    verdict.wait_for()
    assert findings(page) == []
    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    (workspace / INVERTED).write_text(
        "def inverted_dropout(x, p, training=True, rng=None):\n    raise KeyError('coin')\n"
    )
    page.get_by_role("alert").get_by_text("line 2").wait_for()
    shutil.copy(REFERENCE, workspace / INVERTED)
    verdict.wait_for()
    assert page.get_by_role("alert").count() == 0


def test_a_curve_is_drawn_with_a_finger(open_page: OpenPage, workspace: Path) -> None:
    """Touch draws as the mouse does, without moving the page."""
    page = opened(open_page, workspace, "8. Activations before and after", size=PHONE)
    touch: Callable[..., Any] = page.context.new_cdp_session(page).send
    path = [place_in(page, share, 0.8 - 0.5 * share) for share in (0.14, 0.4, 0.7, 0.95)]
    before = page.evaluate("() => scrollY")
    for kind, points in (("touchStart", path[:1]), *(("touchMove", [at]) for at in path[1:]), ("touchEnd", [])):
        touch("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})
    page.get_by_role("button", name="Lock my prediction").wait_for()
    assert page.get_by_role("button", name="Lock my prediction").is_enabled()
    assert page.evaluate("() => scrollY") == before


FIGURES = (
    "overfitting", "subnetwork_counts", "one_mask", "before_and_after", "masks_at_rates", "two_modes",
    "worked_network", "four_subnetworks",
)  # fmt: skip
"""Figures with every kind of picture; the last has few numbers, which the audit reads with its pictures."""
IN_WORDS = "() => [...document.querySelectorAll('.drawn svg[role=img]')].every((each) => each.ariaLabel)"


def test_figures_are_drawn(open_page: OpenPage, workspace: Path) -> None:
    """A figure has its pictures, with words for those who do not see them, and its numbers; a seed draws another."""
    page = opened(open_page, workspace, "Training and evaluation", color_scheme="dark")
    for name in FIGURES:
        page.get_by_role("navigation", name="Experiments and figures").locator(f"[data-to={name}]").click()
        page.get_by_role("heading", name=figure_named(name).title, level=1, exact=True).wait_for()
        page.locator(".drawn[aria-busy=false] .chart").first.wait_for()
        page.wait_for_function(IN_WORDS)
        for numbers in page.locator(".drawn summary").all():
            numbers.click()
    assert page.locator(".drawn details[open] td").count() > 0
    assert findings(page) == []
    page.get_by_role("navigation", name="Experiments and figures").locator("[data-to=masks_at_rates]").click()
    drawn = page.locator(".drawn[aria-busy=false] figcaption").all_inner_texts
    page.get_by_role("rowheader", name="p = 0.7").wait_for()
    before = drawn()
    page.get_by_label("Seed").fill("7")
    page.get_by_label("Seed").press("Enter")
    changed = "(before) => !before.includes(document.querySelectorAll('.drawn figcaption')[3]?.innerText ?? before[3])"
    page.wait_for_function(changed, arg=before)
    assert len(drawn()) == 4
    assert findings(page) == []
