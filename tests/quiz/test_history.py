"""Scores, missed questions, due questions, and resumed sittings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dropgrade.quiz.format.model import Quiz
from dropgrade.quiz.format.reading import read_quiz
from dropgrade.quiz.history import History, Try, edition_of, try_from_json
from dropgrade.quiz.session import begin, remember, tries_in, unfinished
from dropgrade.quiz.summary import summary_of
from tests.quiz.sample import NAME, TEXT, question, sample, write_course

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
ID = "inverted-scale"


@pytest.fixture
def quiz(tmp_path: Path) -> Quiz:
    """The sample."""
    return sample(tmp_path)


def tried(quiz: Quiz, day: float, *, right: bool, id_: str = ID, number: int = 1, **others: Any) -> Try:
    """Return an attempt at a question, some days after the start."""
    when = (START + timedelta(days=day)).isoformat()
    answer = (0,) if right else (1,)
    made = Try(quiz.name, id_, edition_of(question(quiz, id_)), when, when, number, answer, float(right), right)
    return replace(made, **others)


def test_the_first_try_of_the_last_sitting_counts(quiz: Quiz) -> None:
    """A later sitting replaces an earlier one, and a second attempt at a question changes nothing."""
    tries = [
        tried(quiz, 0, right=False), tried(quiz, 0.1, right=True, number=2),
        tried(quiz, 1, right=True, id_="which-hold"),
    ]  # fmt: skip
    score = History(tries).score(quiz)
    assert (score.points, score.answered, score.questions) == (1, 2, 3)
    assert score.last == START + timedelta(days=1)
    assert History([*tries, tried(quiz, 2, right=True)]).score(quiz).points == 2


def test_a_changed_question_is_open_again(quiz: Quiz) -> None:
    """Attempts at another edition of a question do not count, and it is neither missed nor due."""
    history = History([tried(quiz, 0, right=False, edition="another")])
    assert history.score(quiz).answered == 0
    assert not history.is_missed(quiz.name, question(quiz, ID))


@pytest.mark.parametrize(("rights", "days"), [(1, 1), (2, 3), (3, 7), (4, 21)])
def test_a_question_comes_back_after_1_3_7_and_21_days(quiz: Quiz, rights: int, days: int) -> None:
    """The more often in a row it was right, the later it is due, counted from the last time."""
    tries = [tried(quiz, 30 * n, right=True) for n in range(rights)]
    last = START + timedelta(days=30 * (rights - 1))
    asked = question(quiz, ID)
    assert not History(tries).is_due(quiz.name, asked, last + timedelta(days=days, seconds=-1))
    assert History(tries).is_due(quiz.name, asked, last + timedelta(days=days))


def test_after_the_fifth_time_it_is_known(quiz: Quiz) -> None:
    """A question that was right five times in a row is never due again; a miss starts over."""
    tries = [tried(quiz, n, right=True) for n in range(5)]
    later = START + timedelta(days=1000)
    asked = question(quiz, ID)
    assert not History(tries).is_due(quiz.name, asked, later)
    missed = History([*tries, tried(quiz, 6, right=False)])
    assert missed.is_missed(quiz.name, asked)
    again = History([*tries, tried(quiz, 6, right=False), tried(quiz, 7, right=True)])
    assert again.is_due(quiz.name, asked, START + timedelta(days=8))


def test_tries_survive_the_record(quiz: Quiz) -> None:
    """An attempt survives JSON unchanged, and invalid entries are skipped."""
    number = tried(quiz, 0, right=True, answer=2.5, sure=3)
    for made in (tried(quiz, 0, right=False), number):
        assert try_from_json(made.to_json()) == made
    whole = number.to_json()
    for broken in ({}, {**whole, "when": "yesterday"}, {**whole, "answer": ["a"]}, {**whole, "points": None},
                   {**whole, "when": "2026-03-01T09:00:00"}):  # fmt: skip
        assert try_from_json(broken) is None


@pytest.mark.parametrize("room", [None, 5, [], {"tries": 3, "sittings": 4}, {"tries": [1, {}], "sittings": {"a": 1}}])
def test_a_record_that_somebody_edited_is_borne(quiz: Quiz, room: object) -> None:
    """Any content of the record's quiz section is tolerated, and writing still works."""
    data: dict[str, Any] = {"version": 1, "quizzes": room}
    assert tries_in(data) == []
    assert unfinished(data, quiz.name, {quiz.name: quiz}) is None
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], START.isoformat(), 1, count=None, is_exam=False)
    remember(data, sitting, None)
    assert unfinished(data, quiz.name, {quiz.name: quiz}) == sitting


