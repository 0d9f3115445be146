"""Two known mistakes in one program: both must be named, unless one of them hides the other."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from dropgrade.course.edits import EditError, edited
from dropgrade.course.faults import Fault
from dropgrade.course.mistakes import KnownMistake
from dropgrade.course.problem import Problem
from dropgrade.report import ProblemReport

WHOLLY = 0.97
"""The minimum share of pairs with both mistakes named."""
HIDDEN = 0.05
"""The maximum share of pairs in which one mistake may hide the other."""
TORN = ("NameError", "UnboundLocalError")
SHOWN = 5
"""The number of pairs that a fault shows as examples."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mistakes whose edits can be combined, and the program with both."""

    first: KnownMistake
    second: KnownMistake
    source: str

    @property
    def names(self) -> frozenset[str]:
        """Both names."""
        return frozenset({self.first.name, self.second.name})

    @property
    def visible(self) -> frozenset[str]:
        """The names that must be found; one mistake may hide the other."""
        hidden = {other for one in (self.first, self.second) for other in one.hides}
        return self.names - hidden or self.names

    def __str__(self) -> str:
        return f"{self.first.name} + {self.second.name}"


@dataclass(frozen=True, slots=True)
class PairProof:
    """The number of pairs tried, of those with all mistakes named, and the pairs named only in part."""

    tried: int
    whole: int
    hidden: int
    partly: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the pairs as shown in the JSON report."""
        return {"tried": self.tried, "whole": self.whole, "hidden": self.hidden, "partly": list(self.partly)}


def pairs_of(problem: Problem, reference: str, most: int | None, seed: int) -> list[Pair]:
    """Draw up to `most` pairs whose edits do not overlap; None means all of them."""
    if most == 0:
        return []
    every = list(combinations(problem.mistakes.single, 2))
    random.Random(f"{seed}/{problem.name}").shuffle(every)  # noqa: S311 - a sample, not a secret
    found: list[Pair] = []
    for first, second in every:
        if most is not None and len(found) == most:
            break
        source = _made(reference, first, second)
        if source is not None:
            found.append(Pair(first, second, source))
    return found


def _made(reference: str, first: KnownMistake, second: KnownMistake) -> str | None:
    if not first.edits or not second.edits or first.edits[0].program or second.edits[0].program:
        return None
    try:
        source = edited(reference, [first.edits[0], second.edits[0]])
        compile(source or "", "pair", "exec")
    except (EditError, SyntaxError):  # reported elsewhere; two edits may not fit together
        return None
    return source


def judge_pairs(
    problem: Problem, pairs: Sequence[Pair], reports: Sequence[ProblemReport]
) -> tuple[PairProof, list[Fault]]:
    """Return the result of the pairs, and a fault for each that is not caught or is named wrongly."""
    faults: list[Fault] = []
    partly: list[str] = []
    hidden = 0
    together = [each for each in zip(pairs, reports, strict=True) if not _is_torn(each[1])]
    for pair, report in together:
        named = frozenset(m.name for check in report.checks for m in check.mistakes)
        faults += [
            Fault(problem.mistakes.file, pair.first.line, *each) for each in _wrong(problem, pair, report, named)
        ]
        if not named >= pair.visible and not _same(problem, pair, named):
            partly.append(f"{pair} (named: {', '.join(sorted(named)) or 'nothing'})")
        hidden += pair.visible != pair.names
    proof = PairProof(len(together), len(together) - len(partly), hidden, tuple(partly))
    return proof, faults + [Fault(problem.mistakes.file, 0, *each) for each in _too_many(proof)]


def _is_torn(report: ProblemReport) -> bool:
    """Whether one edit uses a name that the other removed, which nobody would write."""
    return any(check.fact.exception in TORN for check in report.checks)


def _same(problem: Problem, pair: Pair, named: frozenset[str]) -> bool:
    """Whether the two together amount to a third mistake, and that one is named."""
    section = next((s for s in problem.mistakes.sections.values() if s.parts == pair.names), None)
    return section is not None and bool(section.same_as) and section.same_as in named


def _wrong(problem: Problem, pair: Pair, report: ProblemReport, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    if report.is_done:
        yield f"{pair}: together they earn full marks", "Write the check that sees them, or say that it is right."
    false = sorted(named - pair.names)
    if false and not _same(problem, pair, named):
        fix = "Let the check observe more, or write a section for the two with `- same as:`."
        yield f"{pair}: together they are named {', '.join(false)}", fix


def _too_many(proof: PairProof) -> Iterator[tuple[str, str]]:
    if proof.tried and proof.whole < WHOLLY * proof.tried:
        shown = "; ".join(proof.partly[:SHOWN])
        message = f"of {proof.tried} pairs, {proof.whole} have both mistakes named, fewer than {WHOLLY:.0%}: {shown}"
        yield message, "Let a check see the one that is missing, or say `- hides:` where none can."
    if proof.hidden > max(1, HIDDEN * proof.tried):
        message = f"{proof.hidden} of {proof.tried} pairs rely on `hides`, more than {HIDDEN:.0%}"
        yield message, "Let the checks look at more than one thing."
