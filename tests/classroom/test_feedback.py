"""A page of feedback for each student, named as the platform wants it back, and safe to open."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from dropgrade.classroom.feedback import feedback_page, feedback_zip, without_inputs
from dropgrade.classroom.feedback_names import place_in_zip
from dropgrade.classroom.grades import ClassGrades, ProblemGrade, StudentGrade
from dropgrade.classroom.stored_report import stored
from dropgrade.report import CheckResult, Example, Explanation, Fact, Location, Mistake, Outcome, ProblemReport
from tests.classroom.sample_class import CLASS, HOSTILE, grade, nothing, student

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


class Page(HTMLParser):
    """The words of a page, its elements and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words, self.tags, self.attributes, self.open = "", list[str](), list[tuple[str, str]](), list[str]()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self.open += [tag] * (tag not in {"meta", "br", "link", "img"})
        self.words += " "

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep the words, but for the styles."""
        self.words += "" if "style" in self.open else data


def pages_of(grades: ClassGrades = CLASS, form: str | None = None, until: datetime | None = None) -> dict[str, str]:
    """The pages by their names in the zip."""
    content, count = feedback_zip(grades, form, until, NOW)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert len(archive.namelist()) == len(set(archive.namelist())) == count
    return {name: archive.read(name).decode() for name in archive.namelist()}


def moodle_gives(name: str) -> tuple[str, str]:
    """The participant to whom Moodle assigns a file, and the name that it keeps."""
    for place, part in enumerate(parts := name.split("/")):
        pieces = part.split("_", 4)
        if len(pieces) >= 4 and pieces[1].isdigit() and (pieces[2], pieces[3]) == ("assignsubmission", "file"):
            rest = [pieces[4]] if len(pieces) > 4 else [""]
            return pieces[1], "/".join([*rest, *parts[place + 1 :]]).strip("/")
    raise AssertionError(name)


def test_moodle_gives_each_page_to_its_student() -> None:
    """By Moodle's rule for names in a zip, each page reaches the participant whose work it is about."""
    found = {moodle_gives(name): page for name, page in pages_of(form="moodle").items()}
    assert {number for number, _ in found} == {f"1234{n:03}" for n in (1, 2, 3, 5, 6, 7)}
    assert {kept for _, kept in found} == {"feedback.html"}
    assert "3100006" in found["1234006", "feedback.html"]


SHAPES = {
    "Ann Lee_77_assignsubmission_file_/a.py": "Ann Lee_77_assignsubmission_file_/feedback.html",
    "Ann Lee_77_assignsubmission_file/sub/a.py": "Ann Lee_77_assignsubmission_file/feedback.html",
    "Ann Lee_77_assignsubmission_file_a.py": "Ann Lee_77_assignsubmission_file_feedback.html",
    "x.zip/P_77_assignsubmission_onlinetext_/a.html": "P_77_assignsubmission_onlinetext_/feedback.html",
    "Ann_Mary_Lee_77_assignsubmission_file_/a.py": "Ann Mary Lee_77_assignsubmission_file_/feedback.html",
    "leeann_LATE_77_88_a-1.py": "leeann_LATE_77_88_feedback.html",
    "anon_77_88_a.py": "anon_77_88_feedback.html",
    "submission_98/a.py": "id_7.html",
    "dropout-1-login/exercises/p03_inverted_scaling/inverted_scaling.py": "id_7.html",
    "": "id_7.html",
}


@pytest.mark.parametrize(("source", "place"), SHAPES.items())
def test_names_as_the_work_came_in(source: str, place: str) -> None:
    """A page has the platform's name for the work, or the student's id if the platform takes no pages back."""
    one = StudentGrade("id/7", "Ann Lee", (replace(grade(), source=source),))
    assert place_in_zip(one, None) == place


@pytest.mark.parametrize(
    ("source", "form", "places"),
    [
        ("Lee Ann_1234001_assignsubmission_file_/a.py", "moodle", ["1234001", "1234002"]),
        ("leeann_LATE_12001_88_a.py", "canvas", ["leeann_LATE_12001_88", "leeann_LATE_12002_88"]),
    ],
)
def test_each_of_a_group_gets_a_page(source: str, form: str, places: list[str]) -> None:
    """Work of a group came in under one member's id; each member's page goes back under their own."""
    work = replace(grade(), source=source)
    people = [replace(student(n, f"S{n}"), problems=(work,)) for n in (1, 2)]
    names = list(pages_of(replace(CLASS, students=tuple(people)), form))
    assert len(names) == 2
    assert all(place in name for place, name in zip(places, names, strict=True))


def test_names_of_nbgrader() -> None:
    """Nbgrader keeps feedback by student, assignment and notebook."""
    one = StudentGrade("77", "Ann", (replace(grade(), source="submitted/77/ps1/work.ipynb"),))
    assert place_in_zip(one, "nbgrader") == "77/ps1/work.html"


@pytest.mark.parametrize("id_", ["../../etc/passwd", "..", "/abs", "a\\b", "CON:x", "", "\x00"])
def test_no_name_leaves_the_folder(id_: str) -> None:
    """Whatever an id contains, its page has a plain name, and equal names are made different."""
    name = place_in_zip(StudentGrade(id_, "n"), None)
    assert re.fullmatch(r"[\w@-][\w@.-]*\.html", name)
    assert place_in_zip(StudentGrade(id_, "n"), None, {name}) != name


