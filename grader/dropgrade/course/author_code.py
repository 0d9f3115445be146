"""Import an author's Python files, and find the lines that errors came from."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path
from types import ModuleType


def import_file(file: Path) -> ModuleType:
    """Import a `.py` file as a module, without writing bytecode; raises whatever the file raises."""
    spec = importlib.util.spec_from_file_location(f"{file.stem}_of_{file.parent.name}", file)
    assert spec is not None  # noqa: S101 - for the type checker: the file's name ends in .py
    assert spec.loader is not None  # noqa: S101 - as above
    module = importlib.util.module_from_spec(spec)
    writes_nothing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes_nothing
    return module


def line_in(file: str, error: BaseException) -> int:
    """Return the last line that an error passed through in files whose path ends in `file`, or 0."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(file)]
    return (lines[-1] if lines else getattr(error, "lineno", 0)) or 0


def does_not_import(what: str, error: BaseException) -> str:
    """Return a sentence that says that a file does not import and why, without paths of this machine."""
    return f"{what} does not import: {type(error).__name__}: {error}".partition(" (/")[0]
