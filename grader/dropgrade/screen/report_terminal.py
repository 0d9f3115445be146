"""The report in a terminal: the score of each problem, a line per check, and explanations of failures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from dropgrade.report import CheckResult, Example, Explanation, Location, Outcome, ProblemReport, Report
from dropgrade.screen.console import HEIGHT, aligned, rows_of, screen
from dropgrade.screen.report_layout import ROOM, Count, Full, Line, is_cut, laid_out
from dropgrade.screen.report_parts import (
    OUTPUT_LINES,
    REST,
    Again,
    Story,
    cap_in_words,
    cause_of,
    credit_in_words,
    drawing,
    follows_in_words,
    next_step,
    place_in_words,
    shared_end,
)
from dropgrade.screen.text import excerpt, one_line, points, printable

Below = Callable[[int], Iterable[Text]]
DETAIL = 10
MARKS = {
    Outcome.PASS: ("✓ pass", "green"),
    Outcome.PARTIAL: ("~ partly", "bold yellow"),
    Outcome.FAIL: ("✗ fail", "bold red"),
    Outcome.ERROR: ("✗ error", "bold red"),
    Outcome.TIMEOUT: ("✗ time", "bold red"),
    Outcome.MEMORY: ("✗ memory", "bold red"),
    Outcome.CRASH: ("✗ crash", "bold red"),
    Outcome.MISSING: ("✗ missing", "bold red"),
    Outcome.NOT_ATTEMPTED: ("· to do", "dim"),
    Outcome.BLOCKED: ("· waits", "yellow"),
    Outcome.TO_BE_READ: ("· read", "cyan"),
    Outcome.NEEDS_REVIEW: ("? review", "bold magenta"),
}
QUIET = (Outcome.PASS, Outcome.NOT_ATTEMPTED)
HIGHEST = 40
"""The maximum number of lines that a report fills on a high terminal."""


def write_report(
    report: Report, again: Again, after: str | None = None,
    *, below: Below = lambda _: (), stream: TextIO | None = None, everything: bool = False, folds: bool = False,
    room: int | None = None,
) -> None:  # fmt: skip
    """Print the report (default: to standard output); `after` is the command to suggest after full marks.

    `below` returns further lines for a given width. A report fits the screen unless `everything` is set; `room` is the
    height in lines, if not that of the terminal. With `folds`, a long command is broken.
    """
    lines = min(room or rows_of(stream or sys.stdout, ROOM), HIGHEST)
    with screen(stream) as console:
        console.print(Group(*_screen(report, console.width, lines, everything=everything)))
        for line in below(console.width):
            console.print(line)
        console.print(_next_step(report, again, after), soft_wrap=not folds)  # so that the command can be copied whole
        for notice in report.notices:
            console.print(Text(f"! {notice} `dropgrade doctor` says more.", "yellow"))


def _screen(report: Report, width: int, room: int, *, everything: bool) -> Iterator[RenderableType]:
    several = len(report.problems) > 1
    for problem in report.problems:
        if several and problem.outcome in QUIET:
            yield _heading(problem, width)
        else:
            yield from _problem(problem, width, 0 if several else room, everything=everything)
    yield Text()
    if several:
        course = f"  {report.course} {report.version}" if report.course else ""
        total = Text.assemble(("Total", "bold"), (printable(course), "dim"))
        yield _aligned(total, f"{points(report.score)} / {points(report.max_score)}", width, "bold")


def _heading(problem: ProblemReport, width: int) -> Text:
    sign, style = MARKS[problem.outcome]
    name, title = one_line(problem.problem), one_line(problem.title)
    left = Text.assemble((sign.split()[0], style), " ", (name, "bold"), f"  {title}")
    state = "  not started" if problem.outcome is Outcome.NOT_ATTEMPTED else ""
    return _aligned(left.append(state, "dim"), f"{points(problem.score)} / {points(problem.max_score)}", width, "bold")


def _problem(problem: ProblemReport, width: int, room: int, *, everything: bool) -> Iterator[RenderableType]:
    yield _heading(problem, width)
    yield Padding(Text(one_line(problem.source), "dim"), (0, 0, 0, 2))
    shared = shared_end(problem)
    if shared is not None:
        yield from _shared(shared, problem)
        return
    if problem.capped_by:
        yield Padding(Text(cap_in_words(problem), "bold"), (0, 0, 0, 2))
    story, items = Story(), laid_out(problem, room, everything=everything)
    for item in items:
        match item:
            case Full(check):
                yield from _check(check, story, width)
            case Line(check, follows):
                yield _line(check, width, follows=follows)
            case Count(checks, words):
                yield _count(checks, words, width)
    if not everything and is_cut(problem, items):
        yield Padding(Text(REST, "dim"), (0, 0, 0, 2))


def _line(check: CheckResult, width: int, *, follows: bool) -> Text:
    sign, style = MARKS[check.outcome]
    title = ("↳ " if follows else "") + " ".join(printable(check.title).split())
    left = Text.assemble("  ", (f"{sign:<9}", style), " ", (title, "dim" if follows else ""))
    return aligned(left, f"{points(check.points)} / {points(check.max_points)}", width, style)


def _count(checks: Sequence[CheckResult], words: str, width: int) -> Text:
    sign, style = MARKS[checks[0].outcome]
    earned, worth = sum(check.points for check in checks), sum(check.max_points for check in checks)
    return aligned(Text(f"  {sign[0]} {printable(words)}", style), f"{points(earned)} / {points(worth)}", width, style)


def _shared(check: CheckResult, problem: ProblemReport) -> Iterator[RenderableType]:
    sign, style = MARKS[check.outcome]
    if check.outcome is Outcome.NOT_ATTEMPTED:
        yield Padding(Text("Not written yet. What it will be checked for:", "bold"), (0, 0, 0, 2))
        for each in problem.checks:
            yield Padding(Text(f"· {each.title}"), (0, 0, 0, 4))
        return
    yield Padding(Text.assemble((sign, style), "  every check"), (0, 0, 0, 2))
    yield from _details(check, Story())


def _check(check: CheckResult, story: Story, width: int) -> Iterator[RenderableType]:
    sign, style = MARKS[check.outcome]
    left = Text.assemble("  ", (f"{sign:<9}", style), " ", printable(check.title))
    yield _aligned(left, f"{points(check.points)} / {points(check.max_points)}", width, style)
    if check.outcome is Outcome.BLOCKED and story.is_new(check.message):
        yield Padding(Text(printable(check.message), "dim"), (0, 0, 0, DETAIL + 2))
    elif check.outcome not in (Outcome.PASS, Outcome.BLOCKED):
        yield from _details(check, story)


def _aligned(left: Text, right: str, width: int, style: str) -> Text:
    """Return a line with the points at its right end; a long title is wrapped."""
    room = width - len(right) - 2
    lines = left.wrap(Console(width=room, height=HEIGHT), room) if left.cell_len > room else [left]
    first = lines[0].copy()
    first.append(" " * (room - first.cell_len + 2)).append(right, style)
    return Text("\n").join([first, *(Text(" " * 12).append(line) for line in lines[1:])])


def _details(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    seen = [*_observation(check, story), *_message(check, story)]
    seen += [Text(printable(words), "dim")] if (words := credit_in_words(check)) else []
    indented = [*seen, *_mistakes(check, story), *_explanation(check, story), *_output(check, story)]
    for piece in indented:
        yield Padding(piece, (0, 0, 0, DETAIL + 2))


def _observation(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    if not check.what:
        return
    if check.follows_from:
        yield Text(follows_in_words(check), "dim")
        return
    if not story.is_new((check.what, check.observed, check.expected)):
        yield Text("The same as above.", "dim")
        return
    yield Text(printable(check.what))
    yield Text.assemble("  observed  ", (printable(check.observed), "red"))
    yield Text.assemble("  expected  ", (printable(check.expected), "green"))
    if check.example is not None:
        yield _drawing(check.example)


def _mistakes(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    for mistake in check.mistakes:
        if story.is_new(mistake.message):
            yield Text(" ".join(printable(mistake.message).split()), "bold")
        else:
            yield Text(f"The same cause as above ({mistake.name.replace('_', ' ')}).", "dim")


def _message(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    if check.what:
        return
    if not story.is_new(cause_of(check)):
        yield Text("The same as above.", "dim")
        return
    yield Text(printable(check.message))
    for location in (*check.path, check.location):
        if location is not None:
            yield place(location)


def _explanation(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    known = check.explanation
    if known is not None and not check.follows_from and story.is_new((check.observed, cause_of(check), known.subject)):
        yield from explanation(known)


def explanation(known: Explanation) -> Iterator[Text]:
    """Yield the lines of an explanation: the drawing, the words, and the page to read."""
    for line in known.drawing:
        yield Text(f"  {printable(line)}", no_wrap=True, overflow="ellipsis")
    yield Text(" ".join(printable(known.words).split()), "bold")
    if known.subject:
        yield Text(f"To read: dropgrade explain {known.subject}")


def place(location: Location) -> Text:
    """Return a line of the student's code with its place."""
    return Text.assemble((f"  {place_in_words(location)}:  ", "dim"), printable(location.text))


def _output(check: CheckResult, story: Story) -> Iterator[RenderableType]:
    if not check.output.strip():
        return
    if not story.is_new(("output", check.output)):
        yield Text("It printed the same as above.", "dim")
        return
    yield from printed(check.output)


def printed(output: str) -> Iterator[Text]:
    """Yield an excerpt of what the student's code printed."""
    yield Text("It printed:", "dim")
    for line in excerpt(output, OUTPUT_LINES):
        yield Text(f"  | {line}", "dim", no_wrap=True, overflow="ellipsis")


def _drawing(example: Example) -> Text:
    return Text("\n".join(f"  {line}" for line in drawing(example)))


def _next_step(report: Report, again: Again, after: str | None) -> Text:
    return Text(printable(next_step(report, again, after)), "bold green" if report.is_done else "bold")
