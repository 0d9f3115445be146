"""Find two mistakes that together give what neither of them gives alone.

The checks of a suite propose a mistake if they observe its value. Two mistakes in one formula give a third value, so at
most one of them is proposed. They are found by making pairs; a pair counts only if its program gives the whole report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from dropgrade.course.edits import Edit
from dropgrade.course.mistakes import KnownMistakes
from dropgrade.grading.agreement import Make, Results, agrees, lost_in, same

MOST_TRIED = 120
"""The maximum number of pairs that are compared in one check for one submission."""
MOST_MISTAKES = 36
"""If nothing is proposed, a problem with more mistakes is not searched: making each of them would take too long."""
MOST_PAIRS = 40
"""The maximum number of pairs that are graded in full for one submission."""

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Two:
    """The mistakes that all agreeing pairs have in common, the report of a program with these, and of each alone."""

    names: frozenset[str]
    report: Results
    alone: Mapping[str, Results]


def partner_of(
    mistakes: KnownMistakes, report: Results, make: Make, proposed: Mapping[str, Edit], check: str
) -> Two | None:
    """Return a proposed mistake and another one whose program gives the whole report.

    All pairs are compared in one unexplained check, which is cheap; those that agree there are graded in full.
    """
    edits = {**_edits(mistakes), **proposed}
    pairs = list(dict.fromkeys(frozenset({name, other}) for name in proposed for other in edits if other != name))
    likely = [
        pair
        for pair in pairs[:MOST_TRIED]
        if (made := make(_of(pair, edits), only=check)) is not None and same(report[check], made[check])
    ]
    return _two(likely[:MOST_PAIRS], report, make, edits)


def two_behind(mistakes: KnownMistakes, report: Results, make: Make) -> Two | None:
    """Return the two mistakes whose program gives the whole report, where no check proposed any."""
    edits = _edits(mistakes)
    if len(edits) > MOST_MISTAKES:
        return None
    made = ((name, make((edit,))) for name, edit in edits.items())
    lost = {name: lost_in(alone) for name, alone in made if alone is not None}
    pairs = combinations(sorted(lost), 2)
    likely = [frozenset(pair) for pair in pairs if lost[pair[0]] | lost[pair[1]] == lost_in(report)]
    return _two(likely[:MOST_PAIRS], report, make, edits)


def _edits(mistakes: KnownMistakes) -> dict[str, Edit]:
    return {each.name: each.edits[0] for each in mistakes.single if each.edits}


def _of(names: Iterable[str], edits: Mapping[str, Edit]) -> tuple[Edit, ...]:
    return tuple(edits[name] for name in sorted(names))


def _two(pairs: Iterable[Pair], report: Results, make: Make, edits: Mapping[str, Edit]) -> Two | None:
    """Return what the pairs whose program gives the whole report have in common."""
    agreeing = [pair for pair in pairs if agrees(report, make(_of(pair, edits)))]
    names = frozenset.intersection(*agreeing) if agreeing else frozenset()
    if not names:
        return None
    return Two(names, make(_of(names, edits)) or {}, {name: make((edits[name],)) or {} for name in names})
