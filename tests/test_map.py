"""The map of what the articles say leads to every problem and every quiz, and to nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dropgrade.course.course import Course
from dropgrade.quiz.format.reading import quiz_names, read_quiz
from tests.conftest import ROOT

MAP = ROOT / "exercises" / "the-map.md"
COURSE = Course(ROOT, ROOT)
QUESTIONS = {name: {question.id for question in read_quiz(COURSE, name).questions} for name in quiz_names(COURSE)}
LINK = re.compile(r"\[([^]]+)\]\(([^)#]+)(?:#([^)]*))?\)")
PICTURE = re.compile(r"`dropgrade show (p\d\d)`")
LAB = re.compile(r"`dropgrade lab` “([^”]+)”")
VIEWS = {"Build", "Watch", "Read"}


def rows() -> list[tuple[int, list[str]]]:
    """The cells of every row below a table's head, with their line."""
    lines = enumerate(MAP.read_text("utf-8").splitlines(), 1)
    tables = [(number, [cell.strip() for cell in line.split("|")[1:-1]]) for number, line in lines if line[:1] == "|"]
    heads = {number for number, cells in tables if set("".join(cells)) == {"-"}}
    return [(number, cells) for number, cells in tables if number not in heads and number + 1 not in heads]


ROWS = rows()
LINKS = [(number, *link) for number, cells in ROWS for link in LINK.findall(" ".join(cells))]


def test_it_has_all_subjects() -> None:
    """There are some 180 rows, in tables that each have a heading."""
    assert len(ROWS) > 150
    assert len(re.findall(r"^## ", MAP.read_text("utf-8"), re.MULTILINE)) >= 10


@pytest.mark.parametrize(("line", "cells"), ROWS, ids=lambda each: each if isinstance(each, int) else "")
def test_no_row_has_an_empty_cell(line: int, cells: list[str]) -> None:
    """A row has two cells: some words, and at least one link or picture."""
    assert len(cells) == 2
    assert len(cells[0].split()) >= 2
    assert LINK.search(cells[1]) or PICTURE.search(cells[1])


def test_no_claim_stands_twice() -> None:
    """No two rows say the same."""
    claims = [cells[0] for _, cells in ROWS]
    assert sorted(set(claims)) == sorted(claims)


def test_every_link_leads_somewhere() -> None:
    """The folder or file of each link is there, and is what the link is called."""
    for line, text, target, _ in LINKS:
        place = (MAP.parent / target).resolve()
        assert place.exists(), f"line {line}: {target}"
        assert place.name.startswith(f"{text[:3]}_"), f"line {line}: {text} leads to {target}"


def test_every_question_is_in_its_quiz() -> None:
    """Each link to a question is called by its id, and the quiz has a question of that id."""
    asked = [(line, text, Path(target).stem, question) for line, text, target, question in LINKS if question]
    assert asked
    for line, text, quiz, question in asked:
        assert question in QUESTIONS[quiz], f"line {line}: {quiz} asks no {question}"
        assert text == f"{quiz[:3]}: {question}", f"line {line}"


def test_every_picture_can_be_drawn() -> None:
    """Each problem that the map says can be shown has its picture.py."""
    shown = {name for _, cells in ROWS for name in PICTURE.findall(cells[1])}
    assert shown
    missing = [name for name in shown if not list(ROOT.glob(f"solutions/{name}_*/picture.py"))]
    assert missing == []


def test_the_lab_has_every_figure_and_experiment_that_the_map_names() -> None:
    """Each title is that of a view, a figure or an experiment of the lab, and none of these is missing."""
    from dropgrade.lab.experiments.experiment_list import EXPERIMENTS
    from dropgrade.lab.figures.figure_list import FIGURES

    named = {title for _, cells in ROWS for title in LAB.findall(cells[1])}
    assert named == VIEWS | {each.title for each in (*FIGURES, *EXPERIMENTS.values())}


@pytest.mark.parametrize("name", [*COURSE.names(), *QUESTIONS])
def test_everything_is_in_the_map(name: str) -> None:
    """Every problem and every quiz is linked at least once."""
    assert any(name in Path(target).parts[-1] for _, _, target, _ in LINKS)
