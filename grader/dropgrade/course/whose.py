"""The student id of a workspace, if set: the name that a class uses, for data that differ by student."""

from __future__ import annotations

import re
from pathlib import Path

from dropgrade.course.course import MARK
from dropgrade.errors import TargetError
from dropgrade.files import write_whole

FILE = "student.txt"
ID = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,99}")


def student_of(root: Path) -> str:
    """Return the id of the student whose workspace this is, or an empty string if it is not set."""
    try:
        text = (root / MARK / FILE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if ID.fullmatch(text) else ""


def note_student(root: Path, student: str) -> None:
    """Store the id of the student whose workspace this is; raises `TargetError` if it is not valid."""
    if not ID.fullmatch(student.strip()):
        raise TargetError(f"{student[:40]!r} is not the id of a student.", "Give the one that your class knows you by.")
    write_whole(root / MARK / FILE, f"{student.strip()}\n".encode())
