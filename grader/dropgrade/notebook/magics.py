"""What only IPython understands, set aside so that Python is left."""

from __future__ import annotations

import ast
import re
import warnings

MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z_]{2}.*|!.*|\?{1,2}[\w.*%]+\s*|[\w.*%]+\?{1,2}\s*)")
ASSIGNED_MAGIC = re.compile(r"(\s*\w[\w., ]*=) *(%[A-Za-z_]{2}.*|!.*)")
BARE_MAGIC = re.compile(r"(?:cd|conda|dropgrade|load_ext|ls|mamba|matplotlib|pip|reload_ext|timeit|uv) +[^\s=(.].*")
"""Lines that IPython takes for magics without their sign; none of them is Python."""
PYTHON_CELLS = ("%%capture", "%%dropgrade", "%%prun", "%%time")
"""Magics whose cell is Python all the same."""


def without_magics(source: str) -> str:
    """Set aside what only IPython understands, and keep every line where it is."""
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(PYTHON_CELLS):
        return "\n" * (len(lines) - 1)
    plain = "\n".join(_without_magics(lines))
    return source if plain == source or _is_python(source) else plain  # in Python, a line that ends in "?" is text


def _is_python(source: str) -> bool:
    try:
        with warnings.catch_warnings(action="ignore"):  # about the student's code, and not the grader's to give
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _without_magics(lines: list[str]) -> list[str]:
    found: list[str] = []
    goes_on = False
    for line in lines:
        plain = "" if goes_on else _without_magic(line)
        goes_on = plain != line and line.endswith("\\")  # a long command may be written on several lines
        found.append(plain)
    return found


def _without_magic(line: str) -> str:
    if MAGIC.fullmatch(line) or BARE_MAGIC.fullmatch(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    assigned = ASSIGNED_MAGIC.fullmatch(line)
    return f"{assigned[1]} None" if assigned else line
