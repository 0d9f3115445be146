"""Reports as one JSON object."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from dropgrade.screen.text import say

if TYPE_CHECKING:
    from dropgrade.report import Report


def write_report(report: Report, quizzes: Sequence[Mapping[str, object]] = ()) -> None:
    """Print the report to the standard output, and what the sandbox lacks to the error stream.

    `quizzes` are the scores of the quizzes, where the whole course was graded.
    """
    write_object(report.to_json() | {"quizzes": list(quizzes)})
    for notice in report.notices:
        say(f"dropgrade: {notice}", is_aside=True)


def write_object(data: Mapping[str, object]) -> None:
    """Print an object to the standard output."""
    sys.stdout.write(json.dumps(data, indent=2) + "\n")
