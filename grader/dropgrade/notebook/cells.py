"""A notebook's file as its code cells, of format 4 or 3, whatever program wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dropgrade.errors import SubmissionError

KEY = "dropgrade"
"""Where a notebook's metadata say which problems it holds."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """The sources of the code cells, and the problems that the notebook says it holds."""

    cells: tuple[str, ...]
    problems: tuple[str, ...] = ()


def read_cells(file: Path, data: bytes) -> Notebook:
    """Take a notebook's JSON apart; raises `SubmissionError` where it is none."""
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
    return text if _is_python(cell) else "\n" * text.count("\n")


def _is_python(cell: dict[str, Any]) -> bool:
    """Whether no editor has marked the cell as one of another language."""
    marked = _at(cell, "metadata", "vscode", "languageId")
    return not isinstance(marked, str) or marked == "python"


def _problems(content: dict[str, Any]) -> tuple[str, ...]:
    names = _at(content, "metadata", KEY, "problems")
    return tuple(dict.fromkeys(n for n in names if isinstance(n, str))) if isinstance(names, list) else ()


def _at(data: object, *keys: str) -> object:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data
