"""Watch the student's files while the lab is open: what a save changed, and whether the saved code is right."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.course.course import Course
from dropgrade.files import shown
from dropgrade.grading.parallel import run_each
from dropgrade.lab.training.functions import OWN, AtHand, functions_at_hand, is_judged, keep_judged, keys_of_file
from dropgrade.submission.folders import SUFFIXES
from dropgrade.submission.saves import Saves
from dropgrade.submission.targets import Target

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session
    from dropgrade.sandbox.client import Sandbox

CALM = 1.5
"""Seconds after a save before it is judged: the training that starts again comes first."""


class CodeChanges:
    """Sends `code.changed` for each function in a file that was saved, and `code.judged` once it was graded."""

    def __init__(self, session: Session) -> None:
        self._session, self._course = session, session.course
        self._stop = threading.Event()
        self._timer: threading.Timer | None = None
        self._is_watching = False

    def begin(self) -> None:
        """Watch the files from now on, and grade those that have not been graded."""
        if self._is_watching or self._course.is_installed:
            return
        self._is_watching = True
        Saves().begin([self._course.exercises], self._saved, deep=True, stop=self._stop)
        self._judge_soon()

    def close(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._timer is not None:
            self._timer.cancel()

    def _saved(self, saved: set[Path] | Exception) -> None:
        if self._stop.is_set() or isinstance(saved, Exception):
            return
        programs = [file for file in sorted(saved) if file.suffix.lower() in SUFFIXES]
        keys = dict.fromkeys(key for file in programs for key in keys_of_file(self._course, file))
        self._tell("code.changed", functions_at_hand(self._course, keys).values())
        for file in programs:
            if not keys_of_file(self._course, file) and file.parent.name in self._course.names():
                change = {"event": "code.changed", "kind": "", "problem": file.parent.name, "file": shown(file)}
                self._session.send(change)
        if keys:
            self._judge_soon()

    def _judge_soon(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(CALM, self._judge)
        self._timer.daemon = True
        self._timer.start()

    def _judge(self) -> None:
        """Grade files without a grade in a process of its own, and report those that are not right."""
        at_hand = functions_at_hand(self._course).values()
        unknown = [each for each in at_hand if each.state == OWN and each.submission and not is_judged(each)]
        try:
            judge(self._course, unknown)
        except Exception:  # noqa: BLE001 - nothing can be graded here, whatever the reason, and the lab goes on without
            return
        if not self._stop.is_set():
            now = functions_at_hand(self._course, [each.needed.key for each in unknown])
            self._tell("code.judged", [each for each in now.values() if each.state != OWN])

    def _tell(self, event: str, functions: Iterable[AtHand]) -> None:
        for each in functions:
            self._session.send({"event": event, **each.described()})


def judge(course: Course, functions: Iterable[AtHand]) -> None:
    """Grade each file up to its first failing check, and record which of them are right."""
    tasks = [_Task(course, Target(each.problem, each.submission.file)) for each in functions if each.submission]

    def failed(_task: object, error: Exception) -> list[_Task]:
        raise error

    if tasks:
        run_each(tasks, lambda *_: None, failed, 1)
    for task in tasks:
        sha256, is_right = task.result
        keep_judged(task.target.problem, sha256, is_right=is_right)


@dataclass(slots=True)
class _Task:
    """A file that is graded in another process; the result is its hash, and whether it is right."""

    course: Course
    target: Target
    size: int = 1
    group: str = ""
    result: tuple[str, bool] = ("", False)

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> tuple[str, bool]:
        """Grade it."""
        from dropgrade.grading import Grader

        tick()
        with Grader(self.course, sandbox=sandbox) as grader:
            report = grader.grade([self.target], is_brief=True).problems[0]
        return report.sha256, report.score == report.max_score
