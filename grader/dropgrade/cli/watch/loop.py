"""The loop of `dropgrade watch`: saves and keys come in, reports go out."""

from __future__ import annotations

import gc
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from time import sleep
from typing import TextIO

from dropgrade.cli._common import Exit
from dropgrade.cli._editor import open_beside
from dropgrade.cli._next import finish_of, next_open, what_is_next
from dropgrade.cli.check import again
from dropgrade.cli.hint import open_hint
from dropgrade.cli.watch.board import Board
from dropgrade.cli.watch.keys import pressed_keys
from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import CourseError, GraderFault
from dropgrade.files import shown
from dropgrade.progress.problem_progress import progress_of, remember
from dropgrade.report import Report
from dropgrade.screen.console import WIDEST
from dropgrade.submission.bundle import others_of
from dropgrade.submission.saves import Saves
from dropgrade.submission.targets import Target, exercise

KEYS = "h hint   n next   a all   e everything   r again   q quit"
PAGE = 15
"""The number of lines that page keys scroll."""
ENDING, CHANGING = ("SIGTERM", "SIGHUP"), ("SIGWINCH", "SIGCONT")
DOUBT = 1.0
"""After this many seconds without an event, the files are checked anyway."""
SETTLING = 0.1
"""Seconds that a file may be missing while an editor saves it."""


class _Redraw:
    """The terminal has a new size, or shows something else after a stop."""


Event = set[Path] | str | Exception | _Redraw
"""Files that were saved, a key, a failure, or a request to redraw."""


@dataclass(slots=True)
class Watch:
    """The state of a watch: what is watched and what is shown."""

    course: Course
    folder: Path | None
    first: Target
    grade: Callable[[Sequence[Target]], Report]
    saves: Saves
    stream: TextIO
    shown: tuple[Target, ...] = ()
    contents: dict[Path, bytes] = field(default_factory=dict)
    events: SimpleQueue[Event] = field(default_factory=SimpleQueue)
    ask_for_keys: Callable[[], None] = lambda: None
    is_enough: bool = False

    def run(self) -> int:
        """Watch until the user quits."""
        board = Board(self.stream, KEYS)
        deep, flat = self.course.exercises, self.first.file.resolve().parent
        self.saves.begin([deep], self.events.put, deep=True)
        if not flat.is_relative_to(deep):
            self.saves.begin([flat], self.events.put)
        with _signals(self.events.put), pressed_keys(self._hear) as ask_for_keys:
            self.ask_for_keys = ask_for_keys
            try:
                self.contents = {target.file: self._content(target) for target in self._watched()}
                self._show(board, [self.first])
                while True:
                    self._answer(board, self._coming())
            except KeyboardInterrupt:
                return Exit.FULL if self.is_enough else Exit.INTERRUPTED
            finally:
                board.leave()

    def _coming(self) -> Event:
        """Return the next event; after a while all files, in case the system has missed something."""
        try:
            return self.events.get(timeout=DOUBT)
        except Empty:
            return {file.resolve() for target in self._watched() for file in self._files(target)}

    def _answer(self, board: Board, event: Event) -> None:
        """Carry out an event."""
        match event:
            case Exception():
                raise GraderFault(f"The files cannot be watched: {event}", "Try it with --poll.")
            case _Redraw():
                self.ask_for_keys()
                board.redraw()
            case str():
                self._press(board, event)
            case _:
                self._saved(board, event)

    def _hear(self, key: str) -> None:
        """Take a key from the keyboard's thread; the key to quit does not wait for a grading."""
        if key == "q":
            self.is_enough = True
            os.kill(os.getpid(), signal.SIGINT)
        self.events.put(key)

    def _press(self, board: Board, key: str) -> None:
        actions: dict[str, Callable[[], None]] = {
            "h": lambda: board.note(open_hint(self.course, self.folder, self.shown[0].problem, force=False)),
            "n": lambda: self._go_on(board),
            "a": lambda: self._show(board, list(self._exercises())),
            "r": lambda: self._show(board, self.shown),
            "e": board.show_everything,
            "up": lambda: board.scroll(-1),
            "down": lambda: board.scroll(1),
            "page up": lambda: board.scroll(-PAGE),
            "page down": lambda: board.scroll(PAGE),
            " ": lambda: board.scroll(PAGE),
        }
        actions.get(key, lambda: None)()

    def _go_on(self, board: Board) -> None:
        """Show the next problem, and open its file if the editor has its own window."""
        target = self._following()
        self._show(board, [target])
        if not open_beside(target.file):
            board.note([f"Next: edit {shown(target.file)}"])

    def _saved(self, board: Board, files: set[Path]) -> None:
        """Grade what has changed; an editor may have removed the file for a moment."""
        changed = self._changed(files)
        if any(not target.file.exists() for target in changed):
            sleep(SETTLING)
            changed = self._changed(files)
        if changed:
            self._show(board, changed)

    def _changed(self, files: set[Path]) -> list[Target]:
        watched = [t for t in self._watched() if any(file.resolve() in files for file in self._files(t))]
        return [target for target in watched if self.contents.setdefault(target.file, b"") != self._content(target)]

    def _files(self, target: Target) -> list[Path]:
        """Return the files of a target's program."""
        others = target.others or others_of(target.file, read_description(self.course, target.problem))
        return [target.file, *dict(others).values()]

    def _content(self, target: Target) -> bytes:
        """Return the content of a program's files; empty if unreadable, which grading reports better."""
        return b"\0".join(map(_content, self._files(target)))

    def _show(self, board: Board, targets: Sequence[Target]) -> None:
        self.shown = tuple(targets)
        self.contents.update((target.file, self._content(target)) for target in targets)
        board.wait(f"checking {targets[0].problem} …" if len(targets) == 1 else f"checking {len(targets)} problems …")
        try:
            report = self.grade(targets)
        except CourseError as error:  # the author is editing it and may save again
            board.note([error.message, error.hint])
            return
        solved = remember(self.course, report)
        board.show(report, lambda problem: again(self.course, self.folder, problem))
        if len(solved) == 1:
            board.note(self._finish(solved[0]))
        gc.collect()  # disabled for single commands

    def _finish(self, problem: str) -> list[str]:
        """Return the page for full marks, once, and how to continue."""
        finish = finish_of(self.course, problem)
        following = what_is_next(self.course, self.folder, problem, finish)
        go_on = "Press n for the next problem." + (f" Or: {following}" if following else "")
        if finish is None:
            return [go_on]
        from dropgrade.screen.finish_page import finish_lines

        width = min(shutil.get_terminal_size().columns, WIDEST)
        return [*(line.plain for line in finish_lines(finish, width)), go_on]

    def _exercises(self) -> Iterator[Target]:
        return (Target(name, exercise(self.course, name)) for name in self.course.names())

    def _watched(self) -> list[Target]:
        return list(dict.fromkeys((self.first, *self._exercises())))

    def _following(self) -> Target:
        """Return the next problem that is not passed, or else the current one."""
        name = next_open(self.course, progress_of(self.course).read(), self.shown[0].problem)
        return Target(name, exercise(self.course, name)) if name else self.shown[0]


def _content(file: Path) -> bytes:
    """Return the content of a file; empty if unreadable, which grading reports better."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


@contextmanager
def _signals(tell: Callable[[Event], None]) -> Iterator[None]:
    """Make signals that end the process end it in order, and a new size or a resumption redraw."""
    actions = dict.fromkeys(ENDING, _interrupt) | dict.fromkeys(CHANGING, lambda *_: tell(_Redraw()))
    found = {getattr(signal, name): action for name, action in actions.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, action) for number, action in found.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
