"""When a proposed mistake is named, with made-up reports of its program to test each rule separately."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from dropgrade.course.edits import Edit
from dropgrade.course.mistakes import KnownMistake, KnownMistakes
from dropgrade.grading.diagnosis import Results, diagnosed, same
from dropgrade.report import CheckResult, Fact, Outcome

CHECKS = ("rate", "scale", "mask")
RIGHT: dict[str, Fact | None] = dict.fromkeys(CHECKS)
MISTAKES = KnownMistakes(
    Path("mistakes.md"),
    {
        name: KnownMistake(name, 1, f"The words of {name}.", edits=(Edit(number),))
        for number, name in enumerate(("a", "b", "c"))
    }
    | {"a + b": KnownMistake("a + b", 9, "Both in one.")},
)


def report(proposes: dict[str, Iterable[str]] | None = None, **facts: Fact | str | None) -> dict[str, CheckResult]:
    """Return a report in which the checks with a fact fail; `proposes` has their candidates."""
    results = {}
    for check in CHECKS:
        fact = facts.get(check)
        fact = Fact(check, kind=fact) if isinstance(fact, str) else fact
        outcome = Outcome.FAIL if fact else Outcome.PASS
        candidates = tuple((proposes or {}).get(check, ()))
        results[check] = CheckResult(check, check, outcome, 1, candidates=candidates, fact=fact or Fact())
    return results


def names(results: Results, made: dict[tuple[str, ...], Results]) -> dict[str, list[str]]:
    """Return the names given to the failed checks; `made` has the report of each set of mistakes."""

    def make(edits: tuple[Edit, ...], only: str = "") -> Results | None:
        return made.get(tuple("abc"[edit.line] for edit in sorted(edits, key=lambda e: e.line)))

    found = diagnosed(MISTAKES, results, make)
    return {check: [m.name for m in result.mistakes] for check, result in found.items() if result.candidates}


def test_a_mistake_that_gives_the_same_report_is_named() -> None:
    """A single candidate whose program fails the same checks with the same facts is named."""
    seen = report({"rate": "a"}, rate="less", mask="odd")
    assert names(seen, {("a",): report(rate="less", mask="odd")}) == {"rate": ["a"]}


def test_a_mistake_that_breaks_what_is_right_is_not_named() -> None:
    """A candidate whose program fails a check that the submission passes is not named."""
    seen = report({"rate": "a"}, rate="less")
    assert names(seen, {("a",): report(rate="less", scale="2")}) == {"rate": []}


def test_a_mistake_with_another_fact_is_not_named() -> None:
    """A candidate whose program shows a different fact in the check that proposed it is not named."""
    seen = report({"rate": "a"}, rate="less")
    assert names(seen, {("a",): report(rate="more")}) == {"rate": []}


def test_a_mistake_beside_another_fault_is_named() -> None:
    """A failure that the mistake does not explain has no name, and does not prevent naming the mistake."""
    seen = report({"rate": "a"}, rate="less", scale="7")
    assert names(seen, {("a",): report(rate="less")}) == {"rate": ["a"]}


def test_two_mistakes_are_named_together() -> None:
    """If two mistakes together give the whole report, both are named."""
    seen = report({"rate": "a", "scale": "b"}, rate="less", scale="2")
    made = {("a",): report(rate="less"), ("b",): report(scale="2"), ("a", "b"): report(rate="less", scale="2")}
    assert names(seen, made) == {"rate": ["a"], "scale": ["b"]}


def test_the_smallest_set_is_named() -> None:
    """A second candidate that adds nothing to the report of the first is not named."""
    seen = report({"rate": ["a", "b"]}, rate="less", scale="2")
    whole = report(rate="less", scale="2")
    made = {("a",): whole, ("b",): report(rate="less"), ("a", "b"): whole}
    assert names(seen, made) == {"rate": ["a"]}


def test_rivals_that_cannot_be_told_apart_are_not_named() -> None:
    """If two mistakes give the same report, neither is named."""
    seen = report({"rate": ["a", "b"]}, rate="less")
    made = {("a",): report(rate="less"), ("b",): report(rate="less")}
    assert names(seen, made) == {"rate": []}


def test_of_pairs_that_agree_what_they_share_is_named() -> None:
    """If a mistake gives the whole report with either of two others, only that one is named."""
    seen = report({"rate": "ab", "scale": "c"}, rate="less", scale="2", mask="odd")
    alone: dict[tuple[str, ...], Results] = {
        ("a",): report(rate="less"),
        ("b",): report(rate="less"),
        ("c",): report(scale="2"),
    }
    assert names(seen, alone | {("a", "c"): seen, ("b", "c"): seen}) == {"rate": [], "scale": ["c"]}


def test_what_another_mistake_shows_by_itself_is_not_named() -> None:
    """A candidate whose evidence a second mistake explains alone is not named."""
    seen = report({"rate": "a", "scale": "b"}, rate="less", scale="2", mask="odd")
    made = {("a",): report(rate="less", scale="2"), ("b",): report(scale="2"), ("a", "b"): seen}
    assert names(seen, made) == {"rate": ["a"], "scale": []}


def test_two_edits_that_cannot_be_made_together_are_judged_alone() -> None:
    """If edits overlap, each mistake is judged by its own program."""
    seen = report({"rate": "a", "scale": "b"}, rate="less", scale="2")
    made = {("a",): report(rate="less"), ("b",): report(scale="2")}
    assert names(seen, made) == {"rate": ["a"], "scale": ["b"]}


def test_an_exception_that_several_checks_meet_proves_nothing() -> None:
    """The same exception in two checks is reported but names no mistake."""
    raised = Fact("rate", exception="TypeError")
    seen = report({"rate": "a"}, rate=raised, scale=Fact("scale", exception="TypeError"))
    assert names(seen, {("a",): report(rate=raised, scale=Fact("scale", exception="TypeError"))}) == {"rate": []}


def test_few_coins_propose_nothing() -> None:
    """A count of fewer than 3,000 coins fits several rates at once and proposes nothing."""
    few = Fact("rate", count=(38, 100))
    assert names(report({"rate": "a"}, rate=few), {("a",): report(rate=few)}) == {"rate": []}


def test_what_follows_from_a_named_mistake_says_so() -> None:
    """A failure without candidates that the made program shares follows from the mistake."""
    seen = report({"rate": "a"}, rate="less", mask="odd")
    found = diagnosed(MISTAKES, seen, lambda _: report(rate="less", mask="odd"))
    assert (found["mask"].follows_from, found["rate"].follows_from) == (("a",), ())


def test_a_failure_follows_from_those_mistakes_alone_that_lead_to_it() -> None:
    """A failure follows from the mistake that causes it alone, or from both if neither does."""
    seen = report({"rate": "a", "scale": "b"}, rate="less", scale="2", mask="odd")
    made = {("a",): report(rate="less", mask="odd"), ("b",): report(scale="2"), ("a", "b"): seen}
    assert follows(seen, made) == ("a",)
    assert follows(seen, made | {("a",): report(rate="less")}) == ("a", "b")


def follows(results: Results, made: dict[tuple[str, ...], Results]) -> tuple[str, ...]:
    """Return what the check on the mask follows from."""
    found = diagnosed(MISTAKES, results, lambda edits: made[tuple(sorted("abc"[edit.line] for edit in edits))])
    return found["mask"].follows_from


def test_a_combination_is_shown_in_words_of_its_own() -> None:
    """A combined section that fits replaces both messages, and the names stay."""
    seen = report({"rate": "a", "scale": "b"}, rate="less", scale="2")
    made = {("a",): report(rate="less"), ("b",): report(scale="2"), ("a", "b"): report(rate="less", scale="2")}

    def make(edits: tuple[Edit, ...], only: str = "") -> Results | None:
        return made[tuple("abc"[edit.line] for edit in edits)]

    found = diagnosed(MISTAKES, seen, make)
    assert [m.message for check in ("rate", "scale") for m in found[check].mistakes] == ["Both in one."] * 2


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Fact(count=(3000, 10000)), Fact(count=(3050, 10000)), True),
        (Fact(count=(3000, 10000)), Fact(count=(3400, 10000)), False),
        (Fact(numbers=(1.4286,)), Fact(numbers=(1.42857,)), True),
        (Fact(numbers=(1.43,)), Fact(numbers=(1.3,)), False),
        (Fact(exception="TypeError", kind="x"), Fact(exception="TypeError", kind="y"), True),
        (Fact(exception="TypeError"), Fact(exception="ValueError"), False),
        (Fact(kind="# of # differ"), Fact(kind="# of # differ"), True),
        (Fact(kind="float#"), Fact(kind="a list"), False),
        (Fact(what="a"), Fact(what="b"), False),
    ],
)
def test_facts_are_compared_by_what_they_are(one: Fact, other: Fact, alike: bool) -> None:
    """Counts are compared by a test at four deviations, numbers by tolerance, exceptions by type, others by words."""
    results = [CheckResult("c", "c", Outcome.FAIL, 1, fact=fact) for fact in (one, other)]
    assert same(*results) is alike
