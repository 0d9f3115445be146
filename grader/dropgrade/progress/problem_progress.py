"""Problems in the progress record: attempts, scores, hints seen, and solutions looked up.

The record is plain data that a person may have edited. Does no I/O.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropgrade.errors import DropgradeError, TargetError
from dropgrade.progress.store import Progress, progress_file
from dropgrade.screen.text import print_error
from dropgrade.submission.targets import problem_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dropgrade.course.course import Course
    from dropgrade.report import ProblemReport, Report

Data = dict[str, Any]
ROOM = "problems"
MOST = 1_000_000
"""Larger numbers of attempts, hints or points are not valid."""


class State(StrEnum):
    """How far a problem has come."""

    NOT_STARTED = "not started"
    ATTEMPTED = "attempted"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class ProblemProgress:
    """A student's progress with a problem; an attempt is a check of a file that had changed.

    `hints` is the number of the problem's own hints that were seen; the last hint of any kind came after `hinted_at`
    attempts. `mistakes` are those that the last check named; `asked` has a mistake once for each of its hints that was
    seen. Both are joined by commas. Times are in ISO format, and empty until they are known.
    """

    attempts: int = 0
    best: float = 0.0
    last: float = 0.0
    max_score: float = 0.0
    sha256: str = ""
    first: str = ""
    latest: str = ""
    passed: str = ""
    hints: int = 0
    hinted_at: int = 0
    gave_up: str = ""
    mistakes: str = ""
    asked: str = ""

    @property
    def named(self) -> list[str]:
        """The mistakes that the last check named."""
        return [name for name in self.mistakes.split(",") if name]

    def times_asked(self, mistake: str) -> int:
        """Return how many hints of a mistake were seen."""
        return self.asked.split(",").count(mistake)

    @property
    def state(self) -> State:
        """The state of the problem; once passed, it stays passed."""
        if self.passed:
            return State.PASSED
        return State.ATTEMPTED if self.attempts else State.NOT_STARTED

    @property
    def may_see_hint(self) -> bool:
        """Whether the next hint is available: the first one always, each further one after another attempt."""
        return (self.hints == 0 and not self.asked) or self.attempts > self.hinted_at

    @property
    def may_see_solution(self) -> bool:
        """Whether the reference may be shown: at full marks, or after the student has given up."""
        return self.state is State.PASSED or bool(self.gave_up)

    def graded(
        self, score: float, max_score: float, sha256: str, when: str, mistakes: Iterable[str] = (), *, is_done: bool
    ) -> ProblemProgress:
        """Return the progress after a check that named these mistakes; `is_done` if it gave all possible points."""
        return replace(
            self,
            attempts=self.attempts + (sha256 != self.sha256),
            best=max(self.best, score) if max_score == self.max_score else score,
            last=score,
            max_score=max_score,
            sha256=sha256,
            first=self.first or when,
            latest=when,
            passed=self.passed or (when if is_done else ""),
            mistakes=",".join(dict.fromkeys(mistakes)),
        )

    def hinted(self) -> ProblemProgress:
        """Return the progress after one more hint."""
        return replace(self, hints=self.hints + 1, hinted_at=self.attempts)

    def asked_about(self, mistake: str) -> ProblemProgress:
        """Return the progress after one more hint of a mistake."""
        asked = f"{self.asked},{mistake}" if self.asked else mistake
        return replace(self, asked=asked, hinted_at=self.attempts)

    def solution_seen(self, when: str) -> ProblemProgress:
        """Return the progress after the solution was requested before full marks."""
        return replace(self, gave_up=self.gave_up or when)


def at_hand(progress_by_problem: Mapping[str, ProblemProgress]) -> str | None:
    """Return the problem to work on: the last one tried unless it is passed, else the first that is not."""
    still_open = [name for name, progress in progress_by_problem.items() if progress.state is not State.PASSED]
    tried = [name for name, progress in progress_by_problem.items() if progress.latest]
    latest = max(tried, key=lambda name: progress_by_problem[name].latest, default=None)
    return latest if latest in still_open else next(iter(still_open), None)


def progress_on(data: Mapping[str, Any], problem: str) -> ProblemProgress:
    """Return the recorded progress with a problem; invalid entries are ignored."""
    room = data.get(ROOM)
    kept = room.get(problem) if isinstance(room, dict) else None
    found = ProblemProgress(**_sound(kept)) if isinstance(kept, dict) else ProblemProgress()
    return replace(found, best=min(found.best, found.max_score), last=min(found.last, found.max_score))


def keep_progress(data: Data, problem: str, progress: ProblemProgress) -> None:
    """Store the progress with a problem in the record."""
    room = data.get(ROOM)
    data[ROOM] = {**(room if isinstance(room, dict) else {}), problem: asdict(progress)}


def keep_given_up(progress: Progress, problem: str) -> None:
    """Record that the solution of a problem was requested before full marks."""
    progress.update(lambda data: keep_progress(data, problem, progress_on(data, problem).solution_seen(moment())))


def _sound(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries with a valid name and type."""
    plain = asdict(ProblemProgress())
    kinds = {name: (int, float) if isinstance(value, float) else (type(value),) for name, value in plain.items()}
    return {
        name: kept[name] for name in plain if type(kept.get(name)) in kinds[name] and _is_sensible(name, kept[name])
    }


