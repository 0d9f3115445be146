"""`dropgrade trust`: choose whose suites may run, because they run with the user's rights."""

from __future__ import annotations

from pathlib import Path

import click

from dropgrade.cli._common import Exit
from dropgrade.course.course import suites_in
from dropgrade.course.course_file import read_identity
from dropgrade.course.trusting import Trusted, distrust, trust, trust_file, trusted_folders
from dropgrade.errors import CourseError, TargetError
from dropgrade.screen.text import say


@click.command("trust")
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", required=False)
@click.option("--list", "lists", is_flag=True, help="List the folders that are trusted.")
@click.option("--remove", "removes", is_flag=True, help="Stop trusting DIR.")
def command(folder: Path | None, lists: bool, removes: bool) -> int:
    """Let the suites of the course in DIR run whenever you are in it.

    Suites are programs that run with your rights. Those of a folder that you happen to be in, such as work that was
    handed in, are not used until you say that they are your own. Courses that `dropgrade new course` made are trusted.
    """
    if lists == (folder is not None) or (lists and removes):
        raise TargetError("Name one folder, or --list.", "For example: dropgrade trust my_course")
    if folder is None:
        _list()
    elif removes:
        _remove(folder)
    else:
        _add(folder)
    return Exit.FULL


def _add(folder: Path) -> None:
    place = suites_in(folder)
    if place is None:
        message = f"There are no suites in {folder}, so there is nothing to trust."
        raise TargetError(message, "Name the folder that holds `exercises/` and `solutions/`.")
    trust(folder)
    say(f"Trusted: {folder.resolve()}{_course(place)}")
    say("Its suites run with your rights. Take it back: dropgrade trust --remove DIR")


def _remove(folder: Path) -> None:
    if not distrust(folder):
        raise TargetError(f"{folder.resolve()} was not trusted.", "See the list: dropgrade trust --list")
    say(f"No longer trusted: {folder.resolve()}")


def _list() -> None:
    entries = trusted_folders()
    for each in entries:
        say(f"{each.folder}{_state(each)}")
    if not entries:
        say("No folder is trusted.")
    say(f"The list is in {trust_file()}", is_aside=True)


def _state(entry: Trusted) -> str:
    if not entry.folder.exists():
        return "  (is gone)"
    place = suites_in(entry.folder)
    if not entry.holds or place is None:
        return "  (has another owner now, and is not trusted)" if not entry.holds else "  (has no suites now)"
    return _course(place)


def _course(place: Path) -> str:
    try:
        return f"  ({read_identity(place)})" if read_identity(place).name else ""
    except CourseError:
        return "  (its course.toml is faulty)"
