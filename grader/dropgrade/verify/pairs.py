"""Two known mistakes in one program: both must be named, unless what is named explains the whole report.

One mistake may hide another: what drops nothing says nothing of the scale. Then the report is that of the first alone,
and the second is named once the first is gone.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations

from dropgrade.course.edits import EditError, edited
from dropgrade.course.faults import Fault
from dropgrade.course.mistakes import KnownMistake
from dropgrade.course.problem import Problem
from dropgrade.report import ProblemReport

WHOLLY = 0.97
"""The minimum share of pairs whose report is wholly explained."""
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

    def __str__(self) -> str:
        return f"{self.first.name} + {self.second.name}"


@dataclass(frozen=True, slots=True)
class PairProof:
    """How many pairs were tried, and how their reports were explained.

    In `whole`, both mistakes are named; in `hidden`, one of them gives the whole report alone; `alike` are named as
    other mistakes whose program gives the same report; `partly` lists the others.
    """

    tried: int
    whole: int
    hidden: int
    alike: int
    partly: tuple[str, ...]

    @property
    def explained(self) -> int:
        """The number of pairs whose report is wholly explained."""
        return self.whole + self.hidden + self.alike

    def to_json(self) -> dict[str, object]:
        """Return the pairs as shown in the JSON report."""
        return {**asdict(self), "partly": list(self.partly)}


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
    count: Counter[str] = Counter()
    partly: list[str] = []
    for pair, report in zip(pairs, reports, strict=True):
        if _is_torn(report):
            continue
        named = frozenset(m.name for check in report.checks for m in check.mistakes)
        kind = _kind(problem, pair, report, named)
        count[kind] += 1
        partly += [f"{pair} (named: {', '.join(sorted(named)) or 'nothing'})"] if kind == "partly" else []
        found = _wrong(pair, report, named if kind == "partly" else pair.names)
        faults += [Fault(problem.mistakes.file, pair.first.line, *each) for each in found]
    proof = PairProof(count.total(), count["whole"], count["hidden"], count["alike"], tuple(partly))
    return proof, faults + [Fault(problem.mistakes.file, 0, *each) for each in _too_few(proof)]


def _kind(problem: Problem, pair: Pair, report: ProblemReport, named: frozenset[str]) -> str:
    """Return the field of `PairProof` that a pair belongs to."""
    if named == pair.names or _same(problem, pair, named):
        return "whole"
    lost = [check for check in report.checks if check.is_lost]
    if not named or not all(check.mistakes or check.follows_from for check in lost):
        return "partly"
    return "hidden" if named < pair.names else "alike"


def _is_torn(report: ProblemReport) -> bool:
    """Whether one edit uses a name that the other removed, which nobody would write."""
    return any(check.fact.exception in TORN for check in report.checks)


def _same(problem: Problem, pair: Pair, named: frozenset[str]) -> bool:
    """Whether the two together amount to a third mistake, and that one is named."""
    section = next((s for s in problem.mistakes.sections.values() if s.parts == pair.names), None)
    return section is not None and bool(section.same_as) and section.same_as in named


def _wrong(pair: Pair, report: ProblemReport, named: frozenset[str]) -> Iterator[tuple[str, str]]:
    if report.is_done:
        yield f"{pair}: together they earn full marks", "Write the check that sees them, or say that it is right."
    if false := sorted(named - pair.names):
        fix = "Let the check observe more, or write a section for the two with `- same as:`."
        yield f"{pair}: together they are named {', '.join(false)}", fix


def _too_few(proof: PairProof) -> Iterator[tuple[str, str]]:
    if proof.tried and proof.explained < WHOLLY * proof.tried:
        shown = "; ".join(proof.partly[:SHOWN])
        message = f"of {proof.tried} pairs, {proof.explained} are wholly explained, fewer than {WHOLLY:.0%}: {shown}"
        yield message, "Let a check see the mistake that is missing."
