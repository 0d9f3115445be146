"""Find the mistakes behind the observations of a report, by making each mistake before naming it.

A check proposes the mistakes that would explain its observation. They are made in the reference, that program is
graded with the same seed, and a mistake is named only if the reports agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations

from dropgrade.course.edits import Edit
from dropgrade.course.mistakes import KnownMistake, KnownMistakes
from dropgrade.grading.agreement import JUDGED, Make, Results, agrees, lost_in, same, shows
from dropgrade.grading.two_at_once import Two, partner_of, two_behind
from dropgrade.report import CheckResult, Mistake, Outcome

ENOUGH_COINS = 3000
"""Fewer coins are compatible with several rates at once and propose nothing."""
MOST_PROGRAMS = 16
"""The maximum number of programs that are made for one submission."""
PAIR = 2
MOST_RANKS = 2
"""Pairs are tried in order of how much they explain; this many levels are tried."""


def diagnosed(mistakes: KnownMistakes, report: Results, make: Make) -> dict[str, CheckResult]:
    """Return a submission's results with the proven mistakes named and the failures that follow from them marked."""
    proposed = _proposed(mistakes, report)
    search = _Search(mistakes, report, make, proposed)
    found = search.completed(search.result() if proposed else _Found())
    return {check: _named(search, result, search.proposed.get(check, ()), found) for check, result in report.items()}


@dataclass(frozen=True, slots=True)
class _Found:
    """The proven mistakes, and the report of the program that makes exactly these."""

    names: frozenset[str] = frozenset()
    report: Results = field(default_factory=dict)


def _proposed(mistakes: KnownMistakes, report: Results) -> dict[str, tuple[str, ...]]:
    """Return the candidates of each failed check, without those that prove nothing.

    An exception that several checks met and a count of too few coins prove nothing.
    """
    exceptions = [result.fact.exception for result in report.values() if result.fact.exception]
    found: dict[str, tuple[str, ...]] = {}
    for check, result in report.items():
        few = result.fact.count is not None and result.fact.count[1] < ENOUGH_COINS
        common = exceptions.count(result.fact.exception) > 1
        names = tuple(name for name in result.candidates if name in mistakes)
        if result.outcome in (Outcome.FAIL, Outcome.PARTIAL) and names and not few and not common:
            found[check] = names
    return found