def _is_sensible(name: str, value: float | str) -> bool:
    """Whether a number is plausible, or a text is a time where one is expected."""
    if not isinstance(value, str):
        return 0 <= value <= MOST
    return name in ("sha256", "mistakes", "asked") or not value or is_moment(value)


def is_moment(text: str) -> bool:
    """Whether a text is a time in the record's format."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def progress_of(course: Course) -> Progress:
    """Return the record of a course, which reports problems with its file at once."""
    return Progress(progress_file(course), print_error)


def problem_at_hand(course: Course, name: str | None) -> str:
    """Return the named problem, or else the one to work on.

    That is the last one tried unless it is passed, or the first that is not passed.
    """
    if name is not None:
        return problem_named(course, name)
    data = progress_of(course).read()
    progress_by_problem = {each: progress_on(data, each) for each in course.names()}
    chosen = at_hand(progress_by_problem) or next(iter(progress_by_problem), None)
    if chosen is None:
        raise TargetError(f"The course in {course.root} has no problem yet.", "Start one: dropgrade new problem NAME")
    return chosen


def moment() -> str:
    """Return the current time in the record's format."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def remember(course: Course, report: Report, *, is_kernel: bool = False) -> list[str]:
    """Record the results of the student's own work; a failure to do so is reported and otherwise ignored.

    Return the problems that got full marks for the first time. What a kernel in a workspace sends is always the
    student's own work; a file is if it is in the workspace.
    """
    attempts = [problem for problem in report.problems if _is_attempt(problem)]
    own = [problem for problem in attempts if (course.is_workspace if is_kernel else _is_own(course, problem))]
    solved: list[str] = []
    if not own:
        return solved
    try:
        progress_of(course).update(lambda data: solved.extend(_add(data, own)))
    except DropgradeError as error:
        print_error(f"This attempt is not on record. {error.message}", error.hint)
    except OSError as error:
        hint = "Your score is as shown; see whether you may write there and the disk has room."
        print_error(f"This attempt is not on record: {error.filename}: {error.strerror}.", hint)
    return solved


def _add(data: dict[str, Any], reports: Sequence[ProblemReport]) -> list[str]:
    """Add reports to the record; return the problems that were not passed before."""
    solved: list[str] = []
    now = _moment_after(data)
    for each in reports:
        before = progress_on(data, each.problem)
        named = [mistake.name for check in each.checks for mistake in check.mistakes]
        progress = before.graded(each.score, each.max_score, each.sha256, now, named, is_done=each.is_done)
        keep_progress(data, each.problem, progress)
        solved += [each.problem] if progress.passed and not before.passed else []
    return solved


def _moment_after(data: Mapping[str, Any]) -> str:
    """Return the current time, or a second after the latest record if the clock has gone back."""
    room = data.get(ROOM)
    latest = max((progress_on(data, name).latest for name in room), default="") if isinstance(room, dict) else ""
    now = moment()
    if latest < now:
        return now
    try:
        return (datetime.fromisoformat(latest) + timedelta(seconds=1)).isoformat(timespec="seconds")
    except (ValueError, OverflowError):  # edited by hand
        return now


def _is_attempt(report: ProblemReport) -> bool:
    """Whether something was written, could be read, and was judged."""
    from dropgrade.report import Outcome

    return bool(report.sha256) and report.outcome not in (Outcome.NOT_ATTEMPTED, Outcome.NEEDS_REVIEW)


def _is_own(course: Course, report: ProblemReport) -> bool:
    place = course.root if course.is_workspace else course.exercises
    return not course.is_installed and Path(report.source).resolve().is_relative_to(place)