def test_a_sitting_goes_on_where_it_was_left(quiz: Quiz) -> None:
    """Questions, order, finished ones and attempts come back; a finished sitting leaves only the attempts."""
    data: dict[str, Any] = {}
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], START.isoformat(), 7, count=2, is_exam=True)
    first = sitting.places[0]
    made = tried(quiz, 0, right=True, id_=first.question.id, sitting=sitting.begun)
    sitting.tries.append(made)
    sitting.finished.add(first.key)
    remember(data, sitting, made)
    again = unfinished(data, quiz.name, {quiz.name: quiz})
    assert again == sitting
    assert again is not None
    assert again.open == sitting.places[1:]
    sitting.finished.update(place.key for place in sitting.places)
    remember(data, sitting, None)
    assert unfinished(data, quiz.name, {quiz.name: quiz}) is None
    assert tries_in(data) == [made]


def test_a_question_that_changed_in_between_is_asked_anew(quiz: Quiz) -> None:
    """A question that the author changed is open again, and one that was removed is left out."""
    data: dict[str, Any] = {}
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], START.isoformat(), 7, count=None, is_exam=False)
    sitting.finished.update(place.key for place in sitting.places[:2])
    remember(data, sitting, None)
    changed = replace(quiz.questions[0], prompt="Quite another question")
    edited = replace(quiz, questions=(changed, quiz.questions[2]))
    again = unfinished(data, quiz.name, {quiz.name: edited})
    assert again is not None
    assert [place.question for place in again.open] == [changed, quiz.questions[2]]


def test_the_summary_tells_what_was_believed(quiz: Quiz) -> None:
    """The summary has the score, what to read, the wrong options chosen, and what the person was sure of."""
    sitting = begin(quiz.name, [(quiz, q) for q in quiz.questions], START.isoformat(), 7, count=None, is_exam=False)
    sitting.tries += [
        tried(quiz, 0, right=False, sure=4),
        tried(quiz, 0, right=False, id_="which-hold", answer=(0, 2), points=0.0, sure=1),
    ]
    summary = summary_of(sitting)
    assert (summary.points, summary.questions, summary.answered) == (0, 3, 2)
    assert [option.text for missed in summary.missed for option in missed.believed] == ["`0.8`", "it is a view"]
    assert [missed.was_sure for missed in summary.missed] == [True, False]
    assert summary.readings == ["Srivastava et al. (2014), section 10", "NumPy user guide, Indexing"]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_a_count_draws_questions_in_their_order(quiz: Quiz, count: int) -> None:
    """The same seed draws the same distinct questions, asked in the order of the file."""
    every = [(quiz, q) for q in quiz.questions]
    first, again = (begin("q", every, START.isoformat(), 5, count=count, is_exam=False) for _ in range(2))
    ids = [place.question.id for place in first.places]
    assert first == again
    assert ids == [q.id for q in quiz.questions if q.id in ids]
    assert len(ids) == min(count, 3)


def test_options_are_shuffled_but_where_their_order_is_kept(quiz: Quiz) -> None:
    """Seeds give different orders of the same options, except in questions with a fixed order."""
    every = [(quiz, quiz.questions[1])]
    orders = {begin("q", every, "", seed, count=None, is_exam=False).places[0].order for seed in range(30)}
    assert len(orders) > 5
    assert all(sorted(order) == [0, 1, 2, 3] for order in orders)
    kept = [(quiz, replace(quiz.questions[1], keeps_order=True))]
    assert {begin("q", kept, "", seed, count=None, is_exam=False).places[0].order for seed in range(30)} == {
        (0, 1, 2, 3)
    }


def test_a_number_question_may_move_within_its_file(tmp_path: Path) -> None:
    """Moving a question in its file changes neither its edition nor its history."""
    before = read_quiz(write_course(tmp_path / "a"), NAME)
    after = read_quiz(
        write_course(tmp_path / "b", **{NAME: TEXT.replace("Three questions.", "Three\nquestions.")}), NAME
    )
    assert [edition_of(q) for q in before.questions] == [edition_of(q) for q in after.questions]


def test_the_order_of_tries_is_that_of_the_record(quiz: Quiz) -> None:
    """A clock that was once ahead does not freeze the score."""
    ahead = tried(quiz, 400, right=False)
    assert History([ahead, tried(quiz, 1, right=True)]).score(quiz).points == 1


def test_two_commands_with_one_sitting_count_the_first(quiz: Quiz) -> None:
    """If two commands answer a question first, the earlier answer is kept, and what either finished is done."""
    every = [(quiz, q) for q in quiz.questions]
    first, second = (begin(quiz.name, every, START.isoformat(), 7, count=None, is_exam=False) for _ in range(2))
    data: dict[str, Any] = {}
    for sitting, right in ((first, True), (second, False)):
        sitting.finished.add(sitting.places[0].key)
        remember(data, sitting, tried(quiz, 0, right=right, id_=sitting.places[0].question.id, sitting=sitting.begun))
    second.finished = {second.places[1].key}
    remember(data, second, None)
    assert [t.is_right for t in tries_in(data)] == [True]
    again = unfinished(data, quiz.name, {quiz.name: quiz})
    assert again is not None
    assert again.open == [second.places[2]]
