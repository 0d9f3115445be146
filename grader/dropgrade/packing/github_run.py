"""`python -m dropgrade.packing.github_run SUITES SUBMISSION`: grade a repository for GitHub Classroom's reporter."""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path

from dropgrade.course.course import find_course
from dropgrade.packing.handed_in import Graded, check_in_words, ended, graded, number_of
from dropgrade.report import Outcome, ProblemReport, Report
from dropgrade.screen.report_parts import cap_in_words
from dropgrade.screen.text import points, printable, say

MOST = 90_000
"""The maximum size of a result in bytes, since it is passed in an environment variable of at most 128 kB."""
SHORTEST = 80


def main() -> int:
    """Grade, pass on the result, and show the report in the log."""
    return ended(lambda: _run(Path(sys.argv[1]), Path(sys.argv[2]).resolve()))


def _run(suites: Path, submission: Path) -> int:
    settings = json.loads((suites / "settings.json").read_bytes())
    found = graded(find_course(suites / "course"), submission, int(settings["seed"]))
    _append("GITHUB_OUTPUT", f"result={encoded(found.report)}\n")
    _append("GITHUB_STEP_SUMMARY", "\n".join(_table(found.report)) + "\n")
    _show(found)
    return 3 if found.report.needs_review else 0


def encoded(report: Report) -> str:
    """Return the result as the reporter expects it; if it is too long, messages are cut but points stay exact."""
    longest = 4_000
    while True:
        text = base64.b64encode(json.dumps(result_of(report, longest)).encode()).decode()
        if len(text) <= MOST or longest <= SHORTEST:
            return text
        longest //= 2


def result_of(report: Report, longest: int = 4_000) -> dict[str, object]:
    """Return tests whose scores add up to the report's score, which is how the reporter counts."""
    status = "error" if report.needs_review else "pass" if report.is_done else "fail"
    tests = [test for problem in report.problems for test in _tests(problem, longest)]
    return {"version": 1, "status": status, "max_score": report.max_score, "tests": tests}


def _tests(problem: ProblemReport, longest: int) -> Iterator[dict[str, object]]:
    for check in problem.checks:
        status = {Outcome.PASS: "pass", Outcome.TO_BE_READ: "pass", Outcome.NEEDS_REVIEW: "error"}.get(
            check.outcome, "fail"
        )
        yield _test(f"{number_of(problem)}: {check.title}", status, check.points, check_in_words(check)[:longest])
    if problem.capped_by:
        lost = problem.score - sum(check.points for check in problem.checks)
        yield _test(f"{number_of(problem)}: {cap_in_words(problem)}", "fail", lost, "")


def _test(name: str, status: str, score: float, message: str) -> dict[str, object]:
    one_line = " ".join(printable(name).split())
    return {"name": one_line, "status": status, "score": score, "message": message, "line_no": 0}


def _show(found: Graded) -> None:
    """Print the report so that nothing in it is a command to the machine that reads the log."""
    from dropgrade.screen.report_terminal import write_report

    word = secrets.token_hex(16)
    say(f"::stop-commands::{word}")
    for line in found.notes:
        say(line)
    write_report(found.report, lambda problem: f"dropgrade check {number_of(problem)}")
    say(f"::{word}::")
    sys.stdout.flush()


def _table(report: Report) -> Iterator[str]:
    yield f"### {report.course} {report.version}: {points(report.score)} of {points(report.max_score)} points"
    yield "| problem | score |"
    yield "|---|---|"
    for problem in report.problems:
        yield f"| {problem.problem} | {points(problem.score)} / {points(problem.max_score)} |"
    if report.needs_review or report.notices:
        yield "\nThis needs review by your instructor: the score is not final."


def _append(name: str, text: str) -> None:
    if file := os.environ.get(name):
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)


if __name__ == "__main__":
    sys.exit(main())
