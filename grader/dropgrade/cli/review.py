"""`dropgrade review`: ask what was missed, and what is due."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dropgrade.cli._common import COURSE, Exit, use_course
from dropgrade.progress.problem_progress import progress_of


@click.command("review")
@click.option("--count", type=click.IntRange(1), metavar="N", help="Ask N of the questions, drawn at random.")
@click.option(
    "--confidence",
    "asks_how_sure",
    is_flag=True,
    help="Also ask how sure you are; it earns no points, and shows where you were sure and wrong.",
)
@click.option("--restart", "restarts", is_flag=True, help="Start again instead of continuing an earlier review.")
@click.option("--seed", type=click.IntRange(0), help="Seeds the draw and the order of the options.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@COURSE
def command(
    folder: Path | None,
    *,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - as Click gives them, by the names that `SittingOptions` has
) -> int:
    """Answer again what was missed, and what is due: questions come back 1, 3, 7 and 21 days after they were right.

    So do the mistakes of `dropgrade spot`, behind the questions.
    """
    from dropgrade.cli import _sitting
    from dropgrade.quiz.conversation import now
    from dropgrade.spotting.spotted import due_in

    course = use_course(folder)
    due = due_in(progress_of(course).read(), now()) if course.has_suites and not as_json else {}
    code = _sitting.review(folder, _sitting.SittingOptions(**options), as_json=as_json, has_more=bool(due))
    if not due or code == Exit.INTERRUPTED:
        return code
    from dropgrade.cli.spot import play_due

    return max(code, play_due(course, folder, due))
