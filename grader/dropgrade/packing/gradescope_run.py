"""`python -m dropgrade.packing.gradescope_run ROOT`: grade the submission there, as called by `run_autograder`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from dropgrade.course.course import find_course
from dropgrade.files import write_whole
from dropgrade.packing.handed_in import Graded, check_in_words, ended, graded, number_of
from dropgrade.report import Outcome, ProblemReport
from dropgrade.screen.report_parts import cap_in_words
from dropgrade.screen.text import points, printable

VISIBLE, HIDDEN = "visible", "hidden"
Test = dict[str, object]


def main() -> int:
    """Grade and write results.json; without that file, Gradescope reports a failed autograder and gives no score."""
    return ended(lambda: _run(Path(sys.argv[1])))


def _run(root: Path) -> int:
    settings = json.loads((root / "source/settings.json").read_bytes())
    found = graded(find_course(root / "source/course"), root / "submission", int(settings["seed"]))
    results = results_of(found, str(settings["visibility"]))
    (root / "results").mkdir(parents=True, exist_ok=True)
    write_whole(root / "results/results.json", json.dumps(results, indent=1).encode())
    return 0


def results_of(found: Graded, visibility: str) -> dict[str, object]:
    """Return what Gradescope reads: the score, a test for each check, and what a person should look at."""
    report = found.report
    reasons = _reasons_for_review(found)
    tests = [test for problem in report.problems for test in _tests(problem, visibility)]
    return {
        "score": report.score,
        "output": printable("\n".join(_summary(found, needs_review=bool(reasons)))),
        "output_format": "text",
        "visibility": VISIBLE,
        "stdout_visibility": HIDDEN,
        "tests": [*_review(reasons), *tests],
        "extra_data": {
            "course": report.course,
            "version": report.version,
            "needs_review": list(reasons),
            "outcomes": {problem.problem: problem.outcome.value for problem in report.problems},
        },
    }


def _reasons_for_review(found: Graded) -> list[str]:
    """Return why the score should not be trusted without a look; students do not see this."""
    report = found.report
    doubts = [
        f"{problem.problem}, {check.check}: {check.doubt or 'the grader could not judge this'}"
        for problem in report.problems
        for check in problem.checks
        if check.outcome is Outcome.NEEDS_REVIEW
    ]
    missing = "The missing layers protect nothing: read the program before you believe its score."
    return [*doubts, *report.notices, *([missing] if report.notices else [])]


def _review(reasons: list[str]) -> list[Test]:
    """Return a test that only instructors see and that has no points."""
    output = printable("\n".join(reasons))
    named = {"name": "Needs review", "output": output, "output_format": "text", "visibility": HIDDEN}
    return [{**named, "score": 0, "max_score": 0, "status": "failed", "tags": ["needs review"]}] if reasons else []


def _summary(found: Graded, *, needs_review: bool) -> Iterator[str]:
    """Yield what every student may read at once: which file counts for which problem, but no result of a check."""
    report = found.report
    yield f"{report.course} {report.version}".strip() + f": {points(report.max_score)} points in all."
    if needs_review:
        yield "This needs review by your instructor: the score is not final, and your work is safe."
    for problem in report.problems:
        yield f"{problem.problem}: {problem.source if problem.sha256 else 'no file that could be read'}"
    yield from found.notes


def _tests(problem: ProblemReport, visibility: str) -> Iterator[Test]:
    if problem.capped_by:
        yield _test(problem, "0", cap_in_words(problem), "", (0, 0, False), visibility)
    for place, check in enumerate(problem.checks, 1):
        result = check.points, check.max_points, check.outcome in (Outcome.PASS, Outcome.TO_BE_READ)
        yield _test(problem, str(place), check.title, check_in_words(check), result, visibility)


def _test(
    problem: ProblemReport, place: str, name: str, output: str, result: tuple[float, float, bool], visibility: str
) -> Test:
    score, max_score, is_right = result
    return {
        "number": f"{number_of(problem)}.{place}",
        "name": printable(name),
        "name_format": "text",
        "score": score,
        "max_score": max_score,
        "status": "passed" if is_right else "failed",
        "output": output,
        "output_format": "text",
        "visibility": visibility,
    }


if __name__ == "__main__":
    sys.exit(main())
