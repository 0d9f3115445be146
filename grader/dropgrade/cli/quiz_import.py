"""`dropgrade quiz import`: read questions from other systems."""

from __future__ import annotations

from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, on_course
from dropgrade.errors import CourseError, TargetError
from dropgrade.files import shown
from dropgrade.quiz.exchange import BY_SUFFIX, READ
from dropgrade.screen.text import say

QUESTION = "\n## "


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("name")
@click.option("--from", "form", type=click.Choice(READ), help="The format of FILE, if its suffix does not show it.")
@COURSE
def command(file: Path, name: str, form: str | None, folder: Path | None) -> int:
    """Write the questions of FILE into the course, as a new quiz NAME such as q13_my_topic.

    What cannot be carried over is listed, and what is missing says TODO: `dropgrade verify` finds it.
    """
    from dropgrade.new.writing import find_own_course, new_quiz
    from dropgrade.quiz.exchange.importing import import_quiz

    kind = form or BY_SUFFIX.get(file.suffix.lower())
    if kind is None:
        raise TargetError(f"The format of {file} is not clear.", f"Say which: --from {' or --from '.join(READ)}")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror}.", "Check the name and its permissions.") from None
    try:
        imported = import_quiz(content, kind, name)
    except CourseError as error:
        raise CourseError(f"{file}: {error.message}", error.hint) from None
    for note in imported.notes:
        say(f"{file}: {note}", is_aside=True)
    if QUESTION not in imported.markdown:
        raise TargetError(f"{file} holds no question that can be asked here.", f"Is it a file of {kind}?")
    (written,) = new_quiz(find_own_course(folder), name, imported.markdown)
    say(shown(written))
    say(f"Next: {on_course('dropgrade verify', folder)} {name.partition('_')[0]}")
    return Exit.FULL
