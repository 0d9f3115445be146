"""Which problems a file can be for, judged by its folder, its name and its definitions."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from pathlib import Path, PurePath

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description, stem_of, stub_of
from dropgrade.course.python_text import parsed
from dropgrade.errors import SubmissionError
from dropgrade.submission.bundle import Others, others_of
from dropgrade.submission.needed import LARGEST, defined_names
from dropgrade.submission.submission import Submission, submission_of


class Rank(IntEnum):
    """How a file was recognised as belonging to a problem, the most certain way first."""

    PLACE = 0
    NAME = 1
    VERSION = 2
    NUMBER = 3
    FOLDER = 4
    DEFINES = 5
    ONLY = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim that a file is for a problem; a higher `version` means a later copy."""

    problem: str
    rank: Rank
    version: int = 0


@dataclass(slots=True, eq=False)
class Candidate:
    """A file that may be graded: its path in the submission, and how to read it.

    `changed` is the time of the last change in seconds since 1970, if known.
    """

    path: PurePath
    load: Callable[[], bytes]
    changed: float | None = None
    _read: Submission | SubmissionError | None = field(default=None, init=False)

    @property
    def submission(self) -> Submission | SubmissionError:
        """The parsed content or the error, read once."""
        if self._read is None:
            try:
                self._read = submission_of(Path(self.path), self.load())
            except SubmissionError as error:
                error.__context__ = None  # its frames would keep the file's bytes alive
                self._read = error.with_traceback(None)
        return self._read

    @property
    def is_notebook(self) -> bool:
        """Whether it is a notebook, judged by its name."""
        return self.path.suffix.lower() == ".ipynb"

    @property
    def source(self) -> str:
        """All its code; empty if it cannot be read."""
        read = self.submission
        return "\n".join(text for _, text in read.parts) if isinstance(read, Submission) else ""

    @property
    def defined(self) -> frozenset[str]:
        """The names that it defines, or seems to define if it is not valid Python."""
        read = self.submission
        if isinstance(read, SubmissionError):
            return frozenset()
        names = defined_names(read.parts)
        return names or frozenset(DEFINITION.findall(self.source[:LARGEST]))


DEFINITION = re.compile(r"^(?:def|class)\s+(\w+)", re.MULTILINE)
MARK_OF_A_VERSION = re.compile(
    r"[ _.-]*(?:\((?P<copy>\d+)\)|[-_ ](?P<again>\d+)|v(?P<number>\d+)|(?P<later>new|final|fixed)|(?P<same>copy|kopie)"
    r"|(?P<older>old|backup|bak|orig|original|\d{4}-\d\d-\d\d-\d{6}))$",
    re.IGNORECASE,
)
PUT_ASIDE = re.compile(r"(.+)\.\d{4}-\d\d-\d\d-\d{6}(-\d+)?")
"""The name that `reset` gives to a file before it writes the stub."""
NUMBER = re.compile(r"p0*(\d+)(?=$|[^0-9a-z])", re.IGNORECASE)
HANDED_OUT = ("solutions", "tests", "grader", "quizzes")
"""Folders of a course besides `exercises`: the files in them are not student work."""


def claims_by_name(problems: Collection[str], candidate: Candidate) -> list[Claim]:
    """Return the problems that a file is for, by its folder and its name."""
    path = candidate.path
    folder = path.parent.name
    if folder in problems:
        found = named_after((folder,), path.stem)
        if found is not None and found.rank is Rank.NAME:
            return [Claim(folder, Rank.PLACE)]
        return [found or Claim(folder, Rank.FOLDER)]
    found = named_after(problems, path.stem) or _by_number(problems, path.stem)
    return [found] if found else []


