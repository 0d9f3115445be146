"""Every shape of a class is taken in alike: the student, the file that counts and the time of each submission."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from dropgrade.classroom.book import Book
from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.roster import read_roster
from dropgrade.classroom.taking_in import Intake, take_in
from tests.cases import COURSE
from tests.classroom.made_class import (
    HAS_COMMITS,
    HAS_STUBS,
    HAS_TIMES,
    P03,
    SHAPES,
    Member,
    make_class,
    write,
    write_roster,
    zipped,
)

CLASS = make_class()


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty book."""
    with opened_book(tmp_path / "grades", new=True) as book:
        yield book


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A function that gives the class in a shape, which is made once."""
    return cache(lambda shape: SHAPES[shape][1](tmp_path_factory.mktemp(shape) / "source", CLASS))


def taken(book: Book, source: Path, tmp_path: Path, members: list[Member] = CLASS, shape: str | None = None) -> Intake:
    """What is taken in of a source that is one listing."""
    roster = read_roster(write_roster(tmp_path / "roster.csv", members))
    (intake,) = take_in(book, COURSE, source, roster, [P03], shape)
    return intake


def graded(book: Book) -> dict[str, str]:
    """The hash of what is graded for each student."""
    return {handed.student: handed.sha256 for handed in book.submissions() if handed.is_chosen}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_class(book: Book, made: Callable[[str], Path], tmp_path: Path, shape: str) -> None:
    """Students are found by their ids, and the file that counts is chosen, wherever the platform puts it."""
    intake = taken(book, made(shape), tmp_path)
    assert intake.shape == SHAPES[shape][0]
    expected = {m.ids["sid"]: m.counts for m in CLASS if m.counts}
    if shape in HAS_STUBS:
        stub = next(m.counts for m in CLASS if m.kind == "stub")
        pushed = [m for m in CLASS if m.files or shape not in HAS_COMMITS]
        expected |= {m.ids["sid"]: stub for m in pushed if not m.counts}
    assert graded(book) == expected
    assert not intake.review


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_not_graded_is_listed(book: Book, made: Callable[[str], Path], tmp_path: Path, shape: str) -> None:
    """A PDF, an earlier version and stubs beside other work are listed with their reasons, and nothing else is."""
    intake = taken(book, made(shape), tmp_path)
    beginnings = ["it is an earlier version of ", "it is neither a .py file nor "]
    if shape == "nbgrader":  # whose student who handed in nothing has a time
        beginnings.insert(1, "it is empty.")
    if shape in HAS_STUBS:
        beside = [m for m in CLASS if m.counts and "inverted_scaling.py" not in m.files]
        beginnings += ["nothing was written in it; "] * len(beside)
    if shape in HAS_COMMITS:
        beginnings.insert(1, "it is as it was handed out")
    reasons = sorted(left.reason for left in intake.unmatched)
    assert len(reasons) == len(beginnings)
    assert all(reason.startswith(start) for reason, start in zip(reasons, beginnings, strict=True))


@pytest.mark.parametrize("shape", HAS_TIMES)
def test_times_are_those_of_the_platform(book: Book, made: Callable[[str], Path], tmp_path: Path, shape: str) -> None:
    """What Gradescope, git and nbgrader say of the time is kept."""
    taken(book, made(shape), tmp_path)
    times = {handed.student: handed.submitted_at for handed in book.submissions()}
    assert times.items() <= {m.ids["sid"]: m.handed_in_at for m in CLASS}.items()


def test_canvas_says_what_is_late(book: Book, tmp_path: Path) -> None:
    """The mark in the name is kept, though it does not say how late."""
    taken(book, SHAPES["canvas"][1](tmp_path / "source", CLASS), tmp_path)
    late = {handed.student for handed in book.submissions() if handed.marked_late}
    assert late == {m.ids["sid"] for m in CLASS if m.late and m.counts}


def test_nobody_is_matched_by_name(book: Book, tmp_path: Path) -> None:
    """Of two students of the same name each gets their own, and one whose id is unknown gets nothing."""
    members = [Member(2, "right"), Member(3, "wrong")]
    stranger = Member(4, "right")
    source = SHAPES["moodle"][1](tmp_path / "source", [*members, stranger])
    intake = taken(book, source, tmp_path, members)
    assert graded(book) == {m.ids["sid"]: m.counts for m in members}
    (left,) = intake.unmatched
    assert stranger.ids["moodle"] in left.path
    assert left.reason == f"moodle {stranger.ids['moodle']} is no student of the roster."


def test_twins_in_the_roster_are_nobody(book: Book, tmp_path: Path) -> None:
    """An id that two students have matches neither; the roster itself is listed with it."""
    members = [Member(0, "right"), Member(1, "wrong")]
    members[1].ids["moodle"] = members[0].ids["moodle"]
    intake = taken(book, SHAPES["moodle"][1](tmp_path / "source", members[:1]), tmp_path, members)
    assert not graded(book)
    assert "could be 2 students of the roster" in intake.unmatched[0].reason
    assert "belongs to several students" in read_roster(tmp_path / "roster.csv").left[0].reason


def test_a_file_name_cannot_take_another_students_id(book: Book, tmp_path: Path) -> None:
    """In Moodle's flat shape, a name that holds a second id matches no student."""
    name = f"A B_1_assignsubmission_file_x_{CLASS[0].ids['moodle']}_assignsubmission_file_inverted_scaling.py"
    fair = f"C D_{CLASS[1].ids['moodle']}_assignsubmission_file_inverted_scaling.py"
    source = write(tmp_path / "flat.zip", zipped([(name, b"x = 1"), (fair, b"x = 2"), (f"{fair}.py", b"x = 2")]))
    intake = taken(book, source, tmp_path)
    assert graded(book).keys() <= {CLASS[1].ids["sid"]}
    assert any(left.path == name for left in intake.unmatched)


