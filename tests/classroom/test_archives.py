"""No submission can reach files outside of it, exhaust the memory, or stop the others."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from dropgrade.classroom.book import Book
from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.grades import ClassGrades
from dropgrade.classroom.taking_in import Intake, take_in
from dropgrade.course.course import Course
from dropgrade.errors import TargetError
from dropgrade.submission.choosing import Choice
from dropgrade.submission.claims import Candidate
from tests.cases import COURSE
from tests.classroom.made_class import P03, RIGHT, write, zipped

FILE = "inverted_scaling.py"
GOOD = (f"good_2_assignsubmission_file_/{FILE}", RIGHT.encode())
PLACE = "bad_1_assignsubmission_file_"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty book."""
    with opened_book(tmp_path / "grades", new=True) as book:
        yield book


def taken(book: Book, source: Path) -> Intake:
    """The intake of a source, without a roster."""
    (intake,) = take_in(book, COURSE, source, None, [P03], None)
    return intake


def reasons(book: Book, tmp_path: Path, handed_in: bytes, name: str = "work.zip") -> str:
    """Why what one student handed in as a zip was left out; the other student's file is taken in all the same."""
    source = write(tmp_path / "class.zip", zipped([(f"{PLACE}/{name}", handed_in), GOOD]))
    intake = taken(book, source)
    assert [h.student for h in book.submissions()] == ["2"]
    return " ".join(left.reason for left in intake.unmatched)


def of_zeros(size: int) -> bytes:
    """A zip with one program of nothing but zeros, which packs to a thousandth."""
    return zipped([(FILE, b"0" * size)])


def nested(levels: int) -> bytes:
    """A program within so many zips."""
    data = RIGHT.encode()
    name = FILE
    for _ in range(levels):
        data, name = zipped([(name, data)]), "more.zip"
    return data


def lying(count: int) -> bytes:
    """A zip whose end record claims this number of files."""
    data = bytearray(zipped([(FILE, b"x = 1\n")]))
    end = data.rfind(b"PK\5\6")
    struct.pack_into("<HH", data, end + 8, count, count)
    return bytes(data)


def encrypted() -> bytes:
    """A zip whose file is marked as encrypted."""
    data = bytearray(zipped([(FILE, b"x = 1\n")]))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = data.find(mark) + at
        data[place] |= 1
    return bytes(data)


