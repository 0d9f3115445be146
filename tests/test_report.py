"""Reports as data: points, outcomes, gates and the JSON that a run prints."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from dropgrade.grading.gates import apply_gates
from dropgrade.report import (
    SCHEMA,
    CheckResult,
    Example,
    Location,
    Mistake,
    Outcome,
    ProblemReport,
    Report,
)

OUTCOMES = [
    "pass", "partial", "fail", "not_attempted", "missing", "error", "timeout", "memory", "crash", "blocked",
    "to_be_read", "needs_review",
]  # fmt: skip
RUN_KEYS = ["schema", "course", "version", "seed", "score", "max_score", "problems"]
PROBLEM_KEYS = [
    "problem",
    "title",
    "outcome",
    "score",
    "max_score",
    "to_be_read",
    "capped_by",
    "source",
    "sha256",
    "checks",
]
CHECK_KEYS = [
    "check", "title", "outcome", "points", "max_points", "message", "explanation", "observed", "expected", "mistakes",
    "credited", "output",
]  # fmt: skip


def check(name: str = "test_a", outcome: Outcome = Outcome.PASS, points: float = 1.0, **rest: object) -> CheckResult:
    """A check's result."""
    return CheckResult(name, f"Title of {name}.", outcome, points, **rest)  # type: ignore[arg-type]


def problem(*checks: CheckResult) -> ProblemReport:
    """A problem's report."""
    return ProblemReport("p03_inverted_scaling", "Inverted dropout", "a.py", "ab" * 32, checks)


def outcomes(checks: tuple[CheckResult, ...]) -> str:
    """The outcomes of checks, by their first letters."""
    return "".join(c.outcome.value[0] for c in checks)


def test_the_outcomes_are_a_closed_set() -> None:
    """There are twelve outcomes, by these names."""
    assert [o.value for o in Outcome] == OUTCOMES


@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_pass_earns_all_points(outcome: Outcome) -> None:
    """A check earns everything where it passes, else the share that was credited."""
    assert check(outcome=outcome, points=2.0, credit=0.75).points == (2.0 if outcome is Outcome.PASS else 1.5)
    assert check(outcome=outcome, points=2.5).points == (2.5 if outcome is Outcome.PASS else 0.0)


@pytest.mark.parametrize("outcome", Outcome)
def test_checks_of_one_outcome_give_it_to_the_problem(outcome: Outcome) -> None:
    """Where all checks end alike, the problem does."""
    assert problem(check(outcome=outcome), check("test_b", outcome)).outcome is outcome


@pytest.mark.parametrize("other", [o for o in Outcome if o not in (Outcome.FAIL, Outcome.NEEDS_REVIEW)])
def test_a_mixture_is_a_fail(other: Outcome) -> None:
    """Different outcomes make a fail of the problem."""
    assert problem(check(outcome=Outcome.FAIL), check("test_b", other)).outcome is Outcome.FAIL


@pytest.mark.parametrize("other", Outcome)
def test_a_doubt_of_the_graders_comes_first(other: Outcome) -> None:
    """One check that needs review makes the whole problem need it, and the run."""
    report = problem(check(outcome=other), check("test_b", Outcome.NEEDS_REVIEW))
    assert report.outcome is Outcome.NEEDS_REVIEW
    assert Report(0, (problem(check()), report)).needs_review


def test_a_problem_without_checks_needs_review() -> None:
    """Nothing that ran is no success."""
    assert problem().outcome is Outcome.NEEDS_REVIEW
    assert not Report(0, (problem(check()),)).needs_review


def test_points_add_up() -> None:
    """Scores are sums over checks and over problems, and what can be earned does not depend on what was."""
    first = problem(check(points=3), check("test_b", Outcome.FAIL, 2), check("test_c", Outcome.TIMEOUT, 0.5))
    second = problem(check(points=1.5))
    assert (first.score, first.max_score) == (3, 5.5)
    assert (Report(0, (first, second)).score, Report(0, (first, second)).max_score) == (4.5, 7)
    assert (Report(0, ()).score, Report(0, ()).max_score) == (0, 0)


# Gates.