def named_after(problems: Collection[str], stem: str) -> Claim | None:
    """Match a file's stem with the problems' names or topics, ignoring marks of copies and versions."""
    own = {_plain(name): problem for problem in problems for name in (problem, stem_of(problem)) if name}
    version = 0
    while True:
        if (problem := own.get(_plain(stem))) is not None:
            return Claim(problem, Rank.VERSION if version else Rank.NAME, max(version, 0) if version != -1 else -1)
        mark = MARK_OF_A_VERSION.search(stem)
        if mark is None or mark.start() == 0:
            return None
        version += _weight(mark)
        stem = stem[: mark.start()]


def _weight(mark: re.Match[str]) -> int:
    if mark["older"]:
        return -1
    if mark["later"]:
        return 2 if mark["later"].lower() == "final" else 1
    return int((mark["copy"] or mark["again"] or mark["number"] or "0")[:6]) or 0


def _by_number(problems: Collection[str], stem: str) -> Claim | None:
    """Match a file's stem by a leading number such as p03."""
    mark = NUMBER.match(stem)
    found = [p for p in problems if mark and int(p.partition("_")[0][1:]) == int(mark[1][:6])]
    return Claim(found[0], Rank.NUMBER) if len(found) == 1 else None


def _plain(stem: str) -> str:
    return re.sub(r"[ _-]+", "_", stem.casefold())


def is_handed_out(path: PurePath) -> bool:
    """Whether a file is in a folder of the course that does not hold student work."""
    return any(part in HANDED_OUT for part in path.parts[:-1]) and "exercises" not in path.parts


# By definitions.


def asked_names(course: Course, problems: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the names that each problem asks for."""
    return {name: frozenset(read_description(course, name).names) for name in problems}


def claims_by_content(asked: Mapping[str, frozenset[str]], candidate: Candidate) -> list[Claim]:
    """Return the problems that a file defines completely, or else the only one that it defines in part."""
    defined = candidate.defined
    whole = [problem for problem, names in asked.items() if names and names <= defined]
    some = [problem for problem, names in asked.items() if names & defined]
    return [Claim(problem, Rank.DEFINES) for problem in whole or (some if len(some) == 1 else [])]


def put_aside_from(path: PurePath) -> PurePath | None:
    """Return the path that a file had before `reset` renamed it, or None if it did not."""
    found = PUT_ASIDE.fullmatch(path.stem)
    return path.with_name(f"{found[1]}{path.suffix}") if found else None


def is_untouched(course: Course, problem: str, candidate: Candidate) -> bool:
    """Whether nothing was written: what the problem asks for is as in the stub, or there is no code at all."""
    if isinstance(candidate.submission, SubmissionError):
        return False
    file = stub_of(course, problem)
    own = _definitions(candidate.source)
    stub = _stub(file, others_of(file, read_description(course, problem)))
    if own is None or stub is None:
        return False
    described = read_description(course, problem)
    if not own.keys() & set(described.all_names):
        return not own and not _does_anything(candidate.source)
    here = [name for name in described.all_names if name in own or name in described.names]
    return all(own.get(name) == stub.get(name) for name in here)


@lru_cache(maxsize=64)
def _stub(file: Path, others: Others) -> dict[str, str] | None:
    try:
        texts = [each.read_text(encoding="utf-8") for each in (file, *dict(others).values())]
        return {name: dump for text in texts for name, dump in (_definitions(text) or {}).items()}
    except (OSError, UnicodeDecodeError):
        return None


def _definitions(source: str) -> dict[str, str] | None:
    """Return a dump of each function and class without docstrings, or None if it is not Python."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    try:
        tree = parsed(source[:LARGEST])
        return {node.name: _dump(node) for node in tree.body if isinstance(node, kinds)}
    except (SyntaxError, RecursionError):
        return None


def _dump(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> str:
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(each):
            each.body = each.body[1:]
    return ast.dump(node)


def _does_anything(source: str) -> bool:
    """Whether a program has a statement other than imports and string constants."""
    idle = (ast.Import, ast.ImportFrom, ast.Pass)
    return any(
        not isinstance(node, idle) and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        for node in parsed(source[:LARGEST]).body
    )
