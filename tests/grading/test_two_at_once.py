"""Two mistakes in one number, which no check can propose: named if together they give the whole report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dropgrade.course.edits import Edit
from dropgrade.course.mistakes import KnownMistake, KnownMistakes
from dropgrade.grading.agreement import Results
from dropgrade.grading.diagnosis import diagnosed
from dropgrade.grading.two_at_once import MOST_MISTAKES
from dropgrade.report import CheckResult, Fact
from tests.grading.test_diagnosis import MISTAKES, report


def value(number: float) -> Fact:
    """Return the fact of a check that measured a number."""
    return Fact("value", numbers=(number,))


ALONE: dict[tuple[str, ...], Results] = {
    ("a",): report(rate=value(2)),
    ("b",): report(rate=value(3), scale=value(5)),
    ("c",): report(mask=value(1)),
}
SEEN = report(rate=value(6), scale=value(5))
TOGETHER = {("a", "b"): report(rate=value(6), scale=value(5))}


def named(
    seen: dict[str, CheckResult], made: dict[tuple[str, ...], Results], mistakes: KnownMistakes = MISTAKES
) -> dict[str, list[str]]:
    """Return the names that the failed checks are given; `made` has the report of each set of mistakes."""

    def make(edits: tuple[Edit, ...], only: str = "") -> Results | None:
        return made.get(tuple("abc"[edit.line] for edit in sorted(edits, key=lambda e: e.line) if edit.line < 3))

    found = diagnosed(mistakes, seen, make)
    return {check: [m.name for m in result.mistakes] for check, result in found.items() if result.is_lost}


def test_two_mistakes_in_one_number_are_named() -> None:
    """A number that no single mistake gives is named by the two that give it, at the checks that each fails."""
    assert named(SEEN, ALONE | TOGETHER) == {"rate": ["a", "b"], "scale": ["b"]}


def test_one_of_the_two_may_be_proven_already() -> None:
    """A mistake that another check proposes is one of the two."""
    seen = SEEN | {"scale": replace(SEEN["scale"], candidates=("b",))}
    others = {("a", "c"): report(rate=value(6), scale=value(5))}
    assert named(seen, ALONE | TOGETHER | others) == {"rate": ["a", "b"], "scale": ["b"]}


def test_another_number_is_not_named() -> None:
    """Two mistakes whose program gives another number are not named."""
    assert named(SEEN, ALONE | {("a", "b"): report(rate=value(7), scale=value(5))}) == {"rate": [], "scale": []}


def test_what_all_pairs_have_in_common_is_named() -> None:
    """If several pairs give the whole report, only a mistake that all of them share is named."""
    alike = ALONE | {("c",): report(rate=value(4)), ("b", "c"): report(rate=value(6), scale=value(5))}
    assert named(SEEN, alike | TOGETHER) == {"rate": ["b"], "scale": ["b"]}


def test_a_mistake_that_breaks_what_is_right_is_neither_of_two() -> None:
    """A mistake that, made alone, fails a check that the submission passes is not tried."""
    breaks = ALONE | {("a",): report(rate=value(2), mask=value(1))}
    assert named(SEEN, breaks | TOGETHER) == {"rate": [], "scale": []}


def test_words_prove_no_two_mistakes() -> None:
    """An observation without a number may be shared by chance, so it starts no search."""
    seen, both = report(rate="a list"), {("a", "b"): report(rate="a list")}
    assert named(seen, ALONE | both) == {"rate": []}


def test_a_problem_with_very_many_mistakes_is_not_searched() -> None:
    """Making every mistake alone takes time, so there is a bound."""
    more = {f"d{n}": KnownMistake(f"d{n}", n, "Words.", edits=(Edit(n),)) for n in range(3, MOST_MISTAKES + 3)}
    mistakes = KnownMistakes(Path("mistakes.md"), {**MISTAKES.sections, **more})
    assert named(SEEN, ALONE | TOGETHER, mistakes) == {"rate": [], "scale": []}


def test_a_pair_that_agrees_in_one_check_alone_is_not_named() -> None:
    """Pairs are compared in one check first, but only the whole report proves them."""
    seen = SEEN | {"scale": replace(SEEN["scale"], candidates=("b",))}
    assert named(seen, ALONE | {("a", "b"): report(rate=value(6), scale=value(4))}) == {"rate": [], "scale": ["b"]}


def test_two_that_explain_everything_replace_what_explains_a_part() -> None:
    """A name that leaves a check unexplained gives way to two mistakes that give the whole report."""
    seen = report({"rate": ("c", "b")}, rate=value(6), scale=value(5))
    ab = {("a",): report(rate=value(2), scale=value(4)), ("b",): report(scale=value(3))}
    made = ab | {("c",): report(rate=value(6))}
    assert named(seen, made) == {"rate": ["c"], "scale": []}
    assert named(seen, made | {("a", "b"): seen}) == {"rate": ["a"], "scale": ["a", "b"]}
