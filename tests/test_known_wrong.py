"""The course proved sound: stubs, references, right variants, known-wrong solutions and empty answers."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from dropgrade.course.problem import read_problem
from dropgrade.results import Outcome
from tests.cases import COURSE, PROBLEMS, Case, declarations, file_of, of_kind, report_of


@pytest.mark.parametrize("case", of_kind("stub"), ids=str)
def test_the_stub_earns_nothing(case: Case) -> None:
    """A stub scores 0 and is `not_attempted`."""
    report = report_of(case)
    assert (report.score, report.outcome) == (0, Outcome.NOT_ATTEMPTED)


@pytest.mark.parametrize("case", of_kind("right"), ids=str)
def test_right_solutions_earn_everything(case: Case) -> None:
    """The reference and every right variant score all ten points."""
    report = report_of(case)
    lost = {check.check: check.message for check in report.checks if check.outcome is not Outcome.PASS}
    assert lost == {}
    assert report.max_score == 10


@pytest.mark.parametrize("case", of_kind("wrong"), ids=str)
def test_wrong_solutions_are_named(case: Case) -> None:
    """A known-wrong solution loses points, is named by what it declares, and by nothing and nowhere else."""
    report, declared = report_of(case), declarations(case)
    failed = {c.check for c in report.checks if c.outcome not in (Outcome.PASS, Outcome.BLOCKED)}
    assert report.score < report.max_score
    assert {m.name for check in report.checks for m in check.mistakes} == declared["NAMED"]
    assert failed == declared.get("CAUGHT_BY", failed)


@pytest.mark.parametrize("case", of_kind("empty"), ids=str)
def test_empty_answers_earn_nothing(case: Case) -> None:
    """Identity, zeros, noise and every kind of nonsense earn no point, and never confuse the suite."""
    report = report_of(case)
    assert report.score == 0
    assert [c.message for c in report.checks if c.outcome is Outcome.NEEDS_REVIEW] == []


@pytest.mark.parametrize("problem", PROBLEMS)
def test_every_message_is_reachable(problem: str) -> None:
    """Every mistake that has words is named by some known-wrong solution, and every name used has words."""
    wrong = [case for case in of_kind("wrong") if case.problem == problem]
    named = set().union(*(declarations(case)["NAMED"] for case in wrong))
    single = {case.label for case in wrong if "__" not in case.label and "NAMED" not in _own_constants(case)}
    assert single <= named
    for name in named:
        assert read_problem(COURSE, problem).message_of(name)


def _own_constants(case: Case) -> set[str]:
    names = (n.targets[0] for n in ast.parse(file_of(case).read_text()).body if isinstance(n, ast.Assign))
    return {name.id for name in names if isinstance(name, ast.Name)}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_problem_is_whole(problem: str) -> None:
    """A problem has three hints, a statement with an example, 6 to 14 checks, two right variants and no stray file."""
    definition = read_problem(COURSE, problem)
    assert len(definition.hints) == 3
    assert 6 <= len(definition.checks) <= 14
    assert len([c for c in of_kind("right") if c.problem == problem]) >= 3
    statement = ast.get_docstring(ast.parse(file_of(Case(problem, "stub", "stub")).read_text())) or ""
    for words in ("Conventions", "example", "Reading"):
        assert words in statement
    stray = [
        path
        for folder in (COURSE.exercises / problem, definition.solution)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in (".py", ".toml", ".pyc")
    ]
    assert stray == []


@pytest.mark.parametrize("case", of_kind("wrong"), ids=str)
def test_messages_are_short_and_give_nothing_away(case: Case) -> None:
    """A message has at most 80 words and holds no line of code that is the reference's own."""
    words = ast.get_docstring(ast.parse(file_of(case).read_text())) or ""
    assert 3 <= len(words.split()) <= 80
    reference = file_of(Case(case.problem, "right", "reference")).read_text()
    quoted = re.findall(r"`([^`]{12,})`", words)
    assert [code for code in quoted if code in reference] == []


def test_enough_mistakes_are_known() -> None:
    """Part 1 knows at least 70 wrong solutions, at least 12 of them with two mistakes."""
    wrong = Counter("two" if len(declarations(c)["NAMED"]) > 1 else "one" for c in of_kind("wrong"))
    assert wrong.total() >= 70
    assert wrong["two"] >= 12
