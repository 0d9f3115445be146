"""`dropgrade open`: open a problem's file in the user's editor."""

from __future__ import annotations

from pathlib import Path

import click

from dropgrade.cli._common import COURSE, complete_problem, find_workspace
from dropgrade.cli._editor import open_in_editor
from dropgrade.errors import TargetError
from dropgrade.progress.problem_progress import problem_at_hand
from dropgrade.submission.targets import exercise


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
    return open_in_editor(file)
