"""`dropgrade open`: a problem's file in the editor that the user has chosen."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, find_workspace
from dropgrade.errors import TargetError
from dropgrade.progress.problem_progress import problem_at_hand
from dropgrade.submission.targets import exercise

SETTINGS = ("VISUAL", "EDITOR")
DESKTOPS = ("DISPLAY", "WAYLAND_DISPLAY")
"""Where nothing of the kind is set, the system has no window to open a file in."""


@click.command("open")
@click.argument("name", required=False, shell_complete=complete_problem)
@COURSE
def command(name: str | None, folder: Path | None) -> int:
    """Open the file of a problem, by default the one at hand.

    It opens in $VISUAL or $EDITOR, or in what the system opens such files with.
    """
    course = find_workspace(folder)
    file = exercise(course, problem_at_hand(course, name))
    if not file.exists():
        raise TargetError(f"There is no file {file}.", "Bring it back: dropgrade init")
    setting = next((name for name in SETTINGS if os.environ.get(name, "").strip()), None)
    if setting is None:
        if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in DESKTOPS):
            raise TargetError("No editor is chosen.", f"Set $EDITOR to yours, or open {file} yourself.")
        return _ended(click.launch(str(file)), "the system's own program", file)
    words = _words(setting)
    try:
        code = subprocess.run([*words, str(file)], check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        problem = f"{words[0]} cannot be started: {error.strerror}."
        raise TargetError(problem, f"Set ${setting} to your editor, with quotes around a path with spaces.") from None
    return _ended(code, words[0], file)


def _words(setting: str) -> list[str]:
    """The editor's command, as a shell would split it."""
    try:
        return shlex.split(os.environ[setting])
    except ValueError as error:
        raise TargetError(f"${setting} cannot be read: {error}.", "Set it to your editor.") from None


def _ended(code: int, editor: str, file: Path) -> int:
    if code:
        raise TargetError(f"{editor} could not open {file}.", "Set $EDITOR to your editor, or open the file yourself.")
    return Exit.FULL
