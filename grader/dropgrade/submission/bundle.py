"""A program of several files as one text: the main file, then the others, each below a line with its name.

This way a program is a single text wherever it is stored, compared, edited or graded again. Students may hand in this
form, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from dropgrade.course.problem import Description

Others = tuple[tuple[str, Path], ...]
"""The other files of a program, by module."""
MARK = re.compile(r"^# file: (\w+)\.py$\n?", re.MULTILINE)


def bundled(main: str, others: Mapping[str, str]) -> str:
    """Return a program as one text; `others` are its other modules by name."""
    ended = [text if not text or text.endswith("\n") else f"{text}\n" for text in (main, *others.values())]
    return ended[0] + "".join(f"# file: {name}.py\n{text}" for name, text in zip(others, ended[1:], strict=True))


def split(text: str, modules: Iterable[str]) -> dict[str, str]:
    """Return the files of a program by module name; the main file has the name ''."""
    known = frozenset(modules)
    marks = [mark for mark in MARK.finditer(text) if mark[1] in known]
    ends = [*(mark.start() for mark in marks), len(text)]
    files = {"": text[: ends[0]]}
    for mark, end in zip(marks, ends[1:], strict=True):
        files[mark[1]] = text[mark.end() : end]
    return files


def read_bundle(file: Path, described: Description) -> str:
    """Return one of the course's own programs with all of its files; raises `OSError` and `UnicodeDecodeError`."""
    others = {module: each.read_text("utf-8") for module, each in others_of(file, described) if each.is_file()}
    main = file.read_text("utf-8")
    return bundled(main, others) if others else main


def others_of(file: Path, described: Description) -> Others:
    """Return where the other files of a program are expected, given its main file."""
    return tuple((module, file.with_name(f"{module}.py")) for module in described.modules)