def test_a_login_is_no_word_of_a_name(book: Book, tmp_path: Path) -> None:
    """In a folder's name, words count as ids of the roster's own kind, and never as a login."""
    member = Member(0, "right")
    member.ids["github"] = "kim"
    write(tmp_path / "source" / "Kim_Lee_999" / "inverted_scaling.py", b"x = 1")
    write(tmp_path / "source" / "Someone_998" / "inverted_scaling.py", b"x = 1")
    intake = taken(book, tmp_path / "source", tmp_path, [member])
    assert not graded(book)
    assert len(intake.unmatched) == 2


def test_typed_text_is_graded_as_a_program(book: Book, tmp_path: Path) -> None:
    """A function typed into Moodle's own editor counts; words do not."""
    first, second = CLASS[0], CLASS[1]
    page = "<p>def inverted_dropout(x, p, training=True, rng=None):<br>&nbsp;&nbsp;&nbsp; return x &lt; 1, None</p>"
    place = "A B_{}_assignsubmission_onlinetext_/onlinetext.html"
    entries = [
        (place.format(first.ids["moodle"]), page.encode()),
        (place.format(second.ids["moodle"]), b"<p>My file is attached.</p>"),
        (place.format(CLASS[2].ids["moodle"]), b"<p>I was ill.</p>"),
        (f"C D_{second.ids['moodle']}_assignsubmission_file_/inverted_scaling.py", b"y = 2\n"),
    ]
    intake = taken(book, write(tmp_path / "m.zip", zipped(entries)), tmp_path)
    assert [left.reason for left in intake.unmatched] == ["what was typed defines no function."] * 2
    found = {handed.student: book.content(handed.id) for handed in book.submissions() if handed.is_chosen}
    assert found.keys() == {first.ids["sid"], second.ids["sid"]}
    assert found[second.ids["sid"]] == b"y = 2\n"
    assert found[first.ids["sid"]].endswith(b"    return x < 1, None\n")


def test_gradescope_groups_share_a_submission(book: Book, tmp_path: Path) -> None:
    """Every submitter of a submission gets it."""
    source = SHAPES["gradescope"][1](tmp_path / "source", CLASS[:1])
    meta = source / "assignment_7_export" / "submission_metadata.yml"
    other = CLASS[1].ids
    more = f"  - :name: Other\n    :sid: '{other['sid']}'\n    :email: {other['email']}\n  :created_at"
    meta.write_text(meta.read_text().replace("  :created_at", more, 1))
    taken(book, source, tmp_path)
    assert graded(book).keys() == {CLASS[0].ids["sid"], other["sid"]}


