"""The tables in the instructors' guide on what can be sent through the pipe: each row is run."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from dropgrade import checks
from dropgrade.checks import Student
from dropgrade.checks.failure import CheckFailed
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.wire import NoValue
from tests.conftest import ROOT
from tests.local import local_worker

PAGE = (ROOT / "solutions" / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([^|`]+) \| `([^`|]+)` \| `([^`|]+)` \|$", PAGE[PAGE.index("## What crosses") :], re.MULTILINE)
SOURCE = """
import itertools
from collections import namedtuple
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
import numpy as np

RATE, default_rate = 0.5, 0.25
Pair = namedtuple("Pair", "left right")

class Color(Enum):
    RED = 1

@dataclass
class Point:
    x: float
    y: float

    def norm(self):
        return (self.x**2 + self.y**2) ** 0.5

class Stack:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)

def f():
    return {}
"""


def student_of(answer: str) -> Student:
    """Return a student whose function returns this."""
    return Student(local_worker(Program("submission", (("submission.py", SOURCE.replace("{}", answer)),))))


def test_the_tables_are_read() -> None:
    """All rows of both tables are run."""
    assert 2 * len(ROWS) == PAGE[PAGE.index("## What crosses") :].count("| `")
    assert len(ROWS) > 15


@pytest.mark.parametrize(("what", "answer", "statement"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_says_what_to_write(what: str, answer: str, statement: str) -> None:
    """The statement passes for this answer and fails for None, unless it does not use the answer."""
    names = {**vars(checks), "np": np, "date": date, "timedelta": timedelta, "Decimal": Decimal, "Fraction": Fraction}
    exec(statement, {**names, "student": student_of(answer)})
    if "student.f()" in statement:
        with pytest.raises((CheckFailed, AssertionError, AttributeError, TypeError, NoValue)):
            exec(statement, {**names, "student": student_of("None")})
