"""The student's lines that ran and what each did, as reported by our tracer in the worker.

Like everything from a worker, the report is not trusted: it is text to be shown, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PART = ("<dropgrade>", Path(__file__).with_name("tracer.py").read_text("utf-8"))
"""The part that is sent along with a submission, under a name that no file has."""
BEGIN, END = "dropgrade_begin_trace", "dropgrade_end_trace"
MOST = 200
"""How many lines of one step are followed."""


@dataclass(frozen=True, slots=True)
class Traced:
    """A line of the student's that ran: the part and the function it lies in, and what it changed, in words."""

    part: str
    line: int
    function: str
    changes: tuple[str, ...]


def traced_lines(answer: object) -> list[Traced]:
    """The lines that the worker reported; anything malformed is left out."""
    found = []
    for each in answer[:MOST] if isinstance(answer, list) else ():
        match each:
            case (str() as part, int() as line, str() as function, list() as changes):
                words = tuple(text for text in changes if isinstance(text, str))
                found.append(Traced(part, line, function, words))
    return found
