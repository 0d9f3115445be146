"""A student's progress in a terminal: the parts of the course, the current one in full, and the next steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from dropgrade.progress.overview import Overview, Row
from dropgrade.progress.problem_progress import State
from dropgrade.screen.console import aligned, screen
from dropgrade.screen.text import many, points, printable

MARKS = {State.PASSED: ("✓", "green"), State.ATTEMPTED: ("✗", "bold red"), State.NOT_STARTED: ("·", "dim")}


def write_overview(overview: Overview, again: str, steps: Sequence[str]) -> None:
    """Print a student's progress; `again` is the command that lists everything, `steps` are the next steps."""
    with screen() as console:
        console.print(Text(printable(str(overview.root)), "dim"), soft_wrap=True)
        for part, rows in overview.parts.items():
            console.print(*_part(part, rows, overview.next_problem, console.width), sep="\n")
        if overview.quizzes:
            console.print(_quizzes(overview, console.width))
        if overview.experiments:
            console.print(_experiments(overview, console.width))
        total = f"{points(overview.score)} / {points(overview.max_score)}"
        console.print(Text(), aligned(Text("Total", "bold"), total, console.width, "bold"), Text(), sep="\n")
        console.print(Text("\n".join(map(printable, steps)), "bold"), soft_wrap=True)
        console.print(Text(f"All problems and quizzes: {printable(again)}", "dim"), soft_wrap=True)


def _part(title: str, rows: Sequence[Row], following: Row | None, width: int) -> Iterator[Text]:
    """Yield the line of a part, and those of its problems if it was begun or comes next."""
    passed = sum(row.progress.state is State.PASSED for row in rows)
    sign, style = MARKS[State.PASSED if passed == len(rows) else State.NOT_STARTED]
    left = Text.assemble((sign, style), " ", (printable(title) or "Problems", "bold"), f"  {passed} of {len(rows)}")
    score = f"{points(sum(row.score for row in rows))} / {points(sum(row.max_score for row in rows))}"
    yield aligned(left, score, width, "bold")
    if following in rows or any(row.progress.state is State.ATTEMPTED for row in rows):
        yield from (_problem(row, width) for row in rows)


def _problem(row: Row, width: int) -> Text:
    sign, style = MARKS[row.progress.state]
    left = Text.assemble("  ", (sign, style), " ", row.problem.name, f"  {printable(row.problem.title)}")
    if facts := ", ".join(_facts(row)):
        left.append(f"  {facts}", "dim")
    return aligned(left, f"{points(row.score)} / {points(row.max_score)}", width, style)


def _facts(row: Row) -> Iterator[str]:
    """Yield facts about a problem besides its score."""
    progress = row.progress
    if progress.attempts and progress.state is not State.PASSED:
        yield many(progress.attempts, "attempt")
    if progress.hints:
        yield f"{progress.hints} of {many(len(row.problem.hints), 'hint')}"
    if progress.gave_up:
        yield "solution seen"
    if row.is_changed:
        yield "changed since the last check" if progress.attempts else "begun"
    elif progress.attempts and progress.last < progress.best:
        yield f"{points(progress.last)} at the last check"


def _quizzes(overview: Overview, width: int) -> Text:
    quizzes = overview.quizzes
    earned, asked = sum(q.points for q in quizzes), sum(q.questions for q in quizzes)
    taken = sum(q.answered > 0 for q in quizzes)
    sign, style = MARKS[State.PASSED if earned == asked > 0 else State.NOT_STARTED]
    left = Text.assemble((sign, style), " ", ("Quizzes", "bold"), f"  {taken} of {len(quizzes)} taken")
    return aligned(left, f"{points(round(earned, 2))} / {points(asked)}", width, "bold")


def _experiments(overview: Overview, width: int) -> Text:
    begun = overview.experiments.values()
    found, right = sum(bool(each.found) for each in begun), sum(each.was_right for each in begun)
    left = Text.assemble(("·", "dim"), " ", ("Experiments", "bold"), f"  {many(len(begun), 'prediction')}")
    return aligned(left, f"{right} of {found} right" if found else "not run yet", width, "bold")