def link() -> bytes:
    """A zip with a symbolic link to the password file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo(FILE)
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    return stream.getvalue()


def damaged() -> bytes:
    """A zip whose file has another checksum than it says."""
    data = bytearray(zipped([(FILE, RIGHT.encode())]))
    data[60] ^= 0xFF
    return bytes(data)


@pytest.mark.parametrize(
    ("handed_in", "reason"),
    [
        (of_zeros(3_000_000), "more than 100 times its size"),
        (zipped([(f"{n}/{FILE}", b"0") for n in range(10_001)]), "more than 10,000 files"),
        (lying(60_000), "more than 10,000 files"),
        (nested(4), "more than 3 levels deep"),
        (zipped([(f"../../{FILE}", b"x = 1\n")]), "leads out of the folder"),
        (zipped([(f"/tmp/{FILE}", b"x = 1\n")]), "leads out of the folder"),
        (zipped([(f"C:\\{FILE}", b"x = 1\n")]), "leads out of the folder"),
        (zipped([(f"..\\..\\{FILE}", b"x = 1\n")]), "leads out of the folder"),
        (encrypted(), "encrypted"),
        (link(), "links are not followed"),
        (damaged(), "cannot be read"),
        (b"no zip at all", "not a readable zip"),
        (b"", "not a readable zip"),
        (zipped([(FILE, RIGHT.encode())])[:-30], "not a readable zip"),
    ],
    ids=[
        "bomb", "many files", "lies", "deep", "up", "absolute", "drive", "backslashes", "encrypted", "link", "damaged",
        "no zip", "empty", "cut",
    ],
)  # fmt: skip
def test_a_hostile_zip_is_left_out_with_its_reason(book: Book, tmp_path: Path, handed_in: bytes, reason: str) -> None:
    """It is listed, nothing of it is written anywhere, and the others are taken in."""
    before = sorted(tmp_path.rglob("*"))
    assert reason in reasons(book, tmp_path, handed_in)
    assert sorted(tmp_path.rglob("*")) == sorted([*before, tmp_path / "class.zip"])


def test_too_much_in_all_is_left_out(book: Book, tmp_path: Path) -> None:
    """More than 200 MB in one submission is refused by what the zip says, before anything is unpacked."""
    part = os.urandom(600_000) + b"0" * 50_500_000
    assert "more than 200 MB" in reasons(book, tmp_path, zipped([(f"{n}.bin", part) for n in range(4)]))


@pytest.mark.parametrize("suffix", [".rar", ".7z", ".tar.gz"])
def test_other_archives_are_asked_for_as_a_zip(book: Book, tmp_path: Path, suffix: str) -> None:
    """An archive of another kind is never opened."""
    assert "ask for a zip" in reasons(book, tmp_path, b"Rar!", f"work{suffix}")


def test_zips_within_zips_are_opened(book: Book, tmp_path: Path) -> None:
    """Up to three levels, with what systems add left out."""
    junk = zipped([("more.zip", nested(2)), ("__MACOSX/._more.zip", b"\0\5"), (".DS_Store", b"\0")])
    intake = taken(book, write(tmp_path / "class.zip", zipped([(f"{PLACE}/work.zip", junk), GOOD])))
    assert not intake.unmatched
    assert sorted(h.student for h in book.submissions()) == ["1", "2"]


def test_an_entry_without_a_name_is_passed_over(book: Book, tmp_path: Path) -> None:
    """A zip whose directory has an entry with an empty name loses nothing else."""
    data = zipped([("nameless", b""), (f"Zoe_3_assignsubmission_file_/{FILE}", RIGHT.encode())])
    intake = taken(book, write(tmp_path / "a.zip", data.replace(b"nameless", b"\0ameless")))
    assert set(intake.students) == {"3"}


def test_a_name_of_any_bytes_is_read(book: Book, tmp_path: Path) -> None:
    """Names in UTF-8 without the flag, and names that are not UTF-8, lose no student's work."""
    data = zipped([(f"{'x' * 6}_3_assignsubmission_file_/{FILE}", RIGHT.encode())])
    unmarked = data.replace(b"xxxxxx", "Zoëé".encode())
    intake = taken(book, write(tmp_path / "a.zip", unmarked))
    assert [s.name for s in intake.students.values()] == ["Zoëé"]
    folder = os.fsencode(tmp_path / "b") + b"/odd\xff_4_assignsubmission_file_"
    os.makedirs(folder)
    Path(os.fsdecode(folder), FILE).write_text(RIGHT)
    assert set(taken(book, tmp_path / "b").students) == {"4"}


def test_links_and_pipes_in_a_folder_are_left_alone(book: Book, tmp_path: Path) -> None:
    """A link to a file or a folder is never followed, and a pipe never opened."""
    own = tmp_path / "class" / PLACE
    own.mkdir(parents=True)
    (own / FILE).symlink_to("/etc/passwd")
    (own / "folder").symlink_to(Path(__file__).parent)
    os.mkfifo(own / "p03.py")
    write(tmp_path / "class" / GOOD[0], GOOD[1])
    intake = taken(book, tmp_path / "class")
    assert [h.student for h in book.submissions()] == ["2"]
    assert sorted(left.reason for left in intake.unmatched) == [
        "it is a link, and links are not followed.", "it is a link, and links are not followed.", "it is not a file.",
    ]  # fmt: skip


