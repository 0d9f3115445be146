"""The standard of a class: what it is graded by, and hashes that show whether it has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.problem import Problem, read_problem


@dataclass(frozen=True, slots=True)
class Standard:
    """The standard of a class: the problems, with the hash of each suite, and the seed."""

    course: Course
    name: str
    version: str
    seed: int
    problems: dict[str, Problem]
    suites: dict[str, str]
    course_sha256: str

    @classmethod
    def of(cls, course: Course, seed: int, problems: Sequence[str]) -> Standard:
        """Read the problems; raises `CourseError` where one is faulty."""
        read = {problem: read_problem(course, problem) for problem in problems}
        suites = {problem: suite_hash(course, problem) for problem in problems}
        whole = sha256("".join(suite_hash(course, problem) for problem in course.names()).encode())
        name, version = course.identity.name or course.authority.name, course.identity.version
        return cls(course, name, version, seed, read, suites, whole.hexdigest())


def suite_hash(course: Course, problem: str) -> str:
    """The hash of all files by which a problem is judged."""
    shared = course.authority / "solutions" / "mistakes.md"
    folders = [course.authority / part / problem for part in ("exercises", "solutions")]
    files = sorted(file for folder in folders for file in folder.rglob("*") if _counts(file))
    digest = sha256()
    for file in [*files, *([shared] if shared.is_file() else [])]:
        digest.update(f"{file.relative_to(course.authority).as_posix()}\0".encode())
        digest.update(sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _counts(file: Path) -> bool:
    hidden = any(part.startswith(".") or part in ("__pycache__", "right") for part in file.parts[-3:])
    return file.is_file() and not hidden and file.name not in ("picture.py", "equivalent.toml")