@pytest.mark.parametrize(
    ("ended", "needs", "gated"),
    [
        ("pp", {"b": "a"}, "pp"),
        ("fp", {"b": "a"}, "fb"),
        ("fp", {}, "fp"),
        ("pf", {"b": "a"}, "pf"),
        ("ff", {"b": "a"}, "ff"),
        ("np", {"b": "a"}, "nb"),
        ("bp", {"b": "a"}, "bb"),
        ("pf", {"a": "b"}, "bf"),
        ("fppp", {"b": "a", "c": "b", "d": "c"}, "fbbb"),
        ("pppf", {"a": "b", "b": "c", "c": "d"}, "bbbf"),
        ("pfpp", {"b": "a", "c": "b", "d": "c"}, "pfbb"),
        ("fpfp", {"b": "a", "d": "bc"}, "fbfb"),
        ("ppfp", {"d": "abc"}, "ppfb"),
        ("pppp", {"b": "a", "c": "ab", "d": "abc"}, "pppp"),
        ("pfpp", {"c": "a", "d": "c"}, "pfpp"),
    ],
)
def test_a_pass_behind_a_closed_gate_is_blocked(ended: str, needs: Mapping[str, str], gated: str) -> None:
    """Only passes are blocked, by any gate that did not pass, also through a chain of gates and in any order."""
    kinds = {o.value[0]: o for o in (Outcome.PASS, Outcome.FAIL, Outcome.BLOCKED, Outcome.NEEDS_REVIEW)}
    checks = [check(name, kinds[letter]) for name, letter in zip("abcd", ended, strict=False)]
    result = apply_gates(checks, needs)
    assert outcomes(result) == gated
    assert [c.check for c in result] == [c.check for c in checks]


def test_a_blocked_check_says_what_it_waits_for() -> None:
    """The message names the gate by its title, and the rest of the result stays as it was."""
    closed = apply_gates([check("a", Outcome.FAIL), check("b", output="printed")], {"b": ["a"]})[1]
    assert closed.message == "Right, and it counts as soon as this passes: Title of a."
    assert (closed.max_points, closed.points, closed.output) == (1.0, 0.0, "printed")


def test_gates_keep_the_feedback_of_failures() -> None:
    """A check that failed behind a closed gate keeps its own outcome and mistakes."""
    failed = check("b", Outcome.FAIL, mistakes=(Mistake("m", "words"),))
    assert apply_gates([check("a", Outcome.FAIL), failed], {"b": ["a"]})[1] == failed


# The cap.


@pytest.mark.parametrize(
    ("ended", "essential", "score", "capped_by"),
    [
        ("pppp", "ab", 4, ""),
        ("fppp", "ab", 2, "a"),
        ("bppp", "ab", 2, "a"),
        ("npppp", "ab", 2.5, "a"),
        ("ffpppp", "ab", 3, "ab"),
        ("ppfp", "ab", 3, ""),
        ("ffpp", "ab", 2, ""),
        ("fffp", "ab", 1, ""),
        ("fppp", "", 3, ""),
    ],
)
def test_half_is_the_most_while_an_essential_check_does_not_pass(
    ended: str, essential: str, score: float, capped_by: str
) -> None:
    """Whatever else is earned, the score stays at half, and what holds it there is named; a lower one is left alone."""
    kinds = {o.value[0]: o for o in (Outcome.PASS, Outcome.FAIL, Outcome.BLOCKED, Outcome.NEEDS_REVIEW)}
    checks = [check(name, kinds[letter]) for name, letter in zip("abcdef", ended, strict=False)]
    report = replace(problem(*checks), essential=tuple(essential))
    assert (report.score, report.capped_by) == (score, tuple(capped_by))
    assert report.to_json()["capped_by"] == list(capped_by)


# JSON.


def test_the_json_has_exactly_the_keys_of_its_schema() -> None:
    """A run, its problems and their checks have these keys in this order, whatever else is known."""
    full = check(
        outcome=Outcome.FAIL, message="m", what="w", observed="1", expected="2", mistakes=(Mistake("a", "words"),),
        output="o", example=Example(((1.0,),), ((0.0,),)), location=Location(3, "x = 1", "cell 2"),
    )  # fmt: skip
    run = json.loads(json.dumps(Report(7, (problem(full, check("test_b")),), ("a notice",)).to_json()))
    assert list(run) == RUN_KEYS
    assert (run["schema"], run["seed"], run["score"], run["max_score"]) == (SCHEMA, 7, 1.0, 2.0)
    (first,) = run["problems"]
    assert list(first) == PROBLEM_KEYS
    assert (first["outcome"], first["score"], first["max_score"], first["sha256"]) == ("fail", 1.0, 2.0, "ab" * 32)
    for entry in first["checks"]:
        assert list(entry) == CHECK_KEYS


def test_a_check_in_json() -> None:
    """The outcome is its word, mistakes are their names, and their words are the message."""
    mistakes = (Mistake("no_scaling", "It looks so."), Mistake("float64_out", "And so."))
    entry = check(outcome=Outcome.FAIL, points=3.0, message="The factor: …", observed="1", mistakes=mistakes).to_json()
    assert entry == {
        "check": "test_a", "title": "Title of test_a.", "outcome": "fail", "points": 0.0, "max_points": 3.0,
        "message": "It looks so.\n\nAnd so.", "explanation": "", "observed": "1", "expected": "",
        "mistakes": ["no_scaling", "float64_out"], "credited": "", "output": "",
    }  # fmt: skip


def test_without_a_mistake_the_message_is_the_checks_own() -> None:
    """Where nothing was recognised, the message says what was observed."""
    assert (
        check(outcome=Outcome.FAIL, message="The factor: observed 1.").to_json()["message"] == "The factor: observed 1."
    )