def test_a_repository_cannot_start_anything(book: Book, tmp_path: Path) -> None:
    """Settings and hooks in a clone's `.git` are never looked at."""
    clone = tmp_path / "class" / "hw-submissions" / "hw-ann"
    write(clone / FILE, RIGHT.encode())
    ran = tmp_path / "ran"
    write(clone / ".git" / "HEAD", b"ref: refs/heads/main\n")
    write(clone / ".git" / "refs" / "heads" / "main", b"a" * 40)
    settings = f'[core]\n\tfsmonitor = "touch {ran}"\n\tpager = "touch {ran}"\n[log]\n\tshowSignature = true\n'
    write(clone / ".git" / "config", f'{settings}[gpg]\n\tprogram = "touch {ran}"\n'.encode())
    assert set(taken(book, tmp_path / "class").students) == {"ann"}
    assert not ran.exists()


def test_a_course_in_what_is_handed_in_is_not_used(book: Book, tmp_path: Path) -> None:
    """Suites beside the exercises count as no student's work, and are listed as left out."""
    own = tmp_path / "class" / PLACE
    write(own / "exercises" / P03 / FILE, RIGHT.encode())
    write(own / "solutions" / P03 / "suite.py", b"raise SystemExit('reached')\n")
    intake = taken(book, tmp_path / "class")
    assert [h.path for h in book.submissions()] == [f"{PLACE}/exercises/{P03}/{FILE}"]
    assert [left.reason for left in intake.unmatched] == ["it lies where a course keeps its own files."]


def test_memory_does_not_grow_with_what_is_handed_in(book: Book, tmp_path: Path) -> None:
    """Sixteen files of four megabytes take the memory of two."""

    def peak(count: int) -> int:
        source = tmp_path / f"class_{count}.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for n in range(count):
                archive.writestr(f"s_{n}_assignsubmission_file_/{FILE}", os.urandom(4_000_000))
        tracemalloc.start()
        taken(book, source)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    few = peak(2)
    assert peak(16) < few + 10_000_000


@pytest.mark.parametrize("content", [b"", b"PK\3\4 broken"])
def test_a_source_that_cannot_be_read_is_refused(book: Book, tmp_path: Path, content: bytes) -> None:
    """The instructor's own file is asked for again."""
    with pytest.raises(TargetError, match="not a readable zip"):
        taken(book, write(tmp_path / "class.zip", content))
    with pytest.raises(TargetError, match="There is no file or folder"):
        taken(book, tmp_path / "nowhere")


def test_names_without_end_are_refused(book: Book, tmp_path: Path) -> None:
    """A name of sixty thousand signs is left out at once, whatever a reader of names would make of it."""
    assert "too long" in reasons(book, tmp_path, zipped([(f"{'_' * 60_000}.py", b"x = 1\n")]))


def test_programs_that_strain_a_reader_are_taken_in(book: Book, tmp_path: Path) -> None:
    """Deep expressions and lone surrogates are left to the worker."""
    deep = f"def inverted_dropout(x, p):\n    return x{'.y' * 40_000}\n".encode()
    source = write(tmp_path / "class.zip", zipped([(f"{PLACE}/{FILE}", deep), (f"{PLACE}/p03.py", b"(" * 9000), GOOD]))
    taken(book, source)
    assert {h.student for h in book.submissions()} == {"1", "2"}


def test_a_submission_that_trips_the_grader_is_for_review(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen failure on one submission is listed as a fault, and the others are taken in."""
    from dropgrade.classroom import taking_in

    choose = taking_in.choose

    def tripped(course: Course, asked: Sequence[str], candidates: Sequence[Candidate]) -> Choice:
        if any(b"trap" in candidate.load() for candidate in candidates):
            raise RecursionError("too deep")
        return choose(course, asked, candidates)

    monkeypatch.setattr(taking_in, "choose", tripped)
    intake = taken(book, write(tmp_path / "class.zip", zipped([(f"{PLACE}/{FILE}", b"trap"), GOOD])))
    assert [h.student for h in book.submissions()] == ["2"]
    (left,) = intake.review
    assert left.reason == "dropgrade itself failed on it: RecursionError: too deep"
    assert ClassGrades("c", "1", (), review=(left,)).needs_review
