"""Python as text that was written elsewhere: parsed without a word of Python's own, whatever it holds."""

from __future__ import annotations

import ast
import threading
import warnings
from typing import Any

ONE_BY_ONE = threading.Lock()
"""CPython 3.11 counts the depth of all programs that are parsed at once as one: threads have to take turns."""


def parsed(source: str | bytes, name: str = "<unknown>") -> ast.Module:
    """The tree of a program; raises `SyntaxError` for whatever keeps Python from parsing it, too deep nesting as well.

    What Python would warn of, such as `1if`, goes unsaid: a reader of ours has no use for the raw line.
    """
    tree: ast.Module = _parsed(source, name, "exec")
    return tree


def is_python(source: str, mode: str = "exec") -> bool:
    """Whether a text is a program, or in the mode `eval` an expression."""
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