def test_a_comment_reaches_a_student_without_work() -> None:
    """A student who handed in nothing but has a comment gets a page, under a name that Moodle understands."""
    excused = replace(nothing(), comment="Shown in class.", score=8.0, overridden_by="An")
    ((name, text),) = pages_of(replace(CLASS, students=(student(4, "Ann Lee", excused),)), "moodle").items()
    assert moodle_gives(name) == ("1234004", "feedback.html")
    assert "Shown in class." in text


def test_a_page_is_safe_and_whole() -> None:
    """Names and comments are text; nothing is loaded or run, and the policy would stop it if it were."""
    marked = replace(grade(test_scale=["no_scaling"]), comment=HOSTILE, overridden_by="<b>An")
    page = Page(text := feedback_page(CLASS, student(1, HOSTILE, marked)))
    assert page.open == []
    assert {"script", "img", "link", "iframe", "b>An"}.isdisjoint(page.tags)
    assert not [value for name, value in page.attributes if name in {"src", "href", "style"} or name.startswith("on")]
    assert page.words.count(HOSTILE) >= 2
    assert "default-src 'none'" in text
    assert "http" not in text.replace("http-equiv", "").replace("http://x", "")


def test_a_page_says_what_the_terminal_says() -> None:
    """Observed, expected and the words of the mistake are there, and the score after lateness beside that before."""
    page = Page(feedback_page(CLASS, CLASS.students[1]))
    for words in ("17.25", "The survivors keep their size.", "Title of test_scale.", "O'Brien"):
        assert words in page.words
    late = Page(feedback_page(CLASS, CLASS.students[5]))
    assert "6.68" in late.words
    assert "1.5" in late.words


def test_what_is_in_doubt_is_no_zero() -> None:
    """Where the grader failed, the page says that the work is being reviewed."""
    page = Page(feedback_page(CLASS, CLASS.students[4]))
    assert "is being reviewed" in page.words


def test_inputs_stay_hidden_before_the_date() -> None:
    """Before the date the mistake is named and nothing that was observed is shown; from then on it is."""
    early = "".join(pages_of(until=LATER).values())
    assert "17.25" not in early
    assert "The survivors keep their size." in early
    assert "What was observed is shown from 30 November 2026" in early
    assert "17.25" in "".join(pages_of(until=NOW - timedelta(1)).values())
    assert "17.25" not in "".join(pages_of(replace(CLASS, inputs_hidden_until=LATER)).values())


RAISED = "`f` raised ValueError: SECRET. The call was f(SECRET)."
LEAKS = {
    "an exception": CheckResult("a", "t", Outcome.ERROR, 1, RAISED, output="SECRET"),
    "what is seen": CheckResult("a", "t", Outcome.FAIL, 1, "m SECRET", "w SECRET", "SECRET", "SECRET", output="SECRET"),
    "a plain assertion": CheckResult("a", "t", Outcome.FAIL, 1, "assert f(SECRET) == 3"),
    "an exit code": CheckResult("a", "t", Outcome.CRASH, 1, "`f` ended the whole process (SECRET)."),
    "a fault of the grader": CheckResult("a", "t", Outcome.NEEDS_REVIEW, 1, "The grader failed. (SECRET)"),
}


@pytest.mark.parametrize("check", LEAKS.values(), ids=LEAKS)
def test_a_program_cannot_tell_its_inputs(check: CheckResult) -> None:
    """What a program raises or prints may hold its inputs, so it is hidden with them; its line of code is not."""
    whole = replace(
        check,
        location=Location(3, "raise ValueError(x)"),
        explanation=Explanation("SECRET", ("SECRET",)),
        fact=Fact("SECRET", (1, 2), (3.0,), "SECRET", "SECRET"),
        example=Example(((17.0,),), ((17.0,),)),
    )
    bare = without_inputs(whole, LATER)
    assert "SECRET" not in repr(bare)
    assert (bare.example, bare.fact.numbers) == (None, ())
    assert bare.location is not None


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (Outcome.ERROR, "Loading the file raised SyntaxError: invalid syntax."),
        (Outcome.MISSING, "There is no `f` in the file."),
        (Outcome.TIMEOUT, "`f` computed for more than 2 seconds and was stopped."),
        (Outcome.BLOCKED, "Right, and it counts as soon as this passes: the rate."),
    ],
)
def test_what_tells_no_inputs_is_said_at_once(outcome: Outcome, message: str) -> None:
    """Messages about loading a file and about timeouts are shown, because they reveal no inputs."""
    assert without_inputs(CheckResult("a", "t", outcome, 1, message), LATER).message == message


def test_what_a_failure_follows_from_is_said_at_once() -> None:
    """A failure that follows from a mistake says so before the date, too."""
    checks = (
        CheckResult("a", "A.", Outcome.FAIL, 1, "m", "w", "17.25", "2", (Mistake("no_scaling", "Nothing is scaled."),)),
        CheckResult("b", "B.", Outcome.FAIL, 1, "m", "w", "17.25", "2", follows_from=("no_scaling",)),
    )
    report = ProblemReport("p03", "T", "a.py", "", checks)
    one = StudentGrade("1", "A", (ProblemGrade("p03", "T", 0, 2, report=stored(report)),))
    words = Page(feedback_page(CLASS, one, LATER)).words
    assert "This follows from the mistake that is named (no scaling)." in words
    assert "17.25" not in words
