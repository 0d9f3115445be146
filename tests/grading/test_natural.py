"""Small programs as people write them, each with what a truthful report must and must not say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from dropgrade.grading import Grader
from dropgrade.submission.targets import Target
from tests.cases import COURSE
from tests.conftest import ROOT

NATURAL = ROOT / "tests" / "natural"
EXPECTED: dict[str, dict[str, Any]] = json.loads((NATURAL / "expected.json").read_text())


@pytest.fixture(scope="module")
def reports() -> dict[str, dict[str, Any]]:
    """The reports on all programs, from one run."""
    names = {name.partition("_")[0]: name for name in COURSE.names()}
    targets = [Target(names[Path(name).parent.name], NATURAL / name) for name in EXPECTED]
    with Grader(COURSE) as grader:
        found: Any = grader.grade(targets).to_json()["problems"]
    return dict(zip(EXPECTED, found, strict=True))


@pytest.mark.parametrize("name", EXPECTED)
def test_a_report_is_truthful(reports: dict[str, dict[str, Any]], name: str) -> None:
    """Names are true of the program, the text says what happened, and only right programs get full marks."""
    expected, report = EXPECTED[name], reports[name]
    names = {mistake for check in report["checks"] for mistake in check["mistakes"]}
    words = " ".join(f"{c['message']} {c['observed']} {c['expected']}" for c in report["checks"])
    assert (report["score"] == report["max_score"]) == expected["full"]
    assert names.isdisjoint(expected["never"])
    for wanted in expected["names"]:  # a name, or alternatives
        assert names & set([wanted] if isinstance(wanted, str) else wanted), (wanted, names)
    patterns = expected.get("text", {})
    assert [p for p in patterns.get("must", []) if not re.search(p, words, re.IGNORECASE)] == []
    assert [p for p in patterns.get("never", []) if re.search(p, words, re.IGNORECASE)] == []
