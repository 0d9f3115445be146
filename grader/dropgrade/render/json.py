"""The report as one JSON object."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dropgrade.results import Report


def write_report(report: Report) -> None:
    """Print the report to the standard output, and what the sandbox lacks to the error stream."""
    sys.stdout.write(json.dumps(report.to_json(), indent=2) + "\n")
    for notice in report.notices:
        sys.stderr.write(f"dropgrade: {notice}\n")
