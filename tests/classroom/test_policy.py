"""Due dates, lateness, attempts, groups and overrides, as a teacher would compute them by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.gradebooks.layout import FillOptions
from dropgrade.classroom.gradebooks.row_filling import withheld
from dropgrade.classroom.grades import ClassGrades, ProblemGrade
from dropgrade.classroom.judging import judge
from dropgrade.classroom.rows import Graded, HandedIn, Run, Student
from dropgrade.errors import TargetError
from tests.conftest import ROOT

P03, P04 = "p03_inverted_scaling", "p04_dropout_backward"
DUE = datetime(2030, 5, 20, 22, 0, tzinfo=UTC)
ROSTER = ("sid", "email", "section", "team")
Judge = Callable[..., ClassGrades]
Work = tuple[str, str, float, float | None]
"""Student, problem, score, and hours after the due date, or None for an unknown time."""


@pytest.fixture
def judged(tmp_path: Path) -> Judge:
    """The grades of three students for what they handed in, by a policy and overrides."""

    def judged(
        work: list[Work], policy: str = "", overrides: str = "", outcome: str = "fail", unread: float = 0.0
    ) -> ClassGrades:
        with opened_book(tmp_path, new=True) as book:
            rows = [("1", "a@x", "A", "red"), ("2", "b@x", "B", "red"), ("3", "c@x", "A", "")]
            book.set_students(Student(row[0], f"N {row[0]}", dict(zip(ROSTER, row, strict=True))) for row in rows)
            book.set_problems([Graded(P03, "T", 10.0, ""), Graded(P04, "T", 10.0, "")])
            for n, (student, problem, score, late) in enumerate(work):
                when = None if late is None else DUE + timedelta(hours=late)
                handed = HandedIn(student, problem, "s", f"{n}.py", "moodle", str(n), b"", when)
                report = {"score": score, "outcome": outcome, "to_be_read": unread, "checks": []}
                book.record(Run(book.add(handed), str(n), "", "", "", "", "", 0, DUE, report))
            book.number_attempts()
        (tmp_path / "policy.toml").write_text(policy)
        if overrides:
            (tmp_path / "overrides.csv").write_text(overrides)
        return judge(tmp_path)

    return judged


def of(grades: ClassGrades, student: str, problem: str = P03) -> ProblemGrade:
    """A student's grade."""
    (found,) = (s for s in grades.students if s.id == student)
    return next(p for p in found.problems if p.problem == problem)


AT = f"due = {DUE.isoformat()}\n"
PER_DAY = f"{AT}[late]\nper_day = 10\n"
STEPS = f"{AT}[late]\nsteps = [[1, 10], [3, 50]]\n"


@pytest.mark.parametrize(
    ("policy", "hours", "score", "days"),
    [
        ("", 30, 8.0, 0.0),
        (AT, 30, 8.0, 1.25),
        (PER_DAY, -1, 8.0, 0.0),
        (PER_DAY, 0, 8.0, 0.0),
        (PER_DAY, 1, 7.2, 1 / 24),
        (PER_DAY, 24, 7.2, 1.0),
        (PER_DAY, 25, 6.4, 25 / 24),
        (PER_DAY, 24 * 30, 0.0, 30.0),
        (f"{PER_DAY}at_most = 50\n", 24 * 30, 4.0, 30.0),
        (f"{PER_DAY}of = 'max_score'\n", 25, 6.0, 25 / 24),
        (f"grace_minutes = 60\n{PER_DAY}", 1, 8.0, 0.0),
        (f"grace_minutes = 60\n{PER_DAY}", 1.5, 7.2, 1.5 / 24),
        (STEPS, 20, 7.2, 20 / 24),
        (STEPS, 60, 4.0, 2.5),
        (STEPS, 73, 0.0, 73 / 24),
        (f"{PER_DAY}free_days = 2\n", 30, 8.0, 1.25),
        (f"{PER_DAY}free_days = 1\n", 30, 7.2, 1.25),
        (PER_DAY.replace("due", "[due_dates]\np03"), 25, 6.4, 25 / 24),
        (PER_DAY.replace("due", "[due_dates]\np04"), 25, 8.0, 0.0),
        (f"{PER_DAY}[[extension]]\ncolumn = 'Section'\nvalue = 'A'\ndays = 1\n", 25, 7.2, 1 / 24),
        (f"{PER_DAY}[[extension]]\ncolumn = 'section'\nvalue = 'B'\ndays = 1\n", 25, 6.4, 25 / 24),
        (f"{PER_DAY}[[extension]]\ncolumn = 'sid'\nvalues = ['1', '9']\ndue = 2030-06-01\n", 25, 8.0, 0.0),
        (f"{PER_DAY}[[extension]]\ncolumn = 'sid'\nvalue = 1\ndays = 5\nproblems = ['p04']\n", 25, 6.4, 25 / 24),
    ],
)
def test_lateness_costs_what_the_policy_says(
    judged: Judge, policy: str, hours: float, score: float, days: float
) -> None:
    """Eight points that come so many hours late."""
    grade = of(judged([("1", P03, 8.0, hours)], policy), "1")
    assert grade.score == pytest.approx(score)
    assert grade.late_days == pytest.approx(days, abs=1e-5)


