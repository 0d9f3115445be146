"""The list of mutants that are equivalent to the reference, which its author keeps beside it.

It quotes the reference and therefore belongs to the solutions, not to problem.toml, which students have.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.toml_text import read_toml
from dropgrade.verify.mutation.mutants import Mutant

KEYS = ("before", "after", "reason")
FORM = "Each [[mutant]] holds the texts `before`, `after` and `reason`."


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A change that leaves the reference right, and why; lines are compared without indentation."""

    before: str
    after: str
    reason: str

    def is_about(self, mutant: Mutant) -> bool:
        """Whether this is the change that a mutant makes."""
        return (self.before, self.after) == (mutant.before, mutant.after)


def read_equivalents(file: Path) -> tuple[list[Equivalent], list[Fault]]:
    """Return a problem's list and its faults; a missing file is an empty list."""
    if not file.exists():
        return [], []
    try:
        entries = read_toml(file.read_text("utf-8")).get("mutant", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return [], [Fault(file, 0, f"this cannot be read: {error}", "Fix the file.")]
    if not isinstance(entries, list) or not all(map(_is_whole, entries)):
        return [], [Fault(file, 0, "not every entry is whole", FORM)]
    return [Equivalent(*(entry[key].strip() for key in KEYS)) for entry in entries], []


def _is_whole(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and entry.keys() == set(KEYS)
        and all(isinstance(value, str) and value.strip() for value in entry.values())
    )


def judge_survivors(
    reference: Path, file: Path, survivors: Sequence[Mutant], equivalents: Sequence[Equivalent]
) -> list[Fault]:
    """Return a fault for each unexplained survivor, and for each explanation that matches no survivor."""
    fix = "Write the check that it fails, or list it in equivalent.toml with the reason why it is right."
    unexplained = [m for m in survivors if not any(e.is_about(m) for e in equivalents)]
    faults = [Fault(reference, m.line, f"no check sees `{m.before}` become `{m.after}`", fix) for m in unexplained]
    idle = [e for e in equivalents if not any(e.is_about(m) for m in survivors)]
    return faults + [
        Fault(file, 0, f"`{e.after}` is listed, and no mutant that survives is like this", "Delete the entry.")
        for e in idle
    ]
