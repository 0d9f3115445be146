"""A problem as its author wrote it: problem.toml, the suite's checks, and the known mistakes."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from dropgrade.course.allowed import Allowed, allowed_in, faults_of_allowed, faults_of_modules, faults_of_names
from dropgrade.course.course import Course
from dropgrade.course.course_file import read_identity
from dropgrade.course.faults import Fault, line_of, sound, unreadable
from dropgrade.course.mistakes import KnownMistakes
from dropgrade.course.mistakes_file import read_mistakes
from dropgrade.course.suite import CheckSpec, read_manifest
from dropgrade.course.toml_text import read_toml
from dropgrade.errors import CourseError

NAME = re.compile(r"p\d\d_([a-z][a-z0-9_]*)")
TEXTS = ("title", "summary")
LISTS = ("names", "hints", "reading")
MAX_SCORE = 10
"""The points of every problem, so that all have the same weight."""
DEFAULT_LIMITS = {"cpu_seconds": 2, "memory_mb": 512}
LEAST_SECONDS = 0.1
"""A worker that is busy with nothing else still needs some time for a check."""
KNOWN = {*TEXTS, *LISTS, "part", "limits", "axes", "allow", "modules", "given", "per_student", "script"}


@dataclass(frozen=True, slots=True)
class Description:
    """The content of problem.toml; `names` are the names that students must define, `part` is a part of the course.

    `axes` names the axes of an argument as the statement does. `modules` are those that students write besides the
    main one, with the names to define in each, and `given` those that are handed out and graded unchanged. If
    `per_student`, the data of the checks differ between students. A `script` is run and need not define any names.
    """

    name: str
    part: str
    title: str
    summary: str
    names: tuple[str, ...]
    hints: tuple[str, ...]
    reading: tuple[str, ...]
    axes: Mapping[str, tuple[str, ...]]
    cpu_seconds: float
    memory_mb: int
    modules: Mapping[str, tuple[str, ...]]
    given: tuple[str, ...]
    allow: Allowed
    per_student: bool
    script: bool

    @property
    def stem(self) -> str:
        """The name without the number, which is also the name of the student's file: `inverted_scaling`."""
        return stem_of(self.name)

    @property
    def written(self) -> tuple[str, ...]:
        """The modules that students write, the main one first."""
        return (self.stem, *self.modules)

    @property
    def all_names(self) -> tuple[str, ...]:
        """All names that students must define, in any module."""
        return tuple(dict.fromkeys([*self.names, *(name for names in self.modules.values() for name in names)]))


@dataclass(frozen=True, slots=True)
class Problem(Description):
    """A problem: its description, and the checks of its suite."""

    solution: Path
    checks: tuple[CheckSpec, ...]

    @property
    def suite(self) -> Path:
        """The hidden suite."""
        return self.solution / "suite.py"

    @property
    def exercise(self) -> Path:
        """The folder that is handed out, in the course that grades."""
        return self.solution.parents[1] / "exercises" / self.name

    @property
    def mistakes(self) -> KnownMistakes:
        """The known mistakes, read on access and again when the file has changed."""
        return read_mistakes(self.solution)


def stem_of(name: str) -> str:
    """Return a problem's name without its number."""
    return name.partition("_")[2]


def stub_of(course: Course, name: str) -> Path:
    """Return a problem's stub as handed out, or the student's own file if there is no copy, as in an unpacked pack."""
    places = (course.handed_out, course.authority, course.root)
    pristine = (p / "exercises" / name / f"{stem_of(name)}.py" for p in places if p and p != course.root)
    own = course.exercises / name / f"{stem_of(name)}.py"
    return own if not course.is_workspace else next((stub for stub in pristine if stub.is_file()), own)


def read_problem(course: Course, name: str) -> Problem:
    """Read a problem; raises a `CourseError` that lists every fault, or says that its suite is missing."""
    if course.is_workspace and not (course.authority / "exercises" / name / "problem.toml").is_file():
        raise _missing(course, name)
    return sound(*examine_problem(course, name))


def read_description(course: Course, name: str) -> Description:
    """Read a problem.toml without the suite; raises a `CourseError` that lists every fault."""
    return sound(*_examine_description(course.statements, name))


def examine_problem(course: Course, name: str) -> tuple[Problem | None, list[Fault]]:
    """Return a problem (None if its problem.toml is faulty) and every fault of problem.toml and suite."""
    solution = course.authority / "solutions" / name
    checks, suite_faults = read_manifest(solution / "suite.py")
    described, faults = _examine_description(course.authority, name)
    if described is None:
        return None, faults + suite_faults
    own = {field.name: getattr(described, field.name) for field in fields(described)}
    problem = Problem(**own, solution=solution, checks=checks)
    return problem, suite_faults + list(_faults_of_given(problem))


def _faults_of_given(problem: Problem) -> Iterator[Fault]:
    for file in (problem.exercise / f"{name}.py" for name in problem.given):
        if not file.is_file():
            yield Fault(
                file, 0, "there is no such file", "Put the module there that is handed out, or take it out of `given`."
            )


