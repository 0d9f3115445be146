"""`dropgrade watch`: every save is answered, whatever happens to the file, and the terminal is restored."""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import signal
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dropgrade.cli.watch.keys import keys_in
from tests.cases import program
from tests.conftest import COMMAND, ROOT
from tests.progress.conftest import FILE, PROBLEM, record_of
from tests.warm import Started

PATIENCE = 60
SOLUTION = ROOT / "solutions" / PROBLEM
HOME = "\x1b[H"


class Watching:
    """A running watch, and its output so far."""

    def __init__(self, workspace: Path, *words: str, has_terminal: bool = False) -> None:
        self.file = workspace / FILE
        self.said = ""
        ours, theirs = pty.openpty() if has_terminal else os.pipe()
        self.terminal, self._reader = theirs if has_terminal else -1, ours
        if has_terminal:
            termios.tcsetwinsize(theirs, (40, 90))
        self.before = termios.tcgetattr(theirs) if has_terminal else None
        env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
        with open(os.devnull) as nothing:
            given = theirs if has_terminal else nothing.fileno()
            streams = (given, theirs, theirs)
            self.process = Started(
                [str(COMMAND), "watch", *words], workspace, env | {"TERM": "xterm-256color"}, streams
            )

    def hears(self, words: str) -> str:
        """Wait until these words are printed, and return all new output up to then."""
        end = time.monotonic() + PATIENCE
        while words not in self.said:
            ready, _, _ = select.select([self._reader], [], [], max(0, end - time.monotonic()))
            assert ready, f"it never said {words!r}, but:\n{self.said}"
            self.said += os.read(self._reader, 65536).decode()
        heard, _, self.said = self.said.partition(words)
        return heard + words

    def saves(self, name: str) -> None:
        """Save the reference, or it with a known mistake."""
        self.file.write_text(program(PROBLEM, *[name] if name != "reference" else []), "utf-8")

    def presses(self, keys: str) -> None:
        """Press keys."""
        os.write(self._reader, keys.encode())

    def ends(self, number: int | None = None) -> int:
        """Wait for the end, after a signal or by itself; return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """Clean up."""
        self.process.kill()
        self.process.wait()
        os.close(self._reader)
        os.close(self.terminal) if self.terminal >= 0 else None


@pytest.fixture
def piped(workspace: Path) -> Iterator[Watching]:
    """A watch on p03 whose reports go through a pipe."""
    watching = Watching(workspace, "p03")
    yield watching
    watching.close()


@pytest.fixture
def on_terminal(workspace: Path) -> Iterator[Watching]:
    """A watch on p03 in a terminal."""
    (workspace / FILE).write_text(program(PROBLEM, "no_scaling"), "utf-8")
    watching = Watching(workspace, "p03", has_terminal=True)
    yield watching
    watching.close()


def test_every_save_is_answered(piped: Watching, workspace: Path) -> None:
    """On a pipe, reports follow each other, each is an attempt, and an interruption ends the watch."""
    piped.hears("Then: dropgrade check p03")
    piped.saves("no_scaling")
    assert "5 / 10" in piped.hears("Then: dropgrade check p03")
    piped.saves("reference")
    assert "10 / 10" in piped.hears("Full marks.")
    assert piped.ends(signal.SIGINT) == 130
    assert record_of(workspace)["attempts"] == 2


def test_whatever_happens_to_the_file_it_goes_on(piped: Watching) -> None:
    """A file that is deleted, broken, half-written, made a folder or renamed is reported, and the watch goes on."""
    piped.hears("Not written yet")
    piped.file.unlink()
    piped.hears("There is no file")
    piped.file.write_text("def inverted_dropout(x, p")
    piped.hears("SyntaxError")
    piped.file.unlink()
    piped.file.mkdir()
    piped.hears("Hand in a .py")
    piped.file.rmdir()
    draft = piped.file.with_name(".draft")
    shutil.copyfile(SOLUTION / "inverted_scaling.py", draft)
    draft.replace(piped.file)
    piped.hears("Full marks.")
    shutil.rmtree(piped.file.parent)
    piped.hears("There is no file")
    piped.file.parent.mkdir()
    piped.saves("no_scaling")
    piped.hears("5 / 10")
    assert piped.process.poll() is None


def test_a_save_without_a_change_is_no_news(piped: Watching) -> None:
    """Unchanged content is not graded again; the next change is."""
    piped.hears("Then: dropgrade check p03")
    piped.saves("no_scaling")
    piped.hears("Then: dropgrade check p03")
    piped.saves("no_scaling")
    piped.saves("reference")
    assert "5 / 10" not in piped.hears("Full marks.")


def test_what_is_saved_is_what_is_shown(piped: Watching) -> None:
    """Saving another problem's file shows that problem."""
    piped.hears("Then: dropgrade check p03")
    other = piped.file.parents[1] / "p01_bernoulli_mask/bernoulli_mask.py"
    shutil.copyfile(ROOT / "solutions/p01_bernoulli_mask/bernoulli_mask.py", other)
    assert "p01_bernoulli_mask" in piped.hears("Full marks.")


