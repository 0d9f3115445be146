"""Print reports as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dropgrade.screen.text import say

if TYPE_CHECKING:
    from dropgrade.report import Report


def write_report(report: Report, quizzes: Sequence[Mapping[str, object]] = ()) -> None:
    """Print the report to standard output, and the notices about the sandbox to standard error.

    `quizzes` are the scores of the quizzes, if the whole course was graded.
    """
    write_object(report.to_json() | {"quizzes": list(quizzes)})
    for notice in report.notices:
        say(f"dropgrade: {notice}", is_aside=True)


def write_object(data: Mapping[str, object]) -> None:
    """Print an object to standard output as JSON."""
    sys.stdout.write(json.dumps(data, indent=2) + "\n")
