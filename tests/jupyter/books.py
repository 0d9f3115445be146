"""Make notebooks for the tests: as JSON of any program's shape, and run in a real kernel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.cases import COURSE, program
from tests.conftest import ROOT

P03 = "p03_inverted_scaling"
REFERENCE = (ROOT / "solutions" / P03 / "inverted_scaling.py").read_text("utf-8")
V4: Any = nbformat.v4  # without annotations


def wrong(name: str) -> str:
    """Return the reference of p03 with a known mistake."""
    return program(P03, name)


def reference_of(problem: str) -> str:
    """Return the reference of a problem."""
    return (COURSE.authority / "solutions" / problem / f"{problem.partition('_')[2]}.py").read_text("utf-8")


def write(file: Path, cells: Sequence[str | dict[str, Any]], **more: object) -> Path:
    """Write a notebook by hand: each cell's code, or a complete cell."""
    whole = [{"cell_type": "code", "source": cell} if isinstance(cell, str) else cell for cell in cells]
    file.write_text(json.dumps({"cells": whole, **more}), "utf-8")
    return file


def run_in_kernel(sources: Mapping[str, str], folder: Path) -> dict[str, list[Any]]:
    """Run cells in a fresh kernel, as Jupyter does; return the outputs of each."""
    notebook = V4.new_notebook(cells=[V4.new_code_cell(source, id=key) for key, source in sources.items()])
    return outputs_of(notebook, folder)


def outputs_of(notebook: Any, folder: Path) -> dict[str, list[Any]]:
    """Run a notebook in a kernel that ends with it; return the outputs of each code cell."""
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=None, kernel_name="python3", allow_errors=True, resources=place)
    client.execute()
    assert client.kc is None  # nothing is left behind
    return {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}


def texts(outputs: Sequence[Any]) -> str:
    """Return the plain-text outputs as one line of words."""
    found = [o.get("text", "") + o.get("data", {}).get("text/plain", "") for o in outputs]
    return " ".join(" ".join(found).split())


def html(outputs: Sequence[Any]) -> str:
    """Return the HTML outputs."""
    return "".join(o.get("data", {}).get("text/html", "") for o in outputs)
