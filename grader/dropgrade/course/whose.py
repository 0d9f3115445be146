"""Whose a workspace is, where its student has said so: what a class calls them, for data that differ by student."""

from __future__ import annotations

import re
from pathlib import Path

from dropgrade.course.course import MARK
from dropgrade.errors import TargetError
from dropgrade.files import write_whole

FILE = "student.txt"
ID = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,99}")


def student_of(root: Path) -> str:
    """The id of the student whose workspace this is; empty where nobody has said."""
    try:
        text = (root / MARK / FILE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return text if ID.fullmatch(text) else ""


def note_student(root: Path, student: str) -> None:
    """Note whose workspace this is; raises `TargetError` where that is no id."""
    if not ID.fullmatch(student.strip()):
        raise TargetError(f"{student[:40]!r} is no id of a student.", "Give the one that your class knows you by.")
    write_whole(root / MARK / FILE, f"{student.strip()}\n".encode())
