"""Which of the program's own functions called which, and how often, while a suite's call runs."""

from __future__ import annotations

import dis
import sys
from collections import Counter
from collections.abc import Container
from types import CodeType, FrameType
from typing import Self

MOST_PAIRS = 1000


TRANSPARENT = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<module>")
"""What is no function to who reads the program; newer Pythons make none of it either."""


class CallCounter:
    """Counts calls between functions whose code came with the submission."""

    def __init__(self, labels: Container[str]) -> None:
        self._labels = labels
        self._counts: Counter[tuple[int, int]] = Counter()
        self._starts: dict[int, int] = {}
        self._codes: dict[int, CodeType] = {}
        """The codes by their ids, which are quicker to find than the codes themselves."""

    def __enter__(self) -> Self:
        sys.setprofile(self._notice)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _notice(self, frame: FrameType, event: str, _: object) -> None:
        """Count a call; a generator that goes on is no new one."""
        if event == "call" and frame.f_lasti <= self._start(frame.f_code):
            self._counts[self._caller(frame.f_back), id(frame.f_code)] += 1

    def _start(self, code: CodeType) -> int:
        """The last offset at which a function has only begun; one before all where it does not count."""
        start = self._starts.get(id(code))
        if start is None:
            start = _first_resume(code) if self._is_own(code) else -2
            self._starts[id(code)], self._codes[id(code)] = start, code
        return start

    def _is_own(self, code: CodeType) -> bool:
        return code.co_filename in self._labels and code.co_name not in TRANSPARENT

    def _caller(self, above: FrameType | None) -> int:
        """The nearest function of the submission's own that a call comes from, even through a library."""
        while above is not None and self._start(above.f_code) < 0:
            above = above.f_back
        return id(above.f_code) if above is not None else 0

    def counted(self) -> list[list[object]]:
        """Callers, functions and counts; the caller is empty where the suite itself called."""
        names = {number: code.co_qualname for number, code in self._codes.items()}
        return [[names.get(caller, ""), names[code], n] for (caller, code), n in self._counts.most_common(MOST_PAIRS)]


def _first_resume(code: CodeType) -> int:
    return next((i.offset for i in dis.get_instructions(code) if i.opname.startswith("RESUME")), 0)
