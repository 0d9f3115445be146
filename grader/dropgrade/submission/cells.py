"""Read the code cells of a notebook as Python, without the lines that only IPython understands."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropgrade.course.python_text import is_python
from dropgrade.errors import SubmissionError

KEY = "dropgrade"
"""The key in a notebook's metadata that lists its problems."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """The sources of the code cells, and the problems that the notebook's metadata list."""

    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()


def read_cells(file: Path, data: bytes) -> Notebook:
    """Parse a notebook's JSON; raises `SubmissionError` if it is not a notebook."""
    broken = SubmissionError(f"{file} is not a notebook that can be read.", "Open it in Jupyter and save it again.")
    try:
        content: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise broken from None
    if not isinstance(content, dict):
        raise broken
    worksheets = content.get("worksheets", [content])
    lists = (
        [w.get("cells", []) if isinstance(w, dict) else None for w in worksheets]
        if isinstance(worksheets, list)
        else [None]
    )
    cells: list[Any] = [c for cells in lists for c in (cells if isinstance(cells, list) else [None])]
    if not all(isinstance(c, dict) for c in cells):
        raise broken
    return Notebook(tuple(_text(c) for c in cells if c.get("cell_type") == "code"), _problems(content))


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = "".join(map(str, source)) if isinstance(source, list) else str(source)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if _is_in_python(cell) else "\n" * text.count("\n")


def _is_in_python(cell: dict[str, Any]) -> bool:
    """Whether the cell is Python: no editor has marked it as another language."""
    marked = _at(cell, "metadata", "vscode", "languageId")
    return not isinstance(marked, str) or marked == "python"


def _problems(content: dict[str, Any]) -> tuple[str, ...]:
    names = _at(content, "metadata", KEY, "problems")
    return tuple(dict.fromkeys(n for n in names if isinstance(n, str))) if isinstance(names, list) else ()


def _at(data: object, *keys: str) -> object:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


MAGIC = re.compile(r"\s*(%{1,2}[A-Za-z_]{2}.*|!.*|\?{1,2}[\w.*%]+\s*|[\w.*%]+\?{1,2}\s*)")
ASSIGNED_MAGIC = re.compile(r"(\s*\w[\w., ]*=) *(%[A-Za-z_]{2}.*|!.*)")
EXPORTED = re.compile(r"(?P<margin>\s*)(?P<name>\w[\w., ]*= *)?get_ipython\(\)\.\w.*")
"""What `jupyter nbconvert` turns a magic into: the whole line is a call of IPython."""
BARE_MAGIC = re.compile(r"(?:cd|conda|dropgrade|load_ext|ls|mamba|matplotlib|pip|reload_ext|timeit|uv) +[^\s=(.].*")
"""Lines that IPython takes for magics without a `%`; none of them is valid Python."""
PYTHON_CELLS = ("%%capture", "%%dropgrade", "%%prun", "%%time")
"""Cell magics whose cell is still Python."""


def without_magics(source: str) -> str:
    """Replace what only IPython understands, keeping all line numbers."""
    lines = source.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(PYTHON_CELLS):
        return "\n" * (len(lines) - 1)
    plain = "\n".join(_without_magics(lines))
    return source if plain == source or is_python(source) else plain  # in valid Python, a line that ends in "?" is text


def without_calls_of_ipython(source: str) -> tuple[str, list[int]]:
    """Replace the calls of IPython in an exported notebook; return the program and the numbers of those lines."""
    lines = source.split("\n")
    found = {number: match for number, line in enumerate(lines, 1) if (match := EXPORTED.fullmatch(line))}
    for number, match in found.items():
        lines[number - 1] = f"{match['margin']}{match['name']}None" if match["name"] else f"{match['margin']}pass"
    return "\n".join(lines), [*found]


def _without_magics(lines: list[str]) -> list[str]:
    found: list[str] = []
    goes_on = False
    for line in lines:
        plain = "" if goes_on else _without_magic(line)
        goes_on = plain != line and line.endswith("\\")  # a long command may continue on the next line
        found.append(plain)
    return found


def _without_magic(line: str) -> str:
    if MAGIC.fullmatch(line) or BARE_MAGIC.fullmatch(line):
        return line[: len(line) - len(line.lstrip())] + "pass"
    assigned = ASSIGNED_MAGIC.fullmatch(line)
    return f"{assigned[1]} None" if assigned else line
