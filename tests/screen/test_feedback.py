"""The HTML feedback says the same as the terminal, and treats all text as text."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dropgrade.report import CheckResult, Example, Location, Mistake, Outcome, ProblemReport, Report
from dropgrade.screen.report_html import complaint_of, feedback_of
from dropgrade.screen.report_terminal import write_report
from dropgrade.screen.text import printable

HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(1)> \x1b[31m \u202e"
FAILED = CheckResult(
    "test_scale",
    "Survivors are multiplied by 1 / (1 - p).",
    Outcome.FAIL,
    2,
    "the factor: observed 1, expected 2.",
    "the factor",
    "1",
    "2",
    (Mistake("no_scaling", "It looks as if\nnothing is scaled."),),
    output="printed\nlines",
    example=Example(((1.0, 2.0),), ((0.0, 4.0),)),
)
PLACE = Location(3, "return y", "cell [2]")
RAISED = CheckResult("test_b", "It runs.", Outcome.ERROR, 1, "`f` raised NameError: y.", location=PLACE)
WAITING = CheckResult("test_c", "It waits.", Outcome.BLOCKED, 1, "Right, and it counts as soon as this passes: more.")
FOLLOWS = replace(FAILED, title="It follows.", mistakes=(), follows_from=("no_scaling",), output="", example=None)
PASSED = CheckResult("test_d", "It is right.", Outcome.PASS, 0.5)


def report_of(*checks: CheckResult, problems: int = 1, notices: tuple[str, ...] = ()) -> Report:
    """Return a report on problems with these checks."""
    each = ProblemReport("p03_scaling", "Scaling", "cell [2]", "", checks)
    return Report(0, tuple(replace(each, problem=f"p0{n}_scaling") for n in range(problems)), notices)


def again(problem: ProblemReport) -> str:
    """Return the next step after a change."""
    return f"run {problem.problem} again"


class Page(HTMLParser):
    """The words of a page, its elements, and whether they are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.tags, self.attributes, self.open = "", set[str](), set[str](), list[str]()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open += [tag] * (tag != "br")
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag
        self.words += " "

    def handle_data(self, data: str) -> None:
        """Collect the words, except the styles."""
        self.words += "" if "style" in self.open else data


REPORTS = {
    "failed": report_of(FAILED, FAILED, PASSED),
    "raised": report_of(RAISED, replace(RAISED, title="Also."), PASSED),
    "waiting": report_of(FAILED, WAITING, WAITING),
    "follows": report_of(FAILED, FOLLOWS),
    "capped": Report(
        0, (ProblemReport("p03", "Scaling", "a.py", "", (FAILED, replace(PASSED, max_points=8.0)), ("test_scale",)),)
    ),
    "full": report_of(PASSED, PASSED),
    "to do": report_of(*[replace(PASSED, outcome=Outcome.NOT_ATTEMPTED, message="Not written yet.")] * 2),
    "all raise": report_of(RAISED, RAISED),
    "review": report_of(replace(PASSED, outcome=Outcome.NEEDS_REVIEW, message="The grader failed.")),
    "several": report_of(PASSED, FAILED, problems=2),
    "several full": report_of(PASSED, problems=2),
    "notice": report_of(PASSED, notices=("This machine lacks Landlock.",)),
    "hostile": report_of(
        replace(FAILED, title=HOSTILE, what=HOSTILE, observed=HOSTILE, expected=HOSTILE, output=HOSTILE),
        replace(RAISED, message=HOSTILE, location=Location(1, HOSTILE)),
    ),
}


def words_of(text: str) -> list[str]:
    """Return the words of a report without drawing characters; HTML may show code in another way."""
    return sorted(re.sub(r"[·|`]|not started", " ", text).split())


@pytest.mark.parametrize("name", sorted(REPORTS.keys() - {"hostile"}))
def test_html_and_terminal_say_the_same(name: str) -> None:
    """HTML and terminal have the same words."""
    text = io.StringIO()
    write_report(REPORTS[name], again, stream=text)
    assert words_of(Page(feedback_of(REPORTS[name], again)).words) == words_of(text.getvalue())


@pytest.mark.parametrize("name", REPORTS)
def test_only_plain_elements_are_used(name: str) -> None:
    """There are no scripts, events, images or links, and every element is closed."""
    page = Page(feedback_of(REPORTS[name], again))
    assert page.tags <= {"div", "style", "p", "b", "br", "span", "pre", "ul", "li", "code"}
    assert page.attributes <= {"class"}
    assert page.open == []


def test_what_is_not_for_a_browser_is_not_sent() -> None:
    """Control characters and bidirectional marks are shown as escapes."""
    page = feedback_of(REPORTS["hostile"], again)
    assert not {"\x1b", "\u202e"} & set(page)
    assert Page(page).words.count(printable(HOSTILE)) == 7  # wherever it was given


def test_a_complaint_is_data_too() -> None:
    """Message and hint of an error are escaped, whatever they contain."""
    page = Page(complaint_of(HOSTILE, "Do this."))
    assert page.tags <= {"div", "style", "p", "b"}
    assert "Do this." in page.words
