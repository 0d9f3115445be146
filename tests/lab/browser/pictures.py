"""The lab's pictures in the students' README: `python -m tests.lab.browser.pictures` takes them anew, in Chromium."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.cases import program
from tests.conftest import ROOT, run_command
from tests.lab.browser.conftest import WIDE, chromium, running_lab

PICTURES = ROOT / ".readme"
WRITTEN = ("p03_inverted_scaling", "p04_dropout_backward")


@contextmanager
def page_of(workspace: Path) -> Iterator[Page]:
    """The page of a workspace's lab."""
    with running_lab(workspace) as address, chromium() as browser:
        page = browser.new_page(viewport=WIDE, color_scheme="light")
        page.goto(address)
        page.get_by_role("link", name="Read", exact=True).wait_for()
        yield page


def keep(page: Page, name: str) -> None:
    """Keep what the page shows as a picture of few colours, which is a third as large."""
    from PIL import Image

    Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(200).save(PICTURES / name, optimize=True)


def main() -> None:
    """Take both pictures in a workspace in which two problems are solved."""
    with tempfile.TemporaryDirectory() as home:
        run_command("init", "my_dropout", cwd=Path(home))
        workspace = Path(home) / "my_dropout"
        for problem in WRITTEN:
            file = workspace / f"exercises/{problem}/{problem.partition('_')[2]}.py"
            file.write_text(program(problem), "utf-8")
        with page_of(workspace) as page:
            page.get_by_role("link", name="Watch", exact=True).click()
            page.get_by_role("heading", name="Masks of this step").wait_for()
            page.wait_for_timeout(6000)  # until the training is through
            page.get_by_role("slider", name="Step").focus()
            page.keyboard.press("End")
            drawing = page.locator(".watch-view [tabindex='0']").first
            drawing.focus()
            for _ in range(16):
                page.keyboard.press(".")
            page.wait_for_timeout(500)
            keep(page, "lab.png")
            page.evaluate("location.hash = '/read?problem=p04_dropout_backward'")
            page.get_by_role("button", name="the gradient that goes on").filter(has_text="line").click()
            page.wait_for_timeout(500)
            keep(page, "read.png")


if __name__ == "__main__":
    main()
