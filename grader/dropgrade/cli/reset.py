"""`dropgrade reset`: restore the stub, and keep the student's version beside it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, find_workspace
from dropgrade.files import shown
from dropgrade.screen.text import say
from dropgrade.submission.targets import problem_named
from dropgrade.workspace import reset


@click.command("reset")
@click.argument("name", shell_complete=complete_problem)
@COURSE
def command(name: str, folder: Path | None) -> int:
    """Put the stub of a problem back.

    Your version is kept beside it, with the date in its name; scores and hints stay on record.
    """
    course = find_workspace(folder)
    problem = problem_named(course, name)
    kept = reset(course, problem, datetime.now().astimezone())
    say(f"{problem} is the stub again." if kept else f"{problem} is as it was handed out.")
    if kept:
        say(f"Your version is kept: {shown(kept)}")
    return Exit.FULL
