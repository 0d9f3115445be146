"""`dropgrade hint`: one hint at a time, each after another attempt."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, find_workspace, on_course
from dropgrade.course.course import Course
from dropgrade.course.problem import Description, read_description
from dropgrade.progress.problem_progress import (
    ProblemProgress,
    keep_progress,
    problem_at_hand,
    progress_of,
    progress_on,
)
from dropgrade.screen.text import many, printable, say

WIDTH = 78
Opened = Callable[[ProblemProgress], ProblemProgress]
"""Returns the progress after a hint was seen."""


@click.command("hint")
@click.argument("name", required=False, shell_complete=complete_problem)
@click.option("--force", is_flag=True, help="Open the next hint without another attempt.")
@COURSE
def command(name: str | None, force: bool, folder: Path | None) -> int:
    """Show a hint, by default for the problem at hand.

    What your last check named comes first, with a question of its own. After that there are three steps from a nudge
    to nearly the solution. The first hint is open; each further one opens when your file has changed and was checked
    again. The hints that you have seen are shown again, and kept on record.
    """
    course = find_workspace(folder)
    for line in open_hint(course, folder, problem_at_hand(course, name), force=force):
        say(line)
    return Exit.FULL


def open_hint(course: Course, folder: Path | None, name: str, *, force: bool) -> list[str]:
    """Show the next hint of a problem if allowed and record that; return the lines to print."""
    progress, problem = progress_of(course), read_description(course, name)
    record = progress_on(progress.read(), name)
    own = _own_hints(course, name, record)
    opened = _opened(record, own, len(problem.hints)) if force or record.may_see_hint else None
    if opened is not None:
        record = opened(record)
        progress.update(lambda data: keep_progress(data, name, opened(progress_on(data, name))))
    words = _Words(problem, record, own, lambda verb: on_course(f"dropgrade {verb}", folder))
    return words.lines(is_new=opened is not None)


def _own_hints(course: Course, name: str, record: ProblemProgress) -> dict[str, tuple[str, ...]]:
    """Return the hints of the mistakes that the last check named."""
    if not record.named:
        return {}
    from dropgrade.course.mistakes_file import read_mistakes

    known = read_mistakes(course.authority / "solutions" / name)
    return {mistake: hints for mistake in record.named if (hints := known.hints_for(mistake))}


def _opened(record: ProblemProgress, own: Mapping[str, Sequence[str]], general: int) -> Opened | None:
    """Return what opens next: a hint of a named mistake, then one of the problem; None if there are no more."""
    for mistake, hints in own.items():
        if record.times_asked(mistake) < len(hints):
            return lambda progress: progress.asked_about(mistake)
    return ProblemProgress.hinted if record.hints < general else None


@dataclass(frozen=True, slots=True)
class _Words:
    """The hints that were seen, and when the next one opens; `word` returns a command as the user types it."""

    problem: Description
    record: ProblemProgress
    own: Mapping[str, Sequence[str]]
    word: Callable[[str], str]

    def lines(self, *, is_new: bool) -> list[str]:
        """Return all lines to print; `is_new` if a hint has just been opened."""
        head = printable(f"{self.problem.name}  {self.problem.title}")
        return [head, *self._about_mistakes(), *self._general(), "", *self._next(is_new=is_new)]

    def _about_mistakes(self) -> Iterator[str]:
        for mistake, hints in self.own.items():
            if seen := hints[: self.record.times_asked(mistake)]:
                yield from ("", f"About what your last check named ({mistake.replace('_', ' ')})")
                yield from (line for hint in seen for line in _wrapped(printable(hint)))

    def _general(self) -> Iterator[str]:
        hints = self.problem.hints
        for number, hint in enumerate(hints[: self.record.hints], 1):
            yield from ("", f"Hint {number} of {len(hints)}", *_wrapped(printable(hint)))

    def _next(self, *, is_new: bool) -> list[str]:
        """Say how to continue."""
        unseen = sum(max(0, len(hints) - self.record.times_asked(name)) for name, hints in self.own.items())
        left = max(0, len(self.problem.hints) - self.record.hints) + unseen
        place = self.problem.name.partition("_")[0]
        again = f"{self.word('check')} {place}"
        if not left:
            return [f"There are no further hints. The last resort: {self.word('solution')} {place} --give-up"]
        if is_new:
            return [f"{many(left, 'further hint')}, the next one after another attempt: {again}"]
        return [f"The next one opens after another attempt: change your file, then {again}", "(or add --force)"]


def _wrapped(text: str) -> list[str]:
    indent = "  "
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
