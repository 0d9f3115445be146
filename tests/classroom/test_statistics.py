"""The numbers of a class, against SciPy and against what can be counted by hand."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from dropgrade.classroom.grades import ClassGrades, ProblemGrade, QuizGrade, QuizItem, StudentGrade
from dropgrade.classroom.learning.item_statistics import Item, check_items, correlation
from dropgrade.classroom.learning.mistake_counts import at_least, mistakes_of, mistakes_of_class, pairs_of, unexplained
from dropgrade.classroom.learning.need_of_help import makes_no_progress, needs_of
from dropgrade.classroom.learning.quiz_items import quiz_counts
from dropgrade.classroom.learning.score_statistics import Scores, problem_scores, total_scores
from dropgrade.classroom.stored_report import stored
from dropgrade.report import CheckResult, Outcome, ProblemReport
from tests.classroom.sample_class import CHECKS, CLASS, grade, in_doubt, nothing, student

PROBLEM = "p03_inverted_scaling"


def drawn_class(seed: int, count: int = 40) -> tuple[ClassGrades, np.ndarray]:
    """A class whose checks pass at random, some students more often, and its matrix of passes."""
    rng = random.Random(seed)
    rows, students = [], []
    for number in range(count):
        skill = rng.random()
        failed = [name for name in CHECKS if rng.random() > skill]
        rows.append([name not in failed for name in CHECKS])
        students.append(student(number, f"S{number}", grade(**{name: [] for name in failed})))
    return ClassGrades("c", "1", tuple(students)), np.array(rows, float)


# Checks.


@pytest.mark.parametrize("seed", range(5))
def test_discrimination_is_scipys_corrected_point_biserial(seed: int) -> None:
    """A check's discrimination is its point-biserial correlation with the points of all other checks."""
    grades, passed = drawn_class(seed)
    points = passed * np.array(list(CHECKS.values()))
    for number, item in enumerate(check_items(grades.students, PROBLEM)):
        rest = points.sum(axis=1) - points[:, number]
        expected = stats.pointbiserialr(passed[:, number], rest).statistic
        assert item.discrimination == pytest.approx(expected, abs=1e-12)
        assert item.facility == pytest.approx(passed[:, number].mean())
        assert (item.count, item.worth) == (40, list(CHECKS.values())[number])


@pytest.mark.parametrize("seed", range(5))
def test_correlation_is_scipys(seed: int) -> None:
    """The correlation of any two series is Pearson's."""
    a, b = np.random.default_rng(seed).normal(size=(2, 30))
    assert correlation(list(a), list(b)) == pytest.approx(stats.pearsonr(a, b).statistic, abs=1e-12)


@pytest.mark.parametrize(("a", "b"), [([1, 1, 1], [1, 2, 3]), ([1, 2], [3, 4]), ([1, 2, 3], [0, 0, 0])])
def test_there_is_no_correlation_of_what_does_not_vary(a: list[float], b: list[float]) -> None:
    """If all did equally well, or there are only two students, there is none, and no error."""
    assert correlation(a, b) is None


def test_checks_of_other_problems_are_among_the_others() -> None:
    """What a student earns in another problem counts for the discrimination of a check."""
    first = [grade(), grade(), grade(test_dtype=[]), grade(test_dtype=[])]
    good, bad = grade("p04_more"), grade("p04_more", test_rate=[])
    people = [student(n, f"S{n}", g, good if n < 2 else bad) for n, g in enumerate(first)]
    dtype = next(i for i in check_items(people, PROBLEM) if i.name == "test_dtype")
    assert dtype.discrimination == pytest.approx(1)


def test_who_handed_in_nothing_or_waits_is_not_counted() -> None:
    """Facility is over those whose work could be judged."""
    people = [student(1, "A", grade()), student(2, "B", nothing()), student(3, "C", in_doubt())]
    assert [i.count for i in check_items(people, PROBLEM)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("facility", "discrimination", "words"),
    [
        (0.97, 0.5, "nearly everybody"), (0.05, 0.3, "nearly nobody"), (0.5, -0.1, "look at it"), (0.5, 0.1, "hardly"),
        (0.5, 0.5, ""), (0.5, None, ""),
    ],
)  # fmt: skip
def test_remarks(facility: float, discrimination: float | None, words: str) -> None:
    """What is worth a look is said in words."""
    remark = Item("a", "t", 1, 30, facility, discrimination).remark
    assert words in remark
    assert bool(words) == bool(remark)


# Scores.


@pytest.mark.parametrize("seed", range(3))
def test_quartiles_are_numpys(seed: int) -> None:
    """Mean, median and quartiles are NumPy's, and the tenths those of its histogram."""
    values = np.random.default_rng(seed).integers(0, 101, size=37) / 10
    scores = Scores(10, tuple(values))
    assert (scores.mean, scores.median) == pytest.approx((values.mean(), np.median(values)))
    assert scores.quartiles == pytest.approx(tuple(np.percentile(values, [25, 75])))
    assert scores.bins == list(np.histogram(values, bins=np.arange(11) - 1e-9 * (np.arange(11) < 10))[0])


def test_no_scores_and_one() -> None:
    """An empty class has zeros, and one student is their own quartile."""
    empty, one = Scores(10, ()), Scores(10, (7.0,))
    assert (empty.mean, empty.median, empty.quartiles, sum(empty.bins), empty.full) == (0, 0, (0, 0), 0, 0)
    assert (one.mean, one.quartiles, one.bins[7]) == (7, (7, 7), 1)


