"""The name and version of a course, from `exercises/course.toml`; every report contains them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropgrade.course.faults import Fault, line_of, sound, unreadable
from dropgrade.course.toml_text import read_toml

PLACE = "exercises/course.toml"
"""The path of the file in a course; it is beside the exercises, so that returned work says what it is for."""
FORMS = {
    "name": (re.compile(r"[a-z][a-z0-9_-]{0,39}"), "a word of small letters, digits, - and _", "linear-algebra"),
    "version": (re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,29}"), "a text of letters, digits and dots", "1.0"),
}
"""For each key its pattern, a description of it, and an example."""
MAX_BYTES = 10_000
HOW_TO = 'Write two lines there: name = "my-course" and version = "1".'


@dataclass(frozen=True, slots=True)
class Identity:
    """The name and version of a course; both are empty if the course does not give them."""

    name: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


def read_identity(folder: Path) -> Identity:
    """Read the name and version of the course in a folder; raises a `CourseError` that lists every fault."""
    return sound(*examine_identity(folder))


def examine_identity(folder: Path) -> tuple[Identity | None, list[Fault]]:
    """Return the name and version of the course in a folder and every fault; the file is optional."""
    file = folder / PLACE
    if not file.is_file():
        return Identity(), []
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_BYTES).decode()
        data = read_toml(text)
    except (OSError, ValueError, RecursionError) as error:
        return None, [unreadable(file, error, HOW_TO)]
    if faults := [Fault(file, line_of(key, text), message, fix) for key, message, fix in _faults(data)]:
        return None, faults
    return Identity(data["name"], data["version"]), []


def _faults(data: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the faulty key, what is wrong, and how to fix it."""
    for key in sorted(data.keys() - FORMS.keys()):
        near = difflib.get_close_matches(key, FORMS, n=1)
        fix = f"Did you mean `{near[0]}`?" if near else "Take it out: course.toml holds name and version."
        yield key, f"`{key}` is unknown", fix
    for key, (form, in_words, example) in FORMS.items():
        if not isinstance(data.get(key), str) or not form.fullmatch(data[key]):
            yield key, f"`{key}` must be {in_words}", f'Write for example {key} = "{example}".'