def test_polling_hears_saves_too(workspace: Path) -> None:
    """With --poll the same reports come."""
    watching = Watching(workspace, "p03", "--poll")
    try:
        watching.hears("Not written yet")
        watching.saves("no_scaling")
        watching.hears("5 / 10")
    finally:
        watching.close()


def test_keys_do_what_they_say(on_terminal: Watching, workspace: Path) -> None:
    """h shows hints by the rules, r grades again, n goes on, a grades all, q ends with 0, others do nothing."""
    on_terminal.hears("q quit")
    on_terminal.presses("h")
    assert "About what your last check named" in on_terminal.hears("q quit")
    on_terminal.presses("xh")
    assert "Hint 1 of 3" not in on_terminal.hears("q quit")
    on_terminal.presses("r")
    assert "About what" not in on_terminal.hears("q quit").split("checking")[-1]
    on_terminal.presses("\x1b[A")  # the arrow up, which ends in the letter of another key
    on_terminal.presses("n")
    on_terminal.hears("p04_dropout_backward")
    on_terminal.hears("q quit")
    on_terminal.presses("a")
    assert "checking" in on_terminal.hears(" problems")
    on_terminal.hears("q quit")
    on_terminal.presses("q")
    assert on_terminal.ends() == 0
    assert termios.tcgetattr(on_terminal.terminal) == on_terminal.before
    assert record_of(workspace)["asked"] == "no_scaling"


def test_the_screen_is_redrawn_in_place(on_terminal: Watching) -> None:
    """A report is written over the previous one, without clearing the screen or growing taller."""
    first = on_terminal.hears("q quit")
    assert first.count("\x1b[2J") == 1
    on_terminal.saves("keeps_with_p")
    second = on_terminal.hears("q quit")
    assert "p is used as the chance of" in second
    assert "\x1b[2J" not in second
    assert second.split(HOME)[-1].count("\n") < 40