@dataclass(slots=True)
class _Search:
    """The search for the smallest set of candidates whose program gives the same report."""

    mistakes: KnownMistakes
    report: Results
    make: Make
    proposed: Mapping[str, tuple[str, ...]]
    runs: dict[tuple[Edit, ...], Results | None] = field(default_factory=dict)
    ways: dict[str, Edit] = field(default_factory=dict)
    """For each mistake the edit that agrees best with the report."""
    alone: dict[str, Results | None] = field(default_factory=dict)
    """The report of each mistake made alone."""

    def result(self) -> _Found:
        """Return the proven mistakes."""
        names = list(dict.fromkeys(name for each in self.proposed.values() for name in each))
        self.alone = {name: self._alone(name) for name in names}
        whole = [name for name in names if self._agrees(self.alone[name])]
        if whole:
            return self._chosen([frozenset({name}) for name in whole])
        surviving = [name for name in names if self._explains({name}, self.alone[name])]
        return self._together(names, surviving) or self._in_part(surviving)

    def _together(self, names: list[str], surviving: list[str]) -> _Found | None:
        """Find the smallest set that gives the whole report; of several such pairs, name what they have in common."""
        for alike in self._likely_pairs(names):
            agreeing = [pair for pair in alike if self._agrees(self._made(pair))]
            if agreeing:
                return self._found(agreeing[0], frozenset.intersection(*agreeing))
        for candidates in dict.fromkeys([frozenset(surviving), frozenset(names)]):
            if len(candidates) > PAIR and self._agrees(self._made(candidates)):
                return self._found(candidates, candidates)
        return None

    def _likely_pairs(self, names: list[str]) -> list[list[frozenset[str]]]:
        """Group pairs by how much of the report their members explain alone, the best group first."""
        ranked: dict[int, list[frozenset[str]]] = {}
        for one, other in combinations(names, PAIR):
            ranked.setdefault(self._shown_by(one, other), []).append(frozenset({one, other}))
        return [ranked[rank] for rank in sorted(ranked, reverse=True)[:MOST_RANKS]]

    def _shown_by(self, *names: str) -> int:
        """Count the checks that fail in the same way for at least one of these mistakes."""
        return sum(any(shows(self.alone[name], result) for name in names) for result in self.report.values())

    def _found(self, made: frozenset[str], names: frozenset[str]) -> _Found:
        """Return these mistakes without those whose evidence is explained by another one alone."""
        return _Found(frozenset(n for n in names if not self._is_shown_by_another(n, names)), self._made(made) or {})

    def _is_shown_by_another(self, name: str, names: frozenset[str]) -> bool:
        def covers(one: str, other: str) -> bool:
            return all(
                shows(self.alone[one], self.report[check]) for check, each in self.proposed.items() if other in each
            )

        return any(covers(other, name) and not covers(name, other) for other in names - {name})

    def _chosen(self, whole: list[frozenset[str]]) -> _Found:
        """Return the only mistake that gives the whole report; if there are several, none can be named."""
        made = self._made(whole[0])
        if len(whole) > 1 or made is None:
            return _Found()
        return _Found(whole[0], made)

    def _in_part(self, surviving: list[str]) -> _Found:
        """Return the mistakes that explain a part of the report; rivals for a check count only if all do so together.

        A program without a passed check proves nothing, because the same fault (None, a wrong type, an exception) may
        hide everything else.
        """
        if not any(result.outcome is Outcome.PASS for result in self.report.values()):
            return _Found()
        together = self._made(frozenset(surviving))
        if together is not None and self._explains(surviving, together):
            return self._found(frozenset(surviving), frozenset(surviving))
        rivals = {n for names in self.proposed.values() for n in names if len(set(names) & set(surviving)) > 1}
        left = frozenset(surviving) - rivals
        return self._found(left, left) if left else _Found()

    def completed(self, found: _Found) -> _Found:
        """Return two mistakes that explain the whole report instead of what leaves a failure unexplained."""
        left = [check for check, result in self.report.items() if not self._is_explained(check, result, found)]
        if not left:
            return found
        check = next((each for each in left if self.report[each].fact.numbers), left[0])
        known = {name: self.ways[name] for name in (*sorted(found.names), *self._by_proposals()) if name in self.ways}
        two = partner_of(self.mistakes, self.report, self.make, known, check)
        if two is None and not self.proposed and self.report[check].fact.numbers:
            two = two_behind(self.mistakes, self.report, self.make)
        return self._both(two) if two is not None else found

    def _both(self, two: Two) -> _Found:
        """Propose the two where each of them fails a check alone."""
        self.alone.update(two.alone)
        lost = {name: lost_in(alone) for name, alone in two.alone.items()}
        self.proposed = {check: tuple(n for n in sorted(lost) if check in lost[n]) for check in lost_in(self.report)}
        return _Found(two.names, two.report)

    def _by_proposals(self) -> list[str]:
        """Return the candidates, those that most checks propose first."""
        names = [name for each in self.proposed.values() for name in each]
        return sorted(dict.fromkeys(names), key=names.count, reverse=True)

    def _is_explained(self, check: str, result: CheckResult, found: _Found) -> bool:
        """Whether a check passed, was not judged, or is explained by what was found."""
        return (
            result.outcome not in JUDGED
            or bool(found.names & {*self.proposed.get(check, ())})
            or shows(found.report, result)
        )

    # Programs.

    def _alone(self, name: str) -> Results | None:
        """Return the report of a mistake made alone, with the edit that agrees best."""
        best: Results | None = None
        for edit in self.mistakes[name].edits:
            made = self._run((edit,))
            if made is None:
                continue
            if best is None or (self._explains({name}, made) and not self._explains({name}, best)):
                best, self.ways[name] = made, edit
            if self._agrees(made):
                self.ways[name] = edit
                return made
        return best

    def _made(self, names: Iterable[str]) -> Results | None:
        edits = [self.ways.get(name) for name in sorted(names)]
        return self._run(tuple(edit for edit in edits if edit)) if edits and all(edits) else None

    def _run(self, edits: tuple[Edit, ...]) -> Results | None:
        if edits not in self.runs:
            self.runs[edits] = self.make(edits) if len(self.runs) < MOST_PROGRAMS else None
        return self.runs[edits]

    # Agreement.

    def _agrees(self, made: Results | None) -> bool:
        return agrees(self.report, made)

    def _explains(self, names: Iterable[str], made: Results | None) -> bool:
        """Whether a program shows the evidence for these mistakes and fails only checks that the submission fails."""
        wanted = set(names)
        proposing = [check for check, each in self.proposed.items() if wanted & set(each)]
        return (
            made is not None
            and bool(proposing)
            and all(same(self.report[check], made[check]) for check in proposing)
            and all(self.report[check].is_lost for check, result in made.items() if result.is_lost)
        )


# What is shown.


def _named(search: _Search, result: CheckResult, proposed: Iterable[str], found: _Found) -> CheckResult:
    names = frozenset(proposed) & found.names
    if names:
        return replace(result, mistakes=tuple(_shown(search.mistakes, names, found.names)))
    if not shows(found.report, result):
        return replace(result, mistakes=(), follows_from=())
    causes = [name for name in found.names if shows(search.alone[name], result)]
    return replace(result, mistakes=(), follows_from=tuple(sorted(causes or found.names)))


def _shown(mistakes: KnownMistakes, names: frozenset[str], every: frozenset[str]) -> Iterator[Mistake]:
    """Return the mistakes of a check with their messages; combinations have their own messages."""
    sections = mistakes.shown_for(every)
    for name in sorted(names):
        section: KnownMistake = next((s for s in sections if name in s.parts), mistakes[name])
        yield Mistake(name, mistakes.words_of(section))
