"""Reading with the mouse, by keyboard and on a phone: terms, formulas, and the code that computes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lab.browser.auditing import findings
from tests.lab.browser.conftest import PHONE, OpenPage

FILE = "exercises/p03_inverted_scaling/inverted_scaling.py"
OWN = (
    "def inverted_dropout(x, p, training=True, rng=None):\n"
    "    '<b>not markup</b>'\n"
    "    keep_prob = 1 - p\n"
    "    coins = rng.binomial(1, keep_prob, x.shape)\n"
    "    return x * coins / keep_prob, coins\n"
)


@pytest.fixture
def written(workspace: Path) -> Path:
    """A workspace in which p03 is written, in words of the student's own."""
    (workspace / FILE).write_text(OWN, "utf-8")
    return workspace


def test_a_formula_leads_to_the_students_line(open_page: OpenPage, written: Path) -> None:
    """Each term of a formula is lit in the formula, in the list and in the student's code, by mouse and by keyboard."""
    page = open_page(written, "p03_inverted_scaling")
    page.get_by_role("link", name="Read", exact=True).click()
    keep = page.get_by_role("button", name="the probability that an entry is kept")
    keep.filter(has_text="line 3").wait_for()
    keep.click()
    assert page.locator(".listing .lit").all_inner_texts() == ["1 - p"]
    page.keyboard.press("Tab")
    assert page.locator(".listing .lit").all_inner_texts() == ["x * coins"]
    page.locator('math [data-term="mask"]').first.click()
    assert page.locator(".listing .lit").all_inner_texts() == ["rng.binomial(1, keep_prob, x.shape)"]
    assert page.locator(".listing .line").nth(1).inner_text().strip() == "'<b>not markup</b>'"
    assert findings(page) == []
    assert page.evaluate("document.fonts.check('16px \"Lab Math\"')")
    assert page.get_by_role("button", name="The reference").count() == 0
    assert "rng.random(x.shape) >= p" not in page.content()
    (written / FILE).write_text(OWN.replace("x * coins", "x * coin"), "utf-8")
    problem = page.get_by_role("alert").filter(has_text="name 'coin' is not defined")
    problem.wait_for()
    assert "line 5" in problem.inner_text()


def test_terms_are_explained_at_two_levels(open_page: OpenPage, written: Path) -> None:
    """A term opens by keyboard and closes with Escape, back at the word; who knows the basics sees fewer of them."""
    page = open_page(written, "p03_inverted_scaling")
    page.evaluate("location.hash = '/read?problem=p03_inverted_scaling&level=beginner'")
    mask = page.locator(".defined", has_text="mask").first
    mask.wait_for()
    mask.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="mask")
    assert "zeros and ones" in card.inner_text()
    page.keyboard.press("Escape")
    card.wait_for(state="detached")
    assert page.evaluate("document.activeElement.textContent") in ("mask", "Mask")
    beginner = page.locator(".defined").count()
    page.get_by_label("I am").select_option("practised")
    page.locator(".defined", has_text="in place").wait_for(state="detached")
    assert 0 < page.locator(".defined").count() < beginner
    page.locator(".defined", has_text="mask").first.click()
    assert "Bernoulli" in page.get_by_role("dialog", name="mask").inner_text()
    assert "level=practised" in page.url


@pytest.mark.parametrize("problem", ["p02_standard_dropout", "p16_attention_dropout"])
def test_reading_on_a_phone(open_page: OpenPage, workspace: Path, problem: str) -> None:
    """Nothing is wider than the screen but what scrolls by itself; an unwritten function says what to expect."""
    page = open_page(workspace, size=PHONE)
    page.evaluate(f"location.hash = '/read?problem={problem}'")
    page.get_by_text("Not written yet").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".terms .term").first.tap()
    assert page.locator("math [data-term].lit").count() > 0
