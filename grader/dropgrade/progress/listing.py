"""The list of all problems and quizzes in plain text, which needs no drawing library and so starts fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dropgrade.progress.overview import Overview
from dropgrade.screen.text import one_line, points, say

HEAD = ("name", "state", "score", "attempts", "hints", "title")
RIGHT = ("score", "attempts", "hints")


def write_listing(overview: Overview) -> None:
    """Print one line for each problem, each quiz, and each experiment that was begun."""
    rows = [HEAD, *_problem_rows(overview), *_quiz_rows(overview), *_experiment_rows(overview)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = (_line(row, widths) for row in rows)
    say("\n".join(line.rstrip() for line in lines))


def _problem_rows(overview: Overview) -> Iterator[tuple[str, ...]]:
    for row in overview.rows:
        progress = row.progress
        state = "begun" if row.is_changed and not progress.attempts else progress.state.value
        attempts = str(progress.attempts or "")
        hints = f"{progress.hints} of {len(row.problem.hints)}" if progress.hints else ""
        score = f"{points(row.score)} / {points(row.max_score)}"
        yield one_line(row.problem.name), state, score, attempts, hints, one_line(row.problem.title)


def _quiz_rows(overview: Overview) -> Iterator[tuple[str, ...]]:
    for quiz in overview.quizzes:
        state = f"{quiz.last.astimezone():%Y-%m-%d}" if quiz.last else "not taken" if quiz.has_key else "no key"
        score = f"{points(round(quiz.points, 2))} / {quiz.questions}"
        yield one_line(quiz.quiz), state, score, "", "", one_line(quiz.title)


def _experiment_rows(overview: Overview) -> Iterator[tuple[str, ...]]:
    for name, record in overview.experiments.items():
        outcome = "" if not record.found else "predicted right" if record.was_right else "predicted otherwise"
        yield one_line(name), record.state, "", "", "", one_line(": ".join(filter(None, (record.title, outcome))))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = zip(HEAD, row, widths, strict=True)
    return "  ".join(cell.rjust(width) if name in RIGHT else cell.ljust(width) for name, cell, width in cells)
