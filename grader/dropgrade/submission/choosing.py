"""Choose the file to grade for each problem when several were handed in; the same rules for folders and classes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import SubmissionError
from dropgrade.submission.claims import (
    Candidate,
    Claim,
    Rank,
    asked_names,
    claims_by_content,
    claims_by_name,
    is_handed_out,
    is_untouched,
    put_aside_from,
)
from dropgrade.submission.part_files import Part, part_files
from dropgrade.submission.submission import Submission

SAME_TIME = 60
"""Files written within this many seconds count as simultaneous, as after unpacking an archive."""


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is not graded, and why; `is_question` if the instructor has to decide."""

    path: PurePath
    reason: str
    is_question: bool = False


@dataclass(slots=True)
class Choice:
    """The file that is graded for each problem, and the files that are not.

    `others` are the files that a person may choose instead: those in question, and earlier versions. `elsewhere`
    counts the files of problems that were not requested.
    """

    chosen: dict[str, Candidate] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    others: dict[str, list[Candidate]] = field(default_factory=dict)
    modules: dict[str, dict[str, Candidate]] = field(default_factory=dict)
    """The other files of the chosen programs, by problem and module."""
    elsewhere: int = 0

    def all(self) -> Iterator[tuple[str, Candidate, bool]]:
        """Yield each problem with each of its possible files, and whether that file is graded."""
        for problem, candidate in self.chosen.items():
            yield problem, candidate, True
            for other in self.others.get(problem, ()):
                yield problem, other, False


def choose(course: Course, asked: Sequence[str], candidates: Sequence[Candidate]) -> Choice:
    """Choose a file for each requested problem; every other file gets a reason why it is not graded."""
    choice = Choice()
    parts = part_files(course, asked, candidates)
    claims = _claims(course, asked, [c for c in candidates if c not in parts], choice)
    for problem in asked:
        every = [(claim, c) for c, found in claims.items() for claim in found if claim.problem == problem]
        mine = [pair for pair in every if pair[0].rank is not Rank.ONLY] or every
        own = [(claim, c) for claim, c in mine if claim.rank < Rank.DEFINES or not _is_named(claims[c])]
        if mine:
            written = any(not is_untouched(course, problem, candidate) for _, candidate in own)
            pool = own if written else mine
            _decide(course, problem, sorted(pool, key=lambda each: (each[0].rank, str(each[1].path))), choice)
    choice.modules = {problem: _modules(course, problem, choice.chosen[problem], parts) for problem in choice.chosen}
    choice.left += list(_left_parts(parts, choice))
    _account(claims, choice)
    return choice


def _modules(
    course: Course, problem: str, chosen: Candidate, parts: Mapping[Candidate, Sequence[Part]]
) -> dict[str, Candidate]:
    """Return the other files of a program; its own folder comes before others, later versions before earlier."""
    found: dict[str, tuple[tuple[bool, int, float], Candidate]] = {}
    for candidate, own in parts.items():
        for part in own:
            if part.problem == problem and not part.is_given and not chosen.is_notebook:
                order = (candidate.path.parent == chosen.path.parent, part.version, candidate.changed or 0.0)
                if part.module not in found or order > found[part.module][0]:
                    found[part.module] = (order, candidate)
    wanted = read_description(course, problem).modules
    return {module: found[module][1] for module in wanted if module in found}


def _left_parts(parts: Mapping[Candidate, Sequence[Part]], choice: Choice) -> Iterator[Left]:
    """Yield the reason for each file that is part of a program but is not graded."""
    used = {id(candidate) for modules in choice.modules.values() for candidate in modules.values()}
    for candidate, own in parts.items():
        if id(candidate) not in used:
            part = own[0]
            if part.is_given:
                yield Left(candidate.path, f"{part.module}.py is graded as it was handed out.")
            elif part.problem in choice.chosen:
                other = choice.modules[part.problem].get(part.module, choice.chosen[part.problem])
                yield Left(candidate.path, f"{_beside(candidate, other)} is graded for {part.problem}.")
            else:
                yield Left(candidate.path, f"it is a part of {part.problem}, whose main file is not there.")


def _is_named(claims: Sequence[Claim]) -> bool:
    """Whether a file is named after a problem, so that further definitions in it do not count for other problems."""
    return any(claim.rank < Rank.DEFINES for claim in claims)


def _claims(
    course: Course, asked: Sequence[str], candidates: Sequence[Candidate], choice: Choice
) -> dict[Candidate, list[Claim]]:
    names, wanted = course.names(), asked_names(course, asked)
    claims: dict[Candidate, list[Claim]] = {}
    paths = {candidate.path for candidate in candidates}
    for candidate in candidates:
        if is_handed_out(candidate.path):
            choice.left.append(Left(candidate.path, "it lies where a course keeps its own files."))
        elif put_aside_from(candidate.path) in paths:
            choice.left.append(Left(candidate.path, "`dropgrade reset` put it aside."))
        else:
            claims[candidate] = _claims_of(names, wanted, candidate)
    unclaimed = [candidate for candidate, found in claims.items() if not found]
    if len(asked) == 1 and len(claims) == 1 and unclaimed:
        claims[unclaimed[0]] = [Claim(asked[0], Rank.ONLY)]
    return claims


