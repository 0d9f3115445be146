"""The values written into cells: numbers, and words that no spreadsheet takes for a formula."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from html import escape

from dropgrade.classroom.grades import ProblemGrade
from dropgrade.classroom.stored_report import mistakes_in
from dropgrade.screen.text import printable

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""The beginnings of text that a spreadsheet takes for a formula."""
LONGEST = 8_000
"""Characters of feedback in a cell; spreadsheets hold some four times as many."""
CENT = Decimal("0.01")


def safe(words: str) -> str:
    """Words that a spreadsheet shows and does not run."""
    return f"'{words}" if words.startswith(FORMULAS) else words


def number(value: float, *, has_comma: bool = False) -> str:
    """A grade with at most two decimals, as every system shows it; halves are rounded up."""
    exact = Decimal(repr(round(value, 9))).quantize(CENT, ROUND_HALF_UP)
    words = f"{exact:f}".rstrip("0").rstrip(".")
    return words.replace(".", ",") if has_comma else words


def summary(problems: tuple[ProblemGrade, ...]) -> str:
    """The feedback in a cell, as the HTML that Moodle takes: a paragraph for each problem, without hidden inputs."""
    paragraphs = [f"<p>{'<br>'.join(_lines(problem))}</p>" for problem in problems if problem.report is not None]
    whole = "".join(paragraphs)
    if len(whole) <= LONGEST:
        return whole
    brief = [f"<p>{_score(problem)}</p>" for problem in problems if problem.report is not None]
    return "".join(brief)[: LONGEST * 3]


def _score(problem: ProblemGrade) -> str:
    return escape(printable(f"{problem.title}: {number(problem.score)} / {number(problem.max_score)}"))


def _lines(problem: ProblemGrade) -> list[str]:
    lines = [_score(problem)]
    if problem.late_days > 0:
        lines.append(f"{number(problem.late_days)} days late")
    messages = mistakes_in(problem.report).values()
    lines += [escape(" ".join(printable(message).split())) for message in messages]
    if problem.comment:
        lines.append(escape(printable(problem.comment)).replace("\n", "<br>"))
    return lines