def test_free_days_are_spent_once(judged: Judge) -> None:
    """What an earlier problem has used is not there for a later one."""
    dates = f"[due_dates]\np03 = {DUE.isoformat()}\np04 = {(DUE + timedelta(days=7)).isoformat()}\n"
    policy = f"{dates}[late]\nper_day = 10\nfree_days = 2\n"
    grades = judged([("1", P03, 10.0, 30), ("1", P04, 10.0, 24 * 7 + 30)], policy)
    assert [p.score for p in grades.students[0].problems] == [10.0, 8.0]


@pytest.mark.parametrize(("attempt", "score", "earlier"), [("last", 4.0, (6.0, 5.0)), ("best", 6.0, ())])
def test_the_attempt_that_counts(judged: Judge, attempt: str, score: float, earlier: tuple[float, ...]) -> None:
    """The last by time or the best after lateness, whatever the order in which they were taken in."""
    work = [("1", P03, 5.0, 30.0), ("1", P03, 6.0, -3.0), ("1", P03, 5.0, -1.0)]
    grade = of(judged(work, f"attempt = '{attempt}'\n{PER_DAY}"), "1")
    assert grade.score == pytest.approx(score)
    assert grade.earlier == earlier


def test_a_group_shares_what_one_hands_in(judged: Judge) -> None:
    """Both of a team get it; one without a team does not."""
    grades = judged([("2", P03, 7.0, -1)], "[groups]\ncolumn = 'team'\n")
    assert [of(grades, n).score for n in "123"] == [7.0, 7.0, 0.0]
    assert of(grades, "3").report is None


HEAD = "student,problem,score,points,comment,by\n"


@pytest.mark.parametrize(
    ("row", "score", "by", "comment"),
    [
        ("1,p03,9.5,,well argued,AB", 9.5, "AB", "well argued"),
        ("A@X,inverted_scaling,,3,,", 3.0, "a person", ""),
        (f"1,{P03},+1,,,", 9.0, "a person", ""),
        ("1,p03,-20,,,", 0.0, "a person", ""),
        ("1,p03,,,see me,CD", 8.0, "CD", "see me"),
        ('1,p03,"9,5",,,', 9.5, "a person", ""),
    ],
)
def test_a_persons_word_counts(judged: Judge, row: str, score: float, by: str, comment: str) -> None:
    """A score replaces what was graded, one with a sign is added to it; a comment alone changes nothing."""
    grade = of(judged([("1", P03, 8.0, -1)], "", f"{HEAD}{row}\n"), "1")
    assert (grade.score, grade.overridden_by, grade.comment) == (score, by, comment)


