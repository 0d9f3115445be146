"""Features of pytest and Hypothesis in suites: cases, fixtures, folders, examples, partial and manual points."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from dropgrade.course.course import Course
from dropgrade.grading import Grader, turn
from dropgrade.report import CheckResult, Outcome, ProblemReport, Report
from dropgrade.sandbox.client import Sandbox
from dropgrade.sandbox.launch import opened_sandbox
from dropgrade.screen.report_html import feedback_of
from dropgrade.screen.report_terminal import write_report
from dropgrade.submission.targets import Target
from dropgrade.verify.samples import in_memory
from tests.verify.small_course import write_problem

NAME = "p01_shares"
HEAD = "import pytest\nfrom dropgrade.checks import credit, expect_that, expect_value\n"
Grade = Callable[..., ProblemReport]
RIGHT = "def f(n):\n    return n * n\n"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """One sandbox for all tests."""
    with opened_sandbox() as opened:
        yield opened


@pytest.fixture
def grade(tmp_path: Path, sandbox: Sandbox) -> Grade:
    """A function that grades a program with a suite, with some CPU seconds for each check."""

    def graded(suite: str, program: str = RIGHT, seconds: float = 2) -> ProblemReport:
        limits = f"\n[limits]\ncpu_seconds = {seconds}\n"
        files = {"write": {"suite.py": HEAD + dedent(suite)}, "append": {"problem.toml": limits}}
        write_problem(tmp_path, NAME, files)
        course = Course(tmp_path, tmp_path)
        target = Target(NAME, tmp_path, in_memory(Path("shares.py"), program))
        with Grader(course, 0, sandbox) as grader:
            return grader.grade([target]).problems[0]

    return graded


def ended(report: ProblemReport) -> list[tuple[str, str]]:
    """Return the checks with their outcomes."""
    return [(check.check, check.outcome.value) for check in report.checks]


def only(report: ProblemReport) -> CheckResult:
    """Return the only check of a report."""
    (check,) = report.checks
    return check


CASES = """
    @pytest.mark.points(6)
    @pytest.mark.parametrize(("n", "square"), [(2, 4), (3, 9), (4, 16)])
    def test_squares(student, n, square):
        "Squares are right."
        expect_value(student.f(n), square, what="f(n)")
"""


def test_the_cases_of_a_check_are_tried_in_order(grade: Grade) -> None:
    """A parametrized check is one line, and its first failing case is shown."""
    assert ended(grade(CASES)) == [("test_squares", "pass")]
    failed = only(grade(CASES, "def f(n):\n    return n + n\n"))
    assert (failed.outcome, failed.what, failed.observed) == (Outcome.FAIL, "With n = 3, square = 9: f(n)", "6")
    raised = only(grade(CASES, "def f(n):\n    return n * n if n < 4 else 1 / 0\n"))
    assert raised.message.startswith("With n = 4, square = 16: `f` raised ZeroDivisionError")


def test_each_case_is_a_check_where_asked(grade: Grade) -> None:
    """With `each=True` every case has its own line, title and points, and a gate means all of them."""
    suite = """
        @pytest.mark.points(2, each=True)
        @pytest.mark.parametrize("n", [2, pytest.param(3, id="the odd one")])
        def test_squares(student, n):
            "Squares are right."
            expect_value(student.f(n), n * n, what="f(n)")

        @pytest.mark.points(1)
        @pytest.mark.needs("test_squares")
        def test_zero(student):
            "Nothing is nothing."
            expect_value(student.f(0), 0, what="f(0)")
    """
    report = grade(suite, "def f(n):\n    return n + n\n")
    assert [check.title for check in report.checks[:2]] == [
        "Squares are right (n = 2).", "Squares are right (the odd one).",
    ]  # fmt: skip
    assert ended(report) == [("test_squares[1]", "pass"), ("test_squares[2]", "fail"), ("test_zero", "blocked")]
    assert (report.score, report.max_score) == (2, 5)


def test_fixtures_of_a_suite_are_made_for_each_submission(grade: Grade) -> None:
    """A fixture may use the submission and other fixtures; failures in it are judged like in a check."""
    suite = """
        @pytest.fixture(scope="module")
        def numbers():
            return [1, 2, 3]

        @pytest.fixture
        def squares(student, numbers):
            yield [student.f(n) for n in numbers]

        @pytest.mark.points(6)
        def test_squares(squares, tmp_path, rng):
            "Squares are right."
            (tmp_path / "seen").write_text(str(squares))
            expect_that(squares == [1, 4, 9], what="f of 1 to 3", observed=str(squares), expected="[1, 4, 9]")
    """
    assert ended(grade(suite)) == [("test_squares", "pass")]
    assert only(grade(suite, "def f(n):\n    return n")).observed == "[1, 2, 3]"
    assert only(grade(suite, "def f(n):\n    raise NotImplementedError")).outcome is Outcome.NOT_ATTEMPTED
    assert only(grade(suite, "def g(n):\n    return n")).outcome is Outcome.MISSING
    assert only(grade(suite, "def f(n):\n    while True: pass", 0.3)).outcome is Outcome.TIMEOUT
    assert only(grade(suite, "1 / 0")).outcome is Outcome.ERROR


EXAMPLES = """
    from hypothesis import assume, given, settings, strategies as st

    @pytest.mark.points(6)
    @settings(max_examples=60)
    @given(n=st.integers(-1000, 1000))
    def test_squares(student, n):
        "Squares are right."
        assume(n != 7)
        expect_value(student.f(n), n * n, what="f(n)")
