"""`dropgrade solution`: show the reference beside the student's version."""

from __future__ import annotations

from pathlib import Path

import click

from dropgrade.cli._common import COURSE, Exit, complete_problem, find_workspace, on_course
from dropgrade.cli._next import finish_of
from dropgrade.course.course import Course
from dropgrade.course.handed_out import opened_pack
from dropgrade.course.problem import read_description, stem_of
from dropgrade.errors import SubmissionError, TargetError
from dropgrade.progress.problem_progress import ProblemProgress, State, keep_given_up, progress_of, progress_on
from dropgrade.submission.bundle import Others, others_of, read_bundle
from dropgrade.submission.folders import SUFFIXES
from dropgrade.submission.submission import read_submission
from dropgrade.submission.targets import exercise, problem_named


@click.command("solution")
@click.argument("name", shell_complete=complete_problem)
@click.option("--give-up", "gives_up", is_flag=True, help="Show it before full marks; that is kept on record.")
@click.option(
    "--from",
    "given",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The solution that you were given.",
)
@COURSE
def command(name: str, gives_up: bool, given: Path | None, folder: Path | None) -> int:
    """Compare your version of a problem with the reference, and read again what there is to say of it.

    It opens at full marks. Before that it asks for --give-up. FILE is a solution that was handed out, or a pack that
    holds it; that opens at once.
    """
    course = find_workspace(folder)
    problem = problem_named(course, name)
    if given is not None:
        from dropgrade.screen.comparison import write_comparison

        write_comparison(problem, _own(course, problem), _handed_out(course, given, problem))
        return Exit.FULL
    reference = _reference(course, problem)
    progress = progress_of(course)
    record = progress_on(progress.read(), problem)
    if record.state is not State.PASSED and not gives_up:
        raise TargetError(*_not_yet(record, on_course("dropgrade solution", folder), problem))
    if record.state is not State.PASSED:
        keep_given_up(progress, problem)
    from dropgrade.screen.comparison import write_comparison

    write_comparison(problem, _own(course, problem), reference)
    _write_finish(course, problem)
    return Exit.FULL


def _write_finish(course: Course, problem: str) -> None:
    """Print the page that comes after a problem."""
    finish = finish_of(course, problem)
    if finish is not None:
        from dropgrade.screen.console import screen
        from dropgrade.screen.finish_page import finish_lines

        with screen() as console:
            console.print("", *finish_lines(finish, console.width), sep="\n")


def _reference(course: Course, problem: str) -> str:
    file = course.authority / "solutions" / problem / f"{stem_of(problem)}.py"
    try:
        return read_bundle(file, read_description(course, problem))
    except (FileNotFoundError, NotADirectoryError):
        raise TargetError(
            f"The solution of {problem} is not on this machine.",
            "Where your instructor gave it to you: dropgrade solution NAME --from FILE",
        ) from None


def _handed_out(course: Course, given: Path, problem: str) -> str:
    """Return the solution in a file or a pack."""
    if given.is_file() and given.suffix in SUFFIXES:
        return _text(given)
    described = read_description(course, problem)
    with opened_pack(given) as root:
        file = root / "solutions" / problem / f"{stem_of(problem)}.py"
        if not file.is_file():
            raise TargetError(f"{given} holds no solution of {problem}.", "Name the file itself, or a pack that does.")
        return _text(file, others_of(file, described))


def _text(file: Path, others: Others = ()) -> str:
    return "\n\n".join(text for _, text in read_submission(file, others).parts)


def _own(course: Course, problem: str) -> str:
    """Return what the student wrote; an unreadable file does not prevent showing the solution."""
    file = exercise(course, problem)
    try:
        return _text(file, others_of(file, read_description(course, problem)))
    except SubmissionError:
        return ""


def _not_yet(record: ProblemProgress, again: str, problem: str) -> tuple[str, str]:
    score = f"You have {record.best:g} of {record.max_score:g} so far"
    so_far = score if record.attempts else "You have not tried it yet"
    giving_up = f"{again} {problem.partition('_')[0]} --give-up"
    return f"{so_far}: the solution opens at full marks.", f"To see it now, which is kept on record: {giving_up}"
