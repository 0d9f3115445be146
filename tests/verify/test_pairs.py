"""Two known mistakes at once: which pairs are tried, and their possible faults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.course.problem import Problem, read_problem
from dropgrade.report import CheckResult, Fact, Mistake, Outcome, ProblemReport
from dropgrade.verify.pairs import judge_pairs, pairs_of
from tests.conftest import Run
from tests.verify.small_course import write_problem

LINES = """\
def f(x):
    a = x + 0
    b = a + 0
    c = b + 0
    return c
"""
MISTAKES = "".join(
    f"## {name}\n- score: 3\n\nThe line {name} is another.\n\n```diff\n-    {line} + 0\n+    {line} + 1\n```\n\n"
    for name, line in {"a": "a = x", "b": "b = a", "c": "c = b"}.items()
)
DOUBLED = """
## doubled
- score: 0

Everything is twice as large.

```diff
-    return x / total
+    return 2 * x / total
```
"""


def problem_with(root: Path, mistakes: str) -> Problem:
    """Return a problem with these mistakes, whose reference has one line each for a, b and c."""
    write_problem(root, "p01_lines", {"write": {"reference": LINES, "mistakes.md": mistakes}})
    return read_problem(Course(root, root), "p01_lines")


def report(names: Sequence[str], *, is_full: bool = False, follows: Sequence[str] = ()) -> ProblemReport:
    """Return a report in which one check names these mistakes, and another one follows from some of them."""
    mistakes = tuple(Mistake(name, "Words.") for name in names)
    outcome = Outcome.PASS if is_full else Outcome.FAIL
    checks = [CheckResult("test", "It.", outcome, 5, mistakes=mistakes)]
    checks += [CheckResult("other", "Another.", outcome, 5, follows_from=tuple(follows))]
    return ProblemReport("p01_lines", "", "", "", tuple(checks))


def judged(problem: Problem, *named: Sequence[str], follows: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Return the pairs named in part and the faults' messages, if unlisted pairs are named completely."""
    pairs = sorted(pairs_of(problem, LINES, None, 0), key=str)
    reports = [report(names, follows=follows) for names in named] + [
        report(sorted(p.names)) for p in pairs[len(named) :]
    ]
    proof, faults = judge_pairs(problem, pairs, reports)
    return list(proof.partly), [fault.message for fault in faults]


def test_every_two_mistakes_are_a_pair(tmp_path: Path) -> None:
    """Each pair has both edits; up to the requested number is drawn, the same for the same seed."""
    problem = problem_with(tmp_path, MISTAKES)
    pairs = pairs_of(problem, LINES, None, 0)
    assert {frozenset(pair.names) for pair in pairs} == {frozenset("ab"), frozenset("ac"), frozenset("bc")}
    assert all(pair.source.count("+ 1") == 2 for pair in pairs)
    assert pairs_of(problem, LINES, 2, 5) == pairs_of(problem, LINES, 2, 5)
    assert [len(pairs_of(problem, LINES, most, 0)) for most in (0, 1, 9)] == [0, 1, 3]


def test_edits_of_one_line_are_no_pair(tmp_path: Path) -> None:
    """Edits of the same line and whole programs do not form pairs."""
    more = MISTAKES.replace("## c", "## other").replace("-    c = b + 0", "-    b = a + 0")
    whole = "## whole\n- score: 0\n\nIt is another program.\n\n```python\ndef f(x):\n    return 0\n```\n"
    pairs = pairs_of(problem_with(tmp_path, more + whole), LINES, None, 0)
    assert {frozenset(pair.names) for pair in pairs} == {frozenset("ab"), frozenset({"a", "other"})}


def test_wholly_named_pairs_are_sound(tmp_path: Path) -> None:
    """If both mistakes of every pair are named, there is no fault."""
    assert judged(problem_with(tmp_path, MISTAKES)) == ([], [])


def test_a_name_that_is_missing_is_counted(tmp_path: Path) -> None:
    """If fewer than 97 % of the reports are wholly explained, that is one fault, with examples."""
    partly, faults = judged(problem_with(tmp_path, MISTAKES), ["a"])
    assert partly == ["a + b (named: a)"]
    assert faults == ["of 3 pairs, 2 are wholly explained, fewer than 97%: a + b (named: a)"]


def test_a_false_name_is_a_fault(tmp_path: Path) -> None:
    """A pair that is named as a third mistake is a fault, unless a section says that it is the same."""
    problem = problem_with(tmp_path, MISTAKES)
    few = "of 3 pairs, 2 are wholly explained, fewer than 97%: a + b (named: c)"
    assert judged(problem, ["c"]) == (["a + b (named: c)"], ["a + b: together they are named c", few])
    same = problem_with(tmp_path / "same", MISTAKES + "## b + a\n- same as: c\n")
    assert judged(same, ["c"]) == ([], [])


def test_a_mistake_may_hide_another(tmp_path: Path) -> None:
    """A pair whose whole report is explained by one of the two is no fault."""
    assert judged(problem_with(tmp_path, MISTAKES), ["a"], follows=["a"]) == ([], [])


def test_other_names_may_explain_a_whole_report(tmp_path: Path) -> None:
    """A pair that is named as others whose program gives the same report is no fault."""
    assert judged(problem_with(tmp_path, MISTAKES), ["a", "c"], follows=["c"]) == ([], [])


def test_edits_that_make_no_program_together_are_not_counted(tmp_path: Path) -> None:
    """A pair that uses a name which one of its edits removed does not count."""
    problem = problem_with(tmp_path, MISTAKES)
    pairs = sorted(pairs_of(problem, LINES, None, 0), key=str)
    torn = CheckResult("test", "It.", Outcome.ERROR, 10, fact=Fact(exception="NameError"))
    reports = [ProblemReport("p01_lines", "", "", "", (torn,)), *(report(sorted(pair.names)) for pair in pairs[1:])]
    proof, faults = judge_pairs(problem, pairs, reports)
    assert (proof.tried, proof.whole, faults) == (2, 2, [])


def test_two_mistakes_that_earn_full_marks_are_a_fault(tmp_path: Path) -> None:
    """Two mistakes that cancel each other must be caught, or declared right."""
    problem = problem_with(tmp_path, MISTAKES)
    (pair, *_) = pairs_of(problem, LINES, None, 0)
    _, faults = judge_pairs(problem, [pair], [report([], is_full=True)])
    assert faults[0].message == f"{pair}: together they earn full marks"


@pytest.mark.parametrize(("most", "tried"), [("1", "1 pair of mistakes"), ("all", "2 pairs of mistakes")])
def test_the_command_tries_pairs(tmp_path: Path, run: Run, most: str, tried: str) -> None:
    """`--pairs` combines mistakes in the reference; two that the suite cannot see together are a fault."""
    (tmp_path / "quizzes").mkdir()
    named = ['"total": x / x.sum()', '"doubled": 2 * expected, "total": x / x.sum()']
    write_problem(tmp_path, "p01_shares", {"append": {"mistakes.md": DOUBLED}, "replace": {"suite.py": named}})
    result = run("verify", "p01", "--pairs", most, cwd=tmp_path)
    assert result.returncode == 1
    assert f"{tried}: 0 with both named, " in result.stdout
    assert run("verify", "p01", cwd=tmp_path).returncode == 0