def _claims_of(names: Sequence[str], wanted: Mapping[str, frozenset[str]], candidate: Candidate) -> list[Claim]:
    """Return what a file may be for; the metadata of a notebook come before its name."""
    if candidate.is_notebook and isinstance(candidate.submission, Submission):
        own = [problem for problem in candidate.submission.problems if problem in names]
        if own:
            return [Claim(problem, Rank.PLACE) for problem in own]
    by_name = claims_by_name(names, candidate)
    if by_name and by_name[0].rank <= Rank.NUMBER and not candidate.is_notebook:
        named = {claim.problem for claim in by_name}
        return [*by_name, *(c for c in claims_by_content(wanted, candidate) if c.problem not in named)]
    by_content = claims_by_content(wanted, candidate)
    if by_name and by_name[0].rank is Rank.FOLDER and isinstance(candidate.submission, Submission):
        problem = by_name[0].problem
        defines = wanted.get(problem, frozenset()) & candidate.defined or problem not in wanted
        by_name = by_name if defines else [Claim(problem, Rank.ONLY)]
    named = {claim.problem for claim in by_name}
    return [*by_name, *(claim for claim in by_content if claim.problem not in named)]


def _decide(course: Course, problem: str, found: Sequence[tuple[Claim, Candidate]], choice: Choice) -> None:
    """Choose one of the candidates for a problem, the most certain first."""
    if len(found) == 1:
        choice.chosen[problem] = found[0][1]
        return
    readable = [pair for pair in found if isinstance(pair[1].submission, Submission)]
    left = [(c, c.submission.message) for _, c in found if readable and isinstance(c.submission, SubmissionError)]
    found = readable or found
    touched = [(claim, c) for claim, c in found if not is_untouched(course, problem, c)]
    kept = _distinct(touched or list(found), left)
    kept, earlier = _latest(kept)
    chosen = kept[0][1]
    choice.chosen[problem] = chosen
    if touched:
        untouched = [c for _, c in found if c not in _of(touched)]
        left += [(c, f"nothing was written in it; {_beside(c, chosen)} is graded.") for c in untouched]
    left += [(c, f"it is an earlier version of {_beside(c, chosen)}, which is graded.") for _, c in earlier]
    choice.left += [Left(c.path, reason) for c, reason in left]
    choice.others[problem] = _of([*kept[1:], *earlier])
    for c in _of(kept[1:]):
        question = f"it may be for {problem}, too, and {_beside(c, chosen)} is graded: which of them counts?"
        choice.left.append(Left(c.path, question, is_question=True))


def _beside(left: Candidate, chosen: Candidate) -> str:
    """Return the name of a file, with its folder if that differs from the folder of the other file."""
    return chosen.path.name if chosen.path.parent == left.path.parent else chosen.path.as_posix()


def _of(pairs: Sequence[tuple[Claim, Candidate]]) -> list[Candidate]:
    return [candidate for _, candidate in pairs]


def _distinct(
    found: Sequence[tuple[Claim, Candidate]], left: list[tuple[Candidate, str]]
) -> list[tuple[Claim, Candidate]]:
    """Return the candidates without those that have the same content as a more certain one."""
    kept: list[tuple[Claim, Candidate]] = []
    for claim, candidate in found:
        same = next((c for _, c in kept if c.source and c.source.strip() == candidate.source.strip()), None)
        if same is None:
            kept.append((claim, candidate))
        else:
            left.append((candidate, f"it holds the same as {_beside(candidate, same)}."))
    return kept


Pairs = list[tuple[Claim, Candidate]]


def _latest(found: Pairs) -> tuple[Pairs, Pairs]:
    """Split candidates into the latest versions and earlier ones, by the marks in their names or else by time."""
    named = [claim for claim, _ in found if claim.rank <= Rank.NUMBER]
    if len(named) == len(found) and len({claim.version for claim in named}) > 1:
        highest = max(claim.version for claim in named)
        return [p for p in found if p[0].version == highest], [p for p in found if p[0].version != highest]
    times = [candidate.changed for _, candidate in found]
    known = [time for time in times if time is not None]
    if len(known) < len(times) or len(times) < 2:  # noqa: PLR2004 - one is always the latest
        return found, []
    newest = max(known)
    before = [pair for pair, time in zip(found, known, strict=True) if time < newest - SAME_TIME]
    return [pair for pair in found if pair not in before], before


def _account(claims: Mapping[Candidate, Sequence[Claim]], choice: Choice) -> None:
    """Give a reason for each file that is not graded and has none yet."""
    seen = {id(c) for c in choice.chosen.values()}
    left = {each.path for each in choice.left}
    for candidate, found in claims.items():
        if id(candidate) in seen or candidate.path in left:
            continue
        named = next((claim.problem for claim in found if claim.rank < Rank.DEFINES), None)
        if named is not None and named not in choice.chosen:
            choice.elsewhere += 1
        else:
            choice.left.append(Left(candidate.path, _reason(candidate, found, choice)))


def _reason(candidate: Candidate, found: Sequence[Claim], choice: Choice) -> str:
    if isinstance(candidate.submission, SubmissionError):
        return candidate.submission.message
    if found:
        graded = choice.chosen[found[0].problem]
        return f"{_beside(candidate, graded)} is graded for {found[0].problem}."
    return "it has no problem's name, and defines nothing that one asks for."
