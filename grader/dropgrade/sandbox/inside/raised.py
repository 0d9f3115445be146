"""Turn the student's exceptions into data: their type, where they come from, and nearby arrays."""

from __future__ import annotations

from collections.abc import Container, Iterator
from types import TracebackType
from typing import Any

from dropgrade.sandbox.inside.side_effects import array_shapes
from dropgrade.sandbox.wire import MAX_NAME, type_bases, type_name

MAX_PATH = 4
"""The maximum number of lines that led to an exception, besides the first."""


def described(error: BaseException, labels: Container[str], part: str = "") -> dict[str, Any]:
    """Return an exception as plain data, with the student's lines that led to it and the arrays at the innermost."""
    own = [trace for trace in _traces(error) if trace.tb_frame.f_code.co_filename in labels]
    line = None
    if own:
        line, part = own[-1].tb_lineno, own[-1].tb_frame.f_code.co_filename
    if isinstance(error, SyntaxError) and (not own or error.filename in labels):
        line, part = error.lineno, error.filename or part
    return {
        "type": type_name(type(error))[:MAX_NAME],
        "bases": [type_name(c)[:MAX_NAME] for c in type_bases(type(error))],
        "text": text_of(error),
        "line": line,
        "part": part,
        "path": [[t.tb_frame.f_code.co_filename, t.tb_lineno] for t in own[:1] + own[1:][-MAX_PATH:]],
        "arrays": array_shapes(own[-1].tb_frame.f_locals) if own else [],
    }


def _traces(error: BaseException) -> Iterator[TracebackType]:
    trace = error.__traceback__
    while trace is not None:
        yield trace
        trace = trace.tb_next


def text_of(error: BaseException) -> str:
    """Return the text of an exception, which may come from student code."""
    if isinstance(error, SyntaxError):
        return str(error.msg)[:1000]
    try:
        return str(error)[:1000]
    except BaseException:  # noqa: BLE001 - __str__ is the student's code too
        return "(its text could not be read)"