"""


def test_examples_shrink_to_the_smallest_that_fails(grade: Grade) -> None:
    """A Hypothesis check shows the smallest failing example, for values and exceptions."""
    assert ended(grade(EXAMPLES)) == [("test_squares", "pass")]
    failed = only(grade(EXAMPLES, "def f(n):\n    return n * n + (n > 10)"))
    assert (failed.outcome, failed.what) == (Outcome.FAIL, "With n = 11: f(n)")
    raised = only(grade(EXAMPLES, "def f(n):\n    assert n <= 10\n    return n * n"))
    assert raised.message.startswith("With n = 11: `f` raised AssertionError")


def test_no_check_passes_without_examples(grade: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some examples are tried even if the time for them is over before the first."""
    monkeypatch.setattr(turn, "OF_THE_TIME", -1.0)
    assert ended(grade(EXAMPLES)) == [("test_squares", "pass")]
    assert ended(grade(EXAMPLES, "def f(n):\n    return n * n + 1")) == [("test_squares", "fail")]


def test_examples_are_the_same_in_every_run(grade: Grade) -> None:
    """The seed determines the examples, so that a program gets the same report again."""
    program = "def f(n):\n    return n * n if n % 5 else 0"
    assert grade(EXAMPLES, program) == grade(EXAMPLES, program)


def test_a_program_that_answers_differently_is_no_fault_of_the_suite(grade: Grade) -> None:
    """A failure that does not repeat is still the program's."""
    program = "import random\n\ndef f(n):\n    return n * n + (random.random() < 0.3)\n"
    assert only(grade(EXAMPLES, program)).outcome is Outcome.FAIL


def test_examples_end_with_the_time_of_a_check(grade: Grade) -> None:
    """No examples are drawn after half of the time, so that a slow right program passes."""
    program = "import time\n\ndef f(n):\n    end = time.process_time() + 0.1\n"
    program += "    while time.process_time() < end: pass\n    return n * n\n"
    assert only(grade(EXAMPLES, program, 1)).outcome is Outcome.PASS


CREDIT = """
    @pytest.mark.points(6)
    def test_squares(student):
        "Squares are right."
        expect_value(student.f(2), 4, what="f(2)")
        credit(0.5, "the square of 2")
        expect_value(student.f(3), 9, what="f(3)")
        credit(0.75, "the squares of 2 and 3")
        expect_value(student.f(4), 16, what="f(4)")

    @pytest.mark.points(4)
    def test_gate(student):
        "The square of 5 is 25."
        expect_value(student.f(5), 25, what="f(5)")
"""