def test_after_full_marks_there_is_a_finish_and_n_opens_the_next_file(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finish is shown once, and an editor with its own window gets the next problem's file."""
    editor, opened = tmp_path / "code", tmp_path / "opened.txt"
    editor.write_text(f'#!/bin/sh\necho "$@" >> {opened}\n')
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    watching = Watching(workspace, "p03", has_terminal=True)
    try:
        watching.hears("q quit")
        watching.saves("reference")
        assert "The bug that it prevents" in watching.hears("Press n for the next problem.")
        watching.hears("q quit")
        watching.presses("r")
        assert "The bug that it prevents" not in watching.hears("q quit").split("checking")[-1]
        watching.presses("n")
        watching.hears("p04_dropout_backward")
        watching.hears("q quit")
        end = time.monotonic() + PATIENCE
        while not opened.exists() or not opened.read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        assert opened.read_text().strip().endswith("exercises/p04_dropout_backward/dropout_backward.py")
    finally:
        watching.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_the_terminal_as_it_was(on_terminal: Watching, number: int) -> None:
    """After a signal, keys come as lines again and are echoed."""
    on_terminal.hears("q quit")
    assert termios.tcgetattr(on_terminal.terminal) != on_terminal.before
    assert on_terminal.ends(number) == 130
    assert termios.tcgetattr(on_terminal.terminal) == on_terminal.before


def test_a_closed_pipe_ends_it(workspace: Path) -> None:
    """If nobody reads any more, the next report ends it like other commands."""
    reader, writer = os.pipe()
    process = subprocess.Popen([COMMAND, "watch", "p03"], cwd=workspace, stdin=subprocess.DEVNULL, stdout=writer)
    os.close(writer)
    os.read(reader, 1)
    os.close(reader)
    (workspace / FILE).write_text(program(PROBLEM, "no_scaling"), "utf-8")
    assert process.wait(PATIENCE) == 141


def test_a_new_size_is_drawn_anew(on_terminal: Watching) -> None:
    """After a resize no line is too wide, and the next step is still at the end."""
    on_terminal.hears("q quit")
    termios.tcsetwinsize(on_terminal.terminal, (12, 60))
    on_terminal.process.send_signal(signal.SIGWINCH)
    drawn = on_terminal.hears("q quit")
    shown = re.sub(r"\x1b\[[0-?]*[ -/]*[@-~]", "", drawn).replace("\r", "").split("\n")
    assert max(map(len, shown)) <= 60
    assert len(shown) <= 13
    assert any(line.startswith("Then: dropgrade check p03") for line in shown)
    assert any("more lines" in line for line in shown)


def test_everything_is_one_key_away_and_scrolls(on_terminal: Watching) -> None:
    """e shows every check, arrow keys scroll through what does not fit, and e returns."""
    assert "checks pass" in on_terminal.hears("q quit")
    termios.tcsetwinsize(on_terminal.terminal, (16, 80))
    on_terminal.process.send_signal(signal.SIGWINCH)
    on_terminal.hears("q quit")
    on_terminal.presses("e")
    first = on_terminal.hears("q quit")
    assert "In training some entries" in first
    assert "more lines: the arrow keys scroll" in first
    on_terminal.presses("\x1b[6~")
    assert "In training some entries" not in on_terminal.hears("q quit")
    on_terminal.presses("\x1b[5~")
    assert "In training some entries" in on_terminal.hears("q quit")
    on_terminal.presses("e")
    assert "✓ pass" not in on_terminal.hears("q quit")


def test_keys_that_scroll_are_told_from_letters() -> None:
    """An arrow is one key, whatever letters its sequence contains, and other sequences are none."""
    assert list(keys_in("h\x1b[A\x1b[Bq\x1b[6~\x1b[15~X")) == ["h", "up", "down", "q", "page down", "x"]


def test_quitting_does_not_wait_for_a_grading(on_terminal: Watching) -> None:
    """With an endless loop in the file, q ends the watch at once, with 0."""
    on_terminal.hears("q quit")
    on_terminal.file.write_text("while True:\n    pass\n")
    on_terminal.hears("checking")
    on_terminal.presses("q")
    assert on_terminal.ends() == 0
    assert termios.tcgetattr(on_terminal.terminal) == on_terminal.before


def test_a_terminal_that_goes_away_ends_it(workspace: Path) -> None:
    """If the terminal hangs up during a grading, the watch ends without leaving a busy process."""
    (workspace / FILE).write_text("while True:\n    pass\n")
    watching = Watching(workspace, "p03", has_terminal=True)
    try:
        watching.hears("checking")
        for number in (signal.SIGHUP, signal.SIGCONT):  # as the system does where a session loses its terminal
            watching.process.send_signal(number)
        assert watching.process.wait(PATIENCE) == 130
    finally:
        watching.close()
