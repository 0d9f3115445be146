"""The pages of `dropgrade explain`: short, true, and found by the words that people use."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from dropgrade.errors import TargetError
from dropgrade.screen.subjects import Subject, subject_named, subjects
from tests.conftest import Run, modules_of

PAGES = list(subjects())
BLOCK = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```\n", re.DOTALL)
ONE_SCREEN, COLUMNS = 36, 80


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_print_what_the_page_shows(page: Subject) -> None:
    """Every example runs, in the order of its page, and prints what is shown below it."""
    examples = BLOCK.findall(page.markdown)
    assert len(examples) == page.markdown.count("```python") > 0
    names: dict[str, object] = {"__name__": "__main__"}
    for code, shown in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, page.name, "exec"), names)
        assert printed.getvalue() == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_one_screen(page: Subject, run: Run) -> None:
    """A page fits in a terminal of 80 columns, and nothing is cut."""
    lines = run("explain", page.name).stdout.splitlines()
    assert page.title == lines[0]
    assert len(lines) <= ONE_SCREEN
    assert max(map(len, lines)) <= COLUMNS


def test_all_are_listed(run: Run) -> None:
    """Without an argument, every page is listed with its title, and nothing heavy is imported."""
    listed = run("explain").stdout
    assert all(f"{page.name} " in listed for page in PAGES)
    modules, _ = modules_of("explain")
    assert {module.split(".")[0] for module in modules}.isdisjoint({"numpy", "rich", "pytest"})


def test_no_word_leads_to_two_pages() -> None:
    """Names and alternative words are unique across all pages."""
    words = [word for page in PAGES for word in (page.name, *page.also)]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize(
    ("word", "name"), [("Broadcasting", "broadcasting"), ("axis", "shapes"), ("broad", "broadcasting"), ("@", "matmul")]
)
def test_a_page_is_found_by_what_people_call_it(word: str, name: str) -> None:
    """A page is found by its name in any case, by a prefix, and by alternative words."""
    assert subject_named(word).name == name


@pytest.mark.parametrize(("word", "hint"), [("brodcasting", "Did you mean broadcasting?"), ("zzz", "lists all pages")])
def test_what_is_no_page_is_answered_with_the_nearest(word: str, hint: str) -> None:
    """A near miss gets the nearest page, anything else the list."""
    with pytest.raises(TargetError) as caught:
        subject_named(word)
    assert hint in caught.value.hint
