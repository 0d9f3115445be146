"""Find two mistakes that together give a number which neither of them gives alone.

The checks of a suite propose a mistake if they observe its value. Two mistakes in one formula give a third value, so
nothing is proposed; but each of them, made alone, fails its checks, and together they give the whole report.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from dropgrade.course.edits import Edit
from dropgrade.course.mistakes import KnownMistakes
from dropgrade.grading.agreement import Make, Results, agrees, lost_in

MOST_MISTAKES = 36
"""A problem with more mistakes is not searched: making each of them alone would take too long."""
MOST_PAIRS = 40
"""The maximum number of pairs that are made for one submission."""


@dataclass(frozen=True, slots=True)
class Two:
    """The mistakes that all agreeing pairs have in common, the report of a program with both, and of each alone."""

    names: frozenset[str]
    report: Results
    alone: dict[str, Results]


def two_behind(mistakes: KnownMistakes, report: Results, make: Make, named: frozenset[str]) -> Two | None:
    """Return the two mistakes whose program gives the whole report; `named` are those that are proven already."""
    edits = {each.name: each.edits[0] for each in mistakes.single if each.edits}
    if len(edits) > MOST_MISTAKES or len(named) > 1:
        return None
    alone = _each_alone(report, edits, make)
    found = [
        (frozenset(pair), made)
        for pair in _likely(alone, report, named)
        if (made := make(tuple(edits[name] for name in pair))) is not None and agrees(report, made)
    ]
    names = frozenset.intersection(*(pair for pair, _ in found)) if found else named
    return Two(names, found[0][1], {name: alone[name] for name in names}) if names > named else None


def _each_alone(report: Results, edits: dict[str, Edit], make: Make) -> dict[str, Results]:
    """Return the reports of the mistakes that fail only checks that the submission fails, each made alone."""
    made = ((name, make((edit,))) for name, edit in edits.items())
    lost = lost_in(report)
    return {name: alone for name, alone in made if alone is not None and lost_in(alone) <= lost}


def _likely(alone: dict[str, Results], report: Results, named: frozenset[str]) -> list[tuple[str, str]]:
    """Return the pairs that together fail every check that the submission fails."""
    lost = {name: lost_in(each) for name, each in alone.items()}
    pairs = [pair for pair in combinations(sorted(alone), 2) if named <= {*pair}]
    return [pair for pair in pairs if lost[pair[0]] | lost[pair[1]] == lost_in(report)][:MOST_PAIRS]
