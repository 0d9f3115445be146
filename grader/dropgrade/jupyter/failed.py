"""Find out which cells failed in the kernel, and whether one of them should have defined what is graded."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

Failure = tuple[int, str]
"""The line of a cell that failed, counted from 1, and the exception; line 0 if the cell did not run at all."""


def failure_of(result: Any) -> Failure | None:  # noqa: ANN401 - IPython's
    """Return how a cell failed, or None if it did not."""
    if result.error_before_exec is not None:
        return 0, _words(result.error_before_exec)
    error = result.error_in_exec
    return (_line_of(error), _words(error)) if error is not None else None


def _words(error: BaseException) -> str:
    text = str(error.msg) if isinstance(error, SyntaxError) else str(error)
    place = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
    return f"{type(error).__name__}: {text}{place}"[:300] if text else type(error).__name__


def _line_of(error: BaseException) -> int:
    """Return the line of the cell itself that raised, or that called what raised."""
    trace = error.__traceback__
    while trace is not None:
        code, names = trace.tb_frame.f_code, trace.tb_frame.f_globals
        if code.co_name.startswith("<") and names.get("__name__") == "__main__":
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def spoiled(
    names: Sequence[str], cells: Sequence[tuple[str, str]], failed: Mapping[str, Failure], *, is_cell: bool
) -> tuple[str, str] | None:
    """Return label and failure of a cell that should have defined what is graded but failed before that.

    This is the cell with the magic (`is_cell`), or the last one that defines one of the names.
    """
    from dropgrade.submission.outline import last_line_of

    wanted = [next((cell for cell in reversed(cells) if last_line_of(cell[1], [name])), ("", "")) for name in names]
    for label, source in [*(cells[-1:] if is_cell else []), *wanted]:
        if label in failed and failed[label][0] <= (last_line_of(source, names) or math.inf):
            return label, failed[label][1]
    return None
