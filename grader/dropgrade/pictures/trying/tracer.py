"""Trace a student's lines in the worker: this file is sent there as text, and runs in the student's module.

So it takes no name at the top level that a student might use, and imports where it needs to.
"""

from __future__ import annotations


def dropgrade_begin_trace(files: tuple[str, ...], most: int = 200, longest: int = 160) -> None:  # noqa: C901 - one piece
    """Follow what runs in these files from now on: each line, and what it changed, in words."""
    import sys
    from types import FrameType
    from typing import Any

    import numpy as np

    records: list[tuple[str, int, str, list[str]]] = []
    seen: dict[FrameType, dict[str, str]] = {}
    dropgrade_begin_trace.records = records  # type: ignore[attr-defined]

    def text(value: Any) -> str:  # noqa: ANN401 - whatever a student's variable holds
        try:
            if isinstance(value, np.ndarray):
                shown = np.array2string(value, precision=4, suppress_small=True, threshold=24, max_line_width=10**4)
                return " ".join(shown.split())[:longest] + (f"  shape {value.shape}" if value.ndim != 1 else "")
            if isinstance(value, tuple):
                return f"({', '.join(map(text, value))[:longest]})"
            if isinstance(value, float | np.floating):
                return f"{value:.6g}"
            plain = isinstance(value, bool | int | str | np.generic | None)
            return repr(value)[:longest] if plain else ""
        except Exception:  # noqa: BLE001 - what it cannot say is left out
            return ""

    def changes(frame: FrameType) -> list[str]:
        before, now = seen.get(frame, {}), {name: text(value) for name, value in frame.f_locals.items()}
        seen[frame] = now
        return [f"{name} = {words}" for name, words in now.items() if words and before.get(name) != words]

    def trace(frame: FrameType, event: str, arg: object) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        del event, arg
        function, last, raised = frame.f_code.co_name, [frame.f_lineno], [False]
        if frame.f_code.co_filename not in files:
            return None
        changes(frame)

        def inside(frame: FrameType, event: str, arg: object) -> Any:  # noqa: ANN401 - as above
            ends_so = event == "return" and arg is None and raised[0]
            raised[0] = event == "exception"
            if event in ("line", "return") and len(records) < most:
                found = changes(frame)
                if event == "return" and not ends_so and not function.startswith("<"):
                    found.append(f"returns {text(arg) or 'an object'}")
                if found:
                    records.append((frame.f_code.co_filename, last[0], function, found))
                last[0] = frame.f_lineno
            return inside

        return inside

    sys.settrace(trace)


def dropgrade_end_trace() -> list[tuple[str, int, str, list[str]]]:
    """Stop tracing, and return what was recorded."""
    import sys

    sys.settrace(None)
    records: list[tuple[str, int, str, list[str]]] = getattr(dropgrade_begin_trace, "records", [])
    return records