def test_scores_of_a_class() -> None:
    """Those who handed in nothing or wait for a review are not in the scores."""
    assert total_scores(CLASS).scores == (10, 5, 4, 6.675, 1)
    (problem,) = problem_scores(CLASS)
    assert (problem.problem, problem.scores.full, problem.not_started, problem.not_running) == (PROBLEM, 1, 0, 0)


def ended(outcome: Outcome) -> ProblemGrade:
    """The grade of a program all of whose checks ended alike."""
    report = ProblemReport(PROBLEM, "T", "a.py", "x", (CheckResult("a", "t", outcome, 10),))
    return ProblemGrade(PROBLEM, "T", report.score, 10, report=stored(report), source="a.py")


def test_stubs_and_programs_that_do_not_run_are_told_apart() -> None:
    """A stub that was handed in is not started; an error or an endless loop does not run."""
    outcomes = (Outcome.NOT_ATTEMPTED, Outcome.ERROR, Outcome.TIMEOUT, Outcome.FAIL)
    people = tuple(student(n, f"S{n}", ended(o)) for n, o in enumerate(outcomes))
    (problem,) = problem_scores(ClassGrades("c", "1", people))
    assert (problem.not_started, problem.not_running) == (1, 2)


# Mistakes.


def test_mistakes_by_frequency() -> None:
    """Each mistake has its message, who made it, and how many could have."""
    found = [(m.name, [s.id for s in m.students], m.out_of, m.message) for m in mistakes_of(CLASS, PROBLEM)]
    assert found == [
        ("float64_out", ["3100003", "3100006"], 5, "The result is float64."),
        ("no_scaling", ["3100002", "3100003"], 5, "The survivors keep their size."),
        ("divides_by_p", ["3100007"], 5, "It divides by p."),
    ]
    assert [s.id for s in unexplained(CLASS, PROBLEM)] == ["3100007"]


def test_a_student_is_counted_once_over_the_class() -> None:
    """A student who makes a mistake in two problems and in two checks counts once."""
    twice = grade(test_rate=["no_scaling"], test_scale=["no_scaling"]), grade("p04_more", test_scale=["no_scaling"])
    (mistake,) = mistakes_of_class(ClassGrades("c", "1", (student(1, "A", *twice), student(2, "B", nothing()))))
    assert (len(mistake.students), mistake.out_of) == (1, 1)


@pytest.mark.parametrize("table", [(3, 5, 7, 30), (0, 4, 4, 20), (6, 6, 6, 40), (2, 10, 12, 60)])
def test_the_chance_of_a_pair_is_fishers(table: tuple[int, int, int, int]) -> None:
    """The probability is that of SciPy's one-sided exact test."""
    both, first, second, students = table
    cells = [[both, first - both], [second - both, students - first - second + both]]
    assert at_least(*table) == pytest.approx(stats.fisher_exact(cells, alternative="greater").pvalue, rel=1e-9)


def test_pairs_that_go_together() -> None:
    """Two mistakes of the same eight are a pair; one that is spread over the class is in none."""
    people = []
    for number in range(40):
        failed = {"test_scale": ["no_scaling"], "test_dtype": ["float64_out"]} if number < 8 else {}
        people.append(
            student(
                number, f"S{number}", grade(**failed, **({"test_rate": ["divides_by_p"]} if number % 4 == 0 else {}))
            )
        )
    (pair,) = pairs_of(mistakes_of_class(ClassGrades("c", "1", tuple(people))), 40)
    assert {pair.first, pair.second} == {"no_scaling", "float64_out"}
    assert (pair.both, pair.expected) == (8, 1.6)


# Help.


def test_who_needs_help() -> None:
    """Nothing handed in, less than half of the points and no progress are reasons; waiting for a review is not."""
    found = {n.student.id[-1]: n.reasons for n in needs_of(CLASS)}
    assert found == {
        "4": ("handed in nothing that can be graded",),
        "7": ("less than half of the points",), "3": ("less than half of the points",),
    }  # fmt: skip
    assert list(found) == ["4", "7", "3"]


@pytest.mark.parametrize(
    ("earlier", "is_still"), [((), False), ((5.0,), False), ((5.0, 5.0), True), ((4.0, 4.5), False), ((6.0, 2.0), True)]
)
def test_who_makes_no_progress(earlier: tuple[float, ...], is_still: bool) -> None:
    """Two attempts in a row that were no better than an earlier one are no progress."""
    assert makes_no_progress(replace(grade(test_scale=[]), earlier=earlier)) is is_still


def test_full_marks_never_stand_still() -> None:
    """A student with all points is never listed, however often they hand in."""
    assert not makes_no_progress(replace(grade(), earlier=(10.0, 10.0, 10.0)))


# Quizzes.


def test_questions_of_a_quiz() -> None:
    """Facility, discrimination and the most frequent wrong answer of each question, over those who answered."""
    answers = [("a", "1", 1, 1), ("a", "2", 1, 0), ("b", "2", 0, 0), ("b", "1", 0, 1), ("c", "2", 0, 0)]
    people = tuple(
        StudentGrade(
            str(n), "", quizzes=(QuizGrade("q03", "Scaling", (QuizItem("x", "X?", a, p), QuizItem("y", "Y?", b, q))),)
        )
        for n, (a, b, p, q) in enumerate(answers)
    )
    (quiz,) = quiz_counts(ClassGrades("c", "1", (*people, StudentGrade("9", ""))))
    x, y = quiz.questions
    assert (quiz.taken, x.item.facility, x.wrong, x.wrong_count) == (5, 0.4, "b", 2)
    assert (y.wrong, y.wrong_count) == ("2", 3)
    expected = stats.pearsonr([1, 1, 0, 0, 0], [1, 0, 0, 1, 0]).statistic
    assert x.item.discrimination == pytest.approx(expected)
