"""A problem as its author wrote it: what problem.toml says, and the words of its mistakes."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropgrade.course.location import Course
from dropgrade.course.manifest import CheckSpec, read_manifest
from dropgrade.errors import CourseError

NAME = re.compile(r"p\d\d_([a-z][a-z0-9_]*)")
TEXTS = ("title", "summary")
LISTS = ("names", "hints", "reading")
DEFAULT_LIMITS = {"cpu_seconds": 2, "memory_mb": 512}
KNOWN = {*TEXTS, *LISTS, "limits"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem; `stem` names the student's file, `names` what it must define."""

    name: str
    title: str
    summary: str
    names: tuple[str, ...]
    hints: tuple[str, ...]
    reading: tuple[str, ...]
    cpu_seconds: int
    memory_mb: int
    solution: Path
    checks: tuple[CheckSpec, ...]

    @property
    def stem(self) -> str:
        """The name without its place in the course: `inverted_scaling`."""
        return stem_of(self.name)

    @property
    def suite(self) -> Path:
        """The hidden suite."""
        return self.solution / "suite.py"

    def message_of(self, mistake: str) -> str:
        """What a student reads about a mistake: the docstring of its known-wrong solution."""
        file = self.solution / "wrong" / f"{mistake}.py"
        try:
            words = ast.get_docstring(ast.parse(file.read_bytes()))
        except (OSError, SyntaxError, ValueError) as error:
            raise CourseError(f"{self.name}: the mistake {mistake!r} has no readable file {file.name}.") from error
        if not words:
            raise CourseError(f"{self.name}: {file.name} has no docstring to show.")
        return words


def stem_of(name: str) -> str:
    """A problem's name without its place in the course."""
    return name.partition("_")[2]


def read_problem(course: Course, name: str) -> Problem:
    """Read a problem; a `CourseError` lists every fault, not just the first."""
    file = course.authority / "exercises" / name / "problem.toml"
    solution = course.authority / "solutions" / name
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CourseError(f"{file}: {error}", "Mend the file and run the command again.") from None
    faults = [f"{file}: {fault}" for fault in _faults(name, data)]
    checks, suite_faults = read_manifest(solution / "suite.py")
    if faults or suite_faults:
        raise CourseError("\n".join(faults + suite_faults), "Mend these and run the command again.")
    return Problem(
        name=name,
        title=data["title"],
        summary=data["summary"],
        names=tuple(data["names"]),
        hints=tuple(data["hints"]),
        reading=tuple(data["reading"]),
        **DEFAULT_LIMITS | data.get("limits", {}),
        solution=solution,
        checks=checks,
    )


def _faults(name: str, data: dict[str, Any]) -> list[str]:
    faults = [] if NAME.fullmatch(name) else [f"{name!r} is no name like p03_inverted_scaling"]
    faults += [f"`{key}` is unknown" for key in sorted(data.keys() - KNOWN)]
    faults += [f"`{key}` must be a text" for key in TEXTS if not isinstance(data.get(key), str) or not data[key]]
    faults += [f"`{key}` must be a list of texts" for key in LISTS if not _is_texts(data.get(key))]
    texts = data["names"] if _is_texts(data.get("names")) else []
    faults += [f"`names` holds {name!r}, which is no name" for name in texts if not name.isidentifier()]
    limits = data.get("limits", {})
    if not isinstance(limits, dict) or limits.keys() - DEFAULT_LIMITS.keys():
        return [*faults, f"`limits` may hold {' and '.join(DEFAULT_LIMITS)}"]
    return faults + [
        f"`limits.{k}` must be a whole number above 0" for k, v in limits.items() if type(v) is not int or v < 1
    ]


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)