def test_what_is_handed_in_again_is_a_further_attempt(book: Book, tmp_path: Path) -> None:
    """The same program twice is one attempt, another one is the next, in the order of time."""
    member = Member(0, "wrong")
    make = SHAPES["gradescope"][1]
    taken(book, make(tmp_path / "a", [member]), tmp_path)
    taken(book, make(tmp_path / "b", [member]), tmp_path)
    later = Member(0, "right", late=5)
    taken(book, make(tmp_path / "c", [later]), tmp_path)
    book.number_attempts()
    assert [(h.attempt, h.sha256) for h in book.submissions()] == [(1, member.counts), (2, later.counts)]


def test_a_folder_with_the_platforms_files_is_a_source(book: Book, tmp_path: Path) -> None:
    """A folder that holds Moodle's zip and its worksheet is what the zip is."""
    SHAPES["moodle"][1](tmp_path / "source", CLASS)
    write(tmp_path / "source" / "Grades.csv", b"Identifier,Grade\n")
    intake = taken(book, tmp_path / "source", tmp_path)
    assert intake.shape.startswith("Moodle")
    assert len(intake.students) == len([m for m in CLASS if m.files])


def test_a_shape_can_be_named(book: Book, tmp_path: Path) -> None:
    """--from is believed, where the source can be read so."""
    for member in CLASS[:2]:
        write(tmp_path / "source" / f"{member.ids['sid']}.py", member.files["inverted_scaling.py"])
    intake = taken(book, tmp_path / "source", tmp_path, shape="files")
    assert intake.shape == "a file for each student"
    assert graded(book) == {m.ids["sid"]: m.counts for m in CLASS[:2]}


@pytest.mark.parametrize("wrapped", [True, False])
@pytest.mark.parametrize("shape", ["gradescope", "github", "nbgrader", "workspaces", "folders", "zips"])
def test_a_folder_may_come_as_a_zip(book: Book, tmp_path: Path, shape: str, wrapped: bool) -> None:
    """With or without a folder around it, a zip of a class is what the folder is."""
    title, make = SHAPES[shape]
    source = make(tmp_path / "source", CLASS[:6])
    root, inner = (source.parent, source.name) if wrapped else (source, ".")
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", root, inner)
    intake = taken(book, Path(packed), tmp_path)
    assert intake.shape == title
    assert len(intake.students) == 6


def test_a_file_that_a_person_has_chosen_is_graded(book: Book, tmp_path: Path) -> None:
    """Of two that may be meant, one is graded and the other is a question, until somebody says which."""
    member = CLASS[0]
    own = f"A B_{member.ids['moodle']}_assignsubmission_file_"
    program = b"def inverted_dropout(x, p, training=True, rng=None):\n    return x, None\n"
    entries = [(f"{own}/inverted_scaling.py", program), (f"{own}/try.py", program + b"# another\n")]
    intake = taken(book, write(tmp_path / "m.zip", zipped(entries)), tmp_path)
    (question,) = intake.review
    assert question.path == f"{own}/try.py"
    assert question.reason.endswith("inverted_scaling.py is graded: which of them counts?")
    assert not book.choose(member.ids["sid"], P03, "nothing.py")
    assert book.choose(member.ids["sid"], P03, "try.py")
    assert [h.path for h in book.submissions() if h.is_chosen] == [f"{own}/try.py"]


def test_a_teams_login_is_clear_where_the_team_shares(book: Book, tmp_path: Path) -> None:
    """Several students with one login are a question, unless the policy says that they are one group."""
    members = [Member(0, "right"), Member(3, "wrong")]
    for member in members:
        member.ids |= {"github": "red-team", "section": "red"}
    write(tmp_path / "hw-submissions" / "hw-red-team" / "inverted_scaling.py", members[0].files["inverted_scaling.py"])
    roster = read_roster(write_roster(tmp_path / "roster.csv", members))
    take_in(book, COURSE, tmp_path / "hw-submissions", roster, [P03], None)
    assert not graded(book)
    roster.group_column = "section"
    take_in(book, COURSE, tmp_path / "hw-submissions", roster, [P03], None)
    assert graded(book).keys() == {members[0].ids["sid"]}