@pytest.mark.parametrize(
    ("program", "outcome", "points"),
    [
        ("return n * n", Outcome.PASS, 6),
        ("return 0", Outcome.FAIL, 0),
        ("return n + n", Outcome.PARTIAL, 3),
        ("return n * n if n < 4 else 0", Outcome.PARTIAL, 4.5),
        ("return n * n if n < 3 else 1 / 0", Outcome.PARTIAL, 3),
        ("if n > 3: raise NotImplementedError\n    return n * n", Outcome.PARTIAL, 4.5),
        ("import os\n    return n * n if n < 4 else os._exit(1)", Outcome.CRASH, 4.5),
        ("while n > 2: pass\n    return n * n", Outcome.TIMEOUT, 3),
    ],
)
def test_credit_is_kept_however_the_rest_ends(grade: Grade, program: str, outcome: Outcome, points: float) -> None:
    """The largest credited share counts, even if the rest raises or never ends."""
    first = grade(CREDIT, f"def f(n):\n    {program}\n", 0.5 if outcome is Outcome.TIMEOUT else 2).checks[0]
    assert (first.outcome, first.points) == (outcome, points)
    assert bool(first.credited) == (0 < points < 6)


def test_credit_behind_a_closed_gate_counts_nothing(grade: Grade) -> None:
    """Credit behind a closed gate is held back like a pass."""
    gated = CREDIT.replace("@pytest.mark.points(6)", '@pytest.mark.points(6)\n    @pytest.mark.needs("test_gate")')
    report = grade(gated, "def f(n):\n    return n + n\n")
    assert ended(report) == [("test_squares", "fail"), ("test_gate", "fail")]
    assert report.score == 0


def test_a_share_above_one_is_the_suites_fault(grade: Grade) -> None:
    """A credit above one needs review."""
    assert only(grade(CREDIT.partition("    @pytest.mark.points(4)")[0].replace("0.5", "5"))).outcome is (
        Outcome.NEEDS_REVIEW
    )


MANUAL = """
    @pytest.mark.points(6)
    def test_squares(student):
        "Squares are right."
        expect_value(student.f(2), 4, what="f(2)")

    @pytest.mark.points(4)
    @pytest.mark.manual
    @pytest.mark.needs("test_squares")
    def test_reasons():
        "The comment says why."
"""


def test_points_that_a_person_gives_are_held_open(grade: Grade) -> None:
    """A manual check never runs, earns nothing yet, and is open if there is something to read."""
    report = grade(MANUAL)
    assert ended(report) == [("test_squares", "pass"), ("test_reasons", "to_be_read")]
    assert (report.score, report.to_be_read, report.is_done, report.outcome) == (6, 4, True, Outcome.TO_BE_READ)
    assert ended(grade(MANUAL, "def f(n):\n    return n"))[1] == ("test_reasons", "blocked")
    stub = grade(MANUAL, "def f(n):\n    raise NotImplementedError")
    assert (stub.outcome, stub.to_be_read) == (Outcome.NOT_ATTEMPTED, 0)


@pytest.mark.parametrize("check", ["student.f(1)[2]", "{}[1]", "raise KeyError"])
def test_a_fault_of_a_suite_needs_review(grade: Grade, check: str) -> None:
    """What a check itself raises is never blamed on the student."""
    suite = f'@pytest.mark.points(1)\ndef test_a(student, tmp_path):\n    "Title."\n    {check}\n'
    assert only(grade(suite)).outcome is Outcome.NEEDS_REVIEW


def test_what_was_credited_and_what_is_to_be_read_is_shown(grade: Grade) -> None:
    """A terminal and a page show what points were given for, and which points a person gives."""
    credited = Report(0, (grade(CREDIT, "def f(n):\n    return n + n\n"),))
    unread = Report(0, (grade(MANUAL),))
    shown = []
    for report in (credited, unread):
        stream = io.StringIO()
        write_report(report, lambda _: "again", stream=stream)
        shown += [stream.getvalue(), feedback_of(report, lambda _: "again")]
    assert all("Credit for what is right: the square of 2" in text for text in shown[:2])
    assert all("· read" in text and "Your instructor gives up to 4 more." in text for text in shown[2:])
