"""Python as text that was written elsewhere: parsed without a word of Python's own, whatever it holds."""

from __future__ import annotations

import ast
import warnings


def parsed(source: str | bytes, name: str = "<unknown>") -> ast.Module:
    """The tree of a program; raises `SyntaxError` for whatever keeps Python from parsing it, too deep nesting as well.

    What Python would warn of, such as `1if`, goes unsaid: a reader of ours has no use for the raw line.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(source, name)
    except (MemoryError, RecursionError):
        raise SyntaxError("it is nested too deeply") from None
    except ValueError as error:  # null bytes
        raise SyntaxError(str(error)) from None
