"""Rounds of Find the bug: what is made, what may be chosen, and what an answer means."""

from __future__ import annotations

import pytest

from dropgrade.course.problem import read_problem
from dropgrade.grading import Grader
from dropgrade.spotting.clues import clues_of
from dropgrade.spotting.spot_round import Choice, begin_round, spottable, telling, understood
from tests.cases import COURSE, PROBLEMS

CHOICES = (
    Choice("keeps_with_p", "p is used as the chance of keeping: only a share p survives."),
    Choice("no_scaling", "The survivors keep their size."),
    Choice("mask_at_evaluation", "Evaluation returns a mask where there should be None."),
)


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_can_be_played(name: str) -> None:
    """Each has mistakes to choose between, of which one is made; the choices read differently."""
    problem = read_problem(COURSE, name)
    for seed in range(5):
        spot = begin_round(problem, seed)
        assert spot.choices[spot.right].name == spot.mistake.name
        assert len({choice.words for choice in spot.choices}) == len(spot.choices) >= 3
        assert spot.program != (problem.solution / f"{problem.stem}.py").read_text("utf-8")
        assert spot.message
        assert spot.diff


def test_a_seed_gives_one_round() -> None:
    """The same seed, the same mistake and the same order; other seeds give others, and each place is right at times."""
    problem = read_problem(COURSE, "p03_inverted_scaling")
    rounds = [begin_round(problem, seed) for seed in range(60)]
    assert rounds == [begin_round(problem, seed) for seed in range(60)]
    assert len({spot.mistake.name for spot in rounds}) > 10
    assert {spot.right for spot in rounds} == {0, 1, 2, 3, 4}


def test_the_wanted_mistake_is_made() -> None:
    """A wanted mistake is chosen; a name that the problem no longer has is ignored."""
    problem = read_problem(COURSE, "p03_inverted_scaling")
    assert {begin_round(problem, seed, ["no_scaling"]).mistake.name for seed in range(5)} == {"no_scaling"}
    assert begin_round(problem, 0, ["gone"]).mistake in telling(problem)
    among = {"no_scaling", "keeps_with_p", "coin_ignores_p"}
    assert {choice.name for choice in begin_round(problem, 0, among=among).choices} == among


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *(("1", 0), (" 3 ", 2), ("0", None), ("4", None), ("-1", 0), ("", None), ("?", None)),
        *(("no_scaling", 1), ("No scaling", 1), ("keeps with p", 0), ("the SURVIVORS keep their size!", 1)),
        *(("size", 1), ("evaluation", 2), ("the", None), ("xyzzy", None), ("\x1b[31m", None)),
    ],
)
def test_an_answer_is_a_number_a_name_or_words(words: str, expected: int | None) -> None:
    """Words count if they fit one choice better than all others; otherwise the player is asked again."""
    assert understood(words, CHOICES) == expected


def test_clues_give_no_name_and_no_code() -> None:
    """Only measurements are shown: neither the mistake's message nor a line of the program."""
    with Grader(COURSE) as grader:
        for name in ("p03_inverted_scaling", "p05_dropout_layer"):
            problem = read_problem(COURSE, name)
            for seed in range(2):
                spot = begin_round(problem, seed)
                clues = clues_of(grader, spot)
                said = " ".join(f"{c.title} {c.what} {c.observed} {c.expected}" for c in clues.failed)
                assert clues.failed
                assert spot.mistake.name not in said
                assert spot.choices[spot.right].words not in said
                lines = [line.strip() for line in spot.program.split("\n") if len(line.strip()) > 12]
                assert not [line for line in lines if line in said and "raise ValueError" not in line]


def test_whole_programs_are_mistakes_too() -> None:
    """A mistake without an edit is shown as the program that makes it."""
    for name in PROBLEMS:
        for mistake in spottable(read_problem(COURSE, name)):
            assert all(edit.places or edit.program for edit in mistake.edits)
