"""Build, used as a person would: by mouse, by the keyboard alone, and by touch on a phone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.lab.network.counting import checked_network, count_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import FIELDS
from tests.lab.browser.conftest import PHONE, OpenPage, tab_to

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

START = "Layer 1: Dense, 100 units"


def layers(page: Page) -> list[str]:
    """The layers of the drawing in words, the input first, as a screen reader has them."""
    found = page.get_by_role("list", name="The network, layer by layer").get_by_role("button")
    return [str(each.get_attribute("aria-label")) for each in found.all()]


def middle(page: Page, layer: str) -> tuple[float, float]:
    """Where a layer is drawn."""
    drawn = page.get_by_role("button", name=layer)
    drawn.scroll_into_view_if_needed()
    box = drawn.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def item(page: Page, name: str) -> Locator:
    """An entry of the menu that is open."""
    return page.get_by_role("menuitem", name=name)


def saved(page: Page, what: str) -> bytes:
    """What the browser is given to save."""
    page.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as coming:
        item(page, what).click()
    return Path(coming.value.path()).read_bytes()


def test_networks_survive_their_address_and_their_history(open_page: OpenPage) -> None:
    """Every preset survives an address, kinds have the lab's fields, and undo goes 100 steps back."""
    page = open_page()
    found = page.evaluate(
        """async (presets) => {
            const { asText, fromText } = await import("/page/build/written.js");
            const { KINDS } = await import("/page/drawing/kinds.js");
            const { begun, changedTo, undone } = await import("/page/build/history.js");
            let history = begun(0);
            for (let k = 1; k <= 150; k += 1) history = changedTo(history, k);
            for (let k = 0; k < 200; k += 1) history = undone(history);
            const keys = ({ fields }) => fields.map(({ key }) => key).sort();
            return {
                networks: presets.map((network) => fromText(asText(network), network.name)),
                fields: Object.fromEntries(Object.entries(KINDS).map(([kind, each]) => [kind, keys(each)])),
                last: history.now,
            };
        }""",
        list(PRESETS.values()),
    )
    assert found["networks"] == list(PRESETS.values())
    known = {kind: sorted(set(names) - {"layers"}) for kind, names in FIELDS.items()}
    assert found["fields"] == {"input": [], **known}
    assert found["last"] == 50


def test_what_is_no_network_is_refused(open_page: OpenPage, workspace: Path) -> None:
    """An invalid address or file gets a sentence, and there is still a network to work on."""
    page = open_page(workspace)
    page.get_by_role("button", name=START).wait_for()
    page.evaluate("() => { location.hash = '#/build?net=v1,64,dense:-3,output:ten' }")
    page.get_by_text("`units` must be a whole number").first.wait_for()
    page.get_by_role("button", name=START).wait_for()
    page.get_by_role("button", name="Open", exact=True).click()
    for text, said in {
        "{": "This is not JSON",
        "[]": "is not a network",
        '{"version": 1, "input": 64, "layers": [{"kind": "constructor"}]}': "there is no kind 'constructor'",
    }.items():
        page.get_by_label("or its text").fill(text)
        page.get_by_role("dialog").get_by_role("button", name="Open").click()
        page.get_by_text(said).wait_for()


def test_a_network_is_built_by_mouse(open_page: OpenPage, workspace: Path) -> None:
    """Layers are added, widened and removed by right-click; undo, files, pictures and the address give them back."""
    page = open_page(workspace)
    page.get_by_role("button", name=START).wait_for()
    begun = layers(page)
    page.mouse.click(*middle(page, "Layer 3"), button="right")
    item(page, "Add a layer after…").click()
    item(page, "Batch norm").click()
    page.get_by_role("button", name="Layer 4: Batch norm, 100 units, 200 parameters").wait_for()
    page.mouse.click(*middle(page, START), button="right")
    item(page, "Wider").click()
    page.get_by_role("button", name="Layer 1: Dense, 125 units, 8,125 parameters, 11 of 125 drawn").wait_for()
    built, address = layers(page), page.evaluate("() => location.href")

    kept = json.loads(saved(page, "Network as JSON"))
    count, faults = count_network(checked_network(kept))
    assert faults == []
    assert page.get_by_text(f"{count.parameters:,}").is_visible()
    assert b"11 of 125 drawn" in saved(page, "Drawing as SVG")
    assert saved(page, "Drawing as PNG").startswith(b"\x89PNG")

    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name=START).wait_for()
    assert layers(page) == begun
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Layer 4: Batch norm").wait_for()

    page.get_by_role("button", name="Open", exact=True).click()
    page.get_by_label("or its text").fill(json.dumps(kept))
    page.get_by_role("dialog").get_by_role("button", name="Open").click()
    page.get_by_role("button", name="Layer 1: Dense, 125 units").wait_for()
    page.get_by_role("button", name="Presets").click()
    item(page, "Small enough to see").click()
    page.get_by_role("button", name="Layer 1: Dense, 8 units").wait_for()
    page.goto(address)
    page.get_by_role("button", name="Layer 1: Dense, 125 units").wait_for()
    assert layers(page) == built


def test_a_network_is_built_by_keyboard(open_page: OpenPage, workspace: Path) -> None:
    """From the address bar with Tab, arrows, Enter, Delete and Ctrl-Z alone, and a unit says its value and its mask."""
    page = open_page(workspace)
    page.get_by_role("button", name=START).wait_for()
    keys = page.keyboard
    tab_to(page, "Layer 1:")
    keys.press("ArrowRight")
    keys.press("Delete")
    page.get_by_role("button", name="Layer 2: Dropout").wait_for()
    keys.press("Control+z")
    page.get_by_role("button", name="Layer 2: ReLU").wait_for()
    tab_to(page, "Try a training pass")
    keys.press("Enter")
    page.get_by_text("with the coins of training step 1").wait_for()
    tab_to(page, "Layer 2:", back=True)
    keys.press("ArrowRight")
    keys.press("ArrowDown")
    spoken = page.locator("[aria-live=polite]").filter(has_text="Unit 0 of Dropout, 100 units, p = 0.5")
    spoken.filter(has_text="mask").filter(has_text="kept in").wait_for()
    keys.press("Enter")
    item(page, "Add a layer after…").wait_for()
    keys.press("a")  # the first that begins with it: before, then after
    keys.press("a")
    keys.press("Enter")
    item(page, "Tanh").wait_for()
    keys.press("t")
    keys.press("Enter")
    page.get_by_role("button", name="Layer 4: Tanh").wait_for()


def test_a_network_is_built_by_touch(open_page: OpenPage, workspace: Path) -> None:
    """On a phone a tap chooses a layer, a long press opens its menu, and nothing is wider than the screen."""
    page = open_page(workspace, size=PHONE)
    page.get_by_role("button", name=START).wait_for()
    page.touchscreen.tap(*middle(page, "Layer 3"))
    page.get_by_role("heading", name="Layer 3: Dropout").wait_for()
    page.get_by_label("Rate p").fill("0.2")
    page.get_by_role("button", name="Layer 3: Dropout, 100 units, p = 0.2").wait_for()
    press_long(page, *middle(page, "Layer 5"))
    item(page, "Remove").tap()
    page.get_by_role("button", name="Layer 5: Dropout, 50 units").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def press_long(page: Page, x: float, y: float) -> None:
    """Rest a finger on the screen until a menu opens."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.get_by_role("menu").wait_for()
    chromium.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