def _missing(course: Course, name: str) -> CourseError:
    """Return an error that says why nothing grades this problem here, and how to get the suites."""
    wanted = read_identity(course.handed_out or course.root)
    if course.notice:
        hint = "Trust what lies here, if it is your own, or name the course that grades it with --course DIR."
        return CourseError(f"No suite that you trust grades {name}.", hint)
    if not course.has_suites:
        hint = "Hand your work in as you were asked to. If you were given the checks, too: dropgrade trust DIR"
        return CourseError(f"The checks of {wanted} are not on this machine, so {name} cannot be graded here.", hint)
    return CourseError(
        f"{name} is not in {course.identity}, the course on this machine"
        + (f"; this folder was handed out with {wanted}." if wanted.name else "."),
        "Update that course, or name the one that it belongs to with --course DIR.",
    )


def _examine_description(root: Path, name: str) -> tuple[Description | None, list[Fault]]:
    file = root / "exercises" / name / "problem.toml"
    try:
        text = file.read_text(encoding="utf-8")
        data = read_toml(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [unreadable(file, error, "Write the problem's problem.toml there.")]
    if faults := [Fault(file, line_of(key, text), message, fix) for key, message, fix in _faults(name, data)]:
        return None, faults
    described = Description(
        name=name,
        part=data.get("part", ""),
        title=data["title"],
        summary=data["summary"],
        names=tuple(data["names"]),
        hints=tuple(data["hints"]),
        reading=tuple(data["reading"]),
        axes={argument: tuple(names) for argument, names in data.get("axes", {}).items()},
        modules={module: tuple(names) for module, names in data.get("modules", {}).items()},
        given=tuple(data.get("given", ())),
        allow=allowed_in(data),
        per_student=data.get("per_student", False),
        script=data.get("script", False),
        **DEFAULT_LIMITS | data.get("limits", {}),
    )
    return described, []


def _faults(name: str, data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the faulty key, what is wrong, and how to fix it."""
    if not NAME.fullmatch(name):
        yield "", f"{name!r} is not a name like p03_inverted_scaling", "Rename the problem's two folders."
    for key in sorted(data.keys() - KNOWN):
        near = difflib.get_close_matches(key, KNOWN, n=1)
        yield key, f"`{key}` is unknown", f"Did you mean `{near[0]}`?" if near else f"Take it out: {_known()}"
    for key in TEXTS:
        if not isinstance(data.get(key), str) or not data[key].strip():
            yield key, f"`{key}` must be a text", f'Write {key} = "…".'
    if not isinstance(data.get("part", ""), str):
        yield "part", "`part` must be a text", 'Write part = "1. …", the same for every problem of the part.'
    for key in LISTS:
        if not _is_texts(data.get(key)) and not (key == "names" and data.get("script") is True and data.get(key) == []):
            yield key, f"`{key}` must be a list of texts", f'Write {key} = ["…"].'
    for each in data["names"] if _is_texts(data.get("names")) else []:
        if not each.isidentifier():
            yield "names", f"`names` holds {each!r}, which is no name", "Name functions or classes as in Python."
    yield from _faults_of_the_program(stem_of(name), data)
    yield from _axes_faults(data.get("axes", {}))
    yield from _limit_faults(data.get("limits", {}))


def _faults_of_the_program(stem: str, data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key in ("per_student", "script"):
        if not isinstance(data.get(key, False), bool):
            yield key, f"`{key}` must be true or false", f"Write {key} = true, or take it out."
    yield from faults_of_names(data["names"] if _is_texts(data.get("names")) else [])
    yield from faults_of_modules(stem, data.get("modules", {}), data.get("given", []))
    yield from faults_of_allowed(data.get("allow", {}))


def _axes_faults(axes: object) -> Iterator[tuple[str, str, str]]:
    if not isinstance(axes, dict) or not all(map(_is_texts, axes.values())):
        yield (
            "axes",
            "`axes` must hold a list of texts for each argument",
            'Write x = ["batch", "features"] below [axes].',
        )


def _limit_faults(limits: object) -> Iterator[tuple[str, str, str]]:
    if not isinstance(limits, dict) or limits.keys() - DEFAULT_LIMITS.keys():
        known = " and ".join(DEFAULT_LIMITS)
        yield "limits", f"`limits` may hold {known}", "Write for example cpu_seconds = 5 below [limits]."
        return
    memory, seconds = (limits.get(key, DEFAULT_LIMITS[key]) for key in ("memory_mb", "cpu_seconds"))
    if type(memory) is not int or memory < 1:
        yield "memory_mb", "`limits.memory_mb` must be a whole number above 0", "Write memory_mb = 512."
    if type(seconds) not in (int, float) or not LEAST_SECONDS <= seconds < math.inf:
        message = f"`limits.cpu_seconds` must be a number from {LEAST_SECONDS} on"
        yield "cpu_seconds", message, "Write cpu_seconds = 2."


def _known() -> str:
    others = sorted(KNOWN - {*TEXTS, *LISTS})
    return f"problem.toml holds {', '.join((*TEXTS, *LISTS, *others[:-1]))} and {others[-1]}."


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v.strip() for v in value)
