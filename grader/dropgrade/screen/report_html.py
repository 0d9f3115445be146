"""The report as HTML for a notebook: the same content as in the terminal, without scripts, for any theme."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from dropgrade.report import CheckResult, Outcome, ProblemReport, Report
from dropgrade.screen.report_layout import ROOM, Count, Full, Item, Line, is_cut, laid_out
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
from dropgrade.screen.report_terminal import MARKS, QUIET
from dropgrade.screen.text import excerpt, one_line, points, printable

STYLE = Path(__file__).with_name("feedback.css")
KINDS = {
    Outcome.PASS: "good", Outcome.NOT_ATTEMPTED: "open", Outcome.BLOCKED: "open", Outcome.TO_BE_READ: "open",
    Outcome.NEEDS_REVIEW: "doubt",
}  # fmt: skip
"""The style of each outcome; all others are bad."""


def feedback_of(report: Report, again: Again) -> str:
    """Return the feedback on a report."""
    full = report.is_done
    step = markup(next_step(report, again)).replace("\n", "<br>")
    return _framed(
        *(line for problem in report.problems for line in _problem(problem, brief=len(report.problems) > 1)),
        *_total(report),
        f'<p class="next{" good" * full}"><b>{step}</b></p>',
        *(
            f'<p class="open">! {markup(notice)} <code>dropgrade doctor</code> says more.</p>'
            for notice in report.notices
        ),
    )


def grading_of(report: Report) -> str:
    """Return the problems of a report with every check in full and without a next step."""
    return _framed(*(line for problem in report.problems for line in _problem(problem, brief=False, everything=True)))


def complaint_of(message: str, hint: str = "") -> str:
    """Return the message for something that could not be graded, and what to do."""
    hints = [f"<p>{markup(hint)}</p>"] if hint else []
    return _framed(f"<p><b>dropgrade: {markup(message)}</b></p>", *hints)


def _framed(*lines: str) -> str:
    return "\n".join(['<div class="dropgrade">', f"<style>{STYLE.read_text('utf-8')}</style>", *lines, "</div>"])


def _total(report: Report) -> Iterator[str]:
    if len(report.problems) > 1:
        yield f'<p class="line"><b>Total</b>{_points(report.score, report.max_score)}</p>'


def _problem(problem: ProblemReport, *, brief: bool, everything: bool = False) -> Iterator[str]:
    sign, kind = MARKS[problem.outcome][0].split()[0], _kind(problem.outcome)
    title = f'<b class="{kind}">{sign}</b> <b>{markup(one_line(problem.problem))}</b> {markup(one_line(problem.title))}'
    yield f'<p class="line">{title}{_points(problem.score, problem.max_score)}</p>'
    if brief and problem.outcome in QUIET:
        return
    yield f'<p class="quiet">{markup(one_line(problem.source))}</p>'
    if problem.capped_by:
        yield f"<p><b>{markup(cap_in_words(problem))}</b></p>"
    shared = shared_end(problem)
    if shared is None:
        yield from _items(problem, laid_out(problem, 0 if brief else ROOM, everything=everything))
    elif shared.outcome is Outcome.NOT_ATTEMPTED:
        yield "<p><b>Not written yet. What it will be checked for:</b></p><ul>"
        yield from (f"<li>{markup(each.title)}</li>" for each in problem.checks)
        yield "</ul>"
    else:
        yield f'<p class="line">{_mark(shared)} every check</p>'
        yield from _details(shared, Story())


def _items(problem: ProblemReport, items: Sequence[Item]) -> Iterator[str]:
    story = Story()
    for item in items:
        match item:
            case Full(check):
                yield from _check(check, story)
            case Line(check, follows):
                title = markup(("↳ " if follows else "") + check.title)
                yield f'<p class="line">{_mark(check)} {title}{_points(check.points, check.max_points)}</p>'
            case Count(checks, words):
                sign = f'<b class="{_kind(checks[0].outcome)}">{MARKS[checks[0].outcome][0][0]}</b>'
                earned, worth = sum(check.points for check in checks), sum(check.max_points for check in checks)
                yield f'<p class="line">{sign} {markup(words)}{_points(earned, worth)}</p>'
    if is_cut(problem, items):
        yield f'<p class="quiet">{markup(REST)}</p>'


def _check(check: CheckResult, story: Story) -> Iterator[str]:
    yield f'<p class="line">{_mark(check)} {markup(check.title)}{_points(check.points, check.max_points)}</p>'
    if check.outcome is Outcome.BLOCKED:
        if story.is_new(check.message):
            yield f'<div class="details"><p class="quiet">{markup(check.message)}</p></div>'
    elif check.outcome is not Outcome.PASS:
        yield from _details(check, story)


def _mark(check: CheckResult) -> str:
    return f'<b class="mark {_kind(check.outcome)}">{MARKS[check.outcome][0]}</b>'


def _kind(outcome: Outcome) -> str:
    return KINDS.get(outcome, "bad")


def _points(earned: float, worth: float) -> str:
    return f' <span class="points">{points(earned)} / {points(worth)}</span>'


def _details(check: CheckResult, story: Story) -> Iterator[str]:
    yield '<div class="details">'
    yield from _observation(check, story) if check.what else _message(check, story)
    if words := credit_in_words(check):
        yield f'<p class="quiet">{markup(words)}</p>'
    for mistake in check.mistakes:
        if story.is_new(mistake.message):
            yield f"<p><b>{markup(' '.join(mistake.message.split()))}</b></p>"
        else:
            yield f'<p class="quiet">The same cause as above ({markup(mistake.name.replace("_", " "))}).</p>'
    yield from _explanation(check, story)
    yield from _output(check, story)
    yield "</div>"


def _observation(check: CheckResult, story: Story) -> Iterator[str]:
    if check.follows_from:
        yield f'<p class="quiet">{markup(follows_in_words(check))}</p>'
        return
    if not story.is_new((check.what, check.observed, check.expected)):
        yield '<p class="quiet">The same as above.</p>'
        return
    yield f"<p>{markup(check.what)}</p><pre>"
    yield f'observed  <span class="bad">{markup(check.observed)}</span>'
    yield f'expected  <span class="good">{markup(check.expected)}</span>'
    yield from (markup(line) for line in (drawing(check.example) if check.example else []))
    yield "</pre>"


def _message(check: CheckResult, story: Story) -> Iterator[str]:
    if not story.is_new(cause_of(check)):
        yield '<p class="quiet">The same as above.</p>'
        return
    yield f"<p>{markup(check.message)}</p>"
    for location in filter(None, (*check.path, check.location)):
        where = f'<span class="quiet">{markup(place_in_words(location))}:</span>'
        yield f"<pre>{where}  {markup(location.text)}</pre>"


def _explanation(check: CheckResult, story: Story) -> Iterator[str]:
    known = check.explanation
    if known is None or check.follows_from or not story.is_new((check.observed, cause_of(check), known.subject)):
        return
    if known.drawing:
        yield f"<pre>{markup(chr(10).join(known.drawing))}</pre>"
    yield f"<p><b>{markup(' '.join(known.words.split()))}</b></p>"
    if known.subject:
        yield f"<p>To read: dropgrade explain {markup(known.subject)}</p>"


def _output(check: CheckResult, story: Story) -> Iterator[str]:
    if not check.output.strip():
        return
    if not story.is_new(("output", check.output)):
        yield '<p class="quiet">It printed the same as above.</p>'
        return
    yield '<p class="quiet">It printed:</p><pre class="quiet">'
    yield from (markup(line) for line in excerpt(check.output, OUTPUT_LINES))
    yield "</pre>"


def markup(words: str) -> str:
    """Escape text for HTML, and show characters that a browser would hide."""
    return escape(printable(words))
