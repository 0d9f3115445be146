"""The changes since the grades were last shown."""

from __future__ import annotations

from dataclasses import replace

from dropgrade.classroom.deltas import Delta, deltas_since, snapshot
from dropgrade.classroom.grades import ClassGrades
from tests.classroom.sample_class import grade, nothing, student

P03 = "p03_inverted_scaling"


def of(*grades: object) -> ClassGrades:
    """A class with a student for each grade."""
    return ClassGrades("c", "1", tuple(student(n, "N", each) for n, each in enumerate(grades, 1)))  # type: ignore[arg-type]


def test_a_check_that_ended_otherwise_is_shown_with_the_score() -> None:
    """A change is listed by student, problem and check, with the old and the new outcome."""
    before = snapshot(of(grade(), grade(test_dtype=["float64_out"])))
    (delta,) = deltas_since(before, of(grade(), grade(test_scale=["no_scaling"])))
    assert delta == Delta("3100002", P03, 9.0, 5.0, (("test_scale", "pass", "fail"), ("test_dtype", "fail", "pass")))


def test_a_score_that_lateness_changed_has_no_checks() -> None:
    """The same outcomes under another policy are a change of the score alone."""
    before = snapshot(of(grade()))
    assert deltas_since(before, of(replace(grade(), score=8.0))) == [Delta("3100001", P03, 10.0, 8.0)]
    assert deltas_since(before, of(grade())) == []


def test_a_check_that_came_or_went_is_said() -> None:
    """A suite with another check shows it as new, and one without it as gone."""
    full = snapshot(of(grade()))
    key = ("3100001", P03)
    less = {key: (full[key][0], {check: how for check, how in full[key][1].items() if check != "test_rate"})}
    (delta,) = deltas_since(less, of(grade()))
    assert delta.checks == (("test_rate", "new", "pass"),)
    more = {key: (full[key][0], {**full[key][1], "test_old": "fail"})}
    (delta,) = deltas_since(more, of(grade()))
    assert delta.checks == (("test_old", "fail", "gone"),)


def test_what_was_handed_in_since_is_one_line() -> None:
    """Somebody who had nothing has a new score, and every check would be new."""
    before = snapshot(of(nothing()))
    assert deltas_since(before, of(grade())) == [Delta("3100001", P03, None, 10.0)]
    assert deltas_since(before, of(grade(test_rate=[], test_scale=[], test_dtype=[]))) == [
        Delta("3100001", P03, None, 0.0)
    ]
