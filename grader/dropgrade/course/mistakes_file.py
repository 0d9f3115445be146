"""Read the `mistakes.md` of a problem, with what its sections inherit from the shared ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.mistake_sections import read_sections
from dropgrade.course.mistakes import KnownMistake, KnownMistakes

FILE = "mistakes.md"


def read_mistakes(solution: Path) -> KnownMistakes:
    """Read the mistakes of a problem and the shared ones; faults are reported by `examine_mistakes`."""
    return _read_once(solution, _stamp(solution / FILE), _stamp(solution.parent / FILE))


@lru_cache(maxsize=64)
def _read_once(solution: Path, *_stamps: int) -> KnownMistakes:
    return examine_mistakes(solution)[0]


def _stamp(file: Path) -> int:
    """Return the time of the last change, which makes a cache read the file again, or 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def examine_mistakes(solution: Path) -> tuple[KnownMistakes, list[Fault]]:
    """Return the mistakes of a problem and every fault of its file, each with its line."""
    file = solution / FILE
    shared, _ = read_sections(solution.parent / FILE) if (solution.parent / FILE).is_file() else ({}, [])
    own, faults = read_sections(file)
    inherited = {name: _inherit(each, shared.get(name)) for name, each in own.items()}
    faults += [Fault(file, *each) for each in _incomplete(inherited)]
    return KnownMistakes(file, inherited, shared), faults


def examine_shared(file: Path) -> list[Fault]:
    """Return the faults of the file of shared messages."""
    sections, faults = read_sections(file)
    fix = "An edit belongs to one problem's reference: move it to that problem's file."
    return faults + [Fault(file, s.line, f"{s.name} has an edit", fix) for s in sections.values() if s.edits]


def _inherit(own: KnownMistake, shared: KnownMistake | None) -> KnownMistake:
    """Fill in what a section leaves out from the shared one; edits are never inherited.

    Hints belong to the message: a section with its own message does not inherit them.
    """
    if shared is None:
        return own
    return replace(
        own,
        message=own.message or shared.message,
        score=own.score or shared.score,
        same_as=own.same_as or shared.same_as,
        hints=own.hints or (() if own.message else shared.hints),
    )


def _incomplete(sections: Mapping[str, KnownMistake]) -> Iterator[tuple[int, str, str]]:
    """Yield the line of an incomplete section or an unknown name, what is wrong, and how to fix it."""
    for each in sections.values():
        if not each.message and not each.same_as:
            yield each.line, f"{each.name} has no message", "Say what the program does and why that is wrong."
        if each.is_combined:
            if each.edits or each.score:
                yield (
                    each.line,
                    f"{each.name} has an edit or a score",
                    "A combined section has a message and nothing else.",
                )
        else:
            if not each.edits:
                fix = "Add a line such as - edit: `x + 1` -> `x - 1`, or a ```diff block."
                yield each.line, f"{each.name} has no edit", fix
            if each.score is None:
                yield each.line, f"{each.name} has no score", "Add a line such as `- score: 3 to 5`."
        for name in (*each.parts, *filter(None, [each.same_as])):
            if name != each.name and name not in sections:
                yield each.line, f"{each.name} names {name!r}, which has no section", "Correct the name."
