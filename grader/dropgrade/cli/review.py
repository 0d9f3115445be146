"""`dropgrade review`: what was missed, and what is due again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from dropgrade.cli._common import COURSE


@click.command("review")
@click.option("--count", type=click.IntRange(1), metavar="N", help="Ask N of the questions, drawn at random.")
@click.option(
    "--confidence",
    "asks_how_sure",
    is_flag=True,
    help="Also ask how sure you are; it earns no points, and shows where you were sure and wrong.",
)
@click.option("--restart", "restarts", is_flag=True, help="Start again in place of going on with an earlier review.")
@click.option("--seed", type=click.IntRange(0), help="Fixes what is drawn and the order of the options.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@COURSE
def command(
    folder: Path | None,
    *,
    as_json: bool,
    **wishes: Any,  # noqa: ANN401 - as Click gives them, by the names that `SittingOptions` has
) -> int:
    """Answer again what was missed, and what is due: questions come back 1, 3, 7 and 21 days after they were right."""
    from dropgrade.cli import _sitting

    return _sitting.review(folder, _sitting.SittingOptions(**wishes), as_json=as_json)
