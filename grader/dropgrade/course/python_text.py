"""Parse Python source from elsewhere, without warnings and with one kind of error."""

from __future__ import annotations

import ast
import threading
import warnings
from typing import Any

ONE_BY_ONE = threading.Lock()
"""CPython 3.11 keeps one recursion counter for all threads that parse, so they take turns."""


def parsed(source: str | bytes, name: str = "<unknown>") -> ast.Module:
    """Return the syntax tree of a program; raises `SyntaxError` whenever it cannot be parsed.

    This includes nesting that is too deep. Warnings, such as for `1if`, are suppressed: they would show a raw line.
    """
    tree: ast.Module = _parsed(source, name, "exec")
    return tree


def is_python(source: str, mode: str = "exec") -> bool:
    """Whether a text is a program, or with mode `eval` an expression."""
    try:
        _parsed(source, "<unknown>", mode)
    except SyntaxError:
        return False
    return True


def _parsed(source: str | bytes, name: str, mode: str) -> Any:  # noqa: ANN401 - what the mode asks for
    try:
        with ONE_BY_ONE, warnings.catch_warnings(action="ignore"):
            return ast.parse(source, name, mode)
    except (MemoryError, RecursionError):
        raise SyntaxError("it is nested too deeply") from None
    except ValueError as error:  # null bytes
        raise SyntaxError(str(error)) from None
