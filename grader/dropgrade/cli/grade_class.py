"""`dropgrade grade`: turn what a platform hands over into the grades of a class."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dropgrade.cli._common import COURSE, Exit, progress, use_course
from dropgrade.cli._extras import CLUSTER, need
from dropgrade.course.course import Course, installed_course
from dropgrade.errors import CourseError, TargetError
from dropgrade.screen.text import many, print_error, say
from dropgrade.submission.targets import problem_named

if TYPE_CHECKING:
    from dropgrade.classroom.class_run import Engine
    from dropgrade.classroom.cluster.scheduler_address import SchedulerAddress
    from dropgrade.classroom.grading_day import Day
    from dropgrade.classroom.taking_in import Intake
    from dropgrade.cli._common import Unseen
    from dropgrade.screen.progress_bar import Bar

SHAPES = (
    "gradescope", "moodle", "canvas", "nbgrader", "github", "workspace", "workspaces", "zips", "folders", "files",
)  # fmt: skip
PLACE = click.Path(path_type=Path)


def _with_rules(command: click.Command) -> click.Command:
    """Print the rules for choosing files below the help text; they are imported only then."""

    def format_epilog(ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from dropgrade.submission.rules import RULES

        del ctx
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(RULES)

    command.format_epilog = format_epilog  # type: ignore[method-assign]
    return command


@_with_rules
@click.command("grade")
@click.argument("sources", nargs=-1, type=PLACE, metavar="[SOURCE]...")
@click.option(
    "--into", "into", type=PLACE, default=Path("grades"), show_default=True, help="Where the grades are kept."
)
@click.option("--roster", type=PLACE, metavar="CSV", help="The students of the class, with their ids.")
@click.option("--problem", "problems", multiple=True, metavar="NAME", help="Grade this problem alone; may be repeated.")
@click.option("--from", "shape", type=click.Choice(SHAPES), help="The form of the sources, if it is not recognised.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Seeds every check; drawn for the class, and kept.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes grade; by default, all cores.")
@click.option("--scheduler", metavar="ADDRESS", help="Grade on a Dask cluster with its scheduler at this address.")
@click.option("--tls-ca", type=PLACE, metavar="FILE", help="The authority of the cluster's certificates, in PEM.")
@click.option("--tls-cert", type=PLACE, metavar="FILE", help="A certificate of the cluster, in PEM.")
@click.option("--tls-key", type=PLACE, metavar="FILE", help="The certificate's key, in PEM.")
@click.option("--again", is_flag=True, help="Grade anew what a changed suite or seed affects, and say what differs.")
@click.option("--json", "as_json", is_flag=True, help="Print the grades as one JSON object.")
@COURSE
def command(
    sources: Sequence[Path], into: Path, roster: Path | None, problems: Sequence[str], shape: str | None,
    seed: int | None, jobs: int | None, scheduler: str | None, tls_ca: Path | None, tls_cert: Path | None,
    tls_key: Path | None, again: bool, as_json: bool, folder: Path | None,
) -> int:  # fmt: skip
    """Grade a class. SOURCE is the zip or folder that your platform gave you, or several of them.

    Its shape is recognised: Moodle, Canvas, Gradescope, GitHub Classroom, nbgrader, or a folder, a zip or a workspace
    for each student; a platform's list of submissions (CSV) gives the times. Results are written down as they come: the
    same command goes on where it was stopped. With --again and no SOURCE, what is there is judged once more.

    With --scheduler, the workers of a running Dask cluster grade; it is reached by TLS with the three --tls options,
    and without them only on this machine.
    """
    if not sources and not again:
        raise TargetError("What should be graded?", "Name the zip or folder of the class: dropgrade grade SOURCE")
    course = _course(folder, sources)
    from dropgrade.classroom.grading_day import Order, grade_class

    named = tuple(dict.fromkeys(problem_named(course, word) for word in problems))
    address = _address(scheduler, jobs, (tls_ca, tls_cert, tls_key))
    try:
        with progress("Grading", shown=not as_json, has_speed=True) as show:
            order = Order(sources, into, course, roster, named, shape, seed, _engine(address, jobs, show), again)
            day = grade_class(order, lambda intake: None if as_json else _say_intake(intake), show)
    except KeyboardInterrupt:
        print_error("Interrupted. What is graded is kept.", "Run the same command to go on.")
        return Exit.INTERRUPTED
    _show(day, into, as_json=as_json, compares=again)
    return _exit_code(day)


def _address(
    scheduler: str | None, jobs: int | None, certificates: tuple[Path | None, Path | None, Path | None]
) -> SchedulerAddress | None:
    """Return the address of the cluster, or None."""
    if scheduler is None:
        if any(certificates):
            raise TargetError("The --tls options are for a cluster.", "Name its scheduler: --scheduler ADDRESS")
        return None
    if jobs is not None:
        raise TargetError("--jobs is for this machine, and --scheduler for a cluster.", "Leave one of them out.")
    need("A cluster", CLUSTER)
    from dropgrade.classroom.cluster.scheduler_address import SchedulerAddress

    return SchedulerAddress.of(scheduler, *certificates)


def _engine(address: SchedulerAddress | None, jobs: int | None, show: Bar | Unseen) -> Engine:
    """Return what grades: the processes of this machine, or the cluster."""
    if address is not None:
        from dropgrade.classroom.cluster.cluster_run import Cluster

        return Cluster(address, print_error, lambda count: show.note(many(count, "worker")))
    from dropgrade.classroom.class_run import on_this_machine
    from dropgrade.grading.parallel import cores

    return on_this_machine(jobs or cores())


def _course(folder: Path | None, sources: Sequence[Path]) -> Course:
    """Return the course that is named or around the current folder; never one among the submissions."""
    course = use_course(folder)
    inside = any(course.root.is_relative_to(source.resolve()) for source in sources)
    if folder is None and inside:
        course = installed_course()
    if not course.has_suites:
        missing = f"The checks of {course.identity} are not on this machine, so its class cannot be graded here."
        raise CourseError(missing, "Name the course with its suites: --course DIR")
    return Course(course.authority, course.authority)


def _say_intake(intake: Intake) -> None:
    say(
        f"{intake.source}: {intake.shape}" + (f"; {many(len(intake.students), 'student')}." if intake.students else ".")
    )


def _show(day: Day, into: Path, *, as_json: bool, compares: bool) -> None:
    if as_json:
        from dropgrade.classroom.class_json import class_json
        from dropgrade.screen import json

        json.write_object(class_json(day.grades))
        return
    from dropgrade.classroom.class_summary import lines

    for line in lines(day, into, compares=compares):
        say(line)


def _exit_code(day: Day) -> int:
    if day.grades.needs_review:
        return Exit.GRADER
    return Exit.POINTS_MISSING if day.grades.unmatched or day.grades.review else Exit.FULL
