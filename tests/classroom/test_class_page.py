"""The page of a class: complete, safe, readable without network, and anonymous where it should be."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date

import pytest

from dropgrade.classroom.grades import ClassGrades, LeftOut, QuizGrade, QuizItem, StudentGrade
from dropgrade.classroom.learning.anonymous import without_names
from dropgrade.classroom.learning.class_page import class_page
from tests.classroom.sample_class import CLASS, HOSTILE, grade, student
from tests.classroom.test_feedback import Page
from tests.classroom.test_same_programs import PROGRAM

DAY = date(2026, 11, 28)
QUIZ = QuizGrade("q03_scaling", f"Scaling {HOSTILE}", (QuizItem("a", HOSTILE, HOSTILE, 0.0),))
FULL = replace(
    CLASS,
    course=f"Dropout {HOSTILE}",
    students=tuple(
        replace(
            s,
            quizzes=(QUIZ,),
            problems=tuple(replace(p, program=f"{PROGRAM}# {HOSTILE} of {s.name}") for p in s.problems),
        )
        for s in CLASS.students
    ),
    unmatched=(LeftOut(HOSTILE, HOSTILE),),
    review=(LeftOut("secret/path", "r"),),
)


@pytest.fixture(scope="module", params=[False, True], ids=["named", "anonymous"])
def text(request: pytest.FixtureRequest) -> str:
    """The page of a class in which every text is hostile."""
    return class_page(FULL, {}, DAY, is_anonymous=request.param)


def test_the_page_needs_nothing(text: str) -> None:
    """There is no script, no reference outside the page, no style outside its policy; every element is closed."""
    page = Page(text)
    assert page.open == []
    assert {"script", "img", "link", "iframe", "object", "form"}.isdisjoint(page.tags)
    refs = [value for name, value in page.attributes if name in {"src", "href", "srcset", "action", "data"}]
    assert refs
    assert all(ref.startswith("#") for ref in refs)
    assert not [name for name, _ in page.attributes if name == "style" or name.startswith("on")]
    assert "@import" not in text
    assert "url(" not in text


def test_the_policy_allows_the_style_alone(text: str) -> None:
    """The policy loads nothing, and names the page's own style by its hash."""
    policy = next(value for name, value in Page(text).attributes if name == "content" and "default-src" in value)
    styles = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in styles]
    assert policy.startswith("default-src 'none'; ")
    assert re.findall(r"'sha256-(.*?)'", policy) == hashes


def test_links_lead_somewhere(text: str) -> None:
    """Every link has its place on the page, and no place is there twice."""
    page = Page(text)
    places = [value for name, value in page.attributes if name == "id"]
    assert len(places) == len(set(places))
    assert {value[1:] for name, value in page.attributes if name == "href"} <= set(places)


def test_charts_have_words_and_tables(text: str) -> None:
    """A chart says in words what it shows; bars in tables are hidden from screen readers, beside their numbers."""
    charts = re.findall(r'<svg class="chart"[^>]*>', text)
    assert len(charts) == 2
    assert all('role="img"' in chart and "aria-label=" in chart for chart in charts)
    assert text.count("<svg") == len(charts) + text.count('aria-hidden="true"')
    assert text.count("<th scope=") == text.count("<th ")


def test_the_numbers_are_right() -> None:
    """What was made, by how many and by whom is on the page, with the scores and those who need help."""
    words = " ".join(Page(class_page(CLASS, {}, DAY)).words.split())
    assert "Dropout 1: class report version 2026, 28 November 2026" in words
    assert "students 7 handed in 6 mean 5.3 / 10 median 5 / 10 full marks 1" in words
    assert "2 of 5 no scaling The survivors keep their size." in words
    assert "3100007 Smith Alex 1 / 10 less than half of the points" in words
    assert "1 of 5 lost points by something that no known mistake explains: 3100007 Smith Alex" in words


def test_everybodys_scores() -> None:
    """Each student's scores are there: a dash where nothing was handed in, a question mark where a review waits."""
    text = class_page(CLASS, {}, DAY)
    start, end = text.index("<details><summary>Each student"), text.index('</section>\n<section id="mistakes">')
    words = " ".join(Page(text[start:end]).words.split())
    assert words.startswith("Each student Student p03 Total Days late 3100001 Müller Zoë 10 10 3100002")
    assert "3100004 Nothing Ann – 0 3100005 Doubt Ben ? ? 3100006 Smith Alex 6.68 6.68 1.5" in words


def test_what_is_open_is_said() -> None:
    """Files without a student and work to be reviewed are counted, so that nobody takes the numbers for all."""
    words = " ".join(Page(class_page(FULL, {}, DAY)).words.split())
    assert "Not in these numbers: 1 entry to be reviewed by a person and 1 file that could not be graded" in words


def test_nothing_of_anyone_is_on_an_anonymous_page() -> None:
    """Ids, names, addresses, paths, comments and programs are gone; the numbers are the same."""
    people = (
        replace(s, problems=tuple(replace(p, comment="by hand", overridden_by="An") for p in s.problems))
        for s in FULL.students
    )
    marked = replace(FULL, students=tuple(people))
    page = class_page(marked, {}, DAY, is_anonymous=True)
    words = " ".join(Page(page).words.split())
    for s in CLASS.students:
        assert s.id not in page
        assert s.roster["email"] not in page
        assert s.roster["github"] not in page
    for name in ("Müller", "Smith", "Doubt", "secret/path", "by hand", "rng.random"):
        assert name not in page
    assert re.search(r"student \d", words)
    assert "2 of 5" in words


def test_numbers_are_drawn_anew() -> None:
    """The order of an anonymous page says nothing: by default it differs from time to time."""
    crowd = replace(CLASS, students=tuple(student(n, f"S{n}", replace(grade(), score=n / 10)) for n in range(30)))
    orders = {tuple(s.score for s in without_names(crowd).students) for _ in range(5)}
    assert len(orders) == 5


@pytest.mark.parametrize("grades", [ClassGrades("", "", ()), ClassGrades("c", "1", (StudentGrade("1", ""),))])
def test_an_empty_class_has_a_page(grades: ClassGrades) -> None:
    """A class without students, or without work, has a page as well."""
    assert Page(class_page(grades, {}, DAY)).open == []
