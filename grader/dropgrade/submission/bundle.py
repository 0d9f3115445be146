"""Programs of several files as one text: the main file, then each other one below a line that names it.

So a program stays one text wherever it is kept, compared, edited and graded again; who hands in may write it so, too.
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
    """A program as one text; `others` are its modules beside the main one, by name."""
    ended = [text if not text or text.endswith("\n") else f"{text}\n" for text in (main, *others.values())]
    return ended[0] + "".join(f"# file: {name}.py\n{text}" for name, text in zip(others, ended[1:], strict=True))


def split(text: str, modules: Iterable[str]) -> dict[str, str]:
    """The files of a program, by the names of their modules; the main one has the name ''."""
    known = frozenset(modules)
    marks = [mark for mark in MARK.finditer(text) if mark[1] in known]
    ends = [*(mark.start() for mark in marks), len(text)]
    files = {"": text[: ends[0]]}
    for mark, end in zip(marks, ends[1:], strict=True):
        files[mark[1]] = text[mark.end() : end]
    return files


def read_bundle(file: Path, described: Description) -> str:
    """The text of a course's own program with all of its files; raises `OSError` and `UnicodeDecodeError`."""
    others = {module: each.read_text("utf-8") for module, each in others_of(file, described) if each.is_file()}
    main = file.read_text("utf-8")
    return bundled(main, others) if others else main


def others_of(file: Path, described: Description) -> Others:
    """Where the other files of a program are expected whose main one is this."""
    return tuple((module, file.with_name(f"{module}.py")) for module in described.modules)
