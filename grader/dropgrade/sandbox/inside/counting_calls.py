"""Count which of the program's functions called which while a suite's call runs."""

from __future__ import annotations

import dis
import sys
from collections import Counter
from collections.abc import Container
from types import CodeType, FrameType
from typing import Self

MOST_PAIRS = 1000


TRANSPARENT = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<module>")
"""Code objects that a reader would not call functions; newer versions of Python inline some of them."""


class CallCounter:
    """Counts calls between functions whose code came with the submission."""

    def __init__(self, labels: Container[str]) -> None:
        self._labels = labels
        self._counts: Counter[tuple[int, int]] = Counter()
        self._starts: dict[int, int] = {}
        self._codes: dict[int, CodeType] = {}
        """The code objects by id, which is faster to look up than the objects themselves."""

    def __enter__(self) -> Self:
        sys.setprofile(self._notice)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _notice(self, frame: FrameType, event: str, _: object) -> None:
        """Count a call, but not a generator that resumes."""
        if event == "call" and frame.f_lasti <= self._start(frame.f_code):
            self._counts[self._caller(frame.f_back), id(frame.f_code)] += 1

    def _start(self, code: CodeType) -> int:
        """Return the last offset at which a function has only just begun, or a negative number if it is not counted."""
        start = self._starts.get(id(code))
        if start is None:
            start = _first_resume(code) if self._is_own(code) else -2
            self._starts[id(code)], self._codes[id(code)] = start, code
        return start

    def _is_own(self, code: CodeType) -> bool:
        return code.co_filename in self._labels and code.co_name not in TRANSPARENT

    def _caller(self, above: FrameType | None) -> int:
        """Return the nearest of the submission's functions above a call, even through a library."""
        while above is not None and self._start(above.f_code) < 0:
            above = above.f_back
        return id(above.f_code) if above is not None else 0

    def counted(self) -> list[list[object]]:
        """Return callers, functions and counts; the caller is empty if the suite called directly."""
        names = {number: code.co_qualname for number, code in self._codes.items()}
        return [[names.get(caller, ""), names[code], n] for (caller, code), n in self._counts.most_common(MOST_PAIRS)]


def _first_resume(code: CodeType) -> int:
    return next((i.offset for i in dis.get_instructions(code) if i.opname.startswith("RESUME")), 0)