def test_a_fault_of_the_graders_is_for_review_until_a_person_decides(judged: Judge) -> None:
    """It is listed and has no grade until a person gives a score."""
    grades = judged([("1", P03, 0.0, -1)], outcome="needs_review")
    assert of(grades, "1").needs_review
    assert [left.path for left in grades.review] == ["0.py"]
    grades = judged([], overrides=f"{HEAD}1,p03,6,,,me\n")
    assert not of(grades, "1").needs_review
    assert not grades.review
    assert of(grades, "1").score == 6


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        ("due = 3\n", "line 1: `due` must be a date and time"),
        ("\ndeu = 2030-01-01\n", "line 2: `deu` is unknown"),
        ("due = \n", "line 1: this is not TOML"),
        ("attempt = 'first'\n", "line 1: `attempt` must be 'last' or 'best'"),
        ("[late]\nper_day = 110\n", "line 2: `per_day` must be a number from 0 to 100"),
        ("[late]\nper_day = true\n", "line 2: `per_day` must be a number"),
        ("[late]\nsteps = [[3, 10], [1, 20]]\n", "line 2: `steps` must be pairs"),
        ("[late]\nper_day = 1\nsteps = [[3, 10]]\n", "line 3: `per_day` and `steps` exclude each other"),
        ("late = 3\n", "line 1: `late` must be a table"),
        ("[due_dates]\np77 = 2030-01-01\n", "line 2: 'p77' is no problem that is graded"),
        ("[[extension]]\ncolumn = 'house'\nvalue = 'A'\ndays = 1\n", "line 2: the roster has no column 'house'"),
        ("[[extension]]\ncolumn = 'section'\ndays = 1\n", "line 1: an extension needs a `value`"),
        ("[[extension]]\ncolumn = 'section'\nvalue = 'A'\n", "line 1: an extension has either `days` or a `due` date"),
        ("[groups]\ncolumn = 'crew'\n", "line 2: the roster has no column 'crew'"),
        (f"due = {'9' * 5000}\n", "line 1: this is not TOML: a number has too many digits"),
        ("due = 9999-12-31\n", "line 1: `due` must be a date and time"),
        ("[[extension]]\ncolumn = 'sid'\nvalue = 1\ndays = 1e300\n", "line 4: `days` must be a number from 0 to 10000"),
        ("grace_minutes = -1\n", "line 1: `grace_minutes` must be a number from 0"),
    ],
)
def test_a_faulty_policy_is_refused_with_its_line(judged: Judge, policy: str, message: str) -> None:
    """One fault, with the file, the line and what is allowed there."""
    with pytest.raises(TargetError) as refusal:
        judged([("1", P03, 8.0, 1)], policy)
    assert f"policy.toml, {message}" in refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        (f"{HEAD}9,p03,1,,,\n", "line 2: '9' is no student of the roster"),
        (f"{HEAD}1,p03,1,,,\n1,p99,1,,,\n", "line 3: 'p99' is no problem that is graded: p03_inverted_scaling"),
        (f"{HEAD}1,p03,ten,,,\n", "line 2: 'ten' is no number of points"),
        (f"{HEAD}1,p03,10.5,,,\n", "line 2: 10.5 is more than the 10 points of p03_inverted_scaling"),
        (f"{HEAD}1,p03,+11,,,\n", "line 2: +11 is more than the 10 points"),
        (f"{HEAD}1,p03,nan,,,\n", "line 2: 'nan' is no number of points"),
        (f"{HEAD}1,p03,1,2,,\n", "line 2: a row gives either a score or points"),
        (f"{HEAD}1,p03,,,,me\n", "line 2: a row gives either a score or points"),
        (f"{HEAD}1,p03,1,,,\na@x,p03,2,,,\n", "line 3: 1 and p03_inverted_scaling are there twice"),
        ("student,score\n1,2\n", "line 1: there is no column 'problem'"),
        ("student,problem,grade\n1,p03,2\n", "line 1: the column 'grade' is unknown"),
    ],
)
def test_a_faulty_override_is_refused_with_its_line(judged: Judge, overrides: str, message: str) -> None:
    """A faulty override is never guessed at: its line is named."""
    with pytest.raises(TargetError) as refusal:
        judged([("1", P03, 8.0, 1)], "", overrides)
    assert f"overrides.csv, {message}" in refusal.value.message


def test_the_page_for_instructors_shows_files_that_are_read(judged: Judge) -> None:
    """The policy and the overrides in solutions/README.md have no fault, where the roster has what they name."""
    page = (ROOT / "solutions" / "README.md").read_text("utf-8")
    policy, overrides = (
        re.findall(rf"<!-- {kind} -->\n```\w+\n(.*?)```", page, re.DOTALL)[0] for kind in ("policy", "overrides")
    )
    ids = dict(zip(("3100037", "ann@uni.example", "3100074"), ("1", "b@x", "3"), strict=True))
    for shown, own in ids.items():
        overrides = overrides.replace(shown, own)
    grades = judged([("1", P03, 5.0, -1)], policy.replace('"group"', '"team"'), overrides)
    assert of(grades, "1").score == 7.5
    assert of(grades, "1").comment == "Right idea, see my note"
    assert of(grades, "2", P04).score == 1
    assert grades.inputs_hidden_until is not None


def test_halves_of_characters_are_kept_out_of_the_book(tmp_path: Path) -> None:
    """A submission may print or contain text that UTF-8 cannot encode; the run is recorded nevertheless."""
    check = {"check": "a", "outcome": "fail", "mistakes": [], "output": "\ud800"}
    report = {"score": 1.0, "outcome": "fail", "checks": [check]}
    with opened_book(tmp_path, new=True) as book:
        handed = book.add(HandedIn("1", P03, "s", "a.py", "moodle", "ff", b""))
        book.record(Run(handed, "ff", "", "", "", "", "", 0, DUE, report, program="x = '\udfff'"))
        run = book.last_run(handed)
    assert run is not None
    assert run.report == report
    assert run.program == "x = '?'"


@pytest.mark.parametrize(
    ("overrides", "score", "unread"),
    [
        ("", 6.0, 4.0),
        ("1,p03,,,note,me\n", 6.0, 4.0),
        ("1,p03,+3,,,me\n", 9.0, 0.0),
        ("1,p03,+0,,,me\n", 6.0, 0.0),
        ("1,p03,8,,,me\n", 8.0, 0.0),
    ],
)
def test_points_to_be_read_wait_for_a_person(judged: Judge, overrides: str, score: float, unread: float) -> None:
    """Points that a person gives are open until a row of overrides.csv has some, and are then given like all others."""
    grades = judged([("1", P03, 6.0, -1)], "", f"{HEAD}{overrides}" if overrides else "", unread=4.0)
    assert (of(grades, "1").score, of(grades, "1").to_be_read) == (score, unread)
    assert [left.path for left in grades.review] == (["overrides.csv"] if unread else [])
    reason = withheld((of(grades, "1"),), FillOptions())
    assert reason == ("a person still has to give points for it" if unread else "")
