"""Times from the lists of platforms whose zips do not hold them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.judging import judge
from dropgrade.classroom.roster import read_roster
from dropgrade.classroom.rows import Graded, HandedIn, Run
from dropgrade.classroom.submission_times import take_times
from dropgrade.errors import TargetError
from tests.classroom.made_class import DUE, P03, Member, write, write_roster

MEMBER = Member(0, "right")
MOODLE = (
    "Identifier,Full name,Email address,Status,Last modified (submission)\nParticipant {moodle},N,{email},S,{time}\n"
)
LISTS = [
    (MOODLE, "%A, %d %B %Y, %I:%M %p"),
    (MOODLE, "%A, %d %B %Y, %H:%M"),
    ("github_username,roster_identifier,submission_timestamp\n{github},{sid},{time}\n", "%Y-%m-%d %H:%M:%S UTC"),
    ("First Name,SID,Email,Submission Time\nA,{sid},{email},{time}\n", "%Y-%m-%d %H:%M:%S +0000"),
    ("assignment,timestamp,student_id\nd,{time},{sid}\n", "%Y-%m-%d %H:%M:%S+00:00"),
    ("sid;submitted_at\n{sid};{time}\n", "%Y-%m-%dT%H:%M:%S+00:00"),
]


def taken(tmp_path: Path, text: str) -> tuple[int, list[str]]:
    """What is taken of a list: how many times, and the reasons for what is left."""
    roster = read_roster(write_roster(tmp_path / "roster.csv", [MEMBER]))
    with opened_book(tmp_path / "g", new=True) as book:
        book.set_students(roster.students)
        book.set_problems([Graded(P03, "T", 10.0, "")])
        handed = book.add(HandedIn(MEMBER.ids["sid"], P03, "s", "a.py", "moodle", "ff", b""))
        book.record(Run(handed, "ff", "", "", "", "", "", 0, DUE, {"score": 10.0, "outcome": "pass", "checks": []}))
        count, left = take_times(book, write(tmp_path / "list.csv", text.encode("utf-8-sig")), roster)
    return count, [each.reason for each in left]


@pytest.mark.parametrize(("text", "form"), LISTS)
def test_a_platforms_list_gives_the_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, form: str
) -> None:
    """Each platform's own columns and way of writing times are known; a minute is exact."""
    when = (DUE + timedelta(hours=30)).replace(second=0)
    is_local = "UTC" not in form and "00" not in form
    words = (when.astimezone() if is_local else when.astimezone(UTC)).strftime(form)
    quoted = f'"{words}"' if "," in words else words
    assert taken(tmp_path, text.format(**MEMBER.ids, time=quoted)) == (1, [])
    (tmp_path / "g" / "policy.toml").write_text(f"due = {DUE.isoformat()}\n[late]\nper_day = 10\n")
    (student,) = judge(tmp_path / "g").students
    assert (student.late_days, student.score) == (1.25, 8.0)


def test_what_is_not_understood_is_listed(tmp_path: Path) -> None:
    """A strange time and an unknown student are left out with their lines; an empty cell is nothing."""
    rows = [f"{MEMBER.ids['sid']},yesterday", "99,2030-01-01", f"{MEMBER.ids['sid']},-", ""]
    count, reasons = taken(tmp_path, "sid,submitted_at\n" + "\n".join(rows))
    assert count == 0
    assert reasons == ["the time 'yesterday' is not understood.", "sid 99 is no student of the roster."]


def test_lateness_that_nobody_knows_is_for_review(tmp_path: Path) -> None:
    """Where it would cost something and no time is known, the list that is missing is asked for."""
    taken(tmp_path, "sid,submitted_at\n")
    (tmp_path / "g" / "policy.toml").write_text(f"due = {DUE.isoformat()}\n[late]\nper_day = 10\n")
    (left,) = judge(tmp_path / "g").review
    assert left.reason.startswith("1 submission handed in at a time that is not known")


def test_another_table_is_no_list_of_times(tmp_path: Path) -> None:
    """A file without times is refused, and its columns are listed."""
    with pytest.raises(TargetError, match="it has a, b"):
        taken(tmp_path, "a,b\n1,2\n")


def test_an_earlier_attempt_keeps_its_time(tmp_path: Path) -> None:
    """A platform's list speaks of the latest attempt."""
    with opened_book(tmp_path, new=True) as book:
        for n in (1, 2):
            book.add(HandedIn("1", P03, "s", f"{n}.py", "moodle", str(n), b""))
        book.number_attempts()
        book.set_time("1", datetime(2030, 1, 1, tzinfo=UTC))
        assert [h.submitted_at is None for h in book.submissions()] == [True, False]
